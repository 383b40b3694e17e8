"""The pages over HTTP: 303 from a thing to its document, languages and formats negotiated, caching."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ..pages import address
from ..pages.asked import Asked
from ..pages.site import POLICY, Page, Site, static
from .negotiation import best, language
from .refusal import RefusalError

_HTML = "text/html"
_FRESH = "public, max-age=300"
_LATER = "10"
_METHODS = ["GET", "HEAD"]
_PAGE = {"Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'"}


def routes(site: Site) -> Sequence[BaseRoute]:
    """Return the routes of the pages of a site."""
    pages = _Pages(site)
    return [
        Route("/", pages.root, methods=_METHODS),
        Route("/static/{path:path}", pages.file, methods=_METHODS),
        Route("/{path:path}", pages.document, methods=_METHODS),
    ]


class _Pages:
    """The endpoints of the routes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = threading.Lock()  # what was read is kept by one thread at a time

    async def root(self, request: Request) -> Response:
        """Lead to the home page in the reader's language."""
        return _see(f"{_language(request)}/index.html", vary="Accept-Language")

    async def file(self, request: Request) -> Response:
        """Answer with a file that every site carries."""
        found = static(request.path_params["path"])
        if found is None:
            raise RefusalError(404, "there is no such file")
        return _answer(request, found)

    async def document(self, request: Request) -> Response:
        """Answer with a page or a data document, or lead from a thing to the one that is wanted most."""
        path = request.path_params["path"]
        thing = address.thing_of(path)
        asked = Asked((name, value) for name, value in request.query_params.multi_items() if name != "format")
        found = await run_in_threadpool(self._find, path, asked)
        if found is not None:
            return _answer(request, found)
        if thing is not None and await run_in_threadpool(self._knows, path):
            return self._lead(request, path)
        if _HTML in request.headers.get("accept", ""):
            missing = await run_in_threadpool(self._missing, _language_of(path, request), path)
            return Response(missing.body, missing.status, _PAGE, missing.media_type)
        raise RefusalError(404, "there is nothing at this address")

    def _lead(self, request: Request, path: str) -> Response:
        """Lead from a thing to its page or its data (RFC 9110, 303 See Other), by a link that is relative."""
        offers = {_HTML: "", **{address.FORMATS[s]: s for s in self._site.setting.formats}}
        wanted = request.query_params.get("format")
        if wanted is not None:
            named = {suffix: media for media, suffix in offers.items()} | {"html": _HTML}
            media = named.get(wanted, wanted if wanted in offers else None)
        else:
            media = best(request.headers.get("accept"), list(offers))
        if media is None:
            listed = ", ".join(offers)
            raise RefusalError(406, f"this thing is told of in {listed}; ask for one of them")
        suffix = offers[media]
        target = f"{path}.{suffix}" if suffix else f"{_language(request)}/{path}.html"
        return _see(address.relative(target, path), vary="Accept, Accept-Language")

    def _find(self, path: str, asked: Mapping[str, str]) -> Page | None:
        with self._lock:
            return self._site.answer(path, asked)

    def _knows(self, path: str) -> bool:
        with self._lock:
            thing = address.thing_of(path)
            return thing is not None and self._site.facts.exists(thing)

    def _missing(self, lang: str, path: str) -> Page:
        with self._lock:
            return self._site.missing(lang, path)


def _answer(request: Request, page: Page) -> Response:
    """Return a page with its validator, or 304 if the reader has it."""
    tag = '"' + hashlib.sha256(page.body).hexdigest()[:32] + '"'
    headers = {"ETag": tag, "Cache-Control": _FRESH, "Access-Control-Allow-Origin": "*"}
    if page.status == 503:
        headers |= {"Cache-Control": "no-store", "Retry-After": _LATER}
    held = [t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")]
    if tag in held or "*" in held:
        return Response(None, 304, headers)
    if page.media_type.startswith(_HTML):
        headers |= _PAGE
    return Response(page.body, page.status, headers, page.media_type)


def _see(target: str, vary: str) -> Response:
    return RedirectResponse(target, 303, {"Vary": vary, "Access-Control-Allow-Origin": "*"})


def _language(request: Request) -> str:
    return language(request.headers.get("accept-language"), address.LANGUAGES)


def _language_of(path: str, request: Request) -> str:
    first = path.partition("/")[0]
    return first if first in address.LANGUAGES else _language(request)
