"""The metrics that a service shows."""

from httpx2 import Client
from prometheus_client.parser import text_string_to_metric_families


class Metrics:
    """The metrics at one time."""

    def __init__(self, client: Client) -> None:
        response = client.get("/metrics")
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/plain; version=")
        self.samples = [
            sample
            for family in text_string_to_metric_families(response.text)
            for sample in family.samples
        ]

    def value(self, name: str, **labels: str) -> float | None:
        """Return the value of a sample with exactly these labels."""
        found = (
            sample.value
            for sample in self.samples
            if sample.name == name and sample.labels == labels
        )
        return next(found, None)

    def requests(self) -> dict[str, float]:
        """Return the number of requests, by method, route and status."""
        return {
            " ".join(sample.labels[key] for key in ("method", "route", "status")): (
                sample.value
            )
            for sample in self.samples
            if sample.name == "http_requests_total"
        }
