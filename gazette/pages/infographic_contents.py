"""Build the contents of infographics: an explainer's from its document, a year's from its page and its main document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from gazette.conversion.word_ends import mark_word_ends
from gazette.model import Document
from gazette.pages.context import Context
from gazette.pages.goal_cards import GoalCard, Pair, build_goal_cards, build_pair, find_first_figure
from gazette.pages.indicators import ROLES
from gazette.pages.infographic import (
    LONGEST_QUOTE,
    MOST_QUOTES,
    DocumentContents,
    Goal,
    GoalRow,
    Infographic,
    Quotation,
)
from gazette.pages.infographic_figures import list_pair_figures, make_figure
from gazette.pages.topic_quotes import topic_path
from gazette.pages.topics import TopicView
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, concat, first_form, join, of_forms

#: How many years the table of a year's infographic has.
TABLE_YEARS = 3


def build_explainer_infographic(context: Context, document: Document, contents: DocumentContents) -> Infographic:
    """Build the infographic of an explainer: its headline, the year's targets by its report, and its sections."""
    word, path = context.get_word, context.make_path(document.id)
    report = context.find_document(document.meta.explains) or document
    cards = build_goal_cards(context, document.year, path, report, own_result=False)
    subtitle, publisher, byline = (
        context.convert_front_matter(document, key) for key in ("subtitle", "publisher", "byline")
    )
    names = [card.indicator for card in cards]
    documents = [*_list_documents(context, names, (document.year - 1, document.year), has_last_result=False)]
    if report.meta.label:  # its targets are its own
        before = _list_documents(context, names, (document.year - 1,))
        documents = [*before, context.make_short_name(report)] if names else []
    return _complete(
        context, path, contents.source, documents,
        plate=publisher,
        title=contents.title,
        subtitle=subtitle,
        byline=byline,
        goals_title=word("targets_of", year=document.year),
        goals=tuple(_build_goal(context, card) for card in cards),
        sections=contents.sections,
    )  # fmt: skip


def build_year_infographic(
    context: Context, year: int, motto: Shown, contents: DocumentContents, *, own_result: bool
) -> Infographic:
    """Build the infographic of a year: its targets beside those of the years before, and the sections of its main document."""
    word, path = context.get_word, f"{year}/"
    cards = build_goal_cards(context, year, path, own_result=own_result)
    numbers = range(year - TABLE_YEARS + 1, year + 1)
    pairs = {card.indicator: [build_pair(context, card.indicator, each, path) for each in numbers] for card in cards}
    first = next((k for k, _ in enumerate(numbers) if any(_is_known(own[k]) for own in pairs.values())), 0)
    return _complete(
        context, path, contents.source, _list_documents(context, list(pairs), numbers, has_last_result=own_result),
        plate=context.convert_text(context.site.title),
        big=str(year),
        title=concat(word("year_mark"), word("targets")),
        motto=motto,
        years=tuple(numbers[first:]),
        rows=tuple(_build_row(card, pairs[card.indicator][first:], own_result=own_result) for card in cards),
        results_title=word("infographic_results", year=year - 1),
        results=contents.results,
        sections=contents.sections,
    )  # fmt: skip


def build_topic_infographic(context: Context, view: TopicView) -> Infographic:
    """Build the infographic of a topic: its indicators in the newest years, and what documents say, if it is short."""
    word, path, latest = context.get_word, topic_path(view.id), context.holdings.newest
    numbers = range(latest - TABLE_YEARS + 1, latest + 1)
    shown = {thread.id for thread in view.threads}
    rows, names = [], list[Shown]()
    for indicator in sorted((i for i in context.indicators if i.id in shown), key=lambda each: bool(each.place)):
        pairs = [build_pair(context, indicator.id, year, path, place=indicator.place) for year in numbers]
        rows.append(
            GoalRow(mark_word_ends(context.convert_text(indicator.full_name)), tuple(map(list_pair_figures, pairs)))
        )
        names += _list_documents(context, [indicator.id], numbers)
    quotes = list[Quotation]()
    for speech in (*view.speeches, *view.earlier_speeches):
        for quote in speech.quotes:
            text = quote.paragraphs[0].shown
            if len(first_form(text)) <= LONGEST_QUOTE and len(quotes) < MOST_QUOTES:
                place = join("　", (speech.document, quote.source.text))
                quotes.append(Quotation(str(speech.year), mark_word_ends(text), place))
                names.append(speech.document)
    source = word("infographic_topic", places=join(word("listing"), dict.fromkeys(sorted(names, key=first_form))))
    return _complete(
        context, path, source, (),
        plate=context.convert_text(context.site.title),
        big=view.name,
        title=word("target_and_result") if rows else "",
        years=tuple(numbers) if rows else (),
        rows=tuple(rows),
        quotes_title=word("topic_quotes"),
        quotes=tuple(quotes),
    )  # fmt: skip


def _complete(context: Context, path: str, source: Shown, places: Iterable[Shown], **contents: object) -> Infographic:
    """Make an infographic of the page ``path`` from its own ``contents``, and what all have."""
    word, site = context.get_word, context.convert_text(context.site.title)
    labels = tuple(dict.fromkeys(places))
    figures = word("infographic_figures", places=join(word("listing"), labels)) if labels else ""
    common = Infographic(
        lang=of_forms([f"zh-{script.base}" for script in SCRIPTS]),
        tag=word("infographic"),
        plate="",
        key=(word("target"), word("result")),
        more=word("infographic_more", count="{count}"),
        dropped=word("infographic_dropped", count="{count}"),
        sources=(
            (word("infographic_source"), mark_word_ends(concat(source, figures))),
            (site, mark_word_ends(word("foot_independent"))),
        ),
        address=context.make_address(path),
        address_label=word("infographic_address"),
    )
    return replace(common, **contents)


def _build_goal(context: Context, card: GoalCard) -> Goal:
    pair = card.pairs[0]
    label = context.get_word("year_link", year=pair.year)
    target = make_figure(card.target, "target")
    return Goal(mark_word_ends(card.name), target, label, list_pair_figures(pair))


def _build_row(card: GoalCard, pairs: Sequence[Pair], *, own_result: bool) -> GoalRow:
    years = [list_pair_figures(pair) for pair in pairs]
    if not own_result:
        years[-1] = (make_figure(card.target, "target"),)
    return GoalRow(mark_word_ends(card.name), tuple(years))


def _is_known(pair: Pair) -> bool:
    return bool(pair.target or pair.result)


def _list_documents(
    context: Context, indicators: Iterable[str], years: Sequence[int], *, has_last_result: bool = True
) -> Iterator[Shown]:
    """Yield the names of the documents that state indicators' targets and results of some years, the last result if it is shown."""
    for indicator in indicators:
        for year in years:
            for role in ROLES:
                figure = find_first_figure(context, indicator, role, year)
                if figure and (role == "target" or year != years[-1] or has_last_result):
                    yield context.make_short_name(context.documents[figure.document])
