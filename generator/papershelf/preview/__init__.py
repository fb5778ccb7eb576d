"""The live preview: a web server for the built site and a watcher of its input files.

Takes a project; serves a site that reloads in the browser after each edit. While the data have
errors, it keeps the last valid site and shows the errors.
"""
