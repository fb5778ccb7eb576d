"""One reader for each foreign format of bibliographic data.

Bytes of a file or of an answer of a service come in, a `ReadResult` of raw records goes out.
A reader raises nothing for damaged input: it says by line what it left out.
"""
