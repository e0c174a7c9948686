"""Lookup tables for the page builders, so that the cost of a page does not grow with the number of documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.model import Document, Entry, Figure, Heading, Relation, Role, Use

#: The first figure of each indicator, role and year.
FirstFigures = Mapping[tuple[str, Role, int], Figure]


class IndicatorFigures(Struct, frozen=True):
    """Figures by indicator."""

    points: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)  #: those with a role and a year
    first_figures: FirstFigures = field(default_factory=dict)  #: those that stand for the year
    periods: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)  #: those of several years together

    def select(self, indicator: str) -> IndicatorFigures:
        """Return the figures of one indicator."""
        own = self.points.get(indicator, ())
        first: dict[tuple[str, Role, int], Figure] = {}
        for figure in own:
            if figure.role and figure.year and figure.is_in_series:
                first.setdefault((indicator, figure.role, figure.year), figure)
        periods = self.periods.get(indicator, ())
        return IndicatorFigures({indicator: own} if own else {}, first, {indicator: periods} if periods else {})


class Holdings(Struct, frozen=True):
    """What the library holds of each year of a place; it decides what is said of a figure that no document states."""

    planned: tuple[int, ...] = ()  #: the years for which a report that is held sets targets
    reviewed: tuple[int, ...] = ()  #: the years on which a report that is held looks back
    explained: tuple[int, ...] = ()  #: the years that have a newspaper's explainer
    newest: int = 0  #: the newest year that has a report or an explainer; what is later is still to come
    others: Mapping[str, Holdings] = field(default_factory=dict)  #: of the publication's place: those of other places

    def of_place(self, place: str) -> Holdings:
        """Return what is held of a place; an empty one is the publication's."""
        return self.others.get(place, _NOTHING) if place else self

    def newest_of(self, place: str) -> int:
        """Return the newest year of a place, which is not before the publication's: what a town has not published by then is not
        held."""
        return max(self.newest, self.of_place(place).newest)

    def select(self, years: Collection[int]) -> Holdings:
        """Return what is held of some years."""
        every = (self.planned, self.reviewed, self.explained)
        planned, reviewed, explained = (tuple(year for year in own if year in years) for own in every)
        others = {place: other.select(years) for place, other in self.others.items()}
        return Holdings(planned, reviewed, explained, self.newest, others)


_NOTHING = Holdings()


def find_holdings(documents: Iterable[Document]) -> Holdings:
    """Return what these documents hold, without those that stand beside a main one of their place: such a report need not state
    each figure. A report that does not name its years looks back on the year before its own. The newest year is that of a main
    document; of a publication that has none, that of any."""
    documents = tuple(documents)
    places = group_by((each for each in documents if not each.meta.label), lambda document: document.meta.place)
    others = {place: _find_holdings_of_place(own) for place, own in places.items() if place}
    main = _find_holdings_of_place(places.get("", ()))
    newest = main.newest or max((document.year for document in documents), default=0)
    return replace(main, newest=newest, others=others)


def _find_holdings_of_place(documents: Sequence[Document]) -> Holdings:
    reports = [document for document in documents if document.meta.kind == "report"]
    return Holdings(
        planned=_sort_years(report.meta.plans or report.year for report in reports),
        reviewed=_sort_years(report.meta.reviews or report.year - 1 for report in reports),
        explained=_sort_years(document.year for document in documents if document.meta.kind == "explainer"),
        newest=max((document.year for document in documents if document.meta.kind != "coverage"), default=0),
    )


def _sort_years(years: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(years)))


class ExplainingLine(Struct, frozen=True):
    """A line of an explainer that explains a paragraph of the report."""

    anchor: str  #: of the paragraph
    document: str  #: the explainer
    place: str  #: anchor of the line in the explainer


class LibraryIndex(Struct, frozen=True):
    """Lookup tables of a group of documents, by document."""

    last_pages: Mapping[str, int] = field(default_factory=dict)  #: the last page that is numbered
    explainers: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)  #: by the report that they explain
    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    relations: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    explained: Mapping[str, tuple[ExplainingLine, ...]] = field(default_factory=dict)  #: by report
    notes: Mapping[str, tuple[Entry, ...]] = field(
        default_factory=dict
    )  #: the glossary entries that it prints as notes
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)  #: of terms
    sections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  #: each block's section, by anchor
    explained_line_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  #: by heading of the report


def build_index(
    documents: Iterable[Document],
    figures: Mapping[str, tuple[Figure, ...]],
    relations: Mapping[str, tuple[Relation, ...]],
    uses: Mapping[str, tuple[Use, ...]],
    notes: Mapping[str, tuple[Entry, ...]],
) -> LibraryIndex:
    """Build the index of a group of documents; the other arguments are by document."""
    documents = tuple(documents)
    explained: dict[str, tuple[ExplainingLine, ...]] = {}
    for own in relations.values():
        report = own[0].target_document
        lines = (ExplainingLine(relation.target, relation.document, relation.anchor) for relation in own)
        explained[report] = (*explained.get(report, ()), *lines)
    sections = {document.id: _find_sections(document) for document in documents if document.meta.explains}
    return LibraryIndex(
        last_pages={document.id: _find_last_page(document, notes.get(document.id, ())) for document in documents},
        explainers=group_by(documents, lambda document: document.meta.explains),
        figures=figures,
        relations=relations,
        explained=explained,
        notes=notes,
        uses=uses,
        sections=sections,
        explained_line_counts={
            document.id: _count_lines(document, tuple(e for e in explained[document.id] if e.document in sections))
            for document in documents
            if document.id in explained
        },
    )


def _find_last_page(document: Document, notes: tuple[Entry, ...]) -> int:
    """Return the last page that is numbered, in the text or its notes; 0 if none is."""
    runs = [block.run for block in document.walk() if block.run] + [entry.definition for entry in notes]
    pages = [page for run in runs for _, page in run.page_breaks]
    return max(pages + [entry.source.printed_on or 0 for entry in notes], default=0)


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


def group_figures(figures: Iterable[Figure]) -> IndicatorFigures:
    """Group figures by indicator; only those that are of a year or of several years together count."""
    every = [figure for figure in figures if figure.is_tracked or figure.is_of_period]
    first_figures: dict[tuple[str, Role, int], Figure] = {}
    for figure in every:
        if figure.role and figure.year and figure.is_in_series:
            first_figures.setdefault((figure.indicator, figure.role, figure.year), figure)
    tracked = group_by((f for f in every if f.is_tracked), lambda f: f.indicator)
    of_period = group_by((f for f in every if f.is_of_period), lambda f: f.indicator)
    return IndicatorFigures(tracked, first_figures, of_period)
