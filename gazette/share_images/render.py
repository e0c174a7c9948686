"""Share images: the picture shown with a link to a page. Each card is drawn once; pages with equal cards share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from msgspec.structs import replace

from gazette.memo import Kept, fresh
from gazette.pages.publication import Artifact, Publication
from gazette.pages.share_card import CardFigure, Row, ShareCard
from gazette.problems import Locus, Problem
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, in_script


def render_images(publication: Publication, kept: Kept = fresh) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """Draw every picture once, and warn of each page whose picture lacks a character."""
    cards = {path: (card,) for _, path, card in _list_cards(publication)}
    drawn = dict(zip(cards, kept.each(draw_image, cards), strict=True))
    problems = [p for page, path, _ in _list_cards(publication) for p in _report_missing(page, drawn[path][1])]
    return tuple(Artifact(path, content) for path, (content, _) in drawn.items()), tuple(problems)


def check_characters(publication: Publication) -> tuple[Problem, ...]:
    """Return the warnings of :func:`render_images` without drawing."""
    return tuple(
        problem
        for page, _, card in _list_cards(publication)
        for problem in _report_missing(page, find_missing_characters(card))
    )


def draw_image(card: ShareCard) -> tuple[bytes, str]:
    """Return the picture as PNG, and the characters that no face has. The same card gives the same bytes.

    A line with such a character is left out rather than shown with a gap.
    """
    from gazette.share_images.layout import draw_card  # late, because Pillow is slow to load

    missing = find_missing_characters(card)
    return draw_card(_without_lines(card, missing) if missing else card), missing


def find_missing_characters(card: ShareCard) -> str:
    """Return the characters of a card that no face has."""
    from gazette.share_images.canvas import find_missing_characters

    return find_missing_characters("".join(_texts(card)), str(card.lang))


def _list_cards(publication: Publication) -> Iterator[tuple[str, str, ShareCard]]:
    """Yield the address of each page with a picture, the picture's path, and its card."""
    for script in SCRIPTS:
        place = SCRIPTS.index(script)
        for page in publication.pages:
            if page.picture and script in page.scripts:
                card = cast(ShareCard, page.picture.card).in_script(place)
                yield page.address(script), in_script(page.picture.path, place), card


def _texts(card: ShareCard) -> Iterator[str]:
    """Yield every text of a card."""
    yield from map(str, (card.site, card.kind, *card.key, card.title, card.line, card.big_label, card.big.whole))
    for row in (*card.goals, *card.rows):
        yield from _row_texts(row)


def _row_texts(row: Row) -> Iterator[str]:
    yield from map(str, (row.name, row.label, *(figure.whole for figure in (*row.figures, *row.below))))


def _without_lines(card: ShareCard, characters: str) -> ShareCard:
    """Return the card without the lines that have one of these characters."""
    missing = set(characters)

    def keep(text: Shown) -> Shown:
        return text if missing.isdisjoint(str(text)) else ""

    def keep_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(row for row in rows if missing.isdisjoint("".join(_row_texts(row))))

    return replace(
        card,
        site=keep(card.site), kind=keep(card.kind), title=keep(card.title), line=keep(card.line),
        big=card.big if missing.isdisjoint(str(card.big.whole)) else CardFigure(), big_label=keep(card.big_label),
        goals=keep_rows(card.goals), rows=keep_rows(card.rows),
    )  # fmt: skip


def _report_missing(page: str, characters: str) -> Iterator[Problem]:
    if characters:
        yield Problem(
            "share-character",
            Locus(page),
            f"分享图的字体里没有「{characters}」，图上略去了有这个字的那一行；网页不受影响。",
            "可以不理会；要补字，请照 gazette/faces/make.py 重做字体。",
            "warning",
        )
