"""Check how the names of places are written: a misspelt one would be another place, with a thread and headings of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from gazette.model import Document, Indicator
from gazette.problems import Locus, Problem


def check_places(
    documents: Iterable[Document],
    indicators: Iterable[Indicator],
    indicators_path: str,
    own: Sequence[str],
    fold: Callable[[str], str],
) -> Iterator[Problem]:
    """Report places in front matter and in ``indicators.yml`` that are the publication's ``own``, or another's name misspelt.

    Two names are one place if they differ only in the script or in characters of the same sound: 东港镇 and 西港镇 are two.
    """
    named = [(each.meta.place, Locus(each.path, each.meta.lines.get("place", 1))) for each in documents]
    listed = [(each.place, Locus(indicators_path, each.line)) for each in indicators]
    first: dict[str, Locus] = {}
    for place, locus in (*listed, *named):
        if place:
            first.setdefault(place, locus)
    whole = {fold(name) for name in own}
    for place in [place for place in first if fold(place) in whole]:
        message = f"place「{place}」就是全站的地方。"
        yield Problem("place-name", first.pop(place), message, "请删去它：镇、街道的才写 place。")
    counts = Counter(place for place, _ in (*listed, *named))
    order = sorted(first, key=lambda place: (-counts[place], place))
    for number, place in enumerate(order):
        for other in order[:number]:
            if _sound(fold(place)) == _sound(fold(other)):
                message = f"place「{place}」和「{other}」像是一个地方的两种写法。"
                fix = f"请都写成「{other}」（简体）；确实是两个地方的不必管。"
                yield Problem("place-name", first[place], message, fix, "warning")
                break


def _sound(words: str) -> str:
    from gazette.pinyin import make_slug  # late, because its dictionary is slow to load

    return make_slug(words)
