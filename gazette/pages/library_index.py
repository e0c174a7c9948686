"""What an edition holds by the names under which pages ask for it: made once for all pages, so that a page costs the same
however many documents there are. Each list keeps the edition's order.

A page is made of as much of it as it can show (``narrow_to_document`` …), and made again only where that part has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from gazette.conversion.convert_library import Converted
from gazette.grouping import group_by
from gazette.library.glossary import notes_by_document
from gazette.memo import Composed, Kept, fresh
from gazette.model import Document, Entry, Figure, FrontMatter, Heading, Relation, Role, Use

#: Of two figures of an indicator, role and year the first.
FirstFigures = Mapping[tuple[str, Role, int], Figure]


class Threads(Composed, Struct, frozen=True):
    """``points`` are an indicator's figures that have a role and a year; ``first_figures`` the first of them by indicator, role and
    year; ``goals`` of these the headline indicators', by year; ``periods`` an indicator's figures that are of several years
    together."""

    points: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    first_figures: FirstFigures = field(default_factory=dict)
    goals: Mapping[int, FirstFigures] = field(default_factory=dict)
    periods: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)

    def of(self, indicator: str) -> tuple[Figure, ...]:
        """All figures of an indicator."""
        return (*self.points.get(indicator, ()), *self.periods.get(indicator, ()))


class ExplainingLine(Struct, frozen=True):
    """A paragraph ``anchor``, and the place of another document that explains it."""

    anchor: str
    document: str
    place: str


class LibraryIndex(Composed, Struct, frozen=True):
    """An edition's documents by id, by year, by the document that they explain; ``document_stubs`` are the documents as others speak of
    them, with their headings and without their text, ``last_pages`` the last page of each that is numbered; the rest by document, and

    ``relations`` without where in the report's paragraph the words stand; ``explained`` what leads to a document from others;
    ``sections`` the anchor of the section in which each block stands; ``explained_line_counts`` how many lines of explainers tell of what stands
    under each heading; ``term_positions`` the place of each term in the glossary.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    document_stubs: Mapping[str, Document] = field(default_factory=dict)
    last_pages: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, tuple[Document, ...]] = field(default_factory=dict)
    explainers: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)
    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    threads: Threads = field(default_factory=Threads)
    relations: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    explained: Mapping[str, tuple[ExplainingLine, ...]] = field(default_factory=dict)
    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    sections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    explained_line_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    term_positions: Mapping[str, int] = field(default_factory=dict)

    def narrow_to_document(self, document: Document) -> LibraryIndex:
        """As much as the pages of one document can show, of others their document_stubs."""
        name, first_figures = document.id, self._goals(document.year)
        explainers = self.explainers.get(name, ())
        beside = dict.fromkeys((document.meta.explains, *(each.id for each in explainers), *_stating(first_figures)))
        return LibraryIndex(
            documents={
                **{each: self.document_stubs[each] for each in beside if each in self.document_stubs},
                name: document,
            },
            last_pages={name: self.last_pages[name]},
            years=dict.fromkeys(self.years, ()),
            explainers={name: tuple(self.document_stubs[each.id] for each in explainers)},
            figures={name: self.figures.get(name, ())},
            threads=Threads(first_figures=first_figures),
            relations={name: self.relations.get(name, ())},
            explained={name: self.explained.get(name, ())},
            entries={name: self.entries.get(name, ())},
            uses={name: self.uses.get(name, ())},
            sections={each.id: self.sections[each.id] for each in explainers},
        )

    def narrow_to_year(self, year: int) -> LibraryIndex:
        """As much as a year's page can show: document_stubs."""
        own, first_figures = tuple(self.document_stubs[each.id] for each in self.years[year]), self._goals(year)
        beside = dict.fromkeys((*(each.meta.explains for each in own), *_stating(first_figures)))
        return LibraryIndex(
            documents={name: self.document_stubs[name] for name in beside if name in self.document_stubs},
            last_pages={each.id: self.last_pages[each.id] for each in own},
            years={**dict.fromkeys(self.years, ()), year: own},
            threads=Threads(first_figures=first_figures),
            entries={each.id: self.entries.get(each.id, ()) for each in own},
            explained_line_counts={each.id: self.explained_line_counts.get(each.id, {}) for each in own},
        )

    def narrow_to_indicators(self) -> LibraryIndex:
        """As much as can be shown of indicators, and on the first page: document_stubs."""
        years = {year: tuple(self.document_stubs[each.id] for each in own) for year, own in self.years.items()}
        return LibraryIndex(documents=self.document_stubs, years=years, threads=self.threads)

    def _goals(self, year: int) -> FirstFigures:
        """The figures on a year's goal cards: its own, and those of the year before."""
        return {**self.threads.goals.get(year - 1, {}), **self.threads.goals.get(year, {})}


def _stating(first_figures: FirstFigures) -> Iterable[str]:
    return (figure.document for figure in first_figures.values())


def build_index(converted: Converted, kept: Kept = fresh) -> LibraryIndex:
    """The index of a library."""
    library = converted.library
    points = tuple(kept(_points, figures, at=name) for name, figures in library.figures.items())
    headline = tuple(indicator.id for indicator in library.indicators if indicator.headline)
    explained: dict[str, tuple[ExplainingLine, ...]] = {}
    for name, own in converted.relations.items():
        to = own[0].target_document
        explained[to] = (*explained.get(to, ()), *kept(_explained, own, at=name))
    entries = notes_by_document(converted.entries)
    sections = {d.id: kept(_sections, d, at=d.id) for d in converted.documents if d.meta.explains}
    return LibraryIndex(
        documents={document.id: document for document in converted.documents},
        document_stubs={
            d.id: kept(_leaf, d.id, d.path, d.year, d.meta, d.headings, at=d.id) for d in converted.documents
        },
        last_pages={d.id: kept(_extent, d, entries.get(d.id, ()), at=d.id) for d in converted.documents},
        years=group_by(converted.documents, lambda d: d.year),
        explainers=group_by(converted.documents, lambda d: d.meta.explains),
        figures=library.figures,
        threads=kept(_threads, points, headline),
        relations={name: kept(_faced, own, at=name) for name, own in converted.relations.items()},
        explained=explained,
        entries=entries,
        uses=converted.uses,
        sections=sections,
        explained_line_counts={
            d.id: kept(_seen, d, tuple(e for e in explained[d.id] if e.document in sections), at=d.id)
            for d in converted.documents
            if d.id in explained
        },
        term_positions={entry.slug: place for place, entry in enumerate(converted.entries)},
    )


def _leaf(name: str, path: str, year: int, meta: FrontMatter, headings: tuple[Heading, ...]) -> Document:
    """A document as others speak of it."""
    return Document(name, path, year, meta, (), headings)


def _extent(document: Document, entries: tuple[Entry, ...]) -> int:
    """The last page that is numbered, those of its notes counted; 0 where none is."""
    runs = [block.run for block in document.walk() if block.run] + [entry.definition for entry in entries]
    return max(
        [page for run in runs for _, page in run.page_breaks] + [entry.source.printed_on or 0 for entry in entries],
        default=0,
    )


def _faced(relations: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """The relations as a document's own page shows them, which stays where the report's paragraph grew."""
    return tuple(
        replace(
            relation,
            target_start=0,
            target_end=0,
            differences=tuple(replace(d, target_start=0, target_end=0) for d in relation.differences),
        )
        for relation in relations
    )


def _explained(relations: tuple[Relation, ...]) -> tuple[ExplainingLine, ...]:
    return tuple(ExplainingLine(relation.target, relation.document, relation.anchor) for relation in relations)


def _sections(document: Document) -> dict[str, str]:
    """The anchor of the section in which each block stands."""
    section = ""
    found = {}
    for block in document.walk():
        if block.kind == "heading" and block.level == 2:
            section = block.id
        found[block.id] = section
    return found


def _seen(document: Document, told: tuple[ExplainingLine, ...]) -> dict[str, int]:
    """How many lines of explainers tell something of what stands under each heading and its subheadings."""
    headings = {heading.block: heading for heading in document.headings}
    telling = group_by(told, lambda each: each.anchor)
    found: dict[str, set[tuple[str, str]]] = {}
    above: list[Heading] = []
    for block in document.walk():
        if heading := headings.get(block.id):
            above = [*(other for other in above if other.level < heading.level), heading]
        lines = {(each.document, each.place) for each in telling.get(block.id, ())}
        for other in above if lines else ():
            found.setdefault(other.id, set()).update(lines)
    return {name: len(lines) for name, lines in found.items()}


def _points(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Those that an indicator's page shows."""
    return tuple(figure for figure in figures if figure.is_tracked or figure.is_of_period)


def _threads(points: tuple[tuple[Figure, ...], ...], headline: tuple[str, ...]) -> Threads:
    """The threads of all documents' figures."""
    every = [figure for own in points for figure in own]
    first_figures: dict[tuple[str, Role, int], Figure] = {}
    goals: dict[int, dict[tuple[str, Role, int], Figure]] = {}
    for figure in every:
        if figure.role and figure.year:
            key = (figure.indicator, figure.role, figure.year)
            first_figures.setdefault(key, figure)
            if figure.indicator in headline:
                goals.setdefault(figure.year, {}).setdefault(key, figure)
    followed = group_by((f for f in every if f.is_tracked), lambda f: f.indicator)
    return Threads(
        followed, first_figures, goals, group_by((f for f in every if f.is_of_period), lambda f: f.indicator)
    )
