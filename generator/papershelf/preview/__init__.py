"""The live preview: a server for the built site, and a watcher of what it is built from.

A project comes in, a served site goes out that reloads in the browser after each edit.
While the data have errors, the last good site stays and shows them.
"""
