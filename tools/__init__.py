"""Scripts for maintainers, not needed to build a site."""
