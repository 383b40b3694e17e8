"""Export: a graph as files that others can take: dumps, tables, catalogue, citation."""
