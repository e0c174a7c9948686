"""Build the pages of topics: what each year promised and what became of it, the documents' own words, and their terms.

:class:`TopicView` is the whole of what a topic shows; a picture of it is drawn from the same record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gazette.model import Document, Figure, Indicator, Role
from gazette.pages.context import Context, link_to, link_to_search, relative_path
from gazette.pages.explainer import MARKERS
from gazette.pages.glossary import EntryView, build_entry_view
from gazette.pages.goal_cards import Amount, find_first_figure, make_amount
from gazette.pages.indicators import ROLES, SMALL, Chart, build_chart, series_figures
from gazette.pages.missing import Missing, explain_missing
from gazette.pages.publication import Link, SearchDocument, SearchText
from gazette.pages.topic_quotes import DocumentTopic, Quote, topic_path
from gazette.settings import Topic
from gazette.shown import Shown, concat, first_form, join, map_forms
from gazette.text import widen_to_clauses

INDEX = "topics/"
#: At most so many years of an indicator are open; the earlier ones are folded.
_OPEN_YEARS = 5
#: Likewise of what documents say, by document and year.
_OPEN_SPEECHES = 8
#: An excerpt of a sentence is cut at its commas, so that it is not much longer than this.
_EXCERPT = 40


class Said(Struct, frozen=True):
    """A figure of a year, with the words that state it."""

    amount: Amount
    words: Shown


class ThreadYear(Struct, frozen=True):
    """A year's target and result, each with its words, or why it is not known."""

    year: int
    target: Said | None
    result: Said | None
    no_target: Missing
    no_result: Missing
    is_newest: bool


class Thread(Struct, frozen=True):
    """An indicator of a topic over the years, the newest first."""

    id: str
    name: Shown
    href: str
    unit: Shown
    chart: Chart | None
    years: tuple[ThreadYear, ...]
    earlier: tuple[ThreadYear, ...]  #: those that are folded


class Speech(Struct, frozen=True):
    """What a document says of a year."""

    year: int
    kind: Shown  #: 报告　目标
    document: Shown  #: its short name
    quotes: tuple[Quote, ...]
    omitted: Shown  #: how many sentences more there are; empty if none


class TallyRow(Struct, frozen=True):
    """How often each document has a word."""

    word: Link  #: to the search for it
    counts: tuple[int, ...]


class Tally(Struct, frozen=True):
    """How often documents have words, the newest first."""

    documents: tuple[Shown, ...]
    rows: tuple[TallyRow, ...]


class TopicCell(Struct, frozen=True):
    """A topic in a list: its newest target, or a few words of its newest document."""

    name: Shown
    href: str
    label: Shown  #: the indicator
    amount: Amount | None
    words: Shown  #: if there is no target


class TopicsView(Struct, frozen=True):
    """The list of topics."""

    year: int  #: of the targets
    cells: tuple[TopicCell, ...]


class TopicView(Struct, frozen=True):
    """A topic's page."""

    id: str
    name: Shown
    about: Shown
    others: tuple[Link, ...]
    threads: tuple[Thread, ...]
    speeches: tuple[Speech, ...]
    earlier_speeches: tuple[Speech, ...]  #: those that are folded
    tally: Tally
    entries: tuple[EntryView, ...]


def build_topic_view(
    context: Context, topic: Topic, topics: Sequence[Topic], said: Mapping[str, DocumentTopic]
) -> TopicView:
    """Build a topic's page from what each document says of it; ``topics`` are all, in their order."""
    path, word = topic_path(topic.id), context.get_word
    threads = tuple(
        _build_thread(context, indicator, path)
        for indicator in sorted(context.indicators, key=lambda each: bool(each.place))  # the publication's own first
        if series_figures(context, indicator)
    )
    name = context.convert_text(topic.name)
    speeches = _build_speeches(context, said)
    speaking = [each for each in said.values() if any(each.counts) or each.quotes]
    counts = (("indicators", len(threads)), ("documents", len(speaking)), ("terms", len(context.entries)))
    parts = [word(f"topic_{key}", count=count) for key, count in counts if count]
    return TopicView(
        id=topic.id,
        name=name,
        about=concat(word("topic_description", name=name), word("sentence", words=join(word("comma"), parts)) if parts else ""),
        others=tuple(
            link_to(path, topic_path(each.id), context.convert_text(each.name)) for each in topics if each.id != topic.id
        ),
        threads=threads,
        speeches=speeches[:_OPEN_SPEECHES],
        earlier_speeches=speeches[_OPEN_SPEECHES:],
        tally=_build_tally(context, topic, said, path),
        entries=tuple(build_entry_view(context, entry, path) for entry in context.entries),
    )  # fmt: skip


def _build_thread(context: Context, indicator: Indicator, page: str) -> Thread:
    own = series_figures(context, indicator)
    first, last = min(figure.year or 0 for figure in own), max(figure.year or 0 for figure in own)
    numbers = range(max(last, context.holdings.newest_of(indicator.place)), first - 1, -1)
    years = tuple(_build_thread_year(context, indicator, year, page, is_newest=year == numbers[0]) for year in numbers)
    return Thread(
        id=indicator.id,
        name=context.convert_text(indicator.full_name),
        href=relative_path(page, f"indicators/{indicator.id}/"),
        unit=context.convert_text(indicator.unit),
        chart=build_chart(context, indicator, numbers[::-1], page, SMALL),
        years=years[:_OPEN_YEARS],
        earlier=years[_OPEN_YEARS:],
    )


def _build_thread_year(context: Context, indicator: Indicator, year: int, page: str, *, is_newest: bool) -> ThreadYear:
    target, result = (_quote_first_figure(context, indicator, role, year, page) for role in ROLES)
    missing = [explain_missing(context, role, year, indicator.place) for role in ROLES]
    return ThreadYear(year, target, result, missing[0], missing[1], is_newest)


def _quote_first_figure(context: Context, indicator: Indicator, role: Role, year: int, page: str) -> Said | None:
    figure = find_first_figure(context, indicator.id, role, year)
    if figure is None:
        return None
    return Said(make_amount(context, figure, page), cut_excerpt(figure, context.convert_figure(figure).quote))


def cut_excerpt(figure: Figure, quote: Shown) -> Shown:
    """Return the clauses of a sentence around its figure, with an ellipsis where words are left out; a short sentence is whole."""
    length = len(figure.quote)
    start = max(0, figure.quote.find(figure.text))
    end = min(length, start + len(figure.text))
    first = 1 if figure.quote[:1] in tuple(MARKERS) else 0  # after the bullet that a newspaper prints
    if length <= _EXCERPT or len(first_form(quote)) != length:
        return quote[first:]
    start, end = widen_to_clauses(figure.quote, start, end, _EXCERPT, first)
    return map_forms(
        quote,
        lambda form: (
            "……" * (start > first) + form[start:end].rstrip("，；" if end < length else "") + "……" * (end < length)
        ),
    )


def _build_speeches(context: Context, said: Mapping[str, DocumentTopic]) -> tuple[Speech, ...]:
    """Return what documents say, by the year of which they speak, the newest first; of a year, the later document first."""
    speeches: list[tuple[tuple[int, int], Speech]] = []
    for name, own in said.items():
        document = context.documents[name]
        groups: dict[tuple[int, str], list[Quote]] = {}
        for quote in own.quotes:
            groups.setdefault((quote.year, quote.role), []).append(quote)
        for place, ((year, role), quotes) in enumerate(groups.items(), 1):
            parts = [_name_speaker(context, document), context.get_word(f"said_{role}") if role else ""]
            is_last = place == len(groups)
            omitted = context.get_word("topic_omitted", count=own.omitted) if own.omitted and is_last else ""
            kind, short = join("　", filter(None, parts)), context.make_short_name(document)
            speech = Speech(year, kind, short, tuple(quotes), omitted)
            speeches.append(((-year, -document.year), speech))
    return tuple(speech for _, speech in sorted(speeches, key=lambda each: each[0]))


def _name_speaker(context: Context, document: Document) -> Shown:
    is_known = context.is_only_one(document)
    return context.get_word(f"said_{document.meta.kind}") if is_known else context.name_kind(document)


def _build_tally(context: Context, topic: Topic, said: Mapping[str, DocumentTopic], page: str) -> Tally:
    documents = [document for name in said if (document := context.documents[name])]
    documents.sort(key=lambda document: -document.year)
    rows = []
    for place, text in enumerate(topic.words):
        word = context.convert_text(text)
        rows.append(
            TallyRow(link_to_search(page, word), tuple(said[document.id].counts[place] for document in documents))
        )
    names = tuple(_name_column(context, document) for document in documents)
    return Tally(names, tuple(rows))


def _name_column(context: Context, document: Document) -> Shown:
    if context.is_only_one(document):
        return context.get_word(f"tally_{document.meta.kind}", year=document.year)
    return context.make_short_name(document)


def build_topic_cells(
    context: Context, topics: Sequence[Topic], short: Mapping[str, Sequence[Shown]], page: str
) -> tuple[TopicCell, ...]:
    """Build the cells of topics: the first indicator that has a target for the newest year, or else a few of the words in
    ``short``, those of documents on each topic, the newest first."""
    year, known = context.holdings.newest, {indicator.id: indicator for indicator in context.indicators}
    cells = []
    for topic in topics:
        own = sorted((each for each in topic.indicators if each in known), key=lambda each: bool(known[each].place))
        targets = ((each, find_first_figure(context, each, "target", year)) for each in own)
        name, figure = next(((each, figure) for each, figure in targets if figure), ("", None))
        words = next((each for each in short.get(topic.id, ()) if each), "")
        cells.append(
            TopicCell(
                name=context.convert_text(topic.name),
                href=relative_path(page, topic_path(topic.id)),
                label=context.convert_text(known[name].full_name) if figure else "",
                amount=make_amount(context, figure, page) if figure else None,
                words="" if figure else words,
            )
        )
    return tuple(cells)


def build_topics_view(
    context: Context, topics: Sequence[Topic], short_words: Mapping[str, Sequence[Shown]]
) -> TopicsView:
    """Build the list of topics."""
    return TopicsView(context.holdings.newest, build_topic_cells(context, topics, short_words, INDEX))


def build_topic_search(context: Context, view: TopicView) -> SearchDocument:
    """Return a topic's page for the search: its name; the sentences are found in their documents."""
    kind = context.get_word("nav_topics")
    return SearchDocument(
        view.name, (SearchText("name", 2, view.name),), {"title": view.name, "kind": kind}, {"kind": "topic"}
    )
