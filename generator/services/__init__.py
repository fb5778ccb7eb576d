"""The services that we ask for papers: the only package that opens a network connection."""
