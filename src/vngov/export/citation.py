"""How to cite a release, and what search engines read: CITATION.cff 1.2.0 and a schema.org Dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..terms import PREFIXES
from .catalog import Coverage, distributed, named
from .edition import AUTHORS, DATA_LICENCE, DESCRIPTIONS, KEYWORDS, TITLES, Edition, FileInfo


def cff(edition: Edition) -> str:
    """Return the citation file (Citation File Format 1.2.0)."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use vngov, please cite it together with the sources that it names for each fact.",
        f'title: "{TITLES["en"]}"',
        "type: dataset",
        f'version: "{edition.current.version}"',
        f"date-released: {edition.current.date}",
        "authors:",
        f"  - name: {AUTHORS['en']}",
        "license: CC-BY-4.0",
        f"url: {edition.base_url}",
        "keywords:",
        *(f"  - {word}" for word in KEYWORDS["en"]),
    ]
    return "\n".join(lines) + "\n"


def schema(edition: Edition, files: Mapping[str, FileInfo], coverage: Coverage) -> dict[str, Any]:
    """Return the data set as a schema.org Dataset, for the page of a portal."""
    distributions = [
        {
            "@type": "DataDownload",
            "name": named(name, coverage)["en"],
            "contentUrl": edition.base_url + name,
            "encodingFormat": media,
            "contentSize": f"{files[name].size} B",
            "sha256": files[name].sha256,
        }
        for name, media in distributed(files)
    ]
    return {
        "@context": PREFIXES["schema"],
        "@type": "Dataset",
        "@id": str(edition.dataset),
        "identifier": str(edition.dataset),
        "url": edition.home,
        "name": TITLES["en"],
        "alternateName": TITLES["vi"],
        "description": f"{DESCRIPTIONS['en']} {DESCRIPTIONS['vi']}",
        "includedInDataCatalog": {"@type": "DataCatalog", "url": f"{edition.base_url}catalog.ttl"},
        "inLanguage": ["vi", "en"],
        "version": edition.current.version,
        "datePublished": [*edition.earlier, edition.current][0].date,
        "dateModified": edition.current.date,
        "license": DATA_LICENCE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": AUTHORS["en"]},
        "publisher": {"@type": "Organization", "name": AUTHORS["en"]},
        "keywords": [word for words in KEYWORDS.values() for word in words],
        **({"temporalCoverage": f"{coverage.first}/{coverage.last}"} if coverage.first else {}),
        "spatialCoverage": {"@type": "Country", "name": "Viet Nam", "identifier": "VN"},
        "distribution": distributions,
    }
