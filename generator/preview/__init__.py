"""The live preview: a server for the built site, a watch over what it is built from."""
