"""Records: the YAML files that curators write, read, checked and located; nothing of RDF."""
