"""A file sent to a server in one request: what an engine's own way of loading over HTTP takes at least.

python benchmarks/peers/bulk_post.py http://127.0.0.1:7878/store?no_transaction FILE.nq
"""

from __future__ import annotations

import http.client
import sys
import urllib.parse
from pathlib import Path


def main() -> None:
    """Send one file."""
    to, path = urllib.parse.urlsplit(sys.argv[1]), Path(sys.argv[2])
    line = http.client.HTTPConnection(to.hostname or "", to.port, timeout=3600)
    headers = {"Content-Type": "application/n-quads", "Content-Length": str(path.stat().st_size)}
    with path.open("rb") as file:
        line.request("POST", f"{to.path}?{to.query}", body=file, headers=headers)
        reply = line.getresponse()
    said = reply.read()
    if reply.status >= 300:
        raise SystemExit(f"{reply.status}: {said[:500].decode(errors='replace')}")


if __name__ == "__main__":
    main()
