"""Compare the figures of one indicator with each other: whether all can be right, and be of this indicator.

Takes the figures of all documents; gives warnings only, since a document may well be printed so. An editor confirms a figure
in ``indicators.yml`` (``differs``, ``leaps``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from gazette.grouping import group_by
from gazette.model import Figure, Indicator, Role
from gazette.problems import Locus, Problem, Severity

_ROLES = {"target": "目标", "result": "完成"}
Fold = Callable[[str], str]
#: A leap is a value of more than _LEAP_FACTOR times its neighbour's; of percentages, which move more, it is also of at least _LEAP_POINTS.
_LEAP_FACTOR, _LEAP_POINTS = 3, Decimal(10)
#: Similarity of the texts of two figures, 0 to 1: below the first they are of different things, above the second of the same.
_DIFFERENT, _SAME = 0.35, 0.6
_MAX_WORDINGS = 20  # of an indicator that are compared


def check_plausibility(
    points: Sequence[Sequence[Figure]], indicators: Sequence[Indicator], paths: Mapping[str, str], fold: Fold
) -> tuple[Problem, ...]:
    """Report implausible figures.

    ``points`` are the figures with an indicator, by document; ``paths`` the documents' paths by id; ``fold`` maps Traditional
    characters to Simplified ones.
    """
    by_indicator = group_by((figure for own in points for figure in own), lambda figure: figure.indicator)
    wordings = {i.id: _wordings(i, by_indicator.get(i.id, ()), fold) for i in indicators}
    problems: list[Problem] = []
    for indicator in indicators:
        own = by_indicator.get(indicator.id, ())
        mislabelled = {
            id(figure): problem
            for figure in own
            if (problem := _other_indicator(figure, indicator, own, indicators, wordings, paths, fold))
        }
        problems.extend(mislabelled.values())
        others = [figure for figure in own if id(figure) not in mislabelled]
        problems.extend(_differences(indicator, others, paths, fold))
        problems.extend(_leaps(indicator, others, paths))
    return tuple(problems)


def _period_and_role(figure: Figure) -> str:
    return f"{figure.period.replace('-', '—') or figure.year}年的{_ROLES[figure.role or 'target']}"


def _key(figure: Figure) -> str:
    """How indicators.yml names the figure: 2026 target."""
    return f"{figure.period or figure.year} {figure.role}"


def _amount(figure: Figure) -> str:
    return f"{figure.shown}{figure.unit}"


# ---------------------------------------------------------------- the same year in two documents


def _differences(
    indicator: Indicator, own: Sequence[Figure], paths: Mapping[str, str], fold: Fold
) -> Iterator[Problem]:
    """Report figures of one role and year with different numbers; the pages show these too."""
    first: dict[str, Figure] = {}
    for figure in own:
        if not (figure.followed or figure.is_of_period):
            continue
        other = first.setdefault(_key(figure), figure)
        if other.measured == figure.measured or _key(figure) in indicator.differs:
            continue
        place, there = Locus(paths[figure.document], figure.line), f"{paths[other.document]}:{other.line}"
        message = f"「{indicator.name}」{_period_and_role(figure)}，这里是「{_amount(figure)}」，{there} 是「{_amount(other)}」。"
        fix = f"请核对；原文本来如此的，在 indicators.yml 写 differs: [{_key(figure)}]。"
        others = [_grams(each.text, fold) for each in own if each is not figure]
        if _similarity(_grams(figure.text, fold), others) < _DIFFERENT and (last := _earlier(figure, own)):
            fix = f"{_where(last, paths)}写的是“{last.quote}”，和这里说的不像一回事：请先看是不是标错了指标。{fix}"
        yield Problem("figure-differs", place, message, fix, "warning")


# ---------------------------------------------------------------- another year


def _leaps(indicator: Indicator, own: Sequence[Figure], paths: Mapping[str, str]) -> Iterator[Problem]:
    """Report values far from the year before's, as after a lost or added digit.

    If the year before is itself far from the year before it, and that one close to this, the year before is reported.
    """
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
    leaps: dict[str, tuple[Figure, Figure]] = {}
    for before, figure in pairs:
        earlier = stated.get(((figure.year or 0) - 2, figure.role or "target"))
        is_before_wrong = earlier and _is_leap(before, earlier) and not _is_leap(figure, earlier)
        wrong, neighbour = (before, figure) if is_before_wrong else (figure, before)
        leaps.setdefault(_key(wrong), (wrong, neighbour))
    for key, (figure, neighbour) in leaps.items():
        severity: Severity = "note" if key in indicator.leaps else "warning"
        message = (
            f"「{indicator.name}」{_period_and_role(figure)}是「{_amount(figure)}」，{_period_and_role(neighbour)}是「{_amount(neighbour)}」，"
            f"相差{_LEAP_FACTOR}倍以上。"
        )
        fix = f"请对照原件，看小数点、位数和单位有没有录错；原文本来如此的，在 indicators.yml 写 leaps: [{key}]。"
        place = Locus(paths[figure.document], figure.line)
        yield Problem("figure-leap", place, message, "" if severity == "note" else fix, severity)


def _is_leap(one: Figure, other: Figure) -> bool:
    low, high = sorted((abs(one.measured), abs(other.measured)))
    return low > 0 and high > _LEAP_FACTOR * low and (one.unit != "%" or high - low >= _LEAP_POINTS)


# ---------------------------------------------------------------- another indicator


def _other_indicator(
    figure: Figure,
    indicator: Indicator,
    own: Sequence[Figure],
    indicators: Sequence[Indicator],
    wordings: Mapping[str, Sequence[frozenset[str]]],
    paths: Mapping[str, str],
    fold: Fold,
) -> Problem | None:
    """Report a figure whose text is like that of another indicator of the same unit."""
    grams = _grams(figure.text, fold)
    if len(grams) < 3:
        return None
    others = [_grams(other.text, fold) for other in own[: _MAX_WORDINGS * 2] if other is not figure]
    if _similarity(grams, [*others, _grams(indicator.name, fold)]) >= _DIFFERENT:
        return None
    same_unit = (i for i in indicators if i.id != indicator.id and i.unit == indicator.unit)
    scored = ((_similarity(grams, wordings[i.id]), i) for i in same_unit)
    similarity, meant = max(scored, key=lambda pair: pair[0], default=(0.0, indicator))
    if similarity < _SAME:
        return None
    last = _earlier(figure, own)
    example = f"，{_where(last, paths)}的原句是“{last.quote}”" if last else ""
    message = f"「{figure.text}」标成了「{indicator.name}」{example}，读来不是一回事。"
    fix = f"像是「{meant.name}」，请改成 indicator={meant.id}；没有标错的不必管。"
    return Problem("figure-indicator", Locus(paths[figure.document], figure.line), message, fix, "warning")


def _earlier(figure: Figure, own: Iterable[Figure]) -> Figure | None:
    """Find the nearest earlier figure in another document; a later one if there is none."""
    others = [other for other in own if other is not figure and other.document != figure.document]
    return min(
        others, key=lambda o: ((o.year or 0) >= (figure.year or 0), (figure.year or 0) - (o.year or 0)), default=None
    )


def _where(figure: Figure, paths: Mapping[str, str]) -> str:
    return f"{figure.period or figure.year}年（{paths[figure.document]}:{figure.line}）"


def _wordings(indicator: Indicator, own: Iterable[Figure], fold: Fold) -> tuple[frozenset[str], ...]:
    """The bigrams of an indicator's name and of each text that states it, without repetition."""
    texts = dict.fromkeys((_grams(indicator.name, fold), *(_grams(figure.text, fold) for figure in own)))
    return tuple(texts)[:_MAX_WORDINGS]


def _grams(text: str, fold: Fold) -> frozenset[str]:
    """The bigrams of the Han characters, without the numbers between them."""
    han = re.sub(r"[^\u3400-\u9fff]", "", fold(text))
    return frozenset(map("".join, pairwise(han)))


def _similarity(grams: frozenset[str], others: Iterable[frozenset[str]]) -> float:
    """The highest Dice coefficient of the bigrams with any of the others."""
    return max((2 * len(grams & other) / (len(grams) + len(other)) for other in others if grams and other), default=0.0)
