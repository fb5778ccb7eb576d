"""Benchmarks of speed and size, on synthetic collections."""
