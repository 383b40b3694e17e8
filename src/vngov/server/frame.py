"""What holds for every request and every answer: bounds on the head, the path prefix, security headers."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import refusal
from .limits import LONGEST_HEAD, LONGEST_TARGET, MOST_HEADERS
from .refusal import RefusalError

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "worker-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Frame:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, root_path: str = "") -> None:
        self._app, self._root = app, root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if it keeps the bounds."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        framed = _framed(send)
        error = _out_of_bounds(scope)
        if error:
            response = refusal.answer(error, Headers(scope=scope).get("accept"))
            await response(scope, receive, framed)
            return
        await self._app(self._rooted(scope), receive, framed)

    def _rooted(self, scope: Scope) -> Scope:
        """Return a scope below our prefix, whether the proxy took it off the path or left it on."""
        if not self._root:
            return scope
        path = scope["path"]
        if path != self._root and not path.startswith(self._root + "/"):
            path = self._root + path
        return {**scope, "root_path": self._root, "path": path}


def _out_of_bounds(scope: Scope) -> RefusalError | None:
    if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_TARGET:
        message = f"the address is over {LONGEST_TARGET >> 10} KiB; send the query by POST"
        return RefusalError(414, message, {"Connection": "close"})
    names = [name for name, _ in scope["headers"]]
    if b"transfer-encoding" in names and b"content-length" in names:
        message = "a body has either Content-Length or Transfer-Encoding"
        return RefusalError(400, message, {"Connection": "close"})
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    if size > LONGEST_HEAD or len(scope["headers"]) > MOST_HEADERS:
        message = f"the head has over {MOST_HEADERS} fields or {LONGEST_HEAD >> 10} KiB; send less"
        return RefusalError(431, message, {"Connection": "close"})
    return None


def _framed(send: Send) -> Send:
    async def framed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            is_page = headers.get("content-type", "").startswith("text/html")
            policy = PAGE_POLICY if is_page else DATA_POLICY
            for name, value in {**_ALWAYS, "Content-Security-Policy": policy}.items():
                headers.setdefault(name, value)
            varies = [name.strip() for name in headers.get("vary", "").split(",") if name.strip()]
            headers["vary"] = ", ".join(dict.fromkeys([*varies, "Accept-Encoding"]))
        await send(message)

    return framed
