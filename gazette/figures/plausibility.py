"""What the figures of one indicator say beside each other: whether they can all be right, and of this indicator.

Takes the figures of all documents; gives reminders only, since a document may well say so. What an editor has looked at stands in
``indicators.yml`` (``differs``, ``leaps``) and is listed as judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from gazette.grouping import group_by
from gazette.model import Figure, Indicator, Role
from gazette.problems import Locus, Problem, Severity

_ROLES = {"target": "目标", "result": "完成"}
Fold = Callable[[str], str]
#: A value of more than so many times its neighbour's; rates of growth move more, and are looked at from so many points on.
LEAP, POINTS = 3, Decimal(10)
#: How like each other the words of two figures are, of 1: below they speak of different things, above of the same.
_OTHER, _SAME = 0.35, 0.6
#: So many different wordings of an indicator are compared.
_WORDINGS = 20


def compare(
    points: Sequence[Sequence[Figure]], indicators: Sequence[Indicator], paths: Mapping[str, str], fold: Fold
) -> tuple[Problem, ...]:
    """Reminders about the figures of each document, which come in its order; ``paths`` are the documents'. ``fold`` maps Traditional
    characters to Simplified ones."""
    known = group_by((figure for own in points for figure in own), lambda figure: figure.indicator)
    words = {i.id: _wordings(i, known.get(i.id, ()), fold) for i in indicators}
    found: list[Problem] = []
    for indicator in indicators:
        own = known.get(indicator.id, ())
        strange = {id(f): p for f in own if (p := _other_indicator(f, indicator, own, indicators, words, paths, fold))}
        found.extend(strange.values())
        usual = [figure for figure in own if id(figure) not in strange]
        found.extend(_differences(indicator, usual, paths, fold))
        found.extend(_leaps(indicator, usual, paths))
    return tuple(found)


def _when(figure: Figure) -> str:
    return f"{figure.period.replace('-', '—') or figure.year}年的{_ROLES[figure.role or 'target']}"


def _key(figure: Figure) -> str:
    """As an editor names it in indicators.yml: 2026 target."""
    return f"{figure.period or figure.year} {figure.role}"


def _amount(figure: Figure) -> str:
    return f"{figure.shown}{figure.unit}"


# ---------------------------------------------------------------- two documents


def _differences(
    indicator: Indicator, own: Sequence[Figure], paths: Mapping[str, str], fold: Fold
) -> Iterator[Problem]:
    """Two figures of one role and year that say different numbers; readers are shown it too."""
    first: dict[str, Figure] = {}
    for figure in own:
        if not (figure.followed or figure.is_of_period):
            continue
        known = first.setdefault(_key(figure), figure)
        if known.measured == figure.measured or _key(figure) in indicator.differs:
            continue
        place, there = Locus(paths[figure.document], figure.line), f"{paths[known.document]}:{known.line}"
        message = f"「{indicator.name}」{_when(figure)}，这里是「{_amount(figure)}」，{there} 是「{_amount(known)}」。"
        fix = f"请核对；原文本来如此的，在 indicators.yml 写 differs: [{_key(figure)}]。"
        others = [_grams(other.text, fold) for other in own if other is not figure]
        if _like(_grams(figure.text, fold), others) < _OTHER and (last := _earlier(figure, own)):
            fix = f"{_where(last, paths)}写的是“{last.quote}”，和这里说的不像一回事：请先看是不是标错了指标。{fix}"
        yield Problem("figure-differs", place, message, fix, "warning")


# ---------------------------------------------------------------- another year


def _leaps(indicator: Indicator, own: Sequence[Figure], paths: Mapping[str, str]) -> Iterator[Problem]:
    """Values far from those of the year before: a lost or added digit. Of three years of which the middle one is far from both, that."""
    stated: dict[tuple[int, Role], Figure] = {}
    for figure in own:
        if figure.year and figure.role and indicator.unit != "位":
            stated.setdefault((figure.year, figure.role), figure)
    pairs: list[tuple[Figure, Figure]] = []
    for (year, role), figure in sorted(stated.items()):
        other: Role = "result" if role == "target" else "target"
        before = stated.get((year - 1, role)) or stated.get((year - 1, other))
        if before is not None and _is_leap(figure, before):
            pairs.append((before, figure))
    told: dict[str, tuple[Figure, Figure]] = {}
    for before, figure in pairs:
        behind = stated.get(((figure.year or 0) - 2, figure.role or "target"))
        wrong, other_ = (
            (before, figure)
            if behind and _is_leap(before, behind) and not _is_leap(figure, behind)
            else (figure, before)
        )
        told.setdefault(_key(wrong), (wrong, other_))
    for key, (figure, neighbour) in told.items():
        severity: Severity = "note" if key in indicator.leaps else "warning"
        message = (
            f"「{indicator.name}」{_when(figure)}是「{_amount(figure)}」，{_when(neighbour)}是「{_amount(neighbour)}」，"
            f"相差{LEAP}倍以上。"
        )
        fix = f"请对照原件，看小数点、位数和单位有没有录错；原文本来如此的，在 indicators.yml 写 leaps: [{key}]。"
        place = Locus(paths[figure.document], figure.line)
        yield Problem("figure-leap", place, message, "" if severity == "note" else fix, severity)


def _is_leap(one: Figure, other: Figure) -> bool:
    low, high = sorted((abs(one.measured), abs(other.measured)))
    return low > 0 and high > LEAP * low and (one.unit != "%" or high - low >= POINTS)


# ---------------------------------------------------------------- another indicator


def _other_indicator(
    figure: Figure,
    indicator: Indicator,
    own: Sequence[Figure],
    indicators: Sequence[Indicator],
    words: Mapping[str, Sequence[frozenset[str]]],
    paths: Mapping[str, str],
    fold: Fold,
) -> Problem | None:
    """A figure whose words are those of another indicator of the same unit."""
    grams = _grams(figure.text, fold)
    if len(grams) < 3:
        return None
    others = [_grams(other.text, fold) for other in own[: _WORDINGS * 2] if other is not figure]
    if _like(grams, [*others, _grams(indicator.name, fold)]) >= _OTHER:
        return None
    near = ((_like(grams, words[i.id]), i) for i in indicators if i.id != indicator.id and i.unit == indicator.unit)
    likeness, meant = max(near, key=lambda pair: pair[0], default=(0.0, indicator))
    if likeness < _SAME:
        return None
    last = _earlier(figure, own)
    said = f"，{_where(last, paths)}的原句是“{last.quote}”" if last else ""
    message = f"「{figure.text}」标成了「{indicator.name}」{said}，读来不是一回事。"
    fix = f"像是「{meant.name}」，请改成 indicator={meant.id}；没有标错的不必管。"
    return Problem("figure-indicator", Locus(paths[figure.document], figure.line), message, fix, "warning")


def _earlier(figure: Figure, own: Iterable[Figure]) -> Figure | None:
    """The figure of the indicator in the year before, or the nearest earlier one, or any other."""
    others = [other for other in own if other is not figure and other.document != figure.document]
    return min(
        others, key=lambda o: ((o.year or 0) >= (figure.year or 0), (figure.year or 0) - (o.year or 0)), default=None
    )


def _where(figure: Figure, paths: Mapping[str, str]) -> str:
    return f"{figure.period or figure.year}年（{paths[figure.document]}:{figure.line}）"


def _wordings(indicator: Indicator, own: Iterable[Figure], fold: Fold) -> tuple[frozenset[str], ...]:
    """The words in which an indicator is stated, and its name, each once."""
    texts = dict.fromkeys((_grams(indicator.name, fold), *(_grams(figure.text, fold) for figure in own)))
    return tuple(texts)[:_WORDINGS]


def _grams(text: str, fold: Fold) -> frozenset[str]:
    """The pairs of neighbouring Han characters, without the numbers between them."""
    plain = re.sub(r"[^\u3400-\u9fff]", "", fold(text))
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def _like(grams: frozenset[str], others: Iterable[frozenset[str]]) -> float:
    """The share of pairs that the words have in common with the most like of the others (Dice's coefficient)."""
    return max((2 * len(grams & other) / (len(grams) + len(other)) for other in others if grams and other), default=0.0)
