"""Propose the indicators of the numbers of a document that no editor has marked.

A number resembles a marked one of another document if the words about it (:mod:`gazette.suggestions.statements`) are the same,
in any order: that is sure. If they are a part of the other's words, with the same beginning and end, or an abbreviation, it
is likely. Its unit must be the indicator's, and nothing may limit it that does not limit the other. A number of an explainer
is surely what the number with this value is in the sentence of the report that it is taken from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from gazette.comparison.relate import relate_document
from gazette.figures.extract import extract_figures
from gazette.figures.quantities import find_quantities
from gazette.library.check_library import list_anchors
from gazette.model import NO_PROSE, Block, Document, Figure, Indicator, Role, Source
from gazette.sources.containers import get_container_rules
from gazette.sources.document import parse_document
from gazette.suggestions.statements import Statement, read_name, read_statements

Fold = Callable[[str], str]
Confidence = Literal["sure", "likely"]

_MAX_MISSING = 0.37  # share of a marked statement's words that a likely one may lack
_MIN_COVERED = (
    0.7  # share of a likely one's words that stand so in a marked one; of the others each character, in order
)
_MAX_FACTOR = 10  # between a sure value and one of the indicator's
_MIN_OF_NAME = 0.5  # share of the indicator's name in a statement that is clear without its context
_SPACE = r"[ \t\u3000]*"


class Suggestion(Struct, frozen=True):
    """A proposal to mark a number."""

    document: str
    file: str
    line: int
    text: str  #: the words to be marked, verbatim from the line
    value: str  #: the part of them to be in bold
    indicator: str
    role: Role | None
    year: int | None
    period: str
    confidence: Confidence


class _Number(Struct, frozen=True):
    """A number of a document, with what is stated of it."""

    figure: Figure
    block: Block
    statement: Statement
    is_marked: bool
    is_alone: bool  #: whether its sentence has this value only once


class _Reference(Struct, frozen=True):
    """A marked statement, or the name of an indicator."""

    statement: Statement
    lacking: frozenset[str]  #: pairs of characters of the indicator's name that must precede a number so described


class _Known(Struct, frozen=True):
    """What other documents say of an indicator."""

    indicator: Indicator
    references: tuple[_Reference, ...]
    values: tuple[Decimal, ...]
    pairs: frozenset[str]  #: the pairs of characters of all references


class SuggestionFinder:
    """Finds suggestions for the documents of a library; those that cannot be parsed are left out."""

    def __init__(self, sources: Sequence[Source], indicators: Iterable[Indicator], fold: Fold) -> None:
        self.indicators = {indicator.id: indicator for indicator in indicators}
        self.lines = {source.path: source.text.split("\n") for source in sources}
        documents = (parse_document(source)[0] for source in sources)
        self.documents = {document.id: document for document in documents if document}
        self.fold = fold
        self.numbers = {name: tuple(self.read_numbers(document)) for name, document in self.documents.items()}

    def suggest(self, name: str) -> tuple[Suggestion, ...]:
        """Return the suggestions for the document ``name``, in reading order."""
        return tuple(suggestion for _, suggestion in self.suggest_with_places(name))

    def suggest_with_places(self, name: str) -> Iterator[tuple[tuple[str, int], Suggestion]]:
        """Yield the suggestions for a document, each with its block's anchor and the number's offset in it."""
        others = [number for other, own in self.numbers.items() if other != name for number in own if number.is_marked]
        known = [
            self.collect(self.indicators[key], own) for key, own in _by_indicator(others) if key in self.indicators
        ]
        aligned = self.find_aligned(self.documents[name])
        found: list[tuple[_Number, str, Confidence]] = []
        for number in self.numbers[name]:
            if number.is_marked or number.figure.period:
                continue
            if indicator := aligned.get(number.figure.id):
                found.append((number, indicator, "sure"))
            elif match := self.match(number, known):
                found.append((number, *match))
        for number, indicator, confidence in found:
            if suggestion := self.make(number, indicator, confidence, found):
                yield (number.block.id, number.figure.number_start), suggestion

    # ------------------------------------------------------------ reading

    def read_numbers(self, document: Document) -> Iterator[_Number]:
        """Yield the numbers of a document in prose."""
        figures: dict[str, list[Figure]] = {}
        for figure in extract_figures(document, self.indicators.values(), self.fold)[0]:
            figures.setdefault(figure.anchor, []).append(figure)
        for block, heading in _blocks(document):
            own = {figure.number_start: figure for figure in figures.get(block.id, ())}
            if not own or block.run is None or block.kind in NO_PROSE:
                continue
            quantities = find_quantities(block.run.text)
            marks = [mark for mark in block.run.marks if mark.kind == "figure"]
            year = next((each.year for each in own.values() if each.year), None)
            statements = read_statements(self.fold(block.run.text), quantities, self.fold(heading), year)
            for quantity, statement in zip(quantities, statements, strict=True):
                number = own.get(quantity.value_start)
                if number is None or statement is None:
                    continue
                marked = any(mark.start <= quantity.value_start < mark.end for mark in marks)
                same = [each for each in own.values() if each.quote == number.quote and each.value == number.value]
                if number.indicator or not marked:
                    yield _Number(number, block, statement, marked, len(same) == 1)

    def collect(self, indicator: Indicator, numbers: Iterable[_Number]) -> _Known:
        """Return what is known of an indicator."""
        name = read_name(self.fold(indicator.name))
        references = [_Reference(name, frozenset())]
        pairs, values = set(_pairs(name.subject)), []
        for number in numbers:
            statement = number.statement
            values.append(number.figure.normalized_value)
            if not statement.subject or name.limits - statement.limits:
                continue
            lacking = _pairs(name.subject) - _pairs(statement.subject)
            is_clear = len(lacking) <= _MIN_OF_NAME * len(_pairs(name.subject))
            is_clear = is_clear or _is_short_form(statement.subject, name.subject)
            references.append(_Reference(statement, frozenset() if is_clear else frozenset(lacking)))
            pairs |= _pairs(statement.subject) if is_clear else set()
        return _Known(indicator, tuple(references), tuple(values), frozenset(pairs))

    def find_aligned(self, document: Document) -> dict[str, str]:
        """Return the indicators of numbers that the report of their year marks, by figure."""
        report = self.documents.get(document.meta.explains or f"{document.year}/report")
        if document.meta.kind != "explainer" or report is None or report.id == document.id:
            return {}
        anchors: Collection[str] = frozenset(list_anchors(report, ()))
        found: dict[str, str] = {}
        for relation in relate_document(document, report, anchors, self.fold)[0]:
            theirs = [
                n for n in self.numbers[report.id]
                if n.block.id == relation.target and relation.target_start <= n.figure.number_start < relation.target_end
            ]  # fmt: skip
            for mine in self.numbers[document.id]:
                if mine.block.id == relation.anchor and relation.start <= mine.figure.number_start < relation.end:
                    same = [n for n in theirs if _is_same_value(mine.figure, n.figure, self.fold)]
                    same = [n for n in same if _similarity(mine.statement.subject, n.statement.subject) >= 0.5] or (
                        same
                        if mine.is_alone and len(same) == 1 and not mine.statement.limits ^ same[0].statement.limits
                        else []
                    )
                    if len(same) == 1 and same[0].is_marked and not mine.statement.scope - same[0].statement.scope:
                        found[mine.figure.id] = same[0].figure.indicator
        return found

    # ------------------------------------------------------------ matching

    def match(self, number: _Number, known: Iterable[_Known]) -> tuple[str, Confidence] | None:
        """Return the only indicator that a number resembles most."""
        statement, unit = number.statement, self.fold(number.figure.unit)
        if not statement.subject or statement.subject == "增长":
            return None
        ranked: list[tuple[int, float, str, Confidence]] = []
        for each in known:
            factor = _unit_factor(each.indicator, unit)
            score = max(_compare(statement, reference, each) for reference in each.references) if factor else 0
            if not score or factor is None:
                continue
            value = number.figure.value * factor
            is_near = any(value <= v * _MAX_FACTOR and v <= value * _MAX_FACTOR for v in each.values)
            confidence: Confidence = "sure" if score == 2 and is_near else "likely"
            similarity = max(_similarity(statement.subject, r.statement.subject) for r in each.references)
            ranked.append((score, similarity, each.indicator.id, confidence))
        ranked.sort(reverse=True)
        if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
            return None
        _, _, indicator, confidence = ranked[0]
        return indicator, "likely" if len(ranked) > 1 and ranked[1][0] == 2 else confidence

    # ------------------------------------------------------------ the words to be marked

    def make(
        self, number: _Number, indicator: str, confidence: Confidence, found: Sequence[tuple[_Number, str, Confidence]]
    ) -> Suggestion | None:
        """Make a suggestion, unless its words cannot be found in the file; other values of the same make it only likely."""
        figure = number.figure
        place = self.find_words(number)
        if place is None:
            return None
        key = (indicator, figure.role, figure.year)
        values = {
            n.figure.value for n, other, _ in found if (other, n.figure.role, n.figure.year) == key and n.figure.unit == figure.unit
        }  # fmt: skip
        line, text, value = place
        return Suggestion(
            document=figure.document, file=self.documents[figure.document].path, line=line, text=text, value=value,
            indicator=indicator, role=figure.role, year=figure.year, period=figure.period,
            confidence=confidence if len(values) == 1 else "likely",
        )  # fmt: skip

    def find_words(self, number: _Number) -> tuple[int, str, str] | None:
        """Return the line with the words about a number, these as they stand there, and the number in them.

        Where the words have other marks in the file, they are shortened to those without.
        """
        assert number.block.run is not None
        text, figure, statement = number.block.run.text, number.figure, number.statement
        spans = [(statement.start, statement.end), (statement.start, figure.amount_end)]
        spans += [(figure.amount_start, statement.end), (figure.amount_start, figure.amount_end)]
        spans.append((figure.number_start, figure.number_end))
        lines = self.lines[self.documents[figure.document].path]
        first = number.block.line_at(figure.number_start)
        last = next((n for n in range(first, len(lines)) if not lines[n].strip()), len(lines))
        value = f"(?P<value>{_spaced(text[figure.number_start : figure.number_end])})"
        for start, end in spans:
            before, after = text[start : figure.number_start], text[figure.number_end : end]
            pattern = re.compile(_SPACE.join(filter(None, (_spaced(before), value, _spaced(after)))))
            for line in range(first, last + 1):
                if match := pattern.search(lines[line - 1]):
                    return line, match[0], match["value"]
        return None


def _blocks(document: Document) -> Iterator[tuple[Block, str]]:
    """Yield the blocks with the heading above and, of a list, the paragraph that introduces it."""
    heading = intro = ""
    for root in document.blocks:
        if get_container_rules(root).is_editorial:
            continue
        for block in root.walk():
            words = block.run.text if block.run else ""
            if block.kind == "heading":
                heading, intro = words, ""
            elif words:
                yield block, f"{heading}\n{intro}" if block.kind == "item" else heading
                if block.kind == "paragraph":
                    intro = words if words.endswith(("：", ":")) else ""


def _by_indicator(numbers: Iterable[_Number]) -> Iterator[tuple[str, list[_Number]]]:
    groups: dict[str, list[_Number]] = {}
    for number in numbers:
        groups.setdefault(number.figure.indicator, []).append(number)
    yield from groups.items()


def _unit_factor(indicator: Indicator, unit: str) -> Decimal | None:
    """Return by what a value in ``unit`` is multiplied to be in the indicator's unit; ``None`` if it cannot be."""
    if unit in (indicator.unit, indicator.unit.removesuffix("元")):
        return Decimal(1)
    return indicator.units.get(unit)


def _is_same_value(mine: Figure, theirs: Figure, fold: Fold) -> bool:
    return fold(mine.unit) == fold(theirs.unit) and mine.value == theirs.value


def _compare(statement: Statement, reference: _Reference, known: _Known) -> int:
    """Return how surely a statement is of the indicator of a reference: 2 sure, 1 likely, 0 not."""
    theirs = reference.statement
    if statement.limits != theirs.limits or statement.scope - theirs.scope:
        return 0
    if reference.lacking and len(reference.lacking & _pairs(statement.before)) < len(reference.lacking) / 2:
        return 0
    aspects = (theirs.aspect,) if theirs.aspect or theirs.start else {r.statement.aspect for r in known.references[1:]}
    aspect = max((_ASPECTS[statement.aspect][each] for each in aspects), default=2)
    aspect = 2 if known.indicator.unit in ("%", "位") else aspect
    return min(aspect, _compare_subjects(statement.subject, theirs.subject, known.pairs))


#: How the aspect of a number (rows) agrees with that of a marked one.
_ASPECTS: Mapping[str, Mapping[str, int]] = {
    "": {"": 2, "acting": 2, "total": 2, "adding": 1},
    "acting": {"": 2, "acting": 2, "total": 1, "adding": 1},
    "total": {"": 2, "acting": 1, "total": 2, "adding": 0},
    "adding": {"": 0, "acting": 1, "total": 0, "adding": 2},
}


def _compare_subjects(mine: str, theirs: str, pairs: frozenset[str]) -> int:
    """Return how well two subjects agree; ``pairs`` are those of all references of the indicator."""
    if mine == theirs or (Counter(mine) == Counter(theirs) and _similarity(mine, theirs) >= 0.5):
        return 2
    if _is_abbreviation(mine, theirs):
        return 1
    covered = {k for n in range(len(mine) - 1) if mine[n : n + 2] in pairs for k in (n, n + 1)}
    own = _pairs(mine)
    held = {k for n in range(len(theirs) - 1) if theirs[n : n + 2] in own for k in (n, n + 1)}
    is_short = len(covered) >= _MIN_COVERED * len(mine) and _is_subsequence(mine, theirs)
    missing = len(theirs) - (len(mine) if is_short else len(held))
    is_part = (len(covered) == len(mine) or is_short) and len(mine) > 2 and missing <= _MAX_MISSING * len(theirs)
    return int(is_part and mine[0] == theirs[0] and mine[-1] == theirs[-1])


def _is_abbreviation(short: str, long: str) -> bool:
    """Whether a word of two or three characters abbreviates a longer one: 高企 is 高新技术企业, 托位 托育位."""
    if not (1 < len(short) <= 3 < len(long) + (len(short) == 2) and short[0] == long[0]):
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


def _spaced(words: str) -> str:
    """Return a pattern for words as a file has them, where white space may stand between characters."""
    return _SPACE.join(re.escape(character) for character in words if not character.isspace())
