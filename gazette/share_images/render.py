"""Share images: the picture that travels with a page's link. One for each card, and pages that show the same share it."""

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
    """Every picture once, and a warning for each page whose picture lacks a character."""
    cards = {path: (card,) for _, path, card in _shown(publication)}
    drawn = dict(zip(cards, kept.each(draw_image, cards), strict=True))
    problems = [p for page, path, _ in _shown(publication) for p in _problems(page, drawn[path][1])]
    return tuple(Artifact(path, content) for path, (content, _) in drawn.items()), tuple(problems)


def check_characters(publication: Publication) -> tuple[Problem, ...]:
    """The warnings alone."""
    return tuple(
        problem for page, _, card in _shown(publication) for problem in _problems(page, find_missing_characters(card))
    )


def draw_image(card: ShareCard) -> tuple[bytes, str]:
    """The picture as PNG, and the characters that no face has. The same card gives the same bytes.

    A line with such a character is left out rather than shown with a hole.
    """
    from gazette.share_images.layout import draw_card  # late, because Pillow takes its time to load

    absent = find_missing_characters(card)
    return draw_card(_without(card, absent) if absent else card), absent


def find_missing_characters(card: ShareCard) -> str:
    """The characters of a card that no face has."""
    from gazette.share_images.canvas import find_missing_characters

    return find_missing_characters("".join(_texts(card)), str(card.lang))


def _shown(publication: Publication) -> Iterator[tuple[str, str, ShareCard]]:
    """The address of each page that has a picture, the picture's path, and its card."""
    for script in SCRIPTS:
        place = SCRIPTS.index(script)
        for page in publication.pages:
            if page.picture and script in page.scripts:
                card = cast(ShareCard, page.picture.card).in_script(place)
                yield page.address(script), in_script(page.picture.path, place), card


def _texts(card: ShareCard) -> Iterator[str]:
    """Every text of a card."""
    yield from map(str, (card.site, card.kind, *card.key, card.title, card.line, card.big_label, card.big.whole))
    for row in (*card.goals, *card.rows):
        yield from _words(row)


def _words(row: Row) -> Iterator[str]:
    yield from map(str, (row.name, row.label, *(told.whole for told in (*row.told, *row.below))))


def _without(card: ShareCard, characters: str) -> ShareCard:
    """The card without the lines that have one of these characters."""
    absent = set(characters)

    def shown(text: Shown) -> Shown:
        return text if absent.isdisjoint(str(text)) else ""

    def rows(every: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(row for row in every if absent.isdisjoint("".join(_words(row))))

    return replace(
        card,
        site=shown(card.site), kind=shown(card.kind), title=shown(card.title), line=shown(card.line),
        big=card.big if absent.isdisjoint(str(card.big.whole)) else CardFigure(), big_label=shown(card.big_label),
        goals=rows(card.goals), rows=rows(card.rows),
    )  # fmt: skip


def _problems(page: str, absent: str) -> Iterator[Problem]:
    if absent:
        yield Problem(
            "share-character",
            Locus(page),
            f"分享图的字体里没有「{absent}」，图上略去了有这个字的那一行；网页不受影响。",
            "可以不理会；要补字，请照 gazette/faces/make.py 重做字体。",
            "warning",
        )
