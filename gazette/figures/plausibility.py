"""Compare the figures of one indicator with each other: whether all can be right, and be of this indicator.

Takes the figures of all documents; gives warnings only, since a document may well be printed so. An editor confirms a figure
in ``indicators.yml`` (``differs``, ``leaps``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from gazette.model import Figure, Indicator, Role
from gazette.problems import Locus, Problem, Severity

_ROLES = {"target": "目标", "result": "完成"}
Fold = Callable[[str], str]
#: A leap is a value of more than _LEAP_FACTOR times its neighbour's; of percentages, which move more, it is also of at least _LEAP_POINTS.
_LEAP_FACTOR, _LEAP_POINTS = 3, Decimal(10)
#: Similarity of the texts of two figures, 0 to 1: below the first they are of different things, above the second of the same.
_DIFFERENT, _SAME = 0.35, 0.6
_MAX_WORDINGS = 20  # of an indicator that are compared
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]")


class PlausibilityCheck:
    """Checks the figures of one indicator at a time; ``find_figures`` returns those of an indicator.

    ``paths`` are the documents' paths by id; ``fold`` maps Traditional characters to Simplified ones.
    """

    def __init__(
        self,
        indicators: Sequence[Indicator],
        find_figures: Callable[[str], Sequence[Figure]],
        paths: Mapping[str, str],
        fold: Fold,
    ) -> None:
        self.indicators, self.find_figures, self.paths, self.fold = indicators, find_figures, paths, fold
        self._bigrams: dict[str, frozenset[str]] = {}
        self._texts: dict[str, tuple[str, ...]] = {}
        self._wordings: dict[str, tuple[frozenset[str], ...]] = {}

    def check(self, indicator: Indicator) -> Iterator[Problem]:
        """Report the implausible figures of an indicator."""
        own = self.find_figures(indicator.id)
        suspects = [(figure, self.check_indicator(figure, indicator, own)) for figure in own]
        yield from (problem for _, problem in suspects if problem)
        others = [figure for figure, problem in suspects if not problem]
        yield from self.check_differences(indicator, others)
        yield from self.check_leaps(indicator, others)

    def check_differences(self, indicator: Indicator, own: Sequence[Figure]) -> Iterator[Problem]:
        """Report figures of one role and year with different numbers; the pages show these too."""
        first: dict[str, Figure] = {}
        for figure in own:
            if not (figure.is_tracked or figure.is_of_period):
                continue
            other = first.setdefault(_key(figure), figure)
            if other.normalized_value == figure.normalized_value or _key(figure) in indicator.differs:
                continue
            place, there = Locus(self.paths[figure.document], figure.line), f"{self.paths[other.document]}:{other.line}"
            message = f"「{indicator.full_name}」{_period_and_role(figure)}，这里是「{_amount(figure)}」，{there} 是「{_amount(other)}」。"
            fix = f"请核对；原文本来如此的，在 indicators.yml 写 differs: [{_key(figure)}]。"
            others = [self.bigrams(each.text) for each in own if each is not figure]
            if _similarity(self.bigrams(figure.text), others) < _DIFFERENT and (last := _find_earlier(figure, own)):
                fix = f"{self.locate(last)}写的是“{last.quote}”，和这里说的不像一回事：请先看是不是标错了指标。{fix}"
            yield Problem("figure-differs", place, message, fix, "warning")

    def check_leaps(self, indicator: Indicator, own: Sequence[Figure]) -> Iterator[Problem]:
        """Report values far from the year before's, as after a lost or added digit.

        If the year before is itself far from the year before it, and that one close to this, the year before is reported.
        """
        stated: dict[tuple[int, Role], Figure] = {}
        for figure in own:
            if figure.year and figure.role and figure.is_in_series and indicator.unit != "位":
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
                f"「{indicator.full_name}」{_period_and_role(figure)}是「{_amount(figure)}」，{_period_and_role(neighbour)}是「{_amount(neighbour)}」，"
                f"相差{_LEAP_FACTOR}倍以上。"
            )
            fix = f"请对照原件，看小数点、位数和单位有没有录错；原文本来如此的，在 indicators.yml 写 leaps: [{key}]。"
            place = Locus(self.paths[figure.document], figure.line)
            yield Problem("figure-leap", place, message, "" if severity == "note" else fix, severity)

    def check_indicator(self, figure: Figure, indicator: Indicator, own: Sequence[Figure]) -> Problem | None:
        """Report a figure whose text is like that of another indicator of the same unit."""
        grams = self.bigrams(figure.text)
        if len(grams) < 3:
            return None
        others = [self.bigrams(other.text) for other in own[: _MAX_WORDINGS * 2] if other is not figure]
        if _similarity(grams, [*others, self.bigrams(indicator.name)]) >= _DIFFERENT:
            return None
        same_unit = (i for i in self.indicators if i.id != indicator.id and i.unit == indicator.unit)
        scored = ((_similarity(grams, self.find_wordings(i)), i) for i in same_unit)
        similarity, meant = max(scored, key=lambda pair: pair[0], default=(0.0, indicator))
        if similarity < _SAME:
            return None
        last = _find_earlier(figure, own)
        example = f"，{self.locate(last)}的原句是“{last.quote}”" if last else ""
        message = f"「{figure.text}」标成了「{indicator.full_name}」{example}，读来不是一回事。"
        fix = f"像是「{meant.name}」，请改成 indicator={meant.id}；没有标错的不必管。"
        return Problem("figure-indicator", Locus(self.paths[figure.document], figure.line), message, fix, "warning")

    def list_wordings(self, indicator: Indicator) -> tuple[str, ...]:
        """Return the indicator's name and the texts that state it, without repetition and numbers."""
        known = self._texts.get(indicator.id)
        if known is None:
            texts = (indicator.name, *(figure.text for figure in self.find_figures(indicator.id)))
            known = self._texts[indicator.id] = tuple(dict.fromkeys(_NOT_HAN.sub("", text) for text in texts))
        return known

    def find_wordings(self, indicator: Indicator) -> tuple[frozenset[str], ...]:
        """Return the bigrams of some of the indicator's texts."""
        known = self._wordings.get(indicator.id)
        if known is None:
            grams = dict.fromkeys(map(self.bigrams, self.list_wordings(indicator)))
            known = self._wordings[indicator.id] = tuple(grams)[:_MAX_WORDINGS]
        return known

    def locate(self, figure: Figure) -> str:
        return f"{figure.period or figure.year}年（{self.paths[figure.document]}:{figure.line}）"

    def bigrams(self, text: str) -> frozenset[str]:
        """Return the bigrams of the Han characters, without the numbers between them."""
        known = self._bigrams.get(text)
        if known is None:
            han = _NOT_HAN.sub("", self.fold(text))
            known = self._bigrams[text] = frozenset(map("".join, pairwise(han)))
        return known


def _period_and_role(figure: Figure) -> str:
    return f"{figure.period.replace('-', '—') or figure.year}年的{_ROLES[figure.role or 'target']}"


def _key(figure: Figure) -> str:
    """Return the name of the figure in indicators.yml: 2026 target."""
    return f"{figure.period or figure.year} {figure.role}"


def _amount(figure: Figure) -> str:
    return f"{figure.printed_number}{figure.unit}"


def _is_leap(one: Figure, other: Figure) -> bool:
    low, high = sorted((abs(one.normalized_value), abs(other.normalized_value)))
    return low > 0 and high > _LEAP_FACTOR * low and (one.unit != "%" or high - low >= _LEAP_POINTS)


def _find_earlier(figure: Figure, own: Iterable[Figure]) -> Figure | None:
    """Find the nearest earlier figure in another document; if none is earlier, the latest."""
    others = [other for other in own if other is not figure and other.document != figure.document]
    return min(
        others, key=lambda o: ((o.year or 0) >= (figure.year or 0), (figure.year or 0) - (o.year or 0)), default=None
    )


def _similarity(grams: frozenset[str], others: Iterable[frozenset[str]]) -> float:
    """Return the highest Dice coefficient of the bigrams with any of the others."""
    return max((2 * len(grams & other) / (len(grams) + len(other)) for other in others if grams and other), default=0.0)
