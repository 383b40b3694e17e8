"""The graph over HTTP: the SPARQL 1.1 Protocol for queries, beside it the pages, and what guards both."""
