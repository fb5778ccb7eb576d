"""Attacks on a collection: texts that want to run, files that are bombs, values of wrong kinds."""
