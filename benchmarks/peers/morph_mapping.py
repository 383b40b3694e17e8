"""The records of a data folder mapped by morph-kgc: turned into tables, then mapped by morph_mapping.yml.

    PYTHON benchmarks/peers/morph_mapping.py DATA FILE.nq

PYTHON is that of an environment with morph-kgc and PyYAML. RML has no way to say which jurisdiction
completes an office or how a name becomes an id, so the step to tables says it, as a researcher would. It
leaves out what the rdflib script leaves out, and the registries of places, committees and organisations.
Prints how many statements it wrote.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

MAPPING = Path(__file__).with_suffix(".yml")
BASE = "https://w3id.org/vngov/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
Row = dict[str, Any]


def slug(text: str) -> str:
    """Return the ASCII slug of a Vietnamese text."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def plain(value: Any) -> Any:
    """Return a value that may stand as ``{is: value, …}``."""
    return value.get("is") if isinstance(value, dict) else value


def listed(value: Any) -> list[Any]:
    """Return one or more values as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


class Tables:
    """The records as tables of a relational kind."""

    def __init__(self, folder: Path) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.positions: set[str] = set()
        self.registries = {p.stem: self.read(p)["entries"] for p in (folder / "registries").glob("*.yaml")}
        for path in sorted(folder.rglob("*.yaml")):
            if "registries" not in path.parts:
                self.record(self.read(path))

    @staticmethod
    def read(path: Path) -> Any:
        """Return what a YAML file says."""
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

    def record(self, record: Row) -> None:
        """Add the rows of one record."""
        source = record["source"]
        name = source["id"]
        self.rows["sources"].append(
            {"source": name, "label": f"{source['publisher']} ({name})"}
            | {k: source.get(k) for k in ("kind", "publisher", "language", "seen", "url", "published")}
        )
        for act in (record, *record.get("mentions", [])):
            self.act(act, record["jurisdiction"], name)

    def act(self, act: Row, where: str, source: str) -> None:
        """Add the rows of a decision, or of a report on a committee."""
        decision, committee = act.get("decision"), plain(act.get("committee"))
        name = decision.replace("/", "-") if decision else source
        if decision:
            self.decision(act, where, source)
        if committee:
            called = act["committee"].get("name", {}) if isinstance(act["committee"], dict) else {}
            self.rows["committees"].append(
                {"source": source, "committee": committee, "name": called.get("vi")}
            )
        composition = f"{committee}.{name}" if committee else None
        frame = {
            "source": source,
            "decision": decision and BASE + "eli/vn/" + decision,
            "committee": committee,
        }
        for effect in listed(act.get("effects")):
            kind = effect.get("type")
            key = f"{name}.{effect['of']}.{kind or 'not-stated'}"
            row = {"effect": key, "type": kind, "committee": effect["of"], "composition": composition}
            self.rows["effects"].append(frame | row)
        for order, mandate in enumerate(act.get("mandates", []), 1):
            key = f"{name}.{mandate['id']}"
            self.rows["mandates"].append(frame | {"mandate": key, "order": order} | mandate["text"])
            for kind, values in (("functions", mandate["function"]), ("topics", mandate["topics"])):
                for value in listed(values):
                    self.rows[kind].append({"source": source, "mandate": key, kind: value})
        if composition and (decision or "composition" in act):
            self.composition(act, frame | {"composition": composition}, where)

    def decision(self, act: Row, where: str, source: str) -> None:
        """Add the row of a decision."""
        kind, local = act["decision"].split("/")[-2:]
        number = plain(act.get("number"))
        self.rows["decisions"].append(
            {
                "source": source,
                "decision": BASE + "eli/vn/" + act["decision"],
                "type": kind,
                "number": number,
                "local": local.split("-")[0] if number else None,
                "date": plain(act.get("date")),
                "issuer": self.agent(plain(act.get("issuer")), where),
                "identified": act.get("identified"),
                "note": act.get("note", {}).get("en"),
            }
        )

    def agent(self, reference: str | None, where: str) -> str | None:
        """Return the IRI of the organisation, the committee or the position that a name means."""
        if reference is None:
            return None
        name = reference.partition("@")[0]
        if name in self.registries["committees"]:
            return f"{BASE}id/committee/{name}"
        if name in self.registries["organisations"]:
            return f"{BASE}id/organisation/{self.body(reference, where)}"
        return f"{BASE}id/position/{self.position(reference, where)}"

    def body(self, reference: str, where: str) -> str:
        """Return the id of an organisation in a jurisdiction."""
        name, _, other = reference.partition("@")
        national = self.registries["organisations"][name]["scope"] == "national"
        return name if national else f"{name}-{other or where}"

    def position(self, reference: str, where: str) -> str:
        """Return the id of an office in a jurisdiction, and add its row."""
        name, _, other = reference.partition("@")
        entry = self.registries["offices"][name]
        body = self.body(entry["of"], other or where)
        key = name if body == entry["of"] else f"{name}-{other or where}"
        if key not in self.positions:
            self.positions.add(key)
            row = {"position": key, "office": name, "organisation": body, "title": entry["title"]}
            self.rows["positions"].append(row)
        return key

    def composition(self, act: Row, frame: Row, where: str) -> None:
        """Add the rows of a composition, its seats, groups and people."""
        said = act.get("composition", {})
        counts = {key: plain(said.get(key)) for key in ("declared", "listed")}
        self.rows["compositions"].append(
            frame | counts | {"completeness": said.get("completeness", "unknown")}
        )
        for order, seat in enumerate(said.get("seats", []), 1):
            office, person = seat.get("office"), seat.get("person")
            key = seat.get("seat") or slug(office or seat.get("organisation") or person)
            position = self.position(office, where) if office else None
            holder = f"{slug(person)}.{where}" if person else None
            fill = ("ex-officio-and-named" if person else "ex-officio") if office else "named"
            row = {
                "seat": f"{frame['composition']}.{key}",
                "order": order,
                "role": seat["role"],
                "fill": fill,
            }
            self.rows["seats"].append(frame | row | {"position": position, "person": holder})
            if holder:
                row = {"person": holder, "name": person, "position": position, "date": plain(act.get("date"))}
                self.rows["people"].append({"source": frame["source"]} | row)
        for order, group in enumerate(said.get("groups", []), 1):
            row = {
                "group": f"{frame['composition']}.{order}",
                "role": group["role"],
                "count": plain(group.get("count")),
            }
            self.rows["groups"].append(frame | row | group["label"])

    def write(self, folder: Path) -> None:
        """Write each table as CSV."""
        for name, rows in self.rows.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
                writer.writeheader()
                writer.writerows(rows)


def rml(said: Any) -> str:
    """Return a YARRRML mapping of tables, of the few forms that ours uses, as RML in Turtle."""
    prefixes = said["prefixes"]

    def template(text: str) -> str:
        head, colon, tail = text.partition(":")
        whole = prefixes[head] + tail if colon and head in prefixes else text
        return whole.replace("$(", "{").replace(")", "}")

    def node(text: str) -> str:
        whole = re.fullmatch(r"\{\w+\}", text)
        return (
            f'rml:reference "{text[1:-1]}"' if whole else f'rr:template "{text}"'
        ) + " ; rr:termType rr:IRI"

    def value(parts: list[str]) -> str:
        text, kind = parts[0], parts[1] if len(parts) > 1 else ""
        if text.endswith("~iri"):
            return node(template(text.removesuffix("~iri")))
        if not text.startswith("$("):
            return f"rr:constant <{template(text)}>"
        more = f' ; rr:language "{kind.removesuffix("~lang")}"' if kind.endswith("~lang") else ""
        more = f" ; rr:datatype <{template(kind)}>" if kind and not more else more
        return f'rml:reference "{text[2:-1]}"{more}'

    def graph(text: str) -> str:
        return f'rr:template "{template(text)}"' if "$" in text else f"rr:constant <{template(text)}>"

    lines = [
        "@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> .",
        "@prefix ql: <http://semweb.mmlab.be/ns/ql#> .",
    ]
    for name, rule in said["mappings"].items():
        table = rule["sources"][0][0].removesuffix("~csv")
        lines += [
            f"<#{name}> a rr:TriplesMap ;",
            f'  rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ] ;',
            f"  rr:subjectMap [ {node(template(rule['s']))} ;",
            f"    rr:graphMap [ {graph(rule['graphs'])} ] ] ;",
        ]
        for predicate, *rest in rule["po"]:
            term = RDF_TYPE if predicate == "a" else template(predicate)
            lines.append(
                f"  rr:predicateObjectMap [ rr:predicate <{term}> ; rr:objectMap [ {value(rest)} ] ] ;"
            )
        lines[-1] = lines[-1][:-1] + "."
    return "\n".join(lines) + "\n"


def main() -> None:
    """Map a data folder and write it."""
    data, out = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory(dir=out.parent) as name:
        folder = Path(name)
        Tables(data).write(folder)
        (folder / "mapping.ttl").write_text(
            rml(yaml.safe_load(MAPPING.read_text(encoding="utf-8"))), encoding="utf-8"
        )
        settings = f"output_file: {out}\noutput_format: N-QUADS\nnumber_of_processes: {os.cpu_count()}\n"
        config = f"[CONFIGURATION]\n{settings}[records]\nmappings: mapping.ttl\n"
        (folder / "config.ini").write_text(config, encoding="utf-8")
        subprocess.run([sys.executable, "-m", "morph_kgc", "config.ini"], cwd=folder, check=True)
    with out.open("rb") as file:
        print(sum(1 for _ in file))


if __name__ == "__main__":
    main()
