"""The pages about all documents, as tasks: each with a key made of the facts that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gazette.facts import DocumentFacts, PublishedDocument, fingerprint
from gazette.groups import Inputs, PartTask
from gazette.model import Document, Figure, FrontMatter, Indicator
from gazette.pages import build_pages
from gazette.pages.library_index import IndicatorFigures, group_figures
from gazette.pages.publication import Picture, Totals
from gazette.sources.links import LinkTarget


class Publication(Struct, frozen=True):
    """All documents of a publication, in the library's order, without their text."""

    inputs: Inputs
    facts: Mapping[str, DocumentFacts]  #: by id
    published: Mapping[str, PublishedDocument]  #: by id
    figures: IndicatorFigures
    totals: Totals
    corrections: tuple[LinkTarget, ...]  #: the places of those in the settings
    pages_key: str  #: a fingerprint of what all pages share

    @property
    def documents(self) -> dict[str, Document]:
        """The documents, without text."""
        return {name: facts.document for name, facts in self.facts.items()}

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have a document, earliest first."""
        return tuple(sorted({facts.document.year for facts in self.facts.values()}))

    @property
    def known_indicators(self) -> tuple[Indicator, ...]:
        """The indicators that have a figure."""
        figures = self.figures
        return tuple(each for each in self.inputs.indicators if each.id in figures.points or each.id in figures.periods)


def list_searched_parts(publication: Publication) -> Iterator[tuple[str, PartTask]]:
    """Yield name and task of the pages that the search finds: the glossary and the indicators."""
    summaries = [published.summary for published in publication.published.values()]
    entries = publication.inputs.entries
    places = tuple(summary.places for summary in summaries)
    yield "glossary", _make_task(publication, build_pages.build_glossary_page, (places,), entries=entries)
    for indicator in publication.known_indicators:
        figures = publication.figures.select(indicator.id)
        own = (*figures.points.get(indicator.id, ()), *figures.periods.get(indicator.id, ()))
        texts = _select_texts(publication, own)
        shown = {"indicators": (replace(indicator, line=0),), "figures": figures, "figure_texts": texts}
        yield indicator.id, _make_task(publication, build_pages.build_indicator_page, (indicator,), **shown)


def list_other_parts(publication: Publication) -> Iterator[tuple[str, PartTask]]:
    """Yield name and task of the other pages, except those above the editions."""
    inputs, figures = publication.inputs, publication.figures
    texts = _select_texts(publication, figures.first_figures.values())
    documents, summaries = publication.documents, {name: each.summary for name, each in publication.published.items()}
    everything = {"indicators": inputs.indicators, "documents": documents, "figures": figures, "figure_texts": texts}
    settings: tuple[object, ...] = (inputs.site.examples, inputs.site.mottos, inputs.site.tagline)
    yield (
        "home",
        _make_task(publication, build_pages.build_home_pages, (), settings, entries=inputs.entries, **everything),
    )
    for year in publication.years:
        own = tuple(summaries[name] for name, document in documents.items() if document.year == year)
        goals = group_figures(select_goals(publication.figures, publication.inputs.indicators, (year - 1, year)))
        shown = {
            "indicators": tuple(indicator for indicator in inputs.indicators if indicator.headline),
            "figures": goals,
            "figure_texts": _select_texts(publication, goals.first_figures.values()),
        }
        motto = inputs.site.mottos.get(year)
        yield f"{year}/", _make_task(publication, build_pages.build_year_page, (year, own), motto, **shown)
    if publication.known_indicators:
        shown = {"indicators": publication.known_indicators, "figures": figures, "figure_texts": texts}
        yield "indicators/", _make_task(publication, build_pages.build_indicators_page, (), **shown)
    yield "data", _make_task(publication, build_pages.build_data_page, (publication.totals,))
    about = (tuple(summaries.values()), publication.corrections, publication.totals)
    settings = (inputs.site.corrections, inputs.site.contact)
    yield "about", _make_task(publication, build_pages.build_about_page, about, settings, documents=documents)


def make_root_part(publication: Publication, picture: Picture | None) -> PartTask:
    """Return the task of the pages above the editions, of which the first has the home page's picture."""
    return _make_task(publication, build_pages.build_root_pages, (publication.inputs.strings, picture))


def select_goals(
    figures: IndicatorFigures, indicators: Sequence[Indicator], years: Sequence[int]
) -> tuple[Figure, ...]:
    """Return the first figures of the headline indicators in some years, as goal cards show them."""
    headline = {indicator.id for indicator in indicators if indicator.headline}
    first = figures.first_figures.items()
    return tuple(figure for (indicator, _, year), figure in first if indicator in headline and year in years)


def _make_task(
    publication: Publication, build: Any, arguments: tuple[object, ...], settings: object = None, **shown: Any
) -> PartTask:
    """Make a task; ``settings`` are those that its pages show, ``shown`` is the part of the publication."""
    years, has_pages = publication.years, bool(publication.known_indicators)
    parts = {**shown, "documents": {name: strip_document(each) for name, each in shown.get("documents", {}).items()}}
    key = fingerprint(publication.pages_key, build.__name__, arguments, settings, years, has_pages, parts)
    return PartTask(key, build, arguments, years, has_pages, **shown)


def strip_document(document: Document) -> Document:
    """Return a document without its place in files."""
    return replace(document, meta=replace(document.meta, lines={}), former=(), pictures=())


def strip_to_kind(document: Document) -> Document:
    """Return of a document only its name, year, kind and script."""
    meta = FrontMatter(document.meta.kind, document.meta.script, "")
    return replace(strip_document(document), meta=meta)


def strip_figure(figure: Figure) -> Figure:
    """Return a figure without its place in the text and its sentence, which goal cards do not show."""
    spans = ("start", "end", "amount_start", "amount_end", "number_start", "number_end", "line")
    return replace(figure, text="", quote="", **dict.fromkeys(spans, 0))


def _select_texts(publication: Publication, figures: Any) -> dict[tuple[str, str], Any]:
    """Return the texts of figures."""
    published = publication.published
    return {(f.document, f.id): published[f.document].figure_texts[f.id] for f in figures}
