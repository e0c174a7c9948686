"""Slots: a page is rendered once for all editions, with a slot in the place of each text that has several forms, and then split
at its slots into the editions. A slot is a number between two private-use characters, which no source may contain
(:mod:`gazette.sources.characters`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from gazette.scripts import SCRIPTS

SLOT_START, SLOT_END = "\ue000", "\ue001"
_SLOT = re.compile(f"{SLOT_START}([0-9]+){SLOT_END}")


class Slots:
    """The slots of a page."""

    def __init__(self) -> None:
        self.forms: list[Sequence[str]] = []  #: the HTML of each script, by number of the slot

    def make(self, forms: Sequence[str]) -> str:
        """Return the slot for the HTML of each script, which may itself contain slots; the HTML where all are alike."""
        if forms.count(forms[0]) == len(forms):
            return forms[0]
        self.forms.append([self.fill(form, place) if SLOT_START in form else form for place, form in enumerate(forms)])
        return f"{SLOT_START}{len(self.forms) - 1}{SLOT_END}"

    def fill(self, html: str, place: int) -> str:
        """Fill the slots in HTML for the script at index ``place``."""
        return _SLOT.sub(lambda slot: self.forms[int(slot[1])][place], html)

    def split(self, html: str) -> Iterator[str]:
        """Yield a page's HTML in each script."""
        pieces = _SLOT.split(html)
        numbers = list(map(int, pieces[1::2]))
        for column in zip(*self.forms, strict=True) if self.forms else [()] * len(SCRIPTS):
            pieces[1::2] = map(column.__getitem__, numbers)
            yield "".join(pieces)

    def find(self, html: str, pattern: re.Pattern[str]) -> str:
        """Return the slots in HTML that match a pattern in some script, as often as they occur."""
        if not pattern.search("".join(chain.from_iterable(self.forms))):
            return ""
        numbers = [number for number, forms in enumerate(self.forms) if any(map(pattern.search, forms))]
        return "".join([slot * html.count(slot) for slot in [f"{SLOT_START}{number}{SLOT_END}" for number in numbers]])
