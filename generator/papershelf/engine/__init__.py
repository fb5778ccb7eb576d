"""Builds files incrementally and in parallel: tasks, executor, manifest, writer, caches, processes.

Build tasks with cache keys come in, files on the disk and a manifest go out.
It knows nothing about papers. What the system refuses is a `PapersError` with the path.
"""
