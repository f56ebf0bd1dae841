"""A collector of spans, as OpenTelemetry's collector is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

LENGTH = "Content-Length"


class Collector:
    """The spans that were sent to it, and what they say about the service."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.spans: list[Span] = []
        self.resource: dict[str, str] = {}
        self.received = b""

    def add(self, path: str, body: bytes) -> None:
        assert path == "/v1/traces"
        self.received += body
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.resource = attributes(group.resource)
            for scope in group.scope_spans:
                self.spans += scope.spans

    def requests(self) -> dict[str, Span]:
        """Return the spans of requests, by their names."""
        return {
            span.name: span
            for span in self.spans
            if span.kind == Span.SpanKind.SPAN_KIND_SERVER
        }

    def statements(self, request: Span) -> list[str]:
        """Return the statements in the trace of a request, in their order."""
        spans = [span for span in self.spans if span.trace_id == request.trace_id]
        spans.sort(key=lambda span: span.start_time_unix_nano)
        texts = (attributes(span).get("db.query.text") for span in spans)
        return [text for text in texts if text]


def attributes(part: Any) -> dict[str, str]:
    """Return the attributes of a span, an event or a resource, as text."""
    return {
        each.key: str(getattr(each.value, each.value.WhichOneof("value")))
        for each in part.attributes
    }


@contextmanager
def run_collector() -> Iterator[Collector]:
    """Run a collector on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collected.add(self.path, self.rfile.read(int(self.headers[LENGTH])))
            self.send_response(200)
            self.send_header(LENGTH, "0")
            self.end_headers()

        def log_request(self, *_: Any, **__: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collected = Collector(server.server_port)
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield collected
        server.shutdown()
        thread.join()


@pytest.fixture
def collector() -> Iterator[Collector]:
    with run_collector() as collected:
        yield collected
