"""The reference pages of the ontology: read it, join it with shapes, queries and examples, write HTML."""
