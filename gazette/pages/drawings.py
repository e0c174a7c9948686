"""The pictures of a page that readers can save: their addresses, and the names under which they are saved."""

from __future__ import annotations

import hashlib

from msgspec import json

from gazette.pages.chart_picture import ChartPicture
from gazette.pages.chart_picture_contents import build_chart_picture
from gazette.pages.context import Context
from gazette.pages.indicators import IndicatorView
from gazette.pages.infographic import Infographic
from gazette.pages.publication import Drawing, SavedFile
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, concat, of_forms, select_script

#: Raise it when the same contents are drawn in another way: browsers keep a picture by its name.
VERSION = 4
FOLDER = "assets"


def make_infographic_drawing(context: Context, contents: Infographic, name: Shown) -> tuple[Drawing, ...]:
    """Make the drawing of an infographic, to be saved under a ``name``; none if it has nothing to show."""
    if contents.is_empty:
        return ()
    word = context.get_word
    whole = concat(context.convert_text(context.site.title), "-", name, "-", contents.tag)
    files = (
        SavedFile(".png", word("infographic_save"), concat(whole, ".png")),
        SavedFile(".pdf", word("infographic_print"), concat(whole, ".pdf")),
    )
    return (Drawing(_make_path(context, "infographic", contents), contents, files),)


def make_chart_drawing(context: Context, view: IndicatorView) -> tuple[Drawing, ...]:
    """Make the drawing of an indicator's chart and table; none if it has no figure of a single year."""
    contents = build_chart_picture(context, view)
    if contents.is_empty:
        return ()
    name = concat(context.convert_text(context.site.title), "-", view.name, ".png")
    return (
        Drawing(
            _make_path(context, "chart", contents), contents, (SavedFile(".png", context.get_word("chart_save"), name),)
        ),
    )


def _make_path(context: Context, kind: str, contents: Infographic | ChartPicture) -> Shown:
    paths = []
    for place in range(len(SCRIPTS)):
        encoded = json.encode((VERSION, context.site.accent, select_script(contents, place)))
        paths.append(f"{FOLDER}/{kind}.{hashlib.sha256(encoded).hexdigest()[:12]}")
    return of_forms(paths)
