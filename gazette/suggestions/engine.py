"""Propose the indicators of the numbers of a document that no editor has marked.

A number is proposed if what its sentence states of it (:mod:`gazette.suggestions.statements`) resembles what is stated of marked
ones in other documents (:mod:`gazette.suggestions.matching`). A number of an explainer is surely what the number with this value
is in the sentence of the report that it is taken from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.comparison.relate import relate_document
from gazette.figures.extract import extract_figures
from gazette.figures.quantities import find_quantities
from gazette.grouping import group_by
from gazette.library.check_library import list_anchors
from gazette.model import CELL, NO_PROSE, Block, Document, Figure, Indicator, Role, Source
from gazette.sources.bodies import read_bodies
from gazette.sources.containers import get_container_rules
from gazette.sources.document import document_id, parse_document
from gazette.sources.periods import find_part_of_year
from gazette.suggestions.cells import read_cells
from gazette.suggestions.matching import Confidence, Known, describe_indicator, find_indicator, similar
from gazette.suggestions.statements import Statement, read_statements

Fold = Callable[[str], str]

#: From which similarity on two numbers of the same value are taken for the same.
_SIMILAR = 0.5
#: What is stated of a number in a table.
_NOTHING = Statement(subject="", aspect="", limits=frozenset())
_SPACE = r"[ \t\u3000]*"
_ATTRIBUTES = re.compile(r"(?<=\])\{[^{}]*\}")


class Place(Struct, frozen=True):
    """Where a number stands: in the text of the block with this anchor."""

    anchor: str
    start: int
    end: int


class Suggestion(Struct, frozen=True):
    """A proposal to mark a number."""

    document: str
    place: Place
    file: str
    line: int
    text: str  #: the words to be marked, verbatim from the line
    value: str  #: the part of them to be in bold
    indicator: str
    role: Role | None
    year: int | None
    confidence: Confidence
    attributes: tuple[tuple[str, str], ...] = ()  #: role and year of the mark, where they are not those of its section


class Number(Struct, frozen=True):
    """A number of a document, with what is stated of it."""

    figure: Figure
    block: Block
    statement: Statement
    is_marked: bool
    is_alone: bool  #: whether its sentence has this value only once
    proposed: str = ""  #: of a mark that is no figure's: an indicator with its question mark, or ``none``

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.block.id, self.figure.number_start, self.figure.number_end)


class SuggestionFinder:
    """Finds suggestions for the documents of a library; those that cannot be parsed are left out."""

    def __init__(
        self,
        sources: Sequence[Source],
        indicators: Iterable[Indicator],
        fold: Fold,
        last: SuggestionFinder | None = None,
    ) -> None:
        """Read the documents; what ``last`` has read of the same texts is used again."""
        self.indicators = {indicator.id: indicator for indicator in indicators}
        self.documents: dict[str, Document] = {}
        self.numbers: dict[str, tuple[Number, ...]] = {}
        self._found: dict[str, tuple[Suggestion, ...]] = {}
        self.sources = {source.path: source for source in sources}
        self.lines = {source.path: source.text.split("\n") for source in sources}
        known = {document.path: document for document in last.documents.values()} if last else {}
        same = [each for each in sources if last and last.sources.get(each.path) == each]
        self.bodies = read_bodies((document_id(source.path), source.path, source.text) for source in sources)
        known = {
            each.path: known[each.path] for each in same if each.path in known and last and last.bodies == self.bodies
        }
        documents = (known.get(source.path) or parse_document(source, self.bodies)[0] for source in sources)
        self.documents = {document.id: document for document in documents if document}
        self.fold = fold
        numbers = last.numbers if last and last.indicators == self.indicators else {}
        self.numbers = {
            name: numbers[name] if document.path in known and name in numbers else tuple(self.read_numbers(document))
            for name, document in self.documents.items()
        }

    def suggest(self, name: str) -> tuple[Suggestion, ...]:
        """Return the suggestions for the document ``name``, in reading order."""
        if name not in self._found:
            self._found[name] = tuple(self._suggest(name))
        return self._found[name]

    def list_hidden(self, name: str) -> tuple[tuple[Number, str], ...]:
        """Return the numbers whose words other notation hides in the file, so that nothing is suggested, with their indicators."""
        rows = self._find_indicators(name)
        return tuple((number, indicator) for number, indicator, _ in rows if self.find_words(number) is None)

    def _suggest(self, name: str) -> Iterator[Suggestion]:
        found = self._find_indicators(name)
        for number, indicator, confidence in found:
            if suggestion := self.make(number, indicator, confidence, found):
                yield suggestion

    def _find_indicators(self, name: str) -> list[tuple[Number, str, Confidence]]:
        """Return the unmarked numbers of a document that are known to be an indicator's."""
        known = self.describe_indicators(name)
        aligned = self.find_aligned(self.documents[name])
        found: list[tuple[Number, str, Confidence]] = []
        for number in self.numbers[name]:
            if number.is_marked or number.proposed or number.figure.period:
                continue
            if indicator := aligned.get(number.figure.id):
                found.append((number, indicator, "sure"))
            elif match := find_indicator(number.statement, number.figure.value, self.fold(number.figure.unit), known):
                found.append((number, *match))
        return [each for each in found if not self.is_of_part(name, each[0], each[1])]

    def is_of_part(self, name: str, number: Number, indicator: str) -> bool:
        """Return whether a half-year review states the result, and the indicator is of whole years."""
        document, figure, known = self.documents[name], number.figure, self.indicators[indicator]
        part = find_part_of_year(document.meta.label + document.meta.title)
        is_own_result = figure.role == "result" and figure.year == document.year
        return bool(part) and is_own_result and not find_part_of_year(known.name)

    def list_indicators(self, name: str) -> dict[str, Indicator]:
        """Return the indicators of the place that the document ``name`` is about."""
        place = self.documents[name].meta.place
        return {each.id: each for each in self.indicators.values() if each.place == place}

    def describe_indicators(self, name: str) -> list[Known]:
        """Return what the documents other than ``name`` say of each indicator of its place that they mark."""
        own = self.list_indicators(name)
        others = [number for other, numbers in self.numbers.items() if other != name for number in numbers]
        known = []
        for key, group in group_by(others, lambda number: number.figure.indicator).items():
            if indicator := own.get(key):
                statements = [number.statement for number in group]
                values = (number.figure.normalized_value for number in group)
                known.append(describe_indicator(indicator, self.fold(indicator.name), statements, values))
        return known

    # ------------------------------------------------------------ reading

    def read_numbers(self, document: Document) -> Iterator[Number]:
        """Yield the numbers of a document."""
        figures: dict[str, list[Figure]] = {}
        for figure in extract_figures(document, self.indicators.values(), self.fold, all_cells=True)[0]:
            figures.setdefault(figure.anchor, []).append(figure)
        heads: list[str] = []
        for block, heading in _blocks(document):
            if block.kind == "table":
                heads = block.children[0].run.text.split(CELL) if block.children[0].run else []
            own = {figure.number_start: figure for figure in figures.get(block.id, ())}
            if not own or block.run is None:
                continue
            if block.kind in NO_PROSE:
                marked_cells = (figure for figure in own.values() if figure.indicator)
                yield from (Number(figure, block, _NOTHING, True, False) for figure in marked_cells)
                cells = (figure for figure in own.values() if not figure.indicator)
                yield from (
                    Number(figure, block, statement, False, False, _find_proposed(block, figure))
                    for figure, statement in read_cells(block.run.text, heads, cells, self.fold)
                )
                continue
            quantities = find_quantities(block.run.text)
            marks = [mark for mark in block.run.marks if mark.kind == "figure"]
            statements = read_statements(self.fold(block.run.text), quantities, self.fold(heading))
            for quantity, statement in zip(quantities, statements, strict=True):
                number = own.get(quantity.value_start)
                if number and statement and not number.indicator:
                    number = _with_stated_year(number, statement, document)
                if number is None or statement is None:
                    continue
                marked = any(mark.start <= quantity.value_start < mark.end for mark in marks)
                same = [each for each in own.values() if each.quote == number.quote and each.value == number.value]
                if number.indicator or not marked:
                    yield Number(number, block, statement, marked, len(same) == 1, _find_proposed(block, number))

    def find_aligned(self, document: Document) -> dict[str, str]:
        """Return the indicators of numbers that the report of their year marks, by figure."""
        body = document.year, document.meta.distinction
        reports = (each for each in self.documents.values() if each.meta.kind == "report")
        first = next((each.id for each in reports if (each.year, each.meta.distinction) == body), "")
        report, own = self.documents.get(document.meta.explains or first), self.list_indicators(document.id)
        if document.meta.kind != "explainer" or report is None or report.id == document.id:
            return {}
        anchors = frozenset(list_anchors(report, ()))
        found: dict[str, str] = {}
        for relation in relate_document(document, report, anchors, self.fold)[0]:
            theirs = [
                n for n in self.numbers[report.id]
                if n.block.id == relation.target and relation.target_start <= n.figure.number_start < relation.target_end
            ]  # fmt: skip
            for mine in self.numbers[document.id]:
                if mine.block.id != relation.anchor or not relation.start <= mine.figure.number_start < relation.end:
                    continue
                same = [n for n in theirs if self.is_same_value(mine.figure, n.figure)]
                close = [n for n in same if similar(mine.statement, n.statement) >= _SIMILAR]
                if not close and mine.is_alone:
                    close = [n for n in same if n.statement.limits == mine.statement.limits]
                indicator = close[0].figure.indicator if len(close) == 1 and close[0].is_marked else ""
                if indicator in own and not mine.statement.scope - close[0].statement.scope:
                    found[mine.figure.id] = indicator
        return found

    def is_same_value(self, mine: Figure, theirs: Figure) -> bool:
        """Return whether two figures have the same number and unit."""
        return mine.value == theirs.value and self.fold(mine.unit) == self.fold(theirs.unit)

    # ------------------------------------------------------------ the words to be marked

    def make(
        self, number: Number, indicator: str, confidence: Confidence, found: Sequence[tuple[Number, str, Confidence]]
    ) -> Suggestion | None:
        """Make a suggestion, unless its words cannot be found in the file; other values of the same make it only likely."""
        figure = number.figure
        key = (indicator, figure.role, figure.year)
        values = {
            n.figure.value for n, other, _ in found if (other, n.figure.role, n.figure.year) == key and n.figure.unit == figure.unit
        }  # fmt: skip
        return self.describe(number, indicator, confidence if len(values) == 1 else "likely")

    def describe(self, number: Number, indicator: str, confidence: Confidence) -> Suggestion | None:
        """Return the suggestion that a number is an indicator's; ``None`` if its words cannot be found in the file."""
        figure, words = number.figure, self.find_words(number)
        if words is None:
            return None
        line, text, value = words
        context = {"role": figure.role or "", "year": str(figure.year or "")}
        inherited = number.block.attrs
        return Suggestion(
            document=figure.document, place=number.place, file=self.documents[figure.document].path, line=line, text=text, value=value,
            indicator=indicator, role=figure.role, year=figure.year, confidence=confidence,
            attributes=tuple((key, words) for key, words in context.items() if words and inherited.get(key) != words),
        )  # fmt: skip

    def find_words(self, number: Number) -> tuple[int, str, str] | None:
        """Return the line with the words about a number, these as they stand there, and the number in them.

        Where the words have other marks in the file, they are shortened to those without; those that the line has once come first.
        They hold no other number, and the file has them as often as the text, so that markup hides none of these.
        """
        assert number.block.run is not None
        text, figure, statement = number.block.run.text, number.figure, number.statement
        spans = [(statement.start, statement.end), (statement.start, figure.amount_end)]
        spans += [(figure.amount_start, statement.end), (figure.amount_start, figure.amount_end)]
        spans.append((figure.number_start, figure.number_end))
        lines, own = self._list_lines(number), _own_words(number)
        value = f"(?P<value>{_spaced(text[figure.number_start : figure.number_end])})"
        found: list[tuple[bool, int, str, str]] = []
        for start, end in spans:
            before, after = text[start : figure.number_start], text[figure.number_end : end]
            words = _SPACE.join(filter(None, (_spaced(before), value, _spaced(after))))
            pattern = re.compile(rf"(?<![\d.*]){words}")
            places = [match.start("value") for match in pattern.finditer(text, *own)]
            matches = [(line, match) for line, words in lines for match in pattern.finditer(words)]
            if len(matches) != len(places) or figure.number_start not in places:
                continue
            line, match = matches[places.index(figure.number_start)]
            if len(find_quantities(match[0])) <= 1 and match[0].count(match["value"]) == 1:
                found.append((match.string.count(match[0]) > 1, line, match[0], match["value"]))
        best = min(found, key=lambda each: each[0], default=None)
        return best[1:] if best else None

    def _list_lines(self, number: Number) -> list[tuple[int, str]]:
        """Return the lines of the file that a number's block, or its part with the number, is on, each with its number.

        Attributes, which are no words, are blotted out.
        """
        document = self.documents[number.figure.document]
        lines, first = self.lines[document.path], number.block.line_at(number.figure.number_start)
        following = (block.line for block in document.walk() if block.line > first)
        empty = (place for place in range(first + 1, len(lines) + 1) if not lines[place - 1].strip())
        last = min(*following, next(empty, len(lines) + 1), len(lines) + 1)
        own = (_ATTRIBUTES.sub(lambda match: "\0" * len(match[0]), line) for line in lines[first - 1 : last - 1])
        return list(enumerate(own, first))


def _own_words(number: Number) -> tuple[int, int]:
    """Return the part of a block's text that a number is in: of a paragraph with a run-in heading, that or the rest."""
    run, place = number.block.run, number.figure.number_start
    assert run is not None
    heading = next((mark.end for mark in run.marks if mark.kind == "run-in"), 0)
    return (heading, len(run.text)) if place >= heading else (0, heading)


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
            elif words or block.kind == "table":
                yield block, f"{heading}\n{intro}" if block.kind == "item" else heading
                if block.kind == "paragraph":
                    intro = words if words.endswith(("：", ":")) else ""


def _find_proposed(block: Block, figure: Figure) -> str:
    """Return the indicator of a suggestion in which a number stands; empty if it stands in none."""
    marks = (mark for mark in block.run.marks if mark.kind == "suggestion") if block.run else ()
    return next((mark.attrs["indicator"] for mark in marks if mark.start <= figure.number_start < mark.end), "")


def _with_stated_year(figure: Figure, statement: Statement, document: Document) -> Figure | None:
    """Return a figure with the year that its sentence names; ``None`` if that is not one of the two that a document is about."""
    plans = document.meta.plans or document.year
    if statement.year is None or figure.period or statement.year == figure.year:
        return figure
    if statement.is_deadline or statement.year not in (plans, plans - 1):
        return None
    return replace(figure, year=statement.year, role="target" if statement.year == plans else "result")


def _spaced(words: str) -> str:
    """Return a pattern for words as a file has them, where white space may stand between characters."""
    return _SPACE.join(re.escape(character) for character in words if not character.isspace())
