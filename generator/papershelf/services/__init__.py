"""Clients of web services: arXiv, Hugging Face, OpenAlex, Semantic Scholar, DBLP, ORCID, Zotero.

They take identifiers or queries and return raw records. Only this package opens network connections
for papers. Errors are `ServiceError`s with a one-line message without API keys.
"""
