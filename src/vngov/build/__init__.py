"""Build: records to named graphs and the evidence graph; pure, no file is touched."""
