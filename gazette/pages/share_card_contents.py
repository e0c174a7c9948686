"""The share image of a page: what it shows, taken from the views that the page itself is made of, so that it cannot say
another number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

from msgspec import json

from gazette.grouping import count_all
from gazette.model import Document
from gazette.pages.about import AboutView
from gazette.pages.context import Context
from gazette.pages.glossary import GlossaryView
from gazette.pages.goal_cards import Amount, GoalCard, build_goal_cards
from gazette.pages.home_and_years import Home, Year, build_document_row, list_years
from gazette.pages.indicators import IndicatorsView, IndicatorView
from gazette.pages.publication import Picture
from gazette.pages.share_card import CardFigure, Row, ShareCard
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, concat, join, of_forms

FOLDER = "share"
MOST_ROWS = 6
MOST_YEARS = 4
MOST_GOALS = 6


def make_picture(context: Context, card: ShareCard) -> Picture:
    """The pictures of a card, one for each script: named after what they show, described in words."""
    paths = []
    for place, script in enumerate(SCRIPTS):
        digest = hashlib.sha256(json.encode(card.in_script(place))).hexdigest()[:12]
        paths.append(f"{FOLDER}/{script.folder}-{digest}.png")
    return Picture(of_forms(paths), _described(context, card), card)


def build_home_card(context: Context, view: Home) -> ShareCard:
    """The latest year's targets."""
    word = context.word
    tagline = context.text(context.converted.library.site.tagline)
    source = concat(word("source"), word("source_title", title=view.source.text))
    return _card(
        context, tagline, word("targets"), source, big=_year(context, view.year), goals=_goals(context, view.cards)
    )


def build_year_card(context: Context, view: Year) -> ShareCard:
    """A year's targets under its words."""
    targets = context.word("targets")
    title, kind = (view.motto, targets) if view.motto else (targets, context.word("year_link", year=view.year))
    return _card(
        context, kind, title, concat(context.word("source"), view.source.text) if view.source else "",
        big=_year(context, view.year), goals=_goals(context, view.cards),
    )  # fmt: skip


def build_document_card(context: Context, document: Document) -> ShareCard:
    """A document's title, where and when it was given or printed, and the targets of its year."""
    told = build_document_row(context, document, "")
    return _of_year(context, document, told.kind, context.front(document, "title"), told.meta)


def build_comparison_card(context: Context, document: Document, title: Shown) -> ShareCard:
    """The page that shows a document beside its report: ``title``, and that of the document."""
    return _of_year(context, document, context.word("compare"), title, context.front(document, "title"))


def build_indicator_card(context: Context, view: IndicatorView) -> ShareCard:
    """An indicator's latest value, and its years with target and result."""
    told = [c for c in view.comparisons if c.target or c.result]
    latest, word = list_years(context)[-1], context.word
    rows = []
    for each in told[:MOST_YEARS]:
        missing = word("result_pending" if each.year >= latest else "result_missing")
        rows.append(
            Row(
                str(each.year),
                (_told(each.target, "target", word("target_missing")), _told(each.result, "result", missing)),
            )
        )
    if not told:  # of several years together only
        return _card(context, word("nav_indicators"), view.name, "", big=CardFigure())
    first = told[0]
    role: Literal["target", "result"] = "target" if first.target else "result"
    label = word("share_latest", year=first.year, role=word(role))
    big = _told(first.target or first.result, role, "")
    return _card(context, word("nav_indicators"), view.name, "", big=big, label=label, rows=rows)


def build_indicators_card(context: Context, view: IndicatorsView) -> ShareCard:
    """How many indicators there are, and the latest figures of the first."""
    told = [row for group in view.groups for row in group.rows if row.latest]
    rows = [
        Row(each.name, (_told(each.latest, "result" if each.role == "result" else "target", ""),))
        for each in told[:MOST_ROWS]
    ]  # fmt: skip
    return _counted(context, "indicators", view.count, context.word("target_and_result"), rows)


def build_glossary_card(context: Context, view: GlossaryView) -> ShareCard:
    """How many terms there are, and the first of them."""
    rows = [Row(entry.term) for entry in view.entries[:MOST_ROWS]]
    return _counted(context, "glossary", len(view.entries), "", rows, "share_terms")


def build_data_card(context: Context) -> ShareCard:
    """How many figures can be downloaded, and what else."""
    library, word = context.converted.library, context.word
    rows = [
        Row(word("nav_indicators"), (CardFigure("", "", str(len(library.indicators)), word("share_indicators")),)),
        Row(word("nav_glossary"), (CardFigure("", "", str(len(library.entries)), word("share_terms")),)),
        Row("CSV"),
        Row("JSON"),
    ]
    return _counted(context, "data", count_all(library.figures), "", rows, "share_figures")


def build_about_card(context: Context, view: AboutView) -> ShareCard:
    """How many documents the publication holds, and which."""
    rows = [Row(context.short(each)) for each in context.converted.documents[:MOST_ROWS]]
    return _counted(context, "about", len(view.documents), "", rows, "share_documents")


# ---------------------------------------------------------------- parts


def _card(
    context: Context, kind: Shown, title: Shown, line: Shown, *, big: CardFigure, label: Shown = "",
    goals: Iterable[Row] = (), rows: Iterable[Row] = (),
) -> ShareCard:  # fmt: skip
    site = context.text(context.converted.library.site.title)
    key = (context.word("target"), context.word("result"))
    return ShareCard(
        of_forms([f"zh-{script.base}" for script in SCRIPTS]),
        site,
        kind,
        key,
        big,
        label,
        title,
        line,
        tuple(goals),
        tuple(rows),
    )


def _of_year(context: Context, document: Document, kind: Shown, title: Shown, line: Shown) -> ShareCard:
    shown = build_goal_cards(context, document.year, "", own_result=document.year != list_years(context)[-1])
    return _card(context, kind, title, line, big=_year(context, document.year), goals=_goals(context, shown))


def _counted(
    context: Context, page: str, count: int, line: Shown, rows: Iterable[Row], unit: str = "share_indicators"
) -> ShareCard:
    big = CardFigure("", "", str(count), context.word(unit))
    description = line or context.word(f"{page}_description", count=count)
    return _card(context, "", context.word(f"nav_{page}"), description, big=big, rows=rows)


def _year(context: Context, number: int) -> CardFigure:
    return CardFigure("", "", str(number), context.word("year_mark"))


def _goals(context: Context, shown: Iterable[GoalCard]) -> Iterable[Row]:
    """The cards as the pages show them: the target, and the pair that stands first under it."""
    word = context.word
    for card in tuple(shown)[:MOST_GOALS]:
        label: Shown = ""
        below: tuple[CardFigure, ...] = ()
        if card.pairs:
            pair = card.pairs[0]
            below = (_told(pair.result, "result", word("result_missing" if pair.show_target else "missing")),)
            label = pair.label
            if pair.show_target:
                label, below = str(pair.year), (_told(pair.target, "target", word("target_missing")), *below)
        yield Row(card.name, (_told(card.target, "target", ""),), label, below)


def _told(amount: Amount | None, role: Literal["target", "result"], missing: Shown) -> CardFigure:
    if amount is None:
        return CardFigure(after=missing)
    return CardFigure(role, amount.before, amount.number, amount.unit, amount.after)


def _described(context: Context, card: ShareCard) -> Shown:
    """The picture in words, for those who do not see it."""
    word = context.word

    def said(told: CardFigure, *, role: bool) -> Shown:
        return word("share_told", role=word(told.role) if told.role and role else "", amount=told.whole)

    if card.goals:
        parts = [concat(row.name, *(said(told, role=False) for told in row.told)) for row in card.goals]
        title = concat(card.title, "（", word("targets_of", year=card.big.number), "）")
    else:
        parts = [
            concat(row.name, join(word("comma"), (said(told, role=True) for told in row.told))) for row in card.rows
        ]
        parts = parts or [card.line or card.big.whole]
        title = card.title
    return word("share_alt", title=title, told=join(word("chart_and"), parts))
