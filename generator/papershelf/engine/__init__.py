"""Builds files incrementally and in parallel: tasks, executor, manifest, writer, caches, processes.

Input: build tasks with cache keys. Output: files on disk and a manifest of them.
The package knows nothing about papers. Errors of the operating system become a `PapersError` with
the path.
"""
