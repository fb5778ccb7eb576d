"""The reader of Daily Papers pages whose text was copied or saved.

Bytes of a text file come in, a raw record for every paper on the page goes out.
Lines that belong to the page and not to a paper are recognized and left out.
"""
