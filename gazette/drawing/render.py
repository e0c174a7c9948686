"""Draw the pictures of pages: share images, shown with a link to a page, and those that readers can save.

Each is drawn once; pages with equal share cards share the image.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gazette.drawing.pdf import wrap_picture
from gazette.pages.chart_picture import ChartPicture
from gazette.pages.infographic import Infographic
from gazette.pages.publication import Page, PageRecord
from gazette.pages.share_card import CardFigure, Row, ShareCard
from gazette.problems import Locus, Problem
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, in_script, select_script
from gazette.text import WORD_END


def check_characters(page: Page, missing: Mapping[str, str]) -> Iterator[Problem]:
    """Warn of a page whose pictures lack characters; ``missing`` are these by the pictures' paths."""
    for place, script in enumerate(SCRIPTS):
        paths = [in_script(page.picture.path, place)] if page.picture else []
        paths += (f"{in_script(each.path, place)}{each.files[0].suffix}" for each in page.drawings)
        if characters := "".join(dict.fromkeys("".join(missing.get(path, "") for path in paths))):
            yield Problem(
                "share-character",
                Locus(page.address(script)),
                f"图的字体里没有「{characters}」：分享图略去有这个字的那一行，一图读懂上作“〓”；网页不受影响。",
                "可以不理会；要补字，请照 gazette/faces/make.py 重做字体。",
                "warning",
            )


def list_cards(page: PageRecord) -> Iterator[tuple[str, ShareCard]]:
    """Yield the path of each picture of a page, and its card; a page above the editions shows one of theirs."""
    if page.picture and not page.is_above_editions:
        for place in range(len(SCRIPTS)):
            yield in_script(page.picture.path, place), select_script(page.picture.card, place)


def draw_image(card: ShareCard, accent: str = "", missing: str = "") -> bytes:
    """Return the picture as PNG; ``missing`` are the characters that no face has. The same card in the same ``accent`` gives the
    same bytes. A line with a missing character is left out rather than shown with a gap.
    """
    from gazette.drawing.share_card import draw_card  # late, because Pillow is slow to load

    return draw_card(_without_lines(card, missing) if missing else card, accent)


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


# ---------------------------------------------------------------- pictures that readers can save


def draw_saved(contents: Infographic | ChartPicture, accent: str) -> dict[str, bytes]:
    """Draw a picture in one script; return its files by suffix. The same contents give the same bytes."""
    from gazette.drawing.chart import lay_out_chart  # late, as above
    from gazette.drawing.infographic import lay_out_infographic

    lacking = find_missing(contents)
    if isinstance(contents, ChartPicture):
        sheet = lay_out_chart(contents, lacking)
        return {".png": sheet.draw(math.ceil(sheet.y)).encode_png(accent)}
    sheet = lay_out_infographic(contents, lacking)
    picture = sheet.draw(math.ceil(sheet.y)).encode_png(accent)
    title = str(contents.title).replace(WORD_END, "")
    return {".png": picture, ".pdf": wrap_picture(picture, sheet.cuts, title)}


def find_missing(contents: Infographic | ChartPicture) -> str:
    """Return the characters of a picture that no face has."""
    from gazette.drawing.canvas import find_missing_characters

    return find_missing_characters("".join(_list_strings(contents)).replace(WORD_END, ""), str(contents.lang))


def _list_strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _list_strings(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _list_strings(each)
