"""Read a folder of records and registries; report everything that is wrong at its line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from .. import resources
from ..errors import BadInputError, Finding, Place, suggest
from ..vocabulary import Codes, load_codes
from . import across, check
from .document import Document, Path_, dotted, load_document
from .fields import Item, Names, is_slug
from .model import Record, Source
from .registry import ENTRY_TYPES, Registries

M = TypeVar("M", bound=Item)
_RESERVED = ("evidence", "inferred", "labels", "ontology-", "registry-")


@dataclass(frozen=True)
class Entry:
    """A record with the document it was read from."""

    record: Record
    document: Document

    @property
    def id(self) -> str:
        """Return the id of the source: the file's stem."""
        return self.record.source.id


@dataclass(frozen=True)
class Records:
    """Everything a data folder says: its registries and its records, sorted by source id."""

    registries: Registries
    registry_documents: Mapping[str, Document]
    entries: tuple[Entry, ...]

    def __getitem__(self, source: str) -> Record:
        """Return what one source says.

        :raises KeyError: with the nearest id, if there is no record of this source.
        """
        for entry in self.entries:
            if entry.id == source:
                return entry.record
        raise KeyError(f"there is no record «{source}»{suggest(source, [e.id for e in self.entries])}")


def load(folder: Path | None = None) -> Records:
    """Return the records of a data folder, by default those that come with vngov.

    :raises BadInputError: with every finding at its line, if one cannot be read.
    """
    return read_folder(folder or resources.folder("data"), load_codes())


def check_folder(folder: Path) -> None:
    """Check that a folder is a data folder.

    :raises BadInputError: if it has no registries.
    """
    if not (folder / "registries").is_dir():
        remedy = "name the folder that holds registries/, national/, provinces/ …"
        raise BadInputError(Finding(Place(str(folder)), "", f"this is no data folder; {remedy}"))


def read_folder(folder: Path, codes: Codes) -> Records:
    """Return all records and registries of a data folder.

    :raises BadInputError: with every finding of every file: broken YAML, unknown keys and ids,
        impossible dates, counts that disagree, duplicates within and across files.
    """
    check_folder(folder)
    registries, documents = read_registries(folder, codes)
    findings: list[Finding] = []
    entries: list[Entry] = []
    names = names_of(codes, registries)
    for path in record_files(folder):
        try:
            document = load_document(path, shown_path(path))
            entries.append(checked(document, path.stem, names, registries))
        except BadInputError as error:
            findings += error.findings
    findings += across.records(entries, registries)
    if findings:
        raise BadInputError(findings)
    return Records(registries, documents, tuple(sorted(entries, key=lambda e: e.id)))


def read_all(folder: Path, codes: Codes, registries: Registries) -> list[Entry]:
    """Return every record of a data folder that can be read by itself; faulty ones are passed over."""
    entries = []
    names = names_of(codes, registries)
    for path in record_files(folder):
        try:
            entries.append(checked(load_document(path, shown_path(path)), path.stem, names, registries))
        except BadInputError:
            continue
    return entries


def record_files(folder: Path) -> Iterator[Path]:
    """Yield the record files of a data folder in a fixed order; registries are no records."""
    for path in sorted(folder.rglob("*.yaml")):
        if path.parent != folder / "registries" and not path.name.startswith("template"):
            yield path


def read_record(path: Path, shown: str, codes: Codes, registries: Registries) -> Entry:
    """Return one record, checked by itself.

    :raises BadInputError: with every finding in the file.
    """
    return checked(load_document(path, shown), path.stem, names_of(codes, registries), registries)


def checked(document: Document, stem: str, names: Names, registries: Registries) -> Entry:
    """Return the record of a document, checked by itself; ``stem`` is its file's name without the suffix.

    :raises BadInputError: with every finding in the document.
    """
    record = _parse(Record, document, (), document.data, names)
    findings = check.within(record, document, registries)
    if record.source.id != stem:
        message = f"the id «{record.source.id}» is not the file's name; write id: {stem}, or rename the file"
        findings.append(Finding(document.place(("source", "id")), "source.id", message))
    if record.source.id.startswith(_RESERVED):
        message = f"«{record.source.id}» is a name that vngov keeps for its own graphs; take another"
        findings.append(Finding(document.place(("source", "id")), "source.id", message))
    if findings:
        raise BadInputError(findings)
    return Entry(record, document)


def read_registries(folder: Path, codes: Codes) -> tuple[Registries, Mapping[str, Document]]:
    """Return the registries of a data folder and their documents.

    :raises BadInputError: with every finding in the registry files.
    """
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    for name in ENTRY_TYPES:
        path = folder / "registries" / f"{name}.yaml"
        try:
            documents[name] = load_document(path, shown_path(path))
        except BadInputError as error:
            findings += error.findings
    if findings:
        raise BadInputError(findings)
    ids = {name: frozenset(_mapping(doc.data.get("entries"))) for name, doc in documents.items()}
    names = Names(_known(codes, ids, _national(documents["organisations"])))
    parts: dict[str, dict[str, Any]] = {}
    sources: dict[str, Source] = {}
    for name, entry_type in ENTRY_TYPES.items():
        try:
            sources[name], parts[name] = _registry(documents[name], entry_type, names)
        except BadInputError as error:
            findings += error.findings
    if findings:
        raise BadInputError(findings)
    registries = Registries(sources=sources, **parts)
    findings = across.registries(registries, documents)
    if findings:
        raise BadInputError(findings)
    return registries, documents


def names_of(codes: Codes, registries: Registries) -> Names:
    """Return every id that a record may name."""
    ids = {name: frozenset(getattr(registries, name)) for name in ENTRY_TYPES}
    national = {k for k, v in registries.organisations.items() if v.scope == "national"}
    return Names(_known(codes, ids, national))


def _known(codes: Codes, ids: Mapping[str, frozenset[str]], national: set[str]) -> dict[str, frozenset[str]]:
    known = {f"code:{scheme}": frozenset(entries) for scheme, entries in codes.items()}
    known |= {name.removesuffix("s"): found for name, found in ids.items()}
    known["jurisdiction"] = ids["places"] | frozenset(national)
    known["issuer"] = ids["organisations"] | ids["offices"] | ids["committees"]
    return known


def _national(document: Document) -> set[str]:
    entries = _mapping(document.data.get("entries"))
    return {k for k, v in entries.items() if isinstance(v, dict) and v.get("scope") == "national"}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _registry(document: Document, entry_type: type[M], names: Names) -> tuple[Source, dict[str, M]]:
    findings: list[Finding] = []
    for key in document.data:
        if key not in ("source", "entries"):
            message = f"«{key}» is no key of a registry{suggest(key, ['source', 'entries'])}"
            findings.append(Finding(document.place((key,)), key, message))
    entries: dict[str, M] = {}
    source = None
    try:
        source = _parse(Source, document, ("source",), document.data.get("source"), names)
    except BadInputError as error:
        findings += error.findings
    if not _mapping(document.data.get("entries")):
        findings.append(Finding(document.place(("entries",)), "entries", "write one «id: {…}» line an entry"))
    for key, value in _mapping(document.data.get("entries")).items():
        if not is_slug(key):
            message = f"«{key}» is no id; write lower-case ASCII letters, digits and hyphens"
            findings.append(Finding(document.place(("entries", key)), dotted(("entries", key)), message))
        try:
            entries[key] = _parse(entry_type, document, ("entries", key), value, names)
        except BadInputError as error:
            findings += error.findings
    if findings or source is None:
        raise BadInputError(findings)
    return source, entries


def _parse(model: type[M], document: Document, base: Path_, value: Any, names: Names) -> M:
    try:
        return model.model_validate(value, context=names)
    except ValidationError as error:
        raise BadInputError([_finding(document, base, model, e) for e in error.errors()]) from error


def _finding(document: Document, base: Path_, model: type[Item], error: Any) -> Finding:
    path = _document_path(document.data, (*base, *error["loc"]))
    kind, message = error["type"], str(error["msg"])
    value = error.get("input")
    if kind == "extra_forbidden":
        message = f"«{path[-1]}» is no key here{_near_key(model, path[len(base) :])}"
    elif kind == "missing":
        message = f"the key «{error['loc'][-1]}» is missing; write it"
    elif kind in ("string_type", "list_type", "int_parsing", "int_type"):
        wanted = {"string_type": "one text", "list_type": "a list"}.get(kind, "a whole number in digits")
        message = f"{_shown_value(value)} stands where {wanted} belongs"
    elif kind == "string_pattern_mismatch":
        message = f"«{value}» has not the form {error['ctx']['pattern']}; see the template in data/README.md"
    elif kind == "too_short":
        message = "the list is empty; write at least one item"
    elif kind != "vngov":
        message = f"{_shown_value(value)}: {message}; see the template in data/README.md"
    return Finding(document.place(path), dotted(path), message)


def _near_key(model: type[Item], path: Path_) -> str:
    """Return a suggestion out of the keys that the mapping at ``path`` may have."""
    keys: set[str] = set()
    here: list[Any] = [model]
    for part in path[:-1]:
        if isinstance(part, str):
            fields = [f for m in here for f in m.model_fields.values() if f.alias == part]
            here = [m for f in fields for m in _models_in(f.annotation)]
    for found in here:
        keys |= {str(f.alias) for f in found.model_fields.values()}
    return suggest(str(path[-1]), keys) or f"; the keys here are {', '.join(sorted(keys))}"


def _models_in(annotation: Any) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Item):
        return [annotation]
    return [m for argument in getattr(annotation, "__args__", ()) for m in _models_in(argument)]


def _document_path(data: Any, loc: Path_) -> Path_:
    """Return the longest beginning of ``loc`` that the document has, plus its last part."""
    path: list[str | int] = []
    here = data
    for part in loc:
        if isinstance(part, int) and not isinstance(here, list):
            continue  # a single value where a list is meant
        if isinstance(here, dict):
            path.append(part)
            if part not in here:
                break
            here = here[part]
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            path.append(part)
            here = here[part]
    return tuple(path)


def _shown_value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"«{value}»"


def shown_path(path: Path) -> str:
    """Return a path as the user would type it: relative to where they stand, if below it."""
    full = path.resolve()
    here = Path.cwd().resolve()
    return os.fspath(full.relative_to(here)) if full.is_relative_to(here) else os.fspath(path)
