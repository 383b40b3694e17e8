"""Asked: the parameters of an address, where one name may stand several times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


class Asked(Mapping[str, str]):
    """Parameters by name, the last value of each; :meth:`all` gives every value.

    >>> asked = Asked([("level", "province"), ("level", "ministry"), ("q", "x")])
    >>> asked["level"], asked.all("level"), asked.all("none")
    ('ministry', ('province', 'ministry'), ())
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> str:
        return self._values[name][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a parameter, in order, each once."""
        return tuple(dict.fromkeys(self._values.get(name, ())))
