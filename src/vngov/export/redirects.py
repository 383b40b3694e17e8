"""The redirects of ``w3id/.htaccess``, with the place where a release bundle is hosted filled in."""

from __future__ import annotations

import re

from ..errors import UsageError

_SITE = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_LINE = re.compile(r"(?m)^(RewriteRule \^ - \[E=SITE:)[^\]\s]*(\])$")


def at_site(text: str, site: str) -> str:
    """Return the redirects of ``w3id/.htaccess`` with another address of the release bundle.

    >>> at_site("RewriteRule ^ - [E=SITE:https://vngov.example]", "https://data.example/vngov/")
    'RewriteRule ^ - [E=SITE:https://data.example/vngov]'

    :raises UsageError: if the address is none that can stand there, or the text has no line for it.
    """
    bare = site.removesuffix("/")
    if not _SITE.fullmatch(bare):
        raise UsageError(f"«{site}» is no address for redirects; write https://host/path in plain ASCII")
    made, lines = _LINE.subn(rf"\g<1>{bare}\g<2>", text)
    if lines != 1:
        raise UsageError(f"the redirects have {lines} lines «RewriteRule ^ - [E=SITE:…]», where 1 belongs")
    return made
