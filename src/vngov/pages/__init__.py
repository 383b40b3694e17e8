"""The explorer's pages: what a store knows as HTML and RDF, the same for a server and a static site."""
