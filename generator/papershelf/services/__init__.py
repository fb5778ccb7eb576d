"""Clients of web services: arXiv, Hugging Face, OpenAlex, Semantic Scholar, DBLP, ORCID, Zotero.

Questions come in, raw records go out; only this package opens network connections for papers.
Errors are `ServiceError`s of one line with the service, the reason and the address.
"""
