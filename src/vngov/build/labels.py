"""The one label of each thing that several sources describe, chosen by one rule, in a graph of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from ..store import Lines, say
from ..terms import SKOS, iri

GRAPH = iri("graph", "labels")
_UNKNOWN = {"vi": "không rõ số và ngày", "en": "number and date not known"}


@dataclass
class Labels:
    """Collects what sources call things; ``lines`` chooses.

    A decision with a number is known by it («Quyết định 701/QĐ-TTg»), and by its description otherwise. A
    composition is known by the committee's name then, and the number, else the date, of the decision behind
    it, or the publisher of the page that reports it. Of several proposals the
    commonest is taken, then the longest, then the last by letter.
    """

    proposed: dict[tuple[URIRef, str], Counter[str]] = field(default_factory=dict)
    kinds: dict[URIRef, Mapping[str, str]] = field(default_factory=dict)
    numbers: dict[URIRef, set[str]] = field(default_factory=dict)
    lasting: dict[tuple[URIRef, str], str] = field(default_factory=dict)
    renamed: set[URIRef] = field(default_factory=set)
    days: dict[URIRef, set[str]] = field(default_factory=dict)
    publishers: dict[URIRef, str] = field(default_factory=dict)
    behind: dict[URIRef, URIRef] = field(default_factory=dict)

    def propose(self, thing: URIRef, labels: Iterable[tuple[str, str]]) -> None:
        """Propose labels of a thing, as (language, text)."""
        for language, words in labels:
            self.proposed.setdefault((thing, language), Counter())[words] += 1

    def propose_lasting(self, thing: URIRef, labels: Iterable[tuple[str, str]]) -> None:
        """Propose the lasting names of a thing, for where no source prints another."""
        for language, words in labels:
            self.lasting[thing, language] = words

    def decision(self, thing: URIRef, kind: Mapping[str, str], number: str | None, day: str | None) -> None:
        """Tell the type of a decision, by language, and the number and the date that a source gives it."""
        self.kinds[thing] = kind
        if number is not None:
            self.numbers.setdefault(thing, set()).add(number)
        if day is not None and not day.startswith("--"):
            self.days.setdefault(thing, set()).add(day)

    def source(self, thing: URIRef, publisher: str) -> None:
        """Tell who published a source."""
        self.publishers[thing] = publisher

    def composition(self, thing: URIRef, act: URIRef) -> None:
        """Tell which act, or which source, is behind a composition."""
        self.behind[thing] = act

    def merge(self, other: Labels) -> None:
        """Take in what another collection was told: votes add up, numbers and dates are united."""
        for key, words in other.proposed.items():
            self.proposed.setdefault(key, Counter()).update(words)
        for thing, numbers in other.numbers.items():
            self.numbers.setdefault(thing, set()).update(numbers)
        for thing, days in other.days.items():
            self.days.setdefault(thing, set()).update(days)
        self.kinds.update(other.kinds)
        self.lasting.update(other.lasting)
        self.renamed |= other.renamed
        self.publishers.update(other.publishers)
        self.behind.update(other.behind)

    def lines(self) -> Lines:
        """Return one preferred label per thing and language, and the descriptions of numbered decisions."""
        found: Lines = {}
        lasting = {key: Counter([name]) for key, name in self.lasting.items() if key[0] not in self.renamed}
        for (thing, language), words in {**lasting, **self.proposed}.items():
            label = max(words, key=lambda w: (words[w], len(w), w))
            if thing in self.numbers:
                say(found, thing, SKOS.altLabel, Literal(label, lang=language), GRAPH)
                continue
            if thing in self.behind:
                label += f" ({self._known_as(self.behind[thing], language)})"
            say(found, thing, SKOS.prefLabel, Literal(label, lang=language), GRAPH)
        for thing, language, label in self._decisions():
            say(found, thing, SKOS.prefLabel, Literal(label, lang=language), GRAPH)
        return found

    def _decisions(self) -> Iterator[tuple[URIRef, str, str]]:
        """Yield the labels of decisions with a number, and of those that nobody describes."""
        for thing, kind in self.kinds.items():
            for language, word in kind.items():
                known = thing in self.numbers
                if known or (thing, language) not in self.proposed:
                    name = self._known_as(thing, language) if known else f"[{thing.rsplit('/vn/', 1)[1]}]"
                    yield thing, language, f"{word[:1].upper()}{word[1:]} {name}"

    def _known_as(self, act: URIRef, language: str) -> str:
        """Return the fullest number of a decision, else its fullest date, or the publisher of a source."""
        stated = self.numbers.get(act) or self.days.get(act)
        if stated:
            return max(stated, key=lambda text: (len(text), text))
        return self.publishers.get(act) or _UNKNOWN[language]
