"""What stands beside the CSV files: CSVW metadata and a Frictionless data package, from the same fields.

CSV on the Web: Metadata Vocabulary for Tabular Data (W3C 2015); Frictionless Data Package 1.0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .tables import LANGUAGES, LISTS, SEPARATOR, Field, Table

DATE = r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|XXXX-[0-9]{2}-[0-9]{2})$"
"""A date as precise as its source: a day, a month, a year, or a day of a year not stated (ISO 8601-2)."""

_CSVW: Mapping[str, Any] = {
    "string": "string",
    "url": "anyURI",
    "integer": "integer",
    "boolean": "boolean",
    "day": "date",
    "date": {"base": "string", "format": DATE},
}
_FRICTIONLESS: Mapping[str, Mapping[str, Any]] = {
    "string": {"type": "string"},
    "url": {"type": "string", "format": "uri"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "day": {"type": "date"},
    "date": {"type": "string", "constraints": {"pattern": DATE}},
}
_MANY = {
    "vi": f"Nhiều giá trị cách nhau bằng «{SEPARATOR}».",
    "en": f"Several values are separated by «{SEPARATOR}».",
}


@dataclass(frozen=True)
class About:
    """What both sidecars say of the tables as a whole."""

    identifier: str
    titles: Mapping[str, str]
    description: Mapping[str, str]
    version: str
    date: str
    homepage: str


def csvw(tables: Sequence[Table], about: About) -> dict[str, Any]:
    """Return the CSVW metadata of every table, to stand as ``csv-metadata.json`` among the files."""
    bases = {table.name: table.base for table in tables}
    described = [_csvw_table(table, bases) for table in tables]
    for name, (titles, fields) in LISTS.items():
        columns = [_csvw_column(field, bases) for field in fields]
        described.append(
            {"url": f"{name}.csv", "dc:title": _words(titles), "tableSchema": {"columns": columns}}
        )
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": about.identifier,
        "dc:title": _words(about.titles),
        "dc:description": _words(about.description),
        "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "dc:modified": {"@value": about.date, "@type": "xsd:date"},
        "tables": described,
    }


def _words(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": texts[lang], "@language": lang} for lang in LANGUAGES]


def _csvw_table(table: Table, bases: Mapping[str, str]) -> dict[str, Any]:
    fields = table.fields()
    return {
        "url": f"{table.name}.csv",
        "dc:title": _words(table.titles),
        "rdfs:seeAlso": {"@id": str(table.of)},
        "tableSchema": {
            "columns": [_csvw_column(field, bases) for field in fields],
            "primaryKey": "id",
            "aboutUrl": table.base + "{+id}",
            "foreignKeys": [
                {
                    "columnReference": field.name,
                    "reference": {"resource": f"{field.refers_to}.csv", "columnReference": "id"},
                }
                for field in _keys(fields)
            ],
        },
    }


def _keys(fields: Sequence[Field]) -> list[Field]:
    return [field for field in fields if field.refers_to and not field.many]


def _csvw_column(field: Field, bases: Mapping[str, str]) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": field.name,
        "titles": field.name,
        "dc:title": _words(field.titles),
        "datatype": _CSVW[field.type],
    }
    if field.name in ("id", "iri"):
        column["required"] = True
    if field.lang:
        column["lang"] = field.lang
    if field.many:
        column["separator"] = SEPARATOR
    alone = not field.many
    names = alone and (field.refers_to is not None or field.type == "url")
    if field.property and (names or (field.is_value and field.type != "url")):
        column["propertyUrl"] = str(field.property)
    else:  # a code, or one of several names, is no value of the property as it stands
        column["suppressOutput"] = True
    if names:
        column["valueUrl"] = f"{bases.get(field.refers_to or '', '')}{{+{field.name}}}"
    return column


def datapackage(tables: Sequence[Table], files: Mapping[str, bytes], about: About) -> dict[str, Any]:
    """Return the Frictionless data package; ``files`` are the CSV files by name, for sizes and hashes."""
    resources = [_resource(table.name, table.titles, table.fields(), files) for table in tables]
    resources += [_resource(name, titles, fields, files) for name, (titles, fields) in LISTS.items()]
    return {
        "profile": "tabular-data-package",
        "name": "vngov",
        "id": about.identifier,
        "title": about.titles["en"],
        "description": about.description["en"],
        "version": about.version,
        "created": f"{about.date}T00:00:00Z",
        "homepage": about.homepage,
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "resources": resources,
    }


def _resource(
    name: str, titles: Mapping[str, str], fields: Sequence[Field], files: Mapping[str, bytes]
) -> dict[str, Any]:
    data = files[f"{name}.csv"]
    schema: dict[str, Any] = {
        "fields": [_frictionless_field(field) for field in fields],
        "missingValues": [""],
    }
    if fields[0].name == "id":
        schema["primaryKey"] = "id"
        schema["foreignKeys"] = [
            {
                "fields": field.name,
                "reference": {
                    "resource": "" if field.refers_to == name else str(field.refers_to).replace("_", "-"),
                    "fields": "id",
                },
            }
            for field in _keys(fields)
        ]
    return {
        "profile": "tabular-data-resource",
        "name": name.replace("_", "-"),
        "path": f"{name}.csv",
        "title": f"{titles['en']} / {titles['vi']}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": schema,
    }


_ONE = {"integer": "-?[0-9]+", "boolean": "true|false", "date": DATE[1:-1], "day": DATE[1:-1]}


def _listed(kind: str) -> dict[str, Any]:
    """Return the form of a cell that may hold several values: a text in which each is of its type."""
    if kind not in _ONE:
        return {"type": "string"}
    one = f"({_ONE[kind]})"
    return {"type": "string", "constraints": {"pattern": rf"^{one}(\{SEPARATOR}{one})*$"}}


def _frictionless_field(field: Field) -> dict[str, Any]:
    form = _listed(field.type) if field.many else dict(_FRICTIONLESS[field.type])
    made: dict[str, Any] = {
        "name": field.name,
        **form,
        "title": f"{field.titles['en']} / {field.titles['vi']}",
    }
    if field.name in ("id", "iri"):
        made["constraints"] = {"required": True, "unique": True}
    if field.many:
        made["description"] = _MANY["en"]
    if field.property:
        made["rdfType"] = str(field.property)
    return made
