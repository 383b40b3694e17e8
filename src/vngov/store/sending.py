"""Requests that change a server: tried again while it is away, and signed when it asks who sends them."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from urllib.request import AbstractDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm, Request

from ..errors import EndpointError

USER, PASSWORD = "VNGOV_ENDPOINT_USER", "VNGOV_ENDPOINT_PASSWORD"
"""The environment variables that say who loads."""

TRIES = 6
_LONGEST_PAUSE = 8.0
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Answers that may be another the next time."""


@dataclass(frozen=True)
class Credentials:
    """A user's name and password."""

    user: str
    password: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Credentials | None:
        """Return those that the environment gives, or ``None``."""
        user = environment.get(USER)
        return cls(user, environment.get(PASSWORD, "")) if user else None


class Sender:
    """What sends requests to one server, by HTTP with Basic or Digest authentication (RFC 7617, RFC 7616)."""

    def __init__(
        self,
        url: str,
        credentials: Credentials | None = None,
        timeout: int = 300,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if not re.match(r"https?://[^\s/]+", url):
            raise EndpointError(url, "this is no web address", "write http://host:port/path")
        self.url, self._credentials = url, credentials
        self._timeout, self._pause, self._tries = timeout, pause, TRIES
        self._challenge = ""
        passwords = HTTPPasswordMgrWithDefaultRealm()
        if credentials:
            passwords.add_password(None, url, credentials.user, credentials.password)
        self._digest = AbstractDigestAuthHandler(passwords)

    def impatient(self) -> Sender:
        """Return a sender to the same server that tries each request once."""
        made = Sender(self.url, self._credentials, self._timeout, self._pause)
        made._tries = 1
        return made

    def send(self, method: str, url: str, body: bytes | None = None, kind: str = "text/turtle") -> int:
        """Return the status of an answer below 300, or 404.

        A request is sent again, after growing pauses, when the connection is lost or the server says that it
        cannot answer now. So a request must be one that may be sent twice.

        :raises EndpointError: if the server refuses, or is still away after the last try.
        """
        problem = ""
        for attempt in range(self._tries):
            if attempt:
                self._pause(min(0.5 * 2 ** (attempt - 1), _LONGEST_PAUSE))
            try:
                status, reason = self._once(method, url, body, kind)
            except (OSError, HTTPException) as error:
                problem = f"no connection ({getattr(error, 'reason', None) or error})"
                continue
            if status < 300 or status == 404:
                return status
            if status not in _PASSING:
                raise self._refusal(status, reason)
            problem = f"it failed ({status}: {reason})" if reason else f"it failed ({status})"
        remedy = "start it, or check the address; what is loaded stays, and the same command goes on"
        raise EndpointError(self.url, f"{problem}, {self._tries} times", remedy)

    def _once(self, method: str, url: str, body: bytes | None, kind: str) -> tuple[int, str]:
        for signing in (False, True):
            request = Request(url, body, {"Content-Type": kind} if body is not None else {}, method=method)
            self._sign(request)
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as reply:
                    reply.read()
                    return int(reply.status), ""
            except urllib.error.HTTPError as error:
                with error:
                    asked = ", ".join(error.headers.get_all("WWW-Authenticate") or [])
                    reason = " ".join(error.read(2000).decode("utf-8", "replace").split())[:200]
                if error.code != 401 or not asked or not self._credentials or signing:
                    return error.code, reason
                self._challenge = asked
        raise AssertionError("a signed request is answered")

    def _sign(self, request: Request) -> None:
        """Say who sends it, in the way that the server asked for."""
        if not self._challenge or not self._credentials:
            return
        digest = re.search(r"\bDigest\s+(.*)", self._challenge, re.I)
        if digest is None:
            given = f"{self._credentials.user}:{self._credentials.password}"
            request.add_header("Authorization", "Basic " + b64encode(given.encode()).decode())
            return
        asked = urllib.request.parse_keqv_list(urllib.request.parse_http_list(digest[1]))
        request.add_header("Authorization", f"Digest {self._digest.get_authorization(request, asked)}")

    def _refusal(self, status: int, reason: str) -> EndpointError:
        if status in (401, 403):
            remedy = f"check {USER} and {PASSWORD}" if self._credentials else f"set {USER} and {PASSWORD}"
            return EndpointError(self.url, f"it does not let this user write ({status})", remedy)
        if status in (405, 501):
            return EndpointError(self.url, f"it takes no graphs ({status})", "check the path, and --protocol")
        problem = f"it refuses the statements ({status}: {reason})"
        return EndpointError(self.url, problem, "check the path, and --protocol")
