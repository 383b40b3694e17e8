"""An edition: which version of the graph is published, when, where, and after which others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import URIRef

from ..terms import BASE

DATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TITLES = {
    "vi": "vngov: ai chỉ đạo chính phủ số ở Việt Nam, theo quyết định nào, với nhiệm vụ gì",
    "en": "vngov: who steers digital government in Viet Nam, by which decision, with which mandate",
}
DESCRIPTIONS = {
    "vi": "Quyết định, ban chỉ đạo, ghế, chức vụ và nhiệm vụ về chính phủ số của Việt Nam ở trung ương, bộ, "
    "tỉnh và huyện, mỗi dữ kiện kèm nguồn; nhiệm vụ của địa phương được đặt cạnh nhiệm vụ quốc gia.",
    "en": "The decisions, steering committees, seats, offices and mandates of Viet Nam's digital government "
    "at national, ministerial, provincial and district level, every fact with its source; local mandates "
    "are set beside the national ones.",
}
AUTHORS = {"vi": "Những người đóng góp cho vngov", "en": "The vngov contributors"}
KEYWORDS = {
    "vi": ("chính phủ điện tử", "chính quyền điện tử", "chuyển đổi số", "ban chỉ đạo", "dữ liệu liên kết"),
    "en": (
        "e-government",
        "digital government",
        "digital transformation",
        "steering committees",
        "linked data",
    ),
}


@dataclass(frozen=True)
class Version:
    """One release of the chain."""

    version: str
    date: str
    digest: str

    @property
    def iri(self) -> URIRef:
        """Return the IRI of the graph in this version."""
        return URIRef(f"{BASE}dataset/vngov/{self.version}")


@dataclass(frozen=True)
class Edition:
    """A release in the making: its version, where its files and its endpoint are, the earlier versions."""

    current: Version
    base_url: str
    endpoint: str | None
    earlier: Sequence[Version] = ()
    home: str = BASE

    @property
    def dataset(self) -> URIRef:
        """Return the IRI of the graph, the same in every version."""
        return URIRef(f"{BASE}dataset/vngov")


@dataclass(frozen=True)
class FileInfo:
    """What a portal is told of a file: its size in bytes and its SHA-256."""

    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> FileInfo:
        """Return the size and the digest of a file's bytes."""
        return cls(len(data), hashlib.sha256(data).hexdigest())
