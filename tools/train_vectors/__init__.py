"""Trains the table of word vectors: `python -m tools.train_vectors --help`."""
