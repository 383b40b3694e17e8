"""A request of the SPARQL 1.1 Protocol, read: the query, its dataset, the formats asked for (section 2.1)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from .guard import ABSOLUTE
from .limits import BODY_SECONDS, LONGEST_BODY, MOST_PARAMETERS
from .refusal import RefusalError

METHODS = "GET, HEAD, POST, OPTIONS"
TYPES = "application/x-www-form-urlencoded, application/sparql-query"
_FORMAT_NAMES = ("format", "output", "results")
_CLOSE = {"Connection": "close"}
_DRAINED = 1 << 24
"""Bytes of a refused body that are read nevertheless."""


@dataclass(frozen=True)
class Asked:
    """What a client asks: the query (``None`` if there is none), its dataset, the formats by name."""

    query: str | None
    default: tuple[str, ...]
    named: tuple[str, ...]
    formats: tuple[str, ...]

    @property
    def has_dataset(self) -> bool:
        """Return whether the client names the graphs to ask."""
        return bool(self.default or self.named)


async def read(request: Request, body: Body) -> Asked:
    """Return what a client asks.

    :raises RefusalError: 400, 403, 405, 408, 413 or 415, if that is no query by GET, by form or as it is.
    """
    pairs = parameters(request.scope["query_string"])
    if request.method in ("GET", "HEAD"):
        return _asked(pairs)
    if request.method != "POST":
        message = f"{request.method} is no way to ask; use GET or POST"
        raise RefusalError(405, message, {"Allow": METHODS})
    kind, charset = _content_type(request)
    data = await body.read()
    if charset not in ("", "utf-8", "utf8"):
        raise RefusalError(415, f"the charset {charset[:40]} is not read here; send UTF-8", _CLOSE)
    if kind == "application/x-www-form-urlencoded":
        return _asked(pairs + parameters(data))
    if any(name == "query" for name, _ in pairs):
        raise RefusalError(400, "there is a query in the address and another in the body; send one")
    return _asked([*pairs, ("query", _text(data))])


def parameters(encoded: bytes) -> list[tuple[str, str]]:
    """Return the parameters of an address or a form.

    :raises RefusalError: 400, if there are too many, or they are no UTF-8.
    """
    try:
        text = encoded.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise RefusalError(400, "the parameters are no percent-encoded UTF-8") from None
    except ValueError:
        message = f"there are more than {MOST_PARAMETERS} parameters; send fewer"
        raise RefusalError(400, message, _CLOSE) from None


def _content_type(request: Request) -> tuple[str, str]:
    """Return the media type of a body and its charset, both in lower case.

    :raises RefusalError: if it is not one of the two that a query comes in.
    """
    kind, *rest = (part.strip() for part in request.headers.get("content-type", "").lower().split(";"))
    if kind == "application/sparql-update":
        raise RefusalError(403, "this endpoint is read-only: it takes no updates", _CLOSE)
    if kind not in TYPES.split(", "):
        said = f"a body of the type «{kind[:60]}»" if kind else "a body without Content-Type"
        raise RefusalError(415, f"{said} is not read here; send {TYPES}", {"Accept-Post": TYPES, **_CLOSE})
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RefusalError(415, "a compressed body is not read here; send it as it is", _CLOSE)
    charset = next((p.partition("=")[2] for p in rest if p.startswith("charset")), "")
    return kind, charset.strip("\"' ")


class Body:
    """The body of a request, as it comes in."""

    def __init__(self, request: Request) -> None:
        self._receive = request.receive
        self._over = request.method not in ("POST", "PUT", "PATCH", "DELETE")

    async def read(self) -> bytes:
        """Return the body.

        :raises RefusalError: 408 or 413, if it is too slow or too long.
        """
        parts = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while not self._over:
                    parts += await self._next()
                    if len(parts) > LONGEST_BODY:
                        message = f"the body is over {LONGEST_BODY >> 10} KiB; send less"
                        raise RefusalError(413, message, _CLOSE)
        except TimeoutError:
            self._over = True
            raise RefusalError(408, f"the body did not come within {BODY_SECONDS} s", _CLOSE) from None
        return bytes(parts)

    async def drain(self) -> None:
        """Read on for a while, so that a client that still sends comes to read its refusal."""
        left = _DRAINED
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BODY_SECONDS):
                while not self._over and left > 0:
                    left -= len(await self._next())

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self._over = not message.get("more_body", False)
        data: bytes = message.get("body", b"")
        return data


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusalError(400, f"the query is no UTF-8 at byte {error.start}") from None


def _asked(pairs: Sequence[tuple[str, str]]) -> Asked:
    def all_of(*names: str) -> tuple[str, ...]:
        return tuple(value for name, value in pairs if name in names)

    if all_of("update"):
        raise RefusalError(403, "this endpoint is read-only: it takes no «update»; send «query»")
    if all_of("using-graph-uri", "using-named-graph-uri"):
        message = "using-graph-uri is for updates; a query takes default-graph-uri and named-graph-uri"
        raise RefusalError(400, message)
    queries = all_of("query")
    if len(queries) > 1:
        raise RefusalError(400, f"there are {len(queries)} queries; send one")
    for name in (*all_of("default-graph-uri"), *all_of("named-graph-uri")):
        if not ABSOLUTE.match(name):
            raise RefusalError(400, f"«{name[:200]}» is no absolute IRI of a graph")
    formats = tuple(value for value in all_of(*_FORMAT_NAMES) if value)
    query = queries[0] if queries else None
    return Asked(query, all_of("default-graph-uri"), all_of("named-graph-uri"), formats)
