"""Sessions that speak Streamlit's own protocol: open the map, then change its year again and again."""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.process import cpu_s, memory_mb

YEARS = range(1995, 2019)

QUERY = "indicator=residential_care_rate&group={group}&year={year}"

PATIENCE_S = 120

OPENING_S = 240
"""How long opening all sessions may take: a stock server takes more than a minute for a hundred."""


@dataclass(frozen=True)
class Load:
    """What some sessions saw: seconds from a change to its last message, CPU a change, bytes a change, memory."""

    sessions: int
    changes: int
    median_s: float
    p95_s: float
    cpu_s: float
    bytes_sent: float
    memory_mb: float


@dataclass(frozen=True)
class Reading:
    """What each reader does: changes the page's year, with a pause after each, so many times or so long.

    A change begun in time is waited for; one that takes longer than `PATIENCE_S` counts with that.
    """

    changes: int
    think_s: float
    page: str = "map"
    group: str = "ECA"
    seconds: float = 600


@dataclass
class Change:
    """One change: when it was asked for, when it was answered (None: not yet), bytes received for it."""

    asked: float
    answered: float | None = None
    bytes_sent: int = 0


def measured(server, sessions, reading):
    """Return what some readers see who all read at once."""
    return asyncio.run(_measured(server, sessions, reading))


async def _measured(server, sessions, reading):
    opened = asyncio.Barrier(sessions + 1)
    readers = [asyncio.create_task(_reader(server, opened, number, reading)) for number in range(sessions)]
    await opened.wait()
    before = cpu_s(server.pid)
    seen = [change for changes in await asyncio.gather(*readers) for change in changes]
    answered = [change for change in seen if change.answered]
    waits = sorted(change.answered - change.asked if change.answered else PATIENCE_S for change in seen)
    return Load(
        sessions=sessions,
        changes=len(answered),
        median_s=statistics.median(waits),
        p95_s=waits[min(len(waits) - 1, int(len(waits) * 0.95))],
        cpu_s=(cpu_s(server.pid) - before) / max(1, len(answered)),
        bytes_sent=statistics.median(change.bytes_sent for change in answered or seen),
        memory_mb=memory_mb(server.pid),
    )


class Counted(ClientConnection):
    """A connection that counts what comes over the wire, compressed or not, and keeps messages as a browser does.

    `kept` holds, for each of the last two runs, the hashes of messages that need not be sent again.
    """

    received = 0
    kept: tuple[frozenset[str], ...] = ()

    def data_received(self, data):
        """Count, then pass on."""
        self.received += len(data)
        super().data_received(data)


async def _reader(server, opened, number, reading):
    url = f"{server.url.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(
        url, subprotocols=["streamlit"], max_size=None, ping_interval=None, create_connection=Counted
    ) as socket:
        years = (YEARS[(number * 7 + step) % len(YEARS)] for step in count())
        async with asyncio.timeout(OPENING_S):
            await _change(socket, reading, next(years))
        await opened.wait()
        seen = []
        until = time.monotonic() + reading.seconds
        await asyncio.sleep(reading.think_s * number / 100)
        with suppress(TimeoutError):
            while len(seen) < reading.changes and time.monotonic() < until:
                seen.append(Change(time.monotonic()))
                async with asyncio.timeout(PATIENCE_S):
                    seen[-1].bytes_sent = await _change(socket, reading, next(years))
                seen[-1].answered = time.monotonic()
                await asyncio.sleep(reading.think_s)
        return seen


async def _change(socket, reading, year):
    message = BackMsg()
    message.rerun_script.page_name = reading.page
    message.rerun_script.query_string = QUERY.format(group=reading.group, year=year)
    message.rerun_script.cached_message_hashes.extend(sorted(frozenset().union(*socket.kept)))
    await socket.send(message.SerializeToString())
    before, seen = socket.received, set()
    async for data in socket:
        answer = ForwardMsg.FromString(data)
        if answer.WhichOneof("type") == "ref_hash":
            seen.add(answer.ref_hash)
        elif answer.metadata.cacheable:
            seen.add(answer.hash)
        if answer.WhichOneof("type") == "script_finished" and answer.script_finished == 0:
            break
    socket.kept = (*socket.kept[-1:], frozenset(seen))
    return socket.received - before
