"""Validate: SHACL and hygiene queries to findings, at the line of the record that they come from."""
