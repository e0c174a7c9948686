"""Find the areas of work of a document: a report's （一）（二）… under its tasks, or the numbered sections of an explainer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from gazette.model import Document, Heading, Run
from gazette.shown import Shown, strip_end

_AREA = re.compile(r"（([一二三四五六七八九十]+)）(.*)")
_POINT = re.compile(r"(?:[0-9]+[、.]|[①-⑳])(.*)")


class DocumentArea(Struct, frozen=True):
    """An area of work."""

    heading: Heading
    following: Heading | None  #: the next heading that is not below it
    numeral: str  #: 一, 04
    halves: tuple[Shown, ...]  #: its name, divided where a line may break
    points: tuple[tuple[Heading, Shown], ...]  #: the headings under it, without their numbers


def find_areas(document: Document) -> Iterator[DocumentArea]:
    """Yield the areas of work in their order."""
    is_report = document.meta.kind == "report"
    level = 3 if is_report else 2
    for place, heading in enumerate(document.headings):
        title, numeral = heading.run, heading.id[1:]
        if heading.level != level:
            continue
        if is_report:
            match = _AREA.fullmatch(title.text) if heading.role == "target" else None
            if match is None:
                continue
            numeral, title = match[1], title.cut(*match.span(2))
        elif re.fullmatch(r"e\d{2}", heading.id):
            start = len(numeral) if title.text.startswith(numeral) else 0
            end = len(title.text) - (len(numeral) if title.text.endswith(numeral) else 0)
            title = title.cut(start, end)
        else:
            continue
        words = title.text.rstrip("。")
        cuts = [0, *(match.end() for match in re.finditer(r"(?<=，)|\s", words)), len(words)]
        halves = tuple(strip_run(title.cut(a, b)).shown for a, b in pairwise(cuts) if words[a:b].strip())
        later = document.headings[place + 1 :]
        following = next((other for other in later if other.level <= level), None)
        points = []
        for other in later[: later.index(following)] if following else later:
            match = _POINT.fullmatch(other.run.text)
            point = other.run.cut(*match.span(1)) if match else other.run
            points.append((other, strip_end(strip_run(point).shown, "。")))
        yield DocumentArea(heading, following, numeral, halves, tuple(points))


def strip_run(run: Run) -> Run:
    """Return the run without surrounding white space."""
    text = run.text
    return run.cut(len(text) - len(text.lstrip()), len(text.rstrip()))
