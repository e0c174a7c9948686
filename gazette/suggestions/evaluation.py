"""Measure suggestions: take a year's marks away, and count how many are proposed again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from gazette.model import Indicator, Source
from gazette.suggestions.engine import SuggestionFinder

_MARK = re.compile(r"\]\{[^{}]*\bindicator=[^{}]*\}")


class Quality(Struct, frozen=True):
    """Counts of a document's suggestions."""

    document: str
    marks: int  #: whose indicator another year has
    sure: int
    likely: int
    sure_right: int
    likely_right: int
    wrong: tuple[str, ...]  #: of the sure ones
    wrong_likely: tuple[str, ...]
    missed: tuple[str, ...]


def strip_marks(text: str) -> str:
    """Return a document's text without the marks that have an indicator, and without their bold."""
    while mark := _MARK.search(text):
        depth, start = 1, mark.start()
        while depth:
            start -= 1
            depth += {"]": 1, "[": -1}.get(text[start], 0)
        text = text[:start] + text[start + 1 : mark.start()].replace("**", "") + text[mark.end() :]
    return text


def evaluate(
    sources: Sequence[Source], indicators: Sequence[Indicator], fold: Callable[[str], str]
) -> Iterator[Quality]:
    """Yield the quality for each document, with the marks of its year's documents taken away."""
    whole = SuggestionFinder(sources, indicators, fold)
    for year in sorted({document.year for document in whole.documents.values()}):
        names = {document.id for document in whole.documents.values() if document.year == year}
        paths = {whole.documents[name].path for name in names}
        numbers = (number for name, own in whole.numbers.items() if name not in names for number in own)
        others = {number.figure.indicator for number in numbers if number.is_marked}
        stripped = [Source(s.path, strip_marks(s.text)) if s.path in paths else s for s in sources]
        finder = SuggestionFinder(stripped, indicators, fold)
        for name in sorted(names):
            yield _count(name, whole, finder, others)


def _count(name: str, whole: SuggestionFinder, finder: SuggestionFinder, others: set[str]) -> Quality:
    """Compare the suggestions for a document with its marks, both in order of their places."""
    truth = {(n.block.id, n.figure.number_start): n for n in whole.numbers[name] if n.is_marked}
    right = dict.fromkeys(("sure", "likely"), 0)
    wrong: dict[str, list[str]] = {"sure": [], "likely": []}
    found = set()
    for suggestion in finder.suggest(name):
        place = suggestion.place.anchor, suggestion.place.start
        mark = truth.get(place)
        if mark and mark.figure.indicator == suggestion.indicator:
            right[suggestion.confidence] += 1
            found.add(place)
        else:
            wrong[suggestion.confidence].append(f"{suggestion.line}: {suggestion.text} → {suggestion.indicator}")
    counted = {place: n for place, n in truth.items() if n.figure.indicator in others}
    missed = [f"{n.figure.line}: {n.figure.text} ({n.figure.indicator})" for p, n in counted.items() if p not in found]
    return Quality(
        document=name, marks=len(counted),
        sure=right["sure"] + len(wrong["sure"]), likely=right["likely"] + len(wrong["likely"]),
        sure_right=right["sure"], likely_right=right["likely"],
        wrong=tuple(wrong["sure"]), wrong_likely=tuple(wrong["likely"]), missed=tuple(missed),
    )  # fmt: skip
