"""``/sparql``: a query of the SPARQL 1.1 Protocol, guarded, run by a worker, and answered."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import time
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from .. import terms
from ..resources import VERSION
from ..store import Question, Written, write_graph
from . import description, guard, protocol, refusal
from .elsewhere import Elsewhere
from .limits import DEEPEST
from .negotiation import GRAPHS, TABLES, accepts, best
from .refusal import RefusalError
from .reply import Spool, gone, send_spool, worth_zipping
from .served import Served

QUERY_PAGE = "vi/query.html"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, Content-Length",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": protocol.METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, Cache-Control, X-Requested-With",
    "Access-Control-Max-Age": "86400",
    "Allow": protocol.METHODS,
    "Accept-Post": protocol.TYPES,
}
_FRESH = "public, max-age=300"
_VARY = "Accept"
_LONG = 1 << 13


class Endpoint:
    """The ASGI application at ``/sparql``."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._elsewhere = Elsewhere(served.remote, served.limits) if served.remote else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        open_send = _open_to_all(send)
        body = protocol.Body(request)
        with contextlib.suppress(ClientDisconnect):
            await self._respond(request, body, open_send)

    async def _respond(self, request: Request, body: protocol.Body, open_send: Send) -> None:
        scope, receive = request.scope, request.receive
        try:
            if request.method == "OPTIONS":
                await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, open_send)
                return
            asked = await protocol.read(request, body)
            if asked.query is None:
                await (await self._described(request, asked))(scope, receive, open_send)
            else:
                await self._answer(request, asked, open_send)
        except RefusalError as error:
            response = refusal.answer(error, request.headers.get("accept"))
            await body.drain()
            await response(scope, receive, open_send)

    async def _described(self, request: Request, asked: protocol.Asked) -> Response:
        """Return the page to write a query in, or the service description."""
        if request.method == "POST":
            raise RefusalError(400, "there is no query; send it as «query»")
        accept = request.headers.get("accept")
        rdf = GRAPHS.choose(accept, asked.formats)
        if self._served.pages and not asked.formats:
            offers = [types[0] for types in GRAPHS.types.values()]
            if best(accept, [*offers, "text/html"]) == "text/html":
                return Response(None, 303, {"Location": QUERY_PAGE, "Vary": "Accept"})
        if rdf is None:
            raise RefusalError(406, f"the description comes as {GRAPHS.listed}")
        service, store = self._served.limits.service, self._served.store
        address = base_of(request) + "sparql"
        made = await asyncio.to_thread(description.service, address, store, federates=service)
        return graph_response(made, rdf)

    async def _answer(self, request: Request, asked: protocol.Asked, send: Send) -> None:
        begun = time.monotonic()
        status, written = 200, Written(0, 0)
        reading = await _reading(asked.query or "")
        try:
            self._check(reading)
            key, media = _format_of(reading, request.headers.get("accept"), asked)
            question = self._question(asked, reading, key)
            etag = self._etag(question, media)
            fields = {"Vary": _VARY}
            lasting = not reading.volatile and self._elsewhere is None
            if request.method != "POST" and lasting:
                fields |= {"Cache-Control": _FRESH, "ETag": f'"{etag}"'}
                if _is_known(request.headers.get("if-none-match"), etag):
                    status = 304
                    await Response(None, 304, fields)(request.scope, request.receive, send)
                    return
            else:
                fields["Cache-Control"] = "no-cache" if lasting else "no-store"
            text = f"{media}; charset=utf-8" if media.startswith("text/") else media
            fields["Content-Type"] = text
            written = await self._run(request, question, media, fields, send)
        except RefusalError as error:
            status = error.status
            raise
        except (ClientDisconnect, ConnectionError):
            status = 499
        finally:
            seconds = time.monotonic() - begun
            form = reading.form or "none"
            self._served.metrics.count(form, status, seconds, written.rows, written.size)
            self._log(asked.query or "", form, status, seconds, written)

    def _check(self, reading: guard.Reading) -> None:
        if reading.update:
            message = f"{reading.update} is an update, and this endpoint is read-only; send a query"
            raise RefusalError(400, message)
        if reading.service and not self._served.limits.service:
            message = (
                "SERVICE is refused: this endpoint asks no others; query them yourself and join, or run "
                "your own with --allow-service"
            )
            raise RefusalError(403, message)
        if reading.depth > DEEPEST:
            raise RefusalError(400, f"brackets are nested more than {DEEPEST} deep; write a simpler query")

    def _question(self, asked: protocol.Asked, reading: guard.Reading, key: str) -> Question:
        limits = self._served.limits
        default, named = (asked.default, asked.named) if asked.has_dataset else (None, None)
        if not asked.has_dataset and self._elsewhere is None:
            # the engine repeats what several graphs say, unless they are named to it as a client would
            default, named = guard.dataset(asked.query or "") or (None, None)
        return Question(
            asked.query or "",
            "json" if reading.makes_graph else key,
            key if reading.makes_graph else "ttl",
            default,
            named,
            limits.rows,
            limits.size << 20,
        )

    def _etag(self, question: Question, media: str) -> str:
        parts = [VERSION, self._served.digest, media, question.text, question.default, question.named]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]

    async def _run(
        self, request: Request, question: Question, media: str, fields: dict[str, str], send: Send
    ) -> Written:
        spool = Spool()
        work = asyncio.create_task(self._work(question, media, client_of(request), spool))
        work.add_done_callback(lambda _: spool.end())
        left = asyncio.create_task(gone(request.receive))
        ready = asyncio.create_task(spool.ready())
        try:
            await asyncio.wait({ready, left}, return_when=asyncio.FIRST_COMPLETED)
            if not spool.ended and left.done():
                raise ClientDisconnect
            if spool.ended:
                work.result()
            if worth_zipping(spool) and accepts(request.headers.get("accept-encoding"), "gzip"):
                fields["Content-Encoding"] = "gzip"
                if "ETag" in fields:
                    fields["ETag"] = fields["ETag"][:-1] + '-gz"'
            sending = asyncio.create_task(send_spool(request.scope, send, spool, fields, work))
            while not sending.done():
                await asyncio.wait({sending, left}, return_when=asyncio.FIRST_COMPLETED)
                if left.done() and not sending.done():
                    sending.cancel()
                    raise ClientDisconnect
            whole = sending.result()
            return work.result() if whole or work.done() else Written(0, spool.size)
        finally:
            for task in (work, left, ready):
                task.cancel()
            await asyncio.gather(work, left, ready, return_exceptions=True)
            spool.close()

    async def _work(self, question: Question, media: str, client: str, spool: Spool) -> Written:
        if self._elsewhere:
            return await self._elsewhere.answer(question, media, client, spool)
        if self._served.pool is None:
            raise RefusalError(503, "this server has no workers; it shows pages only")
        return await self._served.pool.answer(question, client, spool)

    def _log(self, query: str, form: str, status: int, seconds: float, written: Written) -> None:
        name = hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        size = f"rows={written.rows} bytes={written.size}"
        text = f" text={json.dumps(query)}" if self._served.log_queries else ""
        line = f"query={name} form={form} status={status} ms={seconds * 1000:.1f} {size}{text}"
        self._served.say(line)


async def _reading(text: str) -> guard.Reading:
    """Return what a query is; a long one is read while others have their turn."""
    return await asyncio.to_thread(guard.read, text) if len(text) > _LONG else guard.read(text)


def _format_of(reading: guard.Reading, accept: str | None, asked: protocol.Asked) -> tuple[str, str]:
    family = GRAPHS if reading.makes_graph else TABLES
    chosen = family.choose(accept, asked.formats)
    if chosen is None:
        kind = "a graph" if reading.makes_graph else "a table"
        raise RefusalError(406, f"the answer is {kind}, which comes as {family.listed}")
    return chosen


def graph_response(triples: list[Any], rdf: tuple[str, str]) -> Response:
    """Return triples as a response in a chosen format."""
    key, media = rdf
    headers = {"Cache-Control": _FRESH, "Vary": _VARY}
    return Response(write_graph(triples, key), 200, headers, media)


def base_of(request: Request) -> str:
    """Return the address of the server as this client knows it, with a slash at its end.

    :raises RefusalError: 400, if the client calls it by a name that is none.
    """
    root = request.scope.get("root_path", "")
    base = f"{request.url.scheme}://{request.headers.get('host', '')}{root}/"
    if not terms.is_address(base):
        raise RefusalError(400, "the Host header names no host")
    return base


def client_of(request: Request) -> str:
    """Return who asks, as far as turns are concerned: an IPv4 address, or the net of an IPv6 one."""
    host = request.client.host if request.client else ""
    return ":".join(host.split(":")[:4]) if ":" in host else host


def _is_known(header: str | None, etag: str) -> bool:
    known = {
        part.strip().removeprefix("W/").strip('"').removesuffix("-gz") for part in (header or "").split(",")
    }
    return etag in known


def _open_to_all(send: Send) -> Send:
    async def opened(message: Message) -> None:
        if message["type"] == "http.response.start":
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            for name, value in _CORS.items():
                headers[name] = value
        await send(message)

    return opened
