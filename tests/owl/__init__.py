"""Reasoning over the ontology: the harness, a good data set, and contradictions."""
