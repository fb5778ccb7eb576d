"""The vectors of papers for the search and for related papers, as the settings ask for them."""

from __future__ import annotations

from papershelf.core.project import Project
from papershelf.site.build_cache import BuildCache
from papershelf.vectors.paper_vectors import Vectorizer, WordVectorizer
from papershelf.vectors.store import CachedVectorizer
from papershelf.vectors.table import load_table


def open_vectorizer(project: Project, cache: BuildCache) -> Vectorizer | None:
    """Return what finds the vectors of papers, or `None` if they are not compared by meaning.

    Raises `PapersError` if the collection's own table of word vectors is damaged.
    """
    if not project.settings.meaning:
        return None
    vectorizer = WordVectorizer(load_table(project.word_vectors))
    return CachedVectorizer(vectorizer, cache.paper_vectors)
