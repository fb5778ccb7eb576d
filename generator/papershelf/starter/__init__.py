"""Starter files of a collection: what `papershelf new` writes and `papershelf upgrade` updates.

Takes the answers of the user and a folder; writes the configuration, vocabularies, workflows and
issue forms of a collection into the folder. Existing files are never overwritten by `new`.
"""
