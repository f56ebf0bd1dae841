"""Request ids: the header X-Request-ID of the request, or a new one."""

import re

PATTERN = re.compile(r"[A-Za-z0-9._-]{1,64}")


def is_request_id(value: str) -> bool:
    """Whether it can be written to a log as it is."""
    return PATTERN.fullmatch(value) is not None
