"""The order in which requests get connections."""

import asyncio

from app.api.connection_slots import ConnectionSlots, connection_slot


def test_requests_get_slots_in_the_order_in_which_they_came() -> None:
    served: list[str] = []

    async def use(slots: ConnectionSlots, name: str) -> None:
        async with connection_slot(slots):
            served.append(name)

    async def run() -> None:
        slots = ConnectionSlots(1)
        async with asyncio.TaskGroup() as tasks:
            async with connection_slot(slots):
                for name in ("first", "second"):
                    tasks.create_task(use(slots, name))
                await asyncio.sleep(0)
                assert served == []
            await use(slots, "newcomer")

    asyncio.run(run())

    assert served == ["first", "second", "newcomer"]
