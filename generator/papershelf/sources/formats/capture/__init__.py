"""Reader of Daily Papers pages that were copied or saved as text.

Takes the bytes of a text file and returns a raw record per paper. Lines of the page itself
(buttons, footers) are recognized and skipped.
"""
