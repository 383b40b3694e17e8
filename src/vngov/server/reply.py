"""An answer on its way: held until it is whole, or too large or too slow for that; zipped on demand."""

from __future__ import annotations

import asyncio
import tempfile
import zlib
from collections.abc import AsyncIterator, Mapping

from starlette.types import Receive, Scope, Send

HELD = 1 << 20
"""Bytes of a long query's answer that are held back, so that what goes wrong still gets its status."""

_CHUNK = 1 << 16
_WORTH_ZIPPING = 1 << 10
_LEVEL = 5


class Spool:
    """What a worker wrote so far: in memory, beyond 1 MiB in a file without a name."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=HELD)  # noqa: SIM115 - closed with the reply
        self.size = 0
        self.may_flow = False
        self.ended = False
        self._news = asyncio.Event()

    @property
    def flows(self) -> bool:
        """Return whether the answer should go out before it is whole."""
        return self.may_flow and self.size >= HELD

    def add(self, data: bytes) -> None:
        """Take more of the answer."""
        self._file.seek(self.size)
        self._file.write(data)
        self.size += len(data)
        self._news.set()

    def let_flow(self) -> None:
        """Allow that the answer goes out before it is whole."""
        self.may_flow = True
        self._news.set()

    def end(self) -> None:
        """Say that nothing more comes."""
        self.ended = True
        self._news.set()

    def clear(self) -> None:
        """Forget everything, to begin again."""
        self._file.seek(0)
        self._file.truncate()
        self.size = 0

    def close(self) -> None:
        """Give back the space."""
        self._file.close()

    async def ready(self) -> None:
        """Wait until the answer is whole, or should go out before."""
        while not (self.ended or self.flows):
            await self._wait()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield what there is, and what still comes, until the end."""
        at = 0
        while True:
            while at < self.size:
                self._file.seek(at)
                data = self._file.read(_CHUNK)
                at += len(data)
                yield data
            if self.ended:
                return
            await self._wait()

    async def _wait(self) -> None:
        self._news.clear()
        await self._news.wait()


async def send_spool(
    scope: Scope, send: Send, spool: Spool, headers: Mapping[str, str], work: asyncio.Task[object]
) -> bool:
    """Send an answer with status 200; return whether all of it went out.

    An answer that fails on its way is left unfinished: the server then breaks the connection off.
    """
    fields = dict(headers)
    whole = spool.ended
    zipped = "Content-Encoding" in fields
    if whole and not zipped:
        fields["Content-Length"] = str(spool.size)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31) if zipped else None
    if whole and packer and spool.size <= _CHUNK:
        data = b"".join([packer.compress(part) async for part in spool.chunks()]) + packer.flush()
        await _start(send, {**fields, "Content-Length": str(len(data))})
        await send({"type": "http.response.body", "body": data})
        return True
    await _start(send, fields)
    if scope["method"] != "HEAD" or not whole:
        async for part in spool.chunks():
            data = packer.compress(part) if packer else part
            if data:
                await send({"type": "http.response.body", "body": data, "more_body": True})
            await asyncio.sleep(0)  # others have their turn
    if work.done() and work.exception() is not None:
        return False
    await send({"type": "http.response.body", "body": packer.flush() if packer else b""})
    return True


async def _start(send: Send, headers: Mapping[str, str]) -> None:
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 200, "headers": pairs})


def worth_zipping(spool: Spool) -> bool:
    """Return whether an answer is large enough to be zipped."""
    return spool.size >= _WORTH_ZIPPING


async def gone(receive: Receive) -> None:
    """Wait until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass
