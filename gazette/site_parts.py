"""The pages about all documents: each is a part with a key made of the facts that it shows, and is built only if that is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gazette.facts import DocumentFacts, FigureIndex, PublishedDocument, decode, fingerprint, strip_figure
from gazette.grouping import group_by
from gazette.groups import Inputs, PartTask, list_nav, list_topics
from gazette.model import Document, Figure, FrontMatter, Indicator
from gazette.pages import build_pages
from gazette.pages.context import FigureTexts
from gazette.pages.glossary import TermYear
from gazette.pages.indicator_lists import INDEX, list_places
from gazette.pages.infographic_contents import TABLE_YEARS
from gazette.pages.library_index import find_holdings, group_figures
from gazette.pages.publication import Picture, Totals
from gazette.pages.summary import DocumentSummary
from gazette.pages.targets import targets_path
from gazette.pages.topic_quotes import DocumentTopic, topic_path
from gazette.settings import Topic
from gazette.shown import Shown
from gazette.sources.links import LinkTarget

#: The indicator of the examples on the data page, if the publication has none.
EXAMPLE = "gdp-growth"


class Publication(Struct, frozen=True):
    """All documents of a publication, in the library's order, without their text."""

    inputs: Inputs
    facts: Mapping[str, DocumentFacts]  #: by id
    published: Mapping[str, PublishedDocument]  #: by id
    figures: FigureIndex
    goals: Mapping[int, tuple[Figure, ...]]  #: the first figures of the headline indicators, by year
    totals: Totals
    corrections: tuple[LinkTarget, ...]  #: the places of those in the settings
    names: Mapping[str, str]  #: by document, what tells those apart that are alike otherwise
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
    def shown_indicators(self) -> tuple[Indicator, ...]:
        """The indicators that have a page."""
        return tuple(each for each in self.inputs.indicators if self.figures.is_shown(each.id))

    @property
    def headline_indicators(self) -> tuple[Indicator, ...]:
        """The indicators of the goal cards."""
        return tuple(indicator for indicator in self.inputs.indicators if indicator.headline)

    def has_targets(self, year: int) -> bool:
        """Return whether any indicator has a figure of the year, which then has a table."""
        return any(self.figures.year_key(each.id, year) for each in self.inputs.indicators)

    def summarize(self, names: Iterable[str]) -> tuple[DocumentSummary, ...]:
        """Return the summaries of some documents."""
        return tuple(decode(self.published[name].summary, DocumentSummary) for name in names)

    def find_texts(self, figures: Iterable[Figure]) -> dict[tuple[str, str], FigureTexts]:
        """Return the texts of figures, by document and id."""
        known: dict[tuple[str, str], Mapping[str, FigureTexts]] = {}
        texts = {}
        for figure in figures:
            place = (figure.document, figure.indicator)
            if place not in known:
                raw = self.published[figure.document].figure_texts[figure.indicator]
                known[place] = decode(raw, dict[str, FigureTexts])
            texts[figure.document, figure.id] = known[place][figure.id]
        return texts


class Part(Struct, frozen=True):
    """Pages about all documents."""

    name: str
    key: str
    make_task: Callable[[], PartTask]


class _PartList:
    """Lists parts of a publication."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.years = publication.years
        self.holdings = find_holdings(publication.documents.values())
        self.nav = list_nav(publication.inputs.site, has_indicators=bool(publication.shown_indicators))
        self.names = publication.names
        self.key = fingerprint(publication.pages_key, self.years, self.holdings, self.nav, self.names)

    def make(self, name: str, build: Callable[..., Any], shown: Callable[[], dict[str, Any]], *facts: object) -> Part:
        """Make a part; ``facts`` identify all that ``shown`` returns: the fields of its task."""

        def make_task() -> PartTask:
            fields = {"arguments": (), **shown()}
            common: dict[str, Any] = {"years": self.years, "holdings": self.holdings, "names": self.names}
            return PartTask(key, build, nav=self.nav, **common, **fields)

        key = fingerprint(self.key, build.__name__, facts)
        return Part(name, key, make_task)


def list_searched_parts(publication: Publication) -> Iterator[Part]:
    """Yield the pages that the search finds: the topics, the glossary and the indicators."""
    parts, entries = _PartList(publication), publication.inputs.entries
    published = publication.published.values()

    def show_glossary() -> dict[str, Any]:
        uses = tuple(decode(each.term_years, dict[str, TermYear]) for each in published)
        return {"arguments": (uses,), "entries": entries}

    for topic in list_topics(publication.inputs.site):
        yield _make_topic_part(parts, topic)
    yield parts.make(
        "glossary", build_pages.build_glossary_page, show_glossary, entries, [p.term_years for p in published]
    )
    for indicator in publication.shown_indicators:
        yield _make_indicator_part(parts, replace(indicator, line=0))


def _make_topic_part(parts: _PartList, topic: Topic) -> Part:
    publication, topics = parts.publication, list_topics(parts.publication.inputs.site)
    known = {indicator.id: replace(indicator, line=0) for indicator in publication.shown_indicators}
    indicators = tuple(known[name] for name in topic.indicators if name in known)
    names = [indicator.id for indicator in indicators]
    entries = tuple(entry for slug in topic.terms for entry in publication.inputs.entries if entry.slug == slug)
    said = {name: own.topics[topic.id] for name, own in publication.published.items()}
    documents = {name: strip_to_kind(publication.facts[name].document) for name in said}

    def show() -> dict[str, Any]:
        own = {name: decode(raw, DocumentTopic) for name, raw in said.items()}
        figures = publication.figures.group(names)
        return {
            "arguments": (topic, topics, own),
            "indicators": indicators,
            "documents": documents,
            "entries": entries,
            "figures": figures,
            "figure_texts": publication.find_texts(figures.first_figures.values()),
        }

    figures = publication.figures
    texts = [[each.figure_texts.get(name) for each in publication.published.values()] for name in names]
    keys = [(figures.shown_key(name), figures.wordings_key(name)) for name in names]
    others = [(each.id, each.name) for each in topics]
    facts = (topic, others, said, indicators, documents, entries, texts, keys)
    return parts.make(topic_path(topic.id), build_pages.build_topic_page, show, *facts)


def _make_indicator_part(parts: _PartList, indicator: Indicator) -> Part:
    publication, name = parts.publication, indicator.id

    def show() -> dict[str, Any]:
        figures = publication.figures.group((name,))
        own = (*figures.points.get(name, ()), *figures.periods.get(name, ()))
        return {
            "arguments": (indicator,),
            "indicators": (indicator,),
            "figures": figures,
            "figure_texts": publication.find_texts(own),
        }

    texts = [each.figure_texts[name] for each in publication.published.values() if name in each.figure_texts]
    facts = (indicator, publication.figures.shown_key(name), texts)
    return parts.make(name, build_pages.build_indicator_page, show, *facts)


def list_other_parts(publication: Publication) -> Iterator[Part]:
    """Yield the other pages, except those above the editions."""
    parts, inputs, site = _PartList(publication), publication.inputs, publication.inputs.site
    documents = {name: strip_document(document) for name, document in publication.documents.items()}
    shown = [replace(indicator, line=0) for indicator in publication.shown_indicators]
    names = [indicator.id for indicator in shown]

    def show_figures(names: Sequence[str]) -> dict[str, Any]:
        figures = publication.figures.group(names)
        return {"figures": figures, "figure_texts": publication.find_texts(figures.first_figures.values())}

    def show_home() -> dict[str, Any]:
        every = {"indicators": inputs.indicators, "documents": documents, "entries": inputs.entries}
        every["arguments"] = (topics, short)
        return {**every, **show_figures(names)}

    figures_key = [publication.figures.shown_key(name) for name in names]
    topics, short = list_topics(site), _list_short_words(publication)
    settings = (site.examples, site.mottos, site.tagline, topics, short)
    yield parts.make(
        "home", build_pages.build_home_pages, show_home, settings, inputs.entries, documents, shown, figures_key
    )
    if topics:

        def show_topics() -> dict[str, Any]:
            return {"arguments": (topics, short), "indicators": tuple(shown), **show_figures(names)}

        yield parts.make("topics/", build_pages.build_topics_page, show_topics, topics, short, shown, figures_key)
    for year in publication.years:
        yield _make_year_part(parts, year)
        if publication.has_targets(year):
            yield _make_targets_part(parts, year)
    if shown:
        paths = list_places(site, shown)

        def make_list(path: str, place: str | None) -> Part:
            def show_list() -> dict[str, Any]:
                return {"arguments": (paths, place), "indicators": tuple(shown), **show_figures(names)}

            return parts.make(path, build_pages.build_indicators_page, show_list, paths, place, shown, figures_key)

        yield make_list(INDEX, None)
        for place, path in paths.items():
            yield make_list(path, place)
    totals = publication.totals
    example = names[0] if names else EXAMPLE
    yield parts.make("data", build_pages.build_data_page, lambda: {"arguments": (totals, example)}, totals, example)

    def show_about() -> dict[str, Any]:
        summaries = publication.summarize(documents)
        return {"arguments": (summaries, publication.corrections, totals), "documents": documents}

    settings_shown = (site.corrections, publication.corrections)
    summaries = [each.summary for each in publication.published.values()]
    yield parts.make("about", build_pages.build_about_page, show_about, settings_shown, totals, documents, summaries)


def _list_short_words(publication: Publication) -> dict[str, tuple[Shown, ...]]:
    """Return a few words of main documents on each topic, the newest first."""
    main = (facts for facts in publication.facts.values() if not facts.document.meta.distinction)
    newest = sorted(main, key=lambda facts: -facts.document.year)
    own = [publication.published[facts.document.id].short_words for facts in newest]
    return {
        topic.id: tuple(each[topic.id] for each in own if topic.id in each) for topic in publication.inputs.site.topics
    }


def _make_targets_part(parts: _PartList, year: int) -> Part:
    publication, figures = parts.publication, parts.publication.figures
    keys = {each.id: figures.year_key(each.id, year) for each in publication.shown_indicators}
    indicators = tuple(replace(each, line=0, note="") for each in publication.shown_indicators if keys[each.id])
    stating = {name for each in indicators for name, _ in keys[each.id]}
    documents = [strip_to_kind(facts.document) for name, facts in publication.facts.items() if name in stating]
    topics = list_topics(publication.inputs.site)

    def show() -> dict[str, Any]:
        own = figures.group(each.id for each in indicators).first_figures
        shown = [figure for figure in own.values() if figure.year == year]
        texts = publication.find_texts(shown)
        return {
            "arguments": (year, topics),
            "indicators": indicators,
            "figures": group_figures(shown),
            "figure_texts": texts,
        }

    chosen = [(topic.id, topic.name, topic.indicators) for topic in topics]
    path = targets_path(year)
    return parts.make(path, build_pages.build_targets_page, show, chosen, indicators, keys, documents)


def _make_year_part(parts: _PartList, year: int) -> Part:
    publication = parts.publication
    own = [name for name, document in publication.documents.items() if document.year == year]
    indicators = tuple(replace(indicator, line=0) for indicator in publication.headline_indicators)
    has_targets = publication.has_targets(year)
    years = range(year - TABLE_YEARS + 1, year + 1)
    goals = tuple(goal for each in years for goal in publication.goals.get(each, ()))

    def show() -> dict[str, Any]:
        texts = publication.find_texts(goals)
        arguments = (year, publication.summarize(own), others, has_targets)
        return {
            "arguments": arguments,
            "indicators": indicators,
            "documents": {document.id: document for document in stating},
            "figures": group_figures(goals),
            "figure_texts": texts,
        }

    motto, others = publication.inputs.site.mottos.get(year), _list_other_reports(publication, own)
    summaries = [publication.published[name].summary for name in own]
    stating = [strip_to_kind(publication.facts[figure.document].document) for figure in goals]
    return parts.make(
        f"{year}/", build_pages.build_year_page, show, motto, summaries, others, indicators, goals, stating, has_targets
    )


def _list_other_reports(publication: Publication, names: Iterable[str]) -> tuple[Document, ...]:
    """Return of these documents of a year the reports beside the main one; of a body whose report is not held, its explainer."""
    documents = (publication.facts[name].document for name in names)
    kinds = ((each, each.meta.kind) for each in documents if each.meta.distinction)
    others = (
        each
        for each, kind in kinds
        if kind == "report" or (kind == "explainer" and each.meta.explains not in publication.facts)
    )
    return tuple(strip_to_kind(own[0]) for own in group_by(others, lambda each: each.meta.distinction).values())


def make_root_part(publication: Publication, picture: Picture | None) -> Part:
    """Return the pages above the editions, of which the first has the home page's picture."""
    strings = publication.inputs.strings
    parts = _PartList(publication)
    return parts.make("root", build_pages.build_root_pages, lambda: {"arguments": (strings, picture)}, strings, picture)


def list_goals(
    figures: FigureIndex, indicators: Iterable[Indicator], documents: Iterable[Document]
) -> dict[int, tuple[Figure, ...]]:
    """Return by year the figures of the headline indicators that goal cards show: the first of all ``documents``, then those of
    documents that stand beside a main one."""
    grouped = figures.group(indicator.id for indicator in indicators if indicator.headline)
    first = grouped.first_figures
    labelled = {document.id for document in documents if document.meta.label}
    shown = {id(figure) for figure in first.values()}
    own = [
        figure
        for points in (grouped.points.values() if labelled else ())
        for figure in points
        if figure.document in labelled and id(figure) not in shown
    ]
    return group_by(map(strip_figure, (*first.values(), *own)), lambda figure: figure.year or 0)


def strip_document(document: Document) -> Document:
    """Return a document without its place in files."""
    return replace(document, meta=replace(document.meta, lines={}), former=(), pictures=())


def strip_to_kind(document: Document) -> Document:
    """Return of a document only what its short name is made of, its id and script."""
    own = document.meta
    meta = FrontMatter(own.kind, own.script, "", place=own.place, label=own.label)
    return replace(strip_document(document), meta=meta)
