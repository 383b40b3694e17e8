"""One small interface to a graph that answers SPARQL: embedded Oxigraph, or any endpoint.

A plain query sees every named graph as one: the default graph is their union, here and remotely. The
embedded store keeps that union as triples of its own, because Oxigraph's option for it repeats a triple once
for each graph that states it (measured: a join over 240 seats gave 12,548 rows instead of 240).
"""

from .embedded import EmbeddedStore, amend_store, fill_store, link_or_copy, syntax_fault, write_store
from .filling import Filling, filling
from .interface import Store, Table
from .journal import DEFAULT, Content, Journal
from .lines import Lines, as_nquads, by_subject, say, united
from .loading import Loaded, Union, load
from .remote import UNION_GRAPH, RemoteStore
from .results import Question, TooLargeError, Written, write_answer, write_graph
from .sending import Credentials, Sender
from .targets import GraphStore, Target, Update, target
from .text import (
    Quad,
    Term,
    Triple,
    joined,
    n3,
    nquads,
    quads,
    serialise,
    serialise_reified,
    serialise_triples,
    union,
)

__all__ = [
    "DEFAULT",
    "UNION_GRAPH",
    "Content",
    "Credentials",
    "EmbeddedStore",
    "Filling",
    "GraphStore",
    "Journal",
    "Lines",
    "Loaded",
    "Quad",
    "Question",
    "RemoteStore",
    "Sender",
    "Store",
    "Table",
    "Target",
    "Term",
    "TooLargeError",
    "Triple",
    "Union",
    "Update",
    "Written",
    "amend_store",
    "as_nquads",
    "by_subject",
    "fill_store",
    "filling",
    "joined",
    "link_or_copy",
    "load",
    "n3",
    "nquads",
    "quads",
    "say",
    "serialise",
    "serialise_reified",
    "serialise_triples",
    "syntax_fault",
    "target",
    "union",
    "united",
    "write_answer",
    "write_graph",
    "write_store",
]
