"""Helpers of the readers: encodings, dates, names of authors, links, JSON, XML and tagged lines.

Loose values of a foreign format come in, values in the spelling of our own format go out.
What cannot be understood is kept in its own words or reported, never dropped in silence.
"""
