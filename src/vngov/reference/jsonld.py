"""The ontology as schema.org reads it: a set of defined terms, as JSON that is safe inside HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .model import Header, Term, pick

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def defined_terms(header: Header, terms: Iterable[Term], lang: str) -> str:
    """Return the ontology and its terms as JSON-LD in one language, without a character that HTML could read.

    See https://schema.org/DefinedTermSet and https://schema.org/DefinedTerm.
    """
    whole: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": str(header.iri),
        "name": pick(header.title, lang)[0],
        "description": pick(header.abstract, lang)[0],
        "inLanguage": lang,
        "version": header.version,
        "license": header.licence.href if header.licence else None,
        "dateCreated": header.created,
        "dateModified": header.modified,
        "hasDefinedTerm": [_term(header, term, lang) for term in terms],
    }
    text = json.dumps({k: v for k, v in whole.items() if v}, ensure_ascii=False, indent=1)
    return "".join(_UNSAFE.get(char, char) for char in text)


def _term(header: Header, term: Term, lang: str) -> dict[str, Any]:
    label, label_lang = pick(term.label, lang)
    return {
        "@type": "DefinedTerm",
        "@id": str(term.iri),
        "termCode": term.local,
        "name": label,
        "description": pick(term.definition, lang)[0],
        "inLanguage": label_lang or lang,
        "inDefinedTermSet": {"@id": str(header.iri)},
    }
