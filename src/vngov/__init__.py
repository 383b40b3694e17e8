"""vngov: who steers digital government in Vietnam, by which decision, with which mandate.

The modules are the API: :mod:`vngov.pipeline` makes the graph, :mod:`vngov.answers` asks it,
:mod:`vngov.network` measures it. For a quick question::

    import vngov
    rows = vngov.query("seats-on-date", committee="bcd-cqdt-binh-dinh", date="2021-03-02")
    rows[0]["office_label"]
    rows.dataframe()          # with pandas installed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import resources

if TYPE_CHECKING:
    from .library import Rows

__all__ = ["__version__", "query"]

__version__ = resources.VERSION


def query(
    name: str, *, store: str | None = None, endpoint: str | None = None, lang: str = "vi", **values: str
) -> Rows:
    """Return the rows of a query of the library, each a mapping of column to plain value.

    ``store`` is a build's output folder, ``endpoint`` a SPARQL 1.1 endpoint; without either the graph that
    comes with vngov is built in memory, once. ``rows.dataframe()`` is a pandas DataFrame.

    :raises vngov.errors.UsageError: for an unknown query or parameter; the message suggests the right one.
    """
    from . import library  # noqa: PLC0415 - so that «import vngov» stays light

    return library.query(name, store=store, endpoint=endpoint, lang=lang, values=values)
