"""What an edition holds by the names under which pages ask for it: made once for all pages, so that a page costs the same
however many documents there are. Each list keeps the edition's order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
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

    documents: Mapping[str, Document] = field(default_factory=dict)
    years: Mapping[int, tuple[Document, ...]] = field(default_factory=dict)
    explainers: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)
    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    points: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    stated: Mapping[tuple[str, Role, int], Figure] = field(default_factory=dict)
    relations: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    told: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    users: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    threaded: bool = False

    def of_document(self, document: Document) -> Index:
        """As much as the pages of one document can show: of the report that it explains the front matter only."""
        explained, explainers = self.documents.get(document.meta.explains), self.explainers.get(document.id, ())
        shown = (document, *explainers, *([_leaf(explained)] if explained else []))
        name = document.id
        return Index(
            documents={each.id: each for each in shown},
            explainers={name: explainers},
            figures={name: self.figures.get(name, ())},
            relations={name: self.relations.get(name, ())},
            told={name: self.told.get(name, ())},
            entries={name: self.entries.get(name, ())},
            uses={name: self.uses.get(name, ())},
            threaded=self.threaded,
        )

    def followed(self, names: Iterable[str]) -> Index:
        """As much as can be shown of these indicators: of the documents that state them the front matter only, of the years
        that there are such."""
        points = {name: self.points.get(name, ()) for name in names}
        stating = dict.fromkeys(figure.document for own in points.values() for figure in own)
        return Index(
            documents={name: _leaf(self.documents[name]) for name in stating},
            years=dict.fromkeys(self.years, ()),
            points=points,
            stated=_stated(figure for own in points.values() for figure in own),
            threaded=self.threaded,
        )


def _leaf(document: Document) -> Document:
    """A document as others speak of it: without its text."""
    return replace(document, blocks=(), headings=(), counted=frozenset(), former=frozenset())


def index(edition: Edition) -> Index:
    """The index of an edition; of two figures of an indicator, role and year the first is ``stated``."""
    points = [figure for figure in edition.figures if figure.role and figure.year]
    return Index(
        documents={document.id: document for document in edition.documents},
        years=grouped(edition.documents, lambda d: d.year),
        explainers=grouped(edition.documents, lambda d: d.meta.explains),
        figures=grouped(edition.figures, lambda f: f.document),
        points=grouped(points, lambda f: f.indicator),
        stated=_stated(points),
        relations=grouped(edition.relations, lambda r: r.document),
        told=grouped(edition.relations, lambda r: r.target_document),
        entries=grouped(edition.entries, lambda e: e.document),
        uses=grouped(edition.uses, lambda u: u.document),
        users=grouped(edition.uses, lambda u: u.slug),
        threaded=any(figure.indicator for figure in edition.figures),
    )


def _stated(points: Iterable[Figure]) -> dict[tuple[str, Role, int], Figure]:
    stated: dict[tuple[str, Role, int], Figure] = {}
    for figure in points:
        if figure.role and figure.year:
            stated.setdefault((figure.indicator, figure.role, figure.year), figure)
    return stated
