"""The data folder: our own YAML and JSONL, and the other files that we keep in it.

Paths come in, raw records and vocabularies go out; edited bytes go back in place.
Comments, order and quotes of what people wrote stay as they are.
"""
