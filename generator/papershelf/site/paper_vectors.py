"""The vectors of papers for the search and for related papers, as the settings ask for them."""

from __future__ import annotations

from papershelf.core.project import Project
from papershelf.site.build_cache import BuildCache
from papershelf.vectors.paper_vectors import Vectorizer, WordVectorizer
from papershelf.vectors.store import CachedVectorizer
from papershelf.vectors.table import load_table
from papershelf.vectors.text_model import ModelVectorizer, check_library


def open_vectorizer(project: Project, cache: BuildCache) -> Vectorizer | None:
    """Return what finds the vectors of papers, or `None` if they are not compared by meaning.

    Raises `PapersError` if the collection's own table of word vectors is damaged, or if the settings
    name a model and the packages for it are not installed.
    """
    settings = project.settings
    if not settings.meaning:
        return None
    table, model = load_table(project.word_vectors), settings.vector_model
    if not model:
        return CachedVectorizer(WordVectorizer(table), cache.paper_vectors)
    check_library("mkdocs.yml")
    return CachedVectorizer(ModelVectorizer(table, model), cache.model_vectors(model))
