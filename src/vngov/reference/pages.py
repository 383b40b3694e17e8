"""The pages themselves: everything read and joined, then written by one template in both languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from rdflib import Literal, URIRef

from ..queries import Query
from ..store import Store
from ..store import Term as RdfTerm
from ..terms import BASE, RDF, curie
from . import diagram, examples, jsonld, ontology, shapes, usage
from .model import KINDS, LANGUAGES, Download, Question, Reference, Scheme, Shape, Term, Texts, pick
from .words import WORDS

SHOWN_QUERIES = 4
_SAFE = re.compile(r"(?:https?://[^\s\"'<>]+|#[^\s\"'<>]*|(?:\.{1,2}/)*[\w~-][\w./~-]*)\Z")


def render(
    store: Store,
    folder: Path,
    queries: Iterable[Query],
    *,
    base_url: str | None = None,
    downloads: Sequence[Download] = (),
) -> dict[str, bytes]:
    """Return the reference pages by relative path, the same bytes for the same input.

    ``folder`` is the ontology's; examples come from ``store``. With ``base_url``, the address at which the
    pages will stand, the links between languages are absolute. The addresses of ``downloads`` are relative
    to a page (``vi/index.html``).

    :raises BadInputError: if a file of the ontology is no Turtle.
    """
    read = ontology.read(folder)
    every = list(queries)
    rules = shapes.read(folder, read.names)
    terms = _joined(read, rules, usage.by_term(every), store)
    relations = diagram.relations(terms, rules, store)
    root = f"{base_url.rstrip('/')}/" if base_url else None
    common: dict[str, Any] = {
        "header": read.header,
        "terms": {kind: [t for t in terms.values() if t.kind == kind] for kind in KINDS},
        "schemes": [_used(scheme, rules) for scheme in read.schemes],
        "shapes": rules,
        "questions": [usage.question(q) for q in every],
        "namespaces": read.namespaces,
        "downloads": {
            w: [d for d in downloads if d.what == w] for w in dict.fromkeys(d.what for d in downloads)
        },
        "base": BASE,
        "root": root,
        "shown_queries": SHOWN_QUERIES,
        "reference": read.names.of,
        "linking": {q.name for q in map(usage.question, every) if q.linking},
    }
    pages = {}
    for lang in LANGUAGES:
        other = next(tag for tag in LANGUAGES if tag != lang)
        own = {
            "lang": lang,
            "other": other,
            "w": WORDS[lang],
            "diagram": diagram.draw(terms, relations, lang),
            "jsonld": Markup(jsonld.defined_terms(read.header, terms.values(), lang)),  # escaped there
        }
        pages[f"{lang}/index.html"] = _page("page.html", lang, {**common, **own})
    pages["index.html"] = _page("index.html", "vi", {**common, "languages": LANGUAGES, "words": WORDS})
    style = resources.files(__package__).joinpath("templates", "style.css").read_bytes()
    return {**pages, "style.css": style}


def _joined(
    read: ontology.Ontology,
    rules: Sequence[Shape],
    questions: Mapping[URIRef, tuple[Question, ...]],
    store: Store,
) -> dict[URIRef, Term]:
    """Return the terms with their shapes, queries and examples."""
    found = examples.find(store, {iri: term.kind for iri, term in read.terms.items()})
    return {
        iri: replace(
            term,
            shapes=tuple(s for s in rules if s.target == iri),
            lists=_lists(iri, read.schemes, rules),
            properties=term.properties + _foreign(iri, rules),
            rules=tuple((s, rule) for s in rules for path, rule in s.rules if path == iri),
            questions=questions.get(iri, ()),
            example=found.get(iri),
        )
        for iri, term in read.terms.items()
    }


def _foreign(iri: URIRef, rules: Sequence[Shape]) -> tuple[Reference, ...]:
    """Return the properties of other vocabularies that the shapes of a class speak of."""
    paths = (rule.path for shape in rules if shape.target == iri for _, rule in shape.rules)
    return tuple(dict.fromkeys(p for p in paths if p is not None and p.label is None))


def _lists(iri: URIRef, schemes: Sequence[Scheme], rules: Sequence[Shape]) -> tuple[Reference, ...]:
    """Return the code lists from which the shapes ask the values of a property to be."""
    wanted = {shapes.code_list(rule) for shape in rules for path, rule in shape.rules if path == iri}
    return tuple(Reference(s.anchor, f"#{s.anchor}", s.label) for s in schemes if s.anchor in wanted)


def _used(scheme: Scheme, rules: Sequence[Shape]) -> Scheme:
    """Return a code list with the properties whose values the shapes ask to be from it."""
    paths = (r.path for shape in rules for _, r in shape.rules if shapes.code_list(r) == scheme.anchor)
    return replace(scheme, values_of=tuple(dict.fromkeys(p for p in paths if p is not None)))


def _page(template: str, lang: str, values: Mapping[str, Any]) -> bytes:
    words = functools.partial(say, lang=lang)
    return _environment().get_template(template).render({**values, "say": words}).encode()


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("vngov.reference"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(address=address, turtle=turtle, short=short)
    return environment


def say(texts: Texts, lang: str) -> Markup:
    """Return a text in the page's language, or in another that is marked as such.

    >>> say({"vi": "ghế <1>"}, "en")
    Markup('<span lang="vi">ghế &lt;1&gt;</span>')
    """
    text, tag = pick(texts, lang)
    if tag in ("", lang):
        return Markup("{}").format(text)
    return Markup('<span lang="{}">{}</span>').format(tag, text)


def address(href: str | None) -> str | None:
    """Return an address that a link may have: of the web, of this page, or relative; else ``None``.

    >>> address("https://w3id.org/vngov/ontology#Seat"), address("javascript:alert(1)")
    ('https://w3id.org/vngov/ontology#Seat', None)
    """
    return href if href and _SAFE.match(href) else None


def turtle(term: RdfTerm) -> str:
    """Return a term as Turtle writes it with the prefixes and the base that the page names."""
    if isinstance(term, URIRef):
        if term == RDF.type:
            return "a"
        name = curie(term)
        if name != term and re.fullmatch(r"[a-z]+:[\w-]+", name):
            return name
        return f"<{short(term)}>"
    plain = Literal(str(term), lang=term.language)
    return plain.n3() if term.language or term.datatype is None else f"{plain.n3()}^^{curie(term.datatype)}"


def short(iri: str) -> str:
    """Return an IRI relative to the base of the project.

    >>> short("https://w3id.org/vngov/graph/labels")
    'graph/labels'
    """
    return iri.removeprefix(BASE)
