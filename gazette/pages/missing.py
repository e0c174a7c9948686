"""Say why a figure is not known: the year is not over, its report is not held, or the report does not state it.

One wording each, on cards, tables, charts, pictures and topics; a missing figure is never shown as a dash or as zero.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from gazette.model import Role
from gazette.pages.context import Context
from gazette.shown import Shown, concat

Reason = Literal["pending", "unheld", "silent"]


class Missing(Struct, frozen=True):
    """Why no target or result of a year is shown."""

    reason: Reason
    words: Shown  #: 尚待公布，报告未收录，报告未提
    column: Shown  #: in a column under a sentence that says of which report of the publication's place: 未收录
    detail: Shown  #: where it would be stated: 载于2025年报告，本站未收录


def explain_missing(context: Context, role: Role, year: int, of: str = "") -> Missing:
    """Explain why no document states a target or result of ``year``, ``of`` which place (empty: the publication's)."""
    word, reason = context.get_word, find_reason(context, role, year, of)
    place, whose = _stating_year(role, year), context.convert_text(of) if of else ""
    if reason == "silent":
        detail = word(f"silent_{role}", year=year, place=place, of=whose)
    elif reason == "pending":
        detail = word("pending_place", place=place, of=whose)
    else:
        detail = word(f"unheld_{role}", place=place, of=whose)
        if place in context.holdings.of_place(of).explained:
            detail = concat(detail, word("unheld_explained", place=place, of=whose))
    words = word(f"missing_{reason}")
    column = word("missing_unheld_column") if reason == "unheld" and not of else words
    return Missing(reason, words, column, detail)


def abbreviate_missing(context: Context, role: Role, year: int, of: str = "") -> Shown:
    """Return two characters for a chart that say why no document states a target or result: 尚待，未收，未提."""
    return context.get_word(f"missing_{find_reason(context, role, year, of)}_short")


def _stating_year(role: Role, year: int) -> int:
    """Return the year of the report that states a result, which looks back on ``year``, or a target, which plans it."""
    return year + 1 if role == "result" else year


def find_reason(context: Context, role: Role, year: int, of: str = "") -> Reason:
    """Find why no document states a target or result of ``year``.

    If the report that would state it is not held, a year to which no main document is later is not over, as far as the library goes.
    """
    holdings = context.holdings.of_place(of)
    if year in (holdings.reviewed if role == "result" else holdings.planned):
        return "silent"
    return "pending" if _stating_year(role, year) > context.holdings.newest_of(of) else "unheld"
