"""Note in ``indicators.yml`` that documents are known to state different values (``differs: [2033 target]``).

Whoever judges that a newspaper prints another number than its report has judged that the two marked values differ as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazette.desk import edits
from gazette.desk.differ_items import Item
from gazette.desk.snapshot import Snapshot
from gazette.figures.indicators import read_indicators
from gazette.model import Figure, Indicator
from gazette.text_edits import Edit, apply_edits, line_spans, normalize

_LIST = re.compile(r"differs:\s*\[(?P<values>[^\[\]]*)\]")


def note_difference(snapshot: Snapshot, item: Item) -> tuple[Edit, ...]:
    """Return the edits of ``indicators.yml`` for the marked numbers at a difference; none if there is nothing to note."""
    text = snapshot.texts.get(snapshot.path("indicators.yml"), "")
    for figure in _find_figures(snapshot, item):
        indicator = snapshot.finder.indicators.get(figure.indicator)
        key = f"{figure.year} {figure.role}"
        if indicator and key not in indicator.differs and _has_other_value(snapshot, figure):
            found = _add(text, indicator, key)
            before, after = (_read(words).get(indicator.id) for words in (text, apply_edits(text, found)))
            if before and after and after.differs == (*before.differs, key):
                return found
    return ()


def _find_figures(snapshot: Snapshot, item: Item) -> Iterator[Figure]:
    """Yield the marked yearly numbers at a difference."""
    for number in snapshot.finder.numbers[item.pair.document.id]:
        figure = number.figure
        is_near = figure.number_start <= item.difference.end and item.difference.start <= figure.number_end
        if number.block.line == item.block.line and is_near and figure.is_tracked:
            yield figure


def _has_other_value(snapshot: Snapshot, figure: Figure) -> bool:
    others = (number.figure for own in snapshot.finder.numbers.values() for number in own)
    return any(
        (other.indicator, other.role, other.year) == (figure.indicator, figure.role, figure.year)
        and other.normalized_value != figure.normalized_value
        for other in others
    )


def _add(text: str, indicator: Indicator, key: str) -> tuple[Edit, ...]:
    """Return the edit that adds a value to the entry of an indicator, in one line or in several."""
    spans = line_spans(text)
    start, end = spans[indicator.line - 1]
    lines = [text[a:b] for a, b in spans]
    last = next((n for n in range(indicator.line, len(lines)) if not re.match(r"\s+\S", lines[n])), len(lines))
    if known := _LIST.search(text, start, spans[last - 1][1]):
        return (Edit(known.end("values"), known.end("values"), f", {key}" if known["values"].strip() else key),)
    if flow := re.search(r"\}\s*(?:#.*)?$", text[start:end]):
        return (Edit(start + flow.start(), start + flow.start(), f", differs: [{key}]"),)
    return edits.insert_lines(text, last, (f"  differs: [{key}]",))


def _read(text: str) -> dict[str, Indicator]:
    read, _ = read_indicators(normalize(text), "indicators.yml")
    return {each.id: each for each in read}
