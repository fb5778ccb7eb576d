"""Readers: one module a format, each from bytes to raw records; they know nothing of papers."""
