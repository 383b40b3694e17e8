"""The one label of each thing that several sources describe, chosen by one rule, in a graph of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from ..terms import PROV, SKOS, iri
from .sheet import Quad

GRAPH = iri("graph", "labels")


@dataclass
class Labels:
    """Collects what sources call things; ``quads`` chooses.

    A decision with a number is known by it («Quyết định 701/QĐ-TTg»), and by its description otherwise. A
    composition is known by the committee's name then, and the decision behind it. Of several proposals the
    commonest is taken, then the longest, then the last by letter.
    """

    proposed: dict[tuple[URIRef, str], Counter[str]] = field(default_factory=dict)
    kinds: dict[URIRef, Mapping[str, str]] = field(default_factory=dict)
    numbers: dict[URIRef, set[str]] = field(default_factory=dict)
    behind: dict[URIRef, URIRef] = field(default_factory=dict)

    def propose(self, thing: URIRef, labels: Iterable[tuple[str, str]]) -> None:
        """Propose labels of a thing, as (language, text)."""
        for language, words in labels:
            self.proposed.setdefault((thing, language), Counter())[words] += 1

    def decision(self, thing: URIRef, kind: Mapping[str, str], number: str | None) -> None:
        """Tell the type of a decision, by language, and a number that a source gives it."""
        self.kinds[thing] = kind
        if number is not None:
            self.numbers.setdefault(thing, set()).add(number)

    def composition(self, thing: URIRef, act: URIRef) -> None:
        """Tell which act, or which source, is behind a composition."""
        self.behind[thing] = act

    def quads(self) -> set[Quad]:
        """Return one preferred label per thing and language, and the descriptions of numbered decisions."""
        quads: set[Quad] = {(GRAPH, PROV.wasGeneratedBy, iri("activity", "build"), GRAPH)}
        for (thing, language), words in self.proposed.items():
            label = max(words, key=lambda w: (words[w], len(w), w))
            if thing in self.numbers:
                quads.add((thing, SKOS.altLabel, Literal(label, lang=language), GRAPH))
                continue
            if thing in self.behind:
                label += f" ({self._known_as(self.behind[thing])})"
            quads.add((thing, SKOS.prefLabel, Literal(label, lang=language), GRAPH))
        for thing, language, label in self._decisions():
            quads.add((thing, SKOS.prefLabel, Literal(label, lang=language), GRAPH))
        return quads

    def _decisions(self) -> Iterator[tuple[URIRef, str, str]]:
        """Yield the labels of decisions with a number, and of those that nobody describes."""
        for thing, kind in self.kinds.items():
            for language, word in kind.items():
                known = thing in self.numbers
                if known or (thing, language) not in self.proposed:
                    name = self._known_as(thing) if known else f"[{thing.rsplit('/vn/', 1)[1]}]"
                    yield thing, language, f"{word[:1].upper()}{word[1:]} {name}"

    def _known_as(self, act: URIRef) -> str:
        """Return the fullest number of a decision, else the end of its IRI."""
        numbers = self.numbers.get(act)
        return max(numbers, key=lambda n: (len(n), n)) if numbers else act.rsplit("/", 1)[-1]
