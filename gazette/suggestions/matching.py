"""Compare what is stated of a number with what is known of indicators.

The words about a number are the same as a marked one's, in any order: that is sure. They are a part of them with the same
beginning and end, or an abbreviation: that is likely. The unit must be the indicator's, and nothing may limit one number that
does not limit the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from gazette.model import Indicator
from gazette.suggestions.statements import Statement, read_name

Confidence = Literal["sure", "likely"]

#: Share of a marked statement's words that a likely one may lack.
_MAX_MISSING = 0.25
#: Share of a likely one's words that stand so in marked ones, if each of the others is in one of these, in order.
_MIN_COVERED = 0.7
#: A word with one of these is of another thing than the same without.
_CONTRASTS = set("总净新旧非未除")
#: Between a sure value and one of the indicator's.
_MAX_FACTOR = 10
#: Share of the indicator's name that a statement which is clear without its context may lack.
_MAX_LACKING = 0.5
#: How the aspect of a number (rows) agrees with that of a marked one: 2 it is the same, 1 it may be, 0 it is another.
_ASPECTS: Mapping[str, Mapping[str, int]] = {
    "": {"": 2, "acting": 2, "total": 2, "adding": 1},
    "acting": {"": 2, "acting": 2, "total": 1, "adding": 1},
    "total": {"": 2, "acting": 1, "total": 2, "adding": 0},
    "adding": {"": 0, "acting": 1, "total": 0, "adding": 2},
}


class Reference(Struct, frozen=True):
    """A marked statement, or the name of an indicator."""

    statement: Statement
    aspects: frozenset[str]  #: of the statement; of a name that has none those of all statements
    lacking: frozenset[str] = (
        frozenset()
    )  #: pairs of characters of the name, of which half must stand before the number


class Known(Struct, frozen=True):
    """What other documents say of an indicator."""

    indicator: Indicator
    references: tuple[Reference, ...]
    values: tuple[Decimal, ...]  #: in the indicator's unit
    pairs: frozenset[str]  #: the pairs of characters of all clear references


def describe_indicator(
    indicator: Indicator, name: str, marked: Sequence[Statement], values: Iterable[Decimal]
) -> Known:
    """Return what is known of an indicator from its folded ``name`` and the statements of its marked numbers."""
    named = read_name(name)
    used = [each for each in marked if each.subject and not named.limits - each.limits]
    aspects = frozenset((named.aspect,) if named.aspect else (each.aspect for each in used))
    references = [Reference(named, aspects or frozenset(_ASPECTS))]
    pairs = set(_pairs(named.subject))
    for each in used:
        lacking = _pairs(named.subject) - _pairs(each.subject)
        is_clear = len(lacking) <= _MAX_LACKING * len(_pairs(named.subject))
        if is_clear or _is_short_form(each.subject, named.subject):
            lacking = frozenset()
            pairs |= _pairs(each.subject)
        references.append(Reference(each, frozenset((each.aspect,)), lacking))
    return Known(indicator, tuple(references), tuple(values), frozenset(pairs))


def find_indicator(
    statement: Statement, value: Decimal, unit: str, indicators: Iterable[Known]
) -> tuple[str, Confidence] | None:
    """Return the only indicator that a statement resembles most; ``None`` if there is none, or two alike."""
    ranked = _rank(statement, value, unit, indicators)
    if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
        return None
    _, _, indicator, confidence = ranked[0]
    return indicator, "likely" if len(ranked) > 1 and ranked[1][0] == 2 else confidence


def list_candidates(statement: Statement, value: Decimal, unit: str, indicators: Sequence[Known]) -> Iterator[str]:
    """Yield indicators that a person may choose for a number, the most similar first: of its unit, with words in common."""
    ranked = [indicator for _, _, indicator, _ in _rank(statement, value, unit, indicators)]
    yield from ranked
    others = (
        (max(similar(statement, reference.statement) for reference in known.references), known.indicator.id)
        for known in indicators
        if known.indicator.id not in ranked and unit_factor(known.indicator, unit) is not None
    )
    yield from (indicator for similarity, indicator in sorted(others, key=lambda each: -each[0]) if similarity > 0)


def _rank(
    statement: Statement, value: Decimal, unit: str, indicators: Iterable[Known]
) -> list[tuple[int, float, str, Confidence]]:
    """Return the indicators that a statement resembles, the most similar first: how surely, how much, the id, the confidence."""
    ranked: list[tuple[int, float, str, Confidence]] = []
    for known in indicators:
        factor = unit_factor(known.indicator, unit)
        if factor is None or statement.subject in ("", "增长"):
            continue
        score = max(_compare(statement, reference, known) for reference in known.references)
        if score:
            own = value * factor
            is_near = any(own <= other * _MAX_FACTOR and other <= own * _MAX_FACTOR for other in known.values)
            confidence: Confidence = "sure" if score == 2 and is_near else "likely"
            similarity = max(similar(statement, reference.statement) for reference in known.references)
            ranked.append((score, similarity, known.indicator.id, confidence))
    return sorted(ranked, reverse=True)


def agree_in_aspect(mine: Statement, theirs: Statement) -> bool:
    """Return whether two numbers may both be added ones, or both totals."""
    return _ASPECTS[mine.aspect][theirs.aspect] > 0 and _ASPECTS[theirs.aspect][mine.aspect] > 0


def similar(mine: Statement, theirs: Statement) -> float:
    """Return how similar the subjects of two statements are, from 0 to 1."""
    return _similarity(mine.subject, theirs.subject)


def unit_factor(indicator: Indicator, unit: str) -> Decimal | None:
    """Return by what a value in ``unit`` is multiplied to be in the indicator's unit; ``None`` if it cannot be."""
    if unit in (indicator.unit, indicator.unit.removesuffix("元")):
        return Decimal(1)
    return indicator.units.get(unit)


def _compare(statement: Statement, reference: Reference, known: Known) -> int:
    """Return how surely a statement is of the indicator of a reference: 2 sure, 1 likely, 0 not."""
    theirs = reference.statement
    if statement.limits != theirs.limits or statement.scope - theirs.scope:
        return 0
    if reference.lacking and len(reference.lacking & _pairs(statement.before)) < len(reference.lacking) / 2:
        return 0
    is_counted = known.indicator.unit not in ("%", "位")
    aspect = max(_ASPECTS[statement.aspect][each] for each in reference.aspects) if is_counted else 2
    return min(aspect, _compare_subjects(statement.subject, theirs.subject, known.pairs))


def _compare_subjects(mine: str, theirs: str, pairs: frozenset[str]) -> int:
    """Return how well two subjects agree; ``pairs`` are those of all references of the indicator."""
    if mine == theirs or (Counter(mine) == Counter(theirs) and _similarity(mine, theirs) >= 0.5):
        return 2
    if _is_abbreviation(mine, theirs):
        return 1
    if _CONTRASTS & (set(mine) ^ set(theirs)):
        return 0
    covered, held = _count_covered(mine, pairs), _count_covered(theirs, _pairs(mine))
    is_short = covered >= _MIN_COVERED * len(mine) and _is_subsequence(mine, theirs)
    missing = len(theirs) - (len(mine) if is_short else held)
    is_part = (covered == len(mine) or is_short) and len(mine) > 2 and missing <= _MAX_MISSING * len(theirs)
    return int(is_part and mine[:1] == theirs[:1] and mine[-1:] == theirs[-1:])


def _count_covered(words: str, pairs: frozenset[str]) -> int:
    """Count the characters of words that stand in one of the pairs of characters."""
    return len({k for n in range(len(words) - 1) if words[n : n + 2] in pairs for k in (n, n + 1)})


def _is_abbreviation(short: str, long: str) -> bool:
    """Whether a word of two or three characters abbreviates a longer one: 高企 is 高新技术企业, 托位 托育位."""
    if not (2 <= len(short) <= 3 and len(short) < len(long) and short[0] == long[0]):
        return False
    return short[-1] in long[-2:] and _is_subsequence(short, long) and not _pairs(short) & _pairs(long)


def _is_short_form(short: str, long: str) -> bool:
    has_same_ends = short[:1] == long[:1] and short[-1:] == long[-1:]
    return _is_abbreviation(short, long) or (has_same_ends and _is_subsequence(short, long))


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def _pairs(words: str) -> frozenset[str]:
    return frozenset(words[n : n + 2] for n in range(len(words) - 1)) or frozenset((words,))


def _similarity(mine: str, theirs: str) -> float:
    a, b = _pairs(mine), _pairs(theirs)
    return 2 * len(a & b) / (len(a) + len(b))
