"""The application: ``/sparql``, what watches over it, and the pages beside it, in one frame."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp

from . import refusal
from .description import VoidOf
from .endpoint import Endpoint, base_of, graph_response
from .frame import Frame
from .metrics import TYPE
from .negotiation import GRAPHS
from .pool import Pool
from .refusal import RefusalError
from .served import Served


def make(served: Served, beside: Sequence[BaseRoute] = ()) -> ASGIApp:
    """Return the application that serves a graph; ``beside`` are the routes of its pages, tried last."""
    served.pages = bool(beside)
    counted = VoidOf(served.store, served.digest)

    async def health(request: Request) -> Response:
        state = "ok" if served.alive else "no queries can be answered; start the server again"
        return PlainTextResponse(state + "\n", 200 if served.alive else 503, {"Cache-Control": "no-store"})

    async def metrics(request: Request) -> Response:
        text = served.metrics.text(served.pool)
        return Response(text, 200, {"Cache-Control": "no-store"}, TYPE)

    async def void(request: Request) -> Response:
        rdf = GRAPHS.choose(request.headers.get("accept"), request.query_params.getlist("format"))
        if rdf is None:
            raise RefusalError(406, f"VoID comes as {GRAPHS.listed}")
        return graph_response(await counted.at(base_of(request)), rdf)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if served.template is not None:
            served.pool = Pool(served.template, served.limits)
            await served.pool.start()
        yield
        if served.pool is not None:
            served.pool.stop()

    routes: list[BaseRoute] = [
        Route("/sparql", Endpoint(served)),
        Route("/healthz", health),
        Route("/metrics", metrics),
        Route("/.well-known/void", void),
    ]
    if beside:
        routes.append(Mount("/", GZipMiddleware(Router(beside), minimum_size=1024, compresslevel=5)))
    made = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={RefusalError: _refused, HTTPException: _missing, Exception: _failed},
    )
    return Frame(made, served.root_path)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusalError)
    return refusal.answer(error, request.headers.get("accept"))


def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = "there is nothing at this address" if error.status_code == 404 else error.detail
    return refusal.answer(
        RefusalError(error.status_code, message, error.headers), request.headers.get("accept")
    )


def _failed(request: Request, error: Exception) -> Response:
    traceback.print_exception(error)
    message = "this is our fault; please report what you did"
    return refusal.answer(RefusalError(500, message), request.headers.get("accept"))
