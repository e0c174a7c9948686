"""Share images: the picture shown with a link to a page. Each card is drawn once; pages with equal cards share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from gazette.pages.publication import PageRecord
from gazette.pages.share_card import CardFigure, Row, ShareCard
from gazette.problems import Locus, Problem
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, in_script


def draw_images(page: PageRecord, known: Mapping[str, str]) -> Iterator[tuple[str, bytes, str]]:
    """Yield path, content and missing characters of a page's pictures; the content is empty for those that are ``known``."""
    for path, card in list_cards(page):
        if path in known:
            yield path, b"", known[path]
        else:
            yield path, *draw_image(card)


def check_characters(page: PageRecord, missing: Mapping[str, str]) -> Iterator[Problem]:
    """Warn of each picture of a page that lacks characters; ``missing`` are these by path."""
    if page.picture:
        for place, script in enumerate(SCRIPTS):
            if characters := missing.get(in_script(page.picture.path, place)):
                yield from _report_missing(page.address(script), characters)


def list_cards(page: PageRecord) -> Iterator[tuple[str, ShareCard]]:
    """Yield the path of each picture of a page, and its card; a page above the editions shows one of theirs."""
    if page.picture and not page.is_above_editions:
        for place in range(len(SCRIPTS)):
            yield in_script(page.picture.path, place), page.picture.card.in_script(place)


def draw_image(card: ShareCard, accent: str = "") -> tuple[bytes, str]:
    """Return the picture as PNG, and the characters that no face has. The same card in the same ``accent`` gives the same bytes.

    A line with such a character is left out rather than shown with a gap.
    """
    from gazette.drawing.share_card import draw_card  # late, because Pillow is slow to load

    missing = find_missing_characters(card)
    return draw_card(_without_lines(card, missing) if missing else card, accent), missing


def find_missing_characters(card: ShareCard) -> str:
    """Return the characters of a card that no face has."""
    from gazette.drawing.canvas import find_missing_characters

    return find_missing_characters("".join(_texts(card)), str(card.lang))


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
