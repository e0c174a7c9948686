"""What an edition holds by the names under which pages ask for it: made once for all pages, so that a page costs the same
however many documents there are. Each list keeps the edition's order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gazette.model import Document, Entry, Figure, Relation, Role, Use
from gazette.stages.edition import Edition

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    """The things by their key, in their order."""
    found: dict[K, list[T]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return {name: tuple(own) for name, own in found.items()}


@dataclass(frozen=True, slots=True)
class Index:
    """An edition's documents by id, by year, by the document that they explain; the rest by document, and

    ``points`` an indicator's figures that have a role and a year; ``stated`` the first of them by indicator, role and
    year; ``told`` the relations by the document that they lead to; ``users`` the uses of each term.
    """

    documents: Mapping[str, Document]
    years: Mapping[int, tuple[Document, ...]]
    explainers: Mapping[str, tuple[Document, ...]]
    figures: Mapping[str, tuple[Figure, ...]]
    points: Mapping[str, tuple[Figure, ...]]
    stated: Mapping[tuple[str, Role, int], Figure]
    relations: Mapping[str, tuple[Relation, ...]]
    told: Mapping[str, tuple[Relation, ...]]
    entries: Mapping[str, tuple[Entry, ...]]
    uses: Mapping[str, tuple[Use, ...]]
    users: Mapping[str, tuple[Use, ...]]
    threaded: bool


def index(edition: Edition) -> Index:
    """The index of an edition; of two figures of an indicator, role and year the first is ``stated``."""
    stated: dict[tuple[str, Role, int], Figure] = {}
    points = [figure for figure in edition.figures if figure.role and figure.year]
    for figure in points:
        if figure.role and figure.year:
            stated.setdefault((figure.indicator, figure.role, figure.year), figure)
    return Index(
        documents={document.id: document for document in edition.documents},
        years=grouped(edition.documents, lambda d: d.year),
        explainers=grouped(edition.documents, lambda d: d.meta.explains),
        figures=grouped(edition.figures, lambda f: f.document),
        points=grouped(points, lambda f: f.indicator),
        stated=stated,
        relations=grouped(edition.relations, lambda r: r.document),
        told=grouped(edition.relations, lambda r: r.target_document),
        entries=grouped(edition.entries, lambda e: e.document),
        uses=grouped(edition.uses, lambda u: u.document),
        users=grouped(edition.uses, lambda u: u.slug),
        threaded=any(figure.indicator for figure in edition.figures),
    )
