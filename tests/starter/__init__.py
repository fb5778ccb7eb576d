"""Tests of the starter files of a collection."""
