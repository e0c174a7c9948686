"""Say why a figure is not known: the year is not over, its report is not held, or the report does not state it.

One wording each, on cards, tables, charts, pictures and topics; a missing figure is never shown as a dash or as zero.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from gazette.model import Role
from gazette.pages.context import Context
from gazette.shown import Shown, concat


class Missing(Struct, frozen=True):
    """Why no target or result of a year is shown."""

    reason: Literal["pending", "unheld", "silent"]
    words: Shown  #: 尚待公布，报告未收录，报告未提
    column: Shown  #: in a column under a sentence that says of which report of the publication's place: 未收录
    short: Shown  #: in two characters, for a chart: 尚待，未收，未提
    detail: Shown  #: where it would be stated: 载于2025年报告，本站未收录


def explain_missing(context: Context, role: Role, year: int, of: str = "") -> Missing:
    """Explain why no document states a target or result of ``year``, ``of`` which place (empty: the publication's).

    A result is stated by the report that looks back on the year, a target by the report that plans it. Without either, a year to
    which no main document is later is not over, as far as the library goes.
    """
    word, is_result, holdings = context.get_word, role == "result", context.holdings.of_place(of)
    latest = context.holdings.newest_of(of)
    place, whose = year + 1 if is_result else year, context.convert_text(of) if of else ""
    reason: Literal["pending", "unheld", "silent"]
    if year in (holdings.reviewed if is_result else holdings.planned):
        reason, detail = "silent", word(f"silent_{role}", year=year, place=place, of=whose)
    elif place > latest:
        reason, detail = "pending", word("pending_place", place=place, of=whose)
    else:
        reason, detail = "unheld", word(f"unheld_{role}", place=place, of=whose)
        if place in holdings.explained:
            detail = concat(detail, word("unheld_explained", place=place, of=whose))
    words = word(f"missing_{reason}")
    column = word("missing_unheld_column") if reason == "unheld" and not of else words
    return Missing(reason, words, column, word(f"missing_{reason}_short"), detail)
