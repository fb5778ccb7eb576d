"""The commands of `papershelf`, by what they work on; `cli` puts them together."""
