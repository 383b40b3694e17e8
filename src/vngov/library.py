"""The query library from Python: open a graph, run a named query, return rows."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from . import answers, prebuilt, queries, resources
from .store import EmbeddedStore, RemoteStore, Store

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Rows(Sequence[Mapping[str, Any]]):
    """The rows of an answer, as plain values."""

    answer: answers.Answer

    @functools.cached_property
    def _plain(self) -> list[dict[str, Any]]:
        return self.answer.plain()

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._plain)

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
        """Return one row, or a stretch of rows."""
        return self._plain[index]

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Yield the rows in order."""
        return iter(self._plain)

    def dataframe(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame.

        :raises vngov.errors.MissingExtraError: if pandas is not installed.
        """
        return self.answer.dataframe()


@functools.cache
def queries_by_name() -> Mapping[str, queries.Query]:
    """Return the library's queries by name."""
    return queries.load(resources.folder("queries"))


def every_query() -> list[queries.Query]:
    """Return the library's queries and after them the linking queries, in their order."""
    linking = queries.load(resources.folder("queries") / "link")
    return [*queries_by_name().values(), *linking.values()]


@functools.cache
def _bundled_graph() -> EmbeddedStore:
    quads = prebuilt.load()
    if quads is not None:
        return EmbeddedStore.of_bytes(quads)
    from . import pipeline  # noqa: PLC0415 - heavy, and needed only where an input of the graph has changed

    return pipeline.in_memory()


def open_store(folder: str | None = None, endpoint: str | None = None, timeout: int = 30) -> Store:
    """Return an endpoint, a build's store, or (with neither) the graph that comes with the package.

    :raises BadInputError: if the folder holds no graph.
    """
    if endpoint is not None:
        return RemoteStore(endpoint, timeout)
    if folder is not None:
        return EmbeddedStore.on_disk(Path(folder))
    return _bundled_graph()


def query(
    name: str,
    *,
    store: str | None = None,
    endpoint: str | None = None,
    lang: str = "vi",
    values: Mapping[str, str] | None = None,
) -> Rows:
    """Return the rows of a query of the library; see :func:`vngov.query`."""
    wanted = queries.get(queries_by_name(), name)
    return Rows(answers.ask(open_store(store, endpoint), wanted, values, lang))
