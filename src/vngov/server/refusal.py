"""Every answer that is a refusal: one status, one clear message, as text or (if preferred) as JSON."""

from __future__ import annotations

import http
import json
from collections.abc import Mapping

from starlette.responses import Response

from .negotiation import best

RETRY_AFTER = "5"


class RefusalError(Exception):
    """A request that gets no answer: the status, the message, and the headers that belong to it."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.message, self.headers = status, message, headers or {}
        super().__init__(message)


def busy(message: str) -> RefusalError:
    """Return the refusal of a server that has too much to do just now."""
    return RefusalError(503, f"{message}; try again in {RETRY_AFTER} seconds", {"Retry-After": RETRY_AFTER})


def answer(refusal: RefusalError, accept: str | None) -> Response:
    """Return a refusal as a response: plain text, or JSON for who likes that better."""
    headers = {"Cache-Control": "no-store", **refusal.headers}
    if best(accept, ["text/plain", "application/json"]) == "application/json":
        reason = http.HTTPStatus(refusal.status).phrase
        body = {"status": refusal.status, "error": reason, "message": refusal.message}
        text = json.dumps(body, ensure_ascii=False) + "\n"
        return Response(text, refusal.status, headers, "application/json")
    return Response(refusal.message + "\n", refusal.status, headers, "text/plain; charset=utf-8")
