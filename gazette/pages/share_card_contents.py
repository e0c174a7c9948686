"""Choose what the share image of a page shows: taken from the page's own view, so that their numbers cannot differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

from msgspec import json

from gazette.model import Document
from gazette.pages.about import AboutView
from gazette.pages.context import Context
from gazette.pages.glossary import GlossaryView
from gazette.pages.goal_cards import Amount, GoalCard, Pair, build_goal_cards
from gazette.pages.home_and_years import Home, Year
from gazette.pages.indicator_lists import IndicatorsView
from gazette.pages.indicators import ROLES, IndicatorView
from gazette.pages.publication import Picture, Totals
from gazette.pages.share_card import CardFigure, Row, ShareCard
from gazette.pages.summary import build_document_row
from gazette.pages.targets import TargetsView
from gazette.pages.topics import TopicsView, TopicView
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, concat, join, of_forms, select_script

FOLDER = "share"
MOST_ROWS = 6
MOST_YEARS = 4
MOST_GOALS = 6


def make_picture(context: Context, card: ShareCard) -> Picture:
    """Return the pictures of a card, one for each script, with paths made from their contents and colour, and a description."""
    paths = []
    for place, script in enumerate(SCRIPTS):
        digest = hashlib.sha256(json.encode(select_script(card, place)) + context.site.accent.encode()).hexdigest()[:12]
        paths.append(f"{FOLDER}/{script.folder}-{digest}.png")
    return Picture(of_forms(paths), _describe_card(context, card), card)


def build_home_card(context: Context, view: Home) -> ShareCard:
    """Build the card with the latest year's targets."""
    word = context.get_word
    tagline = context.convert_text(context.site.tagline)
    source = concat(word("source"), view.source.text)
    return _card(context, tagline, word("targets"), source, big=_year(context, view.year), goals=_goals(view.cards))


def build_year_card(context: Context, view: Year) -> ShareCard:
    """Build the card with a year's targets under its motto."""
    targets = context.get_word("targets" if view.cards else "documents")
    title, kind = (view.motto, targets) if view.motto else (targets, context.get_word("year_link", year=view.year))
    return _card(
        context, kind, title, concat(context.get_word("source"), view.source.text) if view.source else "",
        big=_year(context, view.year), goals=_goals(view.cards),
    )  # fmt: skip


def build_document_card(context: Context, document: Document) -> ShareCard:
    """Build the card with a document's title, where and when it was given or printed, and the targets of its year, or of the report
    that it is or explains, if that is not the year's main one."""
    row, year = build_document_row(context, document, ""), document.year
    report = context.find_document(document.meta.explains) or document
    own_result = year < context.holdings.newest_of(report.meta.place)
    cards = build_goal_cards(context, year, "", report, own_result=own_result)
    title = context.convert_front_matter(document, "title")
    return _card(context, row.kind, title, row.meta, big=_year(context, year), goals=_goals(cards))


def build_indicator_card(context: Context, view: IndicatorView) -> ShareCard:
    """Build the card with an indicator's latest value, and its years with target and result."""
    comparisons = [c for c in view.comparisons if c.target or c.result]
    word = context.get_word
    rows = []
    for each in comparisons[:MOST_YEARS]:
        rows.append(Row(str(each.year), _pair_figures(each)))
    if not comparisons:  # all figures are of several years together
        return _card(context, word("nav_indicators"), view.name, "", big=CardFigure())
    first = comparisons[0]
    role: Literal["target", "result"] = "target" if first.target else "result"
    label = word("share_latest", year=first.year, role=word(role))
    big = _card_figure(first.target or first.result, role, "")
    return _card(context, word("nav_indicators"), view.name, "", big=big, label=label, rows=rows)


def build_targets_card(context: Context, view: TargetsView) -> ShareCard:
    """Build the card with how many targets and results a year has."""
    word, rows = context.get_word, [row for group in view.groups for row in group.rows]
    counts = [(role, sum(getattr(row, role).amount is not None for row in rows)) for role in ROLES]
    lines = [Row(word(role), (CardFigure("", "", str(count), word("share_indicators")),)) for role, count in counts]
    return _card(context, "", word("topic_threads"), view.about, big=_year(context, view.year), rows=lines)


def build_topic_card(context: Context, view: TopicView) -> ShareCard:
    """Build the card with a topic's newest target, and the newest year of each of its indicators."""
    word, year = context.get_word, context.holdings.newest
    rows = []
    newest = [(thread, thread.years[0]) for thread in view.threads[:MOST_ROWS]]
    for thread, each in newest:
        target = _card_figure(each.target.amount if each.target else None, "target", each.no_target.words)
        rows.append(Row(thread.name, (target,)))
    first = next((each.target.amount for _, each in newest if each.target), None)
    big = _card_figure(first, "target", "") if first else _year(context, year)
    label = word("share_latest", year=newest[0][1].year, role=word("target")) if first else ""
    return _card(context, word("nav_topics"), view.name, view.about, big=big, label=label, rows=rows)


def build_topics_card(context: Context, view: TopicsView) -> ShareCard:
    """Build the card with the number of topics, and the newest target of each of the first."""
    rows = [
        Row(cell.name, (_card_figure(cell.amount, "target", ""),) if cell.amount else ())
        for cell in view.cells[:MOST_ROWS]
    ]
    return _build_count_card(context, "topics", len(view.cells), context.get_word("topics_intro"), rows, "share_topics")


def build_indicators_card(context: Context, view: IndicatorsView) -> ShareCard:
    """Build the card with the number of indicators, and the latest figures of the first."""
    indicators = [row for group in view.groups for row in group.rows if row.latest]
    rows = [
        Row(each.name, (_card_figure(each.latest, "result" if each.role == "result" else "target", ""),))
        for each in indicators[:MOST_ROWS]
    ]
    line = context.get_word("target_and_result")
    return _build_count_card(context, "indicators", view.count, line, rows, name=view.name)


def build_glossary_card(context: Context, view: GlossaryView) -> ShareCard:
    """Build the card with the number of terms, and the first of them."""
    rows = [Row(entry.term) for entry in view.entries[:MOST_ROWS]]
    return _build_count_card(context, "glossary", len(view.entries), "", rows, "share_terms")


def build_data_card(context: Context, totals: Totals) -> ShareCard:
    """Build the card with the number of figures that can be downloaded, and the other data."""
    word = context.get_word
    rows = [
        Row(word("nav_indicators"), (CardFigure("", "", str(totals.indicators), word("share_indicators")),)),
        Row(word("nav_glossary"), (CardFigure("", "", str(totals.entries), word("share_terms")),)),
        Row("CSV"),
        Row("JSON"),
    ]
    return _build_count_card(context, "data", totals.figures, "", rows, "share_figures")


def build_about_card(context: Context, view: AboutView) -> ShareCard:
    """Build the card with the number of documents, and the first of them."""
    rows = [Row(context.make_short_name(each)) for each in tuple(context.documents.values())[:MOST_ROWS]]
    return _build_count_card(context, "about", len(view.documents), "", rows, "share_documents")


# ---------------------------------------------------------------- parts


def _card(
    context: Context, kind: Shown, title: Shown, line: Shown, *, big: CardFigure, label: Shown = "",
    goals: Iterable[Row] = (), rows: Iterable[Row] = (),
) -> ShareCard:  # fmt: skip
    return ShareCard(
        lang=of_forms([f"zh-{script.base}" for script in SCRIPTS]),
        site=context.convert_text(context.site.title),
        kind=kind,
        key=(context.get_word("target"), context.get_word("result")),
        big=big,
        big_label=label,
        title=title,
        line=line,
        goals=tuple(goals),
        rows=tuple(rows),
    )


def _build_count_card(
    context: Context, page: str, count: int, line: Shown, rows: Iterable[Row], unit: str = "share_indicators",
    name: Shown = "",
) -> ShareCard:  # fmt: skip
    big = CardFigure("", "", str(count), context.get_word(unit))
    description = line or context.get_word(f"{page}_description", count=count)
    return _card(context, "", name or context.get_word(f"nav_{page}"), description, big=big, rows=rows)


def _year(context: Context, number: int) -> CardFigure:
    return CardFigure("", "", str(number), context.get_word("year_mark"))


def _goals(cards: Iterable[GoalCard]) -> Iterable[Row]:
    """Yield a row for each goal card as the pages show it: the target, and the first pair under it."""
    for card in tuple(cards)[:MOST_GOALS]:
        label: Shown = ""
        below: tuple[CardFigure, ...] = ()
        if card.pairs:
            pair = card.pairs[0]
            label, below = str(pair.year) if pair.show_target else pair.label, _pair_figures(pair)
        yield Row(card.name, (_card_figure(card.target, "target", ""),), label, below)


def _pair_figures(pair: Pair) -> tuple[CardFigure, ...]:
    """Return a year's target, if it is shown, and its result, or the reasons why they are not known."""
    result = _card_figure(pair.result, "result", pair.no_result.words)
    if pair.is_unknown or not pair.show_target:
        return (result,)
    return _card_figure(pair.target, "target", pair.no_target.words), result


def _card_figure(amount: Amount | None, role: Literal["target", "result"], missing: Shown) -> CardFigure:
    if amount is None:
        return CardFigure(after=missing)
    return CardFigure(role, amount.before, amount.number, amount.unit, amount.after)


def _describe_card(context: Context, card: ShareCard) -> Shown:
    """Describe the picture in words, for those who do not see it."""
    word = context.get_word

    def describe(figure: CardFigure, *, role: bool) -> Shown:
        return word("share_figure", role=word(figure.role) if figure.role and role else "", amount=figure.whole)

    if card.goals:
        parts = [concat(row.name, *(describe(figure, role=False) for figure in row.figures)) for row in card.goals]
        title = concat(card.title, "（", word("targets_of", year=card.big.number), "）")
    else:
        parts = [
            concat(row.name, join(word("comma"), (describe(figure, role=True) for figure in row.figures)))
            for row in card.rows
        ]
        parts = parts or [card.line or card.big.whole]
        title = card.title
    return word("share_alt", title=title, values=join(word("chart_and"), parts))
