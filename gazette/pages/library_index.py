"""Lookup tables for the page builders, built once, so that the cost of a page does not grow with the number of documents.
Each list keeps the library's order.

A page is built from the part of it that it shows (``narrow_to_document`` …), and only rebuilt if that part has changed.
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

#: The first figure of each indicator, role and year.
FirstFigures = Mapping[tuple[str, Role, int], Figure]


class IndicatorFigures(Composed, Struct, frozen=True):
    """The figures of all documents by indicator."""

    points: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)  #: those with a role and a year
    first_figures: FirstFigures = field(default_factory=dict)
    goals: Mapping[int, FirstFigures] = field(default_factory=dict)  #: of the headline indicators, by year
    periods: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)  #: those of several years together

    def list_all(self, indicator: str) -> tuple[Figure, ...]:
        """Return all figures of an indicator."""
        return (*self.points.get(indicator, ()), *self.periods.get(indicator, ()))


class ExplainingLine(Struct, frozen=True):
    """A line of an explainer that explains a paragraph of the report."""

    anchor: str  #: of the paragraph
    document: str  #: the explainer
    place: str  #: anchor of the line in the explainer


class LibraryIndex(Composed, Struct, frozen=True):
    """Lookup tables, by document unless a comment names another key."""

    documents: Mapping[str, Document] = field(default_factory=dict)
    document_stubs: Mapping[str, Document] = field(default_factory=dict)  #: documents with headings and without text
    last_pages: Mapping[str, int] = field(default_factory=dict)  #: the last page that is numbered
    years: Mapping[int, tuple[Document, ...]] = field(default_factory=dict)  #: documents by year
    explainers: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)  #: by the report that they explain
    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    indicator_figures: IndicatorFigures = field(default_factory=IndicatorFigures)
    relations: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)  #: without offsets in the report
    explained: Mapping[str, tuple[ExplainingLine, ...]] = field(default_factory=dict)  #: by report
    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    sections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  #: each block's section, by anchor
    explained_line_counts: Mapping[str, Mapping[str, int]] = field(
        default_factory=dict
    )  #: lines by heading of the report
    term_positions: Mapping[str, int] = field(default_factory=dict)  #: in the glossary, by slug

    def narrow_to_document(self, document: Document) -> LibraryIndex:
        """Return the part that the pages of one document show; of other documents only the stubs."""
        name, first_figures = document.id, self._select_goals(document.year)
        explainers = self.explainers.get(name, ())
        others = (document.meta.explains, *(each.id for each in explainers), *_list_documents(first_figures))
        return LibraryIndex(
            documents={**self._select_stubs(others), name: document},
            last_pages={name: self.last_pages[name]},
            years=dict.fromkeys(self.years, ()),
            explainers={name: tuple(self.document_stubs[each.id] for each in explainers)},
            figures={name: self.figures.get(name, ())},
            indicator_figures=IndicatorFigures(first_figures=first_figures),
            relations={name: self.relations.get(name, ())},
            explained={name: self.explained.get(name, ())},
            entries={name: self.entries.get(name, ())},
            uses={name: self.uses.get(name, ())},
            sections={each.id: self.sections[each.id] for each in explainers},
        )

    def narrow_to_year(self, year: int) -> LibraryIndex:
        """Return the part that a year's page shows: stubs of documents."""
        own, first_figures = tuple(self.document_stubs[each.id] for each in self.years[year]), self._select_goals(year)
        return LibraryIndex(
            documents=self._select_stubs((*(each.meta.explains for each in own), *_list_documents(first_figures))),
            last_pages={each.id: self.last_pages[each.id] for each in own},
            years={**dict.fromkeys(self.years, ()), year: own},
            indicator_figures=IndicatorFigures(first_figures=first_figures),
            entries={each.id: self.entries.get(each.id, ()) for each in own},
            explained_line_counts={each.id: self.explained_line_counts.get(each.id, {}) for each in own},
        )

    def narrow_to_indicators(self) -> LibraryIndex:
        """Return the part that the pages of indicators and the home page show: stubs of documents."""
        years = {year: tuple(self.document_stubs[each.id] for each in own) for year, own in self.years.items()}
        return LibraryIndex(documents=self.document_stubs, years=years, indicator_figures=self.indicator_figures)

    def _select_goals(self, year: int) -> FirstFigures:
        """Return the figures on a year's goal cards: its own, and those of the year before."""
        goals = self.indicator_figures.goals
        return {**goals.get(year - 1, {}), **goals.get(year, {})}

    def _select_stubs(self, names: Iterable[str]) -> dict[str, Document]:
        """Return the stubs of those documents that are in the library, in the order of ``names``."""
        return {name: self.document_stubs[name] for name in dict.fromkeys(names) if name in self.document_stubs}


def _list_documents(first_figures: FirstFigures) -> Iterable[str]:
    return (figure.document for figure in first_figures.values())


def build_index(converted: Converted, kept: Kept = fresh) -> LibraryIndex:
    """Build the index of a library."""
    library = converted.library
    points = tuple(kept(_select_points, figures, at=name) for name, figures in library.figures.items())
    headline = tuple(indicator.id for indicator in library.indicators if indicator.headline)
    explained: dict[str, tuple[ExplainingLine, ...]] = {}
    for name, own in converted.relations.items():
        report = own[0].target_document
        explained[report] = (*explained.get(report, ()), *kept(_list_explaining_lines, own, at=name))
    entries = notes_by_document(converted.entries)
    sections = {d.id: kept(_find_sections, d, at=d.id) for d in converted.documents if d.meta.explains}
    return LibraryIndex(
        documents={document.id: document for document in converted.documents},
        document_stubs={
            d.id: kept(_make_stub, d.id, d.path, d.year, d.meta, d.headings, at=d.id) for d in converted.documents
        },
        last_pages={d.id: kept(_find_last_page, d, entries.get(d.id, ()), at=d.id) for d in converted.documents},
        years=group_by(converted.documents, lambda d: d.year),
        explainers=group_by(converted.documents, lambda d: d.meta.explains),
        figures=library.figures,
        indicator_figures=kept(_group_figures, points, headline),
        relations={name: kept(_without_report_offsets, own, at=name) for name, own in converted.relations.items()},
        explained=explained,
        entries=entries,
        uses=converted.uses,
        sections=sections,
        explained_line_counts={
            d.id: kept(_count_lines, d, tuple(e for e in explained[d.id] if e.document in sections), at=d.id)
            for d in converted.documents
            if d.id in explained
        },
        term_positions={entry.slug: place for place, entry in enumerate(converted.entries)},
    )


def _make_stub(name: str, path: str, year: int, meta: FrontMatter, headings: tuple[Heading, ...]) -> Document:
    """Make the stub of a document, without its text."""
    return Document(name, path, year, meta, (), headings)


def _find_last_page(document: Document, entries: tuple[Entry, ...]) -> int:
    """Return the last page that is numbered, in the text or its notes; 0 if none is."""
    runs = [block.run for block in document.walk() if block.run] + [entry.definition for entry in entries]
    pages = [page for run in runs for _, page in run.page_breaks]
    return max(pages + [entry.source.printed_on or 0 for entry in entries], default=0)


def _without_report_offsets(relations: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Clear the offsets in the report, so that the explainer's page does not depend on them."""
    return tuple(
        replace(
            relation,
            target_start=0,
            target_end=0,
            differences=tuple(replace(d, target_start=0, target_end=0) for d in relation.differences),
        )
        for relation in relations
    )


def _list_explaining_lines(relations: tuple[Relation, ...]) -> tuple[ExplainingLine, ...]:
    return tuple(ExplainingLine(relation.target, relation.document, relation.anchor) for relation in relations)


def _find_sections(document: Document) -> dict[str, str]:
    """Return the anchor of each block's section."""
    section = ""
    sections = {}
    for block in document.walk():
        if block.kind == "heading" and block.level == 2:
            section = block.id
        sections[block.id] = section
    return sections


def _count_lines(document: Document, explaining: tuple[ExplainingLine, ...]) -> dict[str, int]:
    """Count the lines of explainers for the paragraphs under each heading and its subheadings."""
    headings = {heading.block: heading for heading in document.headings}
    by_anchor = group_by(explaining, lambda each: each.anchor)
    by_heading: dict[str, set[tuple[str, str]]] = {}
    above: list[Heading] = []
    for block in document.walk():
        if heading := headings.get(block.id):
            above = [*(other for other in above if other.level < heading.level), heading]
        lines = {(each.document, each.place) for each in by_anchor.get(block.id, ())}
        for other in above if lines else ():
            by_heading.setdefault(other.id, set()).update(lines)
    return {name: len(lines) for name, lines in by_heading.items()}


def _select_points(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return the figures that an indicator's page shows."""
    return tuple(figure for figure in figures if figure.is_tracked or figure.is_of_period)


def _group_figures(points: tuple[tuple[Figure, ...], ...], headline: tuple[str, ...]) -> IndicatorFigures:
    """Group the figures of all documents by indicator; ``headline`` are the ids of the headline indicators."""
    every = [figure for own in points for figure in own]
    first_figures: dict[tuple[str, Role, int], Figure] = {}
    goals: dict[int, dict[tuple[str, Role, int], Figure]] = {}
    for figure in every:
        if figure.role and figure.year:
            key = (figure.indicator, figure.role, figure.year)
            first_figures.setdefault(key, figure)
            if figure.indicator in headline:
                goals.setdefault(figure.year, {}).setdefault(key, figure)
    tracked = group_by((f for f in every if f.is_tracked), lambda f: f.indicator)
    of_period = group_by((f for f in every if f.is_of_period), lambda f: f.indicator)
    return IndicatorFigures(tracked, first_figures, goals, of_period)
