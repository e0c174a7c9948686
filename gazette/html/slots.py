"""Slots: a page is rendered once for all editions, with a slot in the place of each text that has several forms, and then split
at its slots into the editions. A slot is a number between two private-use characters, which no source may contain
(:mod:`gazette.sources.characters`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gazette.scripts import SCRIPTS

SLOT_START = "\ue000"
_SLOT = re.compile(SLOT_START + "([0-9]+)\ue001")


class Slots:
    """The slots of a page."""

    def __init__(self) -> None:
        self.forms: list[Sequence[str]] = []  #: the HTML of each script, by number of the slot
        self.known: dict[tuple[str, ...], str] = {}  #: slots by their HTML

    def make(self, forms: Sequence[str]) -> str:
        """Return the slot for the HTML of each script, which may itself contain slots; the HTML where all are alike."""
        if forms.count(forms[0]) == len(forms):
            return forms[0]
        whole = tuple([self.fill(form, place) for place, form in enumerate(forms)])
        slot = self.known.get(whole)
        if slot is None:
            slot = self.known[whole] = _name_slot(len(self.forms))
            self.forms.append(whole)
        return slot

    def fill(self, html: str, place: int) -> str:
        """Fill the slots in HTML for the script at index ``place``."""
        return _SLOT.sub(lambda slot: self.forms[int(slot[1])][place], html) if SLOT_START in html else html

    def split(self, html: str) -> Iterator[str]:
        """Yield a page's HTML in each script."""
        pieces = _SLOT.split(html)
        numbers = [int(number) for number in pieces[1::2]]
        for place in range(len(SCRIPTS)):
            pieces[1::2] = [self.forms[number][place] for number in numbers]
            yield "".join(pieces)

    def find(self, html: str, pattern: re.Pattern[str]) -> str:
        """Return the slots in HTML that match a pattern in some script, as often as they occur."""
        slots = [_name_slot(number) for number, forms in enumerate(self.forms) if any(map(pattern.search, forms))]
        return "".join([slot * html.count(slot) for slot in slots])


def _name_slot(number: int) -> str:
    return f"{SLOT_START}{number}\ue001"
