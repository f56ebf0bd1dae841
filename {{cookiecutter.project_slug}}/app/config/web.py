"""Types of the settings that depend on what is in front of the service."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic.functional_validators import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

ORIGIN = re.compile(r"https?://[^/\s]+|\*")
HOST = re.compile(r"(\*\.)?[^/:\s*]+|\*")


def _split(value: str) -> tuple[str, ...]:
    return tuple(name for each in value.split(",") if (name := each.strip()))


def _check(names: Iterable[str], pattern: re.Pattern[str], advice: str) -> None:
    for name in names:
        if not pattern.fullmatch(name):
            raise ValueError(f"{advice}, not {name!r}")


def _check_origins(names: tuple[str, ...]) -> tuple[str, ...]:
    _check(names, ORIGIN, "write origins like https://example.com, without a path")
    return names


def _check_hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    _check(names, HOST, "write names like example.com or *.example.com, without a port")
    return names


# Names with commas between them.
_Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Origins = Annotated[_Names, AfterValidator(_check_origins)]
Hosts = Annotated[_Names, AfterValidator(_check_hosts)]
