"""Tests with hostile input: injected code, decompression bombs, and values of wrong types."""
