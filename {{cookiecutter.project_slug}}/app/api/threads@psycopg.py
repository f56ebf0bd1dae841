"""Functions that use the database, in a thread."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from fastapi.concurrency import run_in_threadpool

from app.api.connection_slots import ConnectionSlots, connection_slot

ArgumentsT = ParamSpec("ArgumentsT")
ResultT = TypeVar("ResultT")


async def run_in_connection_slot(
    slots: ConnectionSlots,
    function: Callable[ArgumentsT, ResultT],
    *args: ArgumentsT.args,
    **kwargs: ArgumentsT.kwargs,
) -> ResultT:
    """Call a function in a thread while holding a slot.

    For streams and background tasks: the request has released its own slot by then.
    """
    async with connection_slot(slots):
        return await run_in_threadpool(function, *args, **kwargs)
