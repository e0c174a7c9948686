"""Share images: the picture that travels with a page's link. One for each card, and pages that show the same share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from gazette.memo import Kept, fresh
from gazette.model import Artifact, Page, Publication
from gazette.problems import Locus, Problem
from gazette.views.share import Row, ShareCard, Told


def render(publication: Publication, kept: Kept = fresh) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """Every picture once, and a warning for each page whose picture lacks a character."""
    cards = {page.picture.path: card for page, card in _shown(publication) if page.picture}
    pictures = tuple(Artifact(path, kept(draw, card, at=path)) for path, card in cards.items())
    return pictures, check(publication)


def check(publication: Publication) -> tuple[Problem, ...]:
    """The warnings alone."""
    from gazette.outputs.drawing import missing

    found = []
    for page, card in _shown(publication):
        if lacking := missing("".join(_texts(card)), page.lang):
            found.append(_problem(page, lacking))
    return tuple(found)


def draw(card: ShareCard) -> bytes:
    """The picture as PNG; the same card gives the same bytes. Late, because Pillow takes its time to load."""
    from gazette.outputs.sheet import sheet

    return sheet(_legible(card))


def _shown(publication: Publication) -> Iterator[tuple[Page, ShareCard]]:
    for page in publication.pages:
        if page.picture:
            yield page, cast(ShareCard, page.picture.card)


def _texts(card: ShareCard) -> Iterator[str]:
    """Every text of a card."""
    yield from (card.site, card.kind, *card.key, card.title, card.line, card.big_label, card.big.whole)
    for row in (*card.goals, *card.rows):
        yield from _words(row)


def _words(row: Row) -> Iterator[str]:
    yield from (row.name, row.label, *(told.whole for told in (*row.told, *row.below)))


def _legible(card: ShareCard) -> ShareCard:
    """The card without what needs a character that no face has: a line is left out rather than shown with a hole."""
    from gazette.outputs.drawing import missing

    lacking = set(missing("".join(_texts(card)), card.lang))
    if not lacking:
        return card

    def shown(text: str) -> str:
        return text if lacking.isdisjoint(text) else ""

    def rows(every: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(row for row in every if lacking.isdisjoint("".join(_words(row))))

    return replace(
        card,
        site=shown(card.site), kind=shown(card.kind), title=shown(card.title), line=shown(card.line),
        big=card.big if lacking.isdisjoint(card.big.whole) else Told(), big_label=shown(card.big_label),
        goals=rows(card.goals), rows=rows(card.rows),
    )  # fmt: skip


def _problem(page: Page, lacking: Iterable[str]) -> Problem:
    return Problem(
        "share-character",
        Locus(page.path),
        f"分享图的字体里没有「{''.join(lacking)}」，图上略去了有这个字的那一行；网页不受影响。",
        "可以不理会；要补字，请照 static/share/make.py 重做字体。",
        "warning",
    )
