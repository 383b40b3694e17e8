"""A synthetic country: committees, decisions and pages that exist nowhere, shaped like the real data."""
