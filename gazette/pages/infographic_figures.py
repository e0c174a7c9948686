"""Make the figures of pictures that set digits large: 万 and 亿, which stand behind the digits, are part of the unit there."""

from __future__ import annotations

from gazette.model import Role
from gazette.pages.goal_cards import Amount, Pair
from gazette.pages.share_card import CardFigure
from gazette.shown import concat, first_form

_POWERS = "十百千万亿萬億"


def make_figure(amount: Amount, role: Role) -> CardFigure:
    """Make the figure of an amount."""
    number, unit = amount.number, amount.unit
    digits = len(first_form(number).rstrip(_POWERS))
    if digits and first_form(number)[:digits].isascii():
        number, unit = number[:digits], concat(number[digits:], unit)
    return CardFigure(role, amount.before, number, unit, amount.after)


def list_pair_figures(pair: Pair) -> tuple[CardFigure, ...]:
    """Return a year's target and result, or the reasons why they are not known."""
    result = make_figure(pair.result, "result") if pair.result else CardFigure(after=pair.no_result.words)
    if pair.is_unknown:
        return (result,)
    return make_figure(pair.target, "target") if pair.target else CardFigure(after=pair.no_target.words), result
