"""Search in a finished index, as the page does it: the same query finds the same papers in the same order.

`syntax` parses a query, `index_reader` reads files of the index, `word_groups` and `conditions` look
up what the query asks for, `ranking` orders papers, and `engine` puts it together. The browser's
modules are in `frontend/js/search/`; scores are integers, so that both agree.
"""
