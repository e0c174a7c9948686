"""Write suggestions into the text of a file as marks; every other character of the file stays.

A line may have the same words twice, and markup may hide one of them. So each new text is read again before it is written: a mark
must stand around the number that it is for, and nothing else may have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from gazette.model import Block
from gazette.problems import Problem
from gazette.sources.document import parse_document
from gazette.sources.files import RawFile, decode_text
from gazette.sources.markdown import NO_INDICATOR
from gazette.suggestions.engine import Place, Suggestion
from gazette.text_edits import Edit, apply_edits, line_spans


class _Mark(Struct, frozen=True):
    """A mark of a number, with the bold in it."""

    anchor: str
    start: int
    end: int
    value: tuple[int, int] | None
    attrs: tuple[tuple[str, str], ...]

    def is_of(self, place: Place) -> bool:
        """Whether the number at a place stands in it, and no other is bold."""
        is_around = self.anchor == place.anchor and self.start <= place.start and place.end <= self.end
        return is_around and self.value in (None, (place.start, place.end))


class _Reading(Struct, frozen=True):
    """What a document says."""

    words: tuple[tuple[str, str], ...]  #: of each block, with its anchor
    errors: tuple[Problem, ...]
    marks: frozenset[_Mark]


_NOTHING = _Reading((), (), frozenset())


def format_mark(suggestion: Suggestion) -> str:
    """Return the words of a suggestion as marked words; an indicator that is only likely has a question mark."""
    if suggestion.indicator == NO_INDICATOR:
        return f"[{suggestion.text}]{{indicator={NO_INDICATOR}}}"
    words = suggestion.text.replace(suggestion.value, f"**{suggestion.value}**", 1)
    doubt = "" if suggestion.confidence == "sure" else "?"
    attributes = [
        f"indicator={suggestion.indicator}{doubt}",
        *(f"{key}={value}" for key, value in suggestion.attributes),
    ]
    return f"[{words}]{{{' '.join(attributes)}}}"


def find_marks(path: str, text: str, suggestions: Sequence[Suggestion]) -> dict[Suggestion, Edit]:
    """Return the edits that write the marks of suggestions into the text of a file, all its characters as they are.

    Left out is a suggestion whose mark would overlap another one, would not stand around its number, or would be in other notation, so
    that the document would have other words or another error.
    """
    before = _read(path, text)
    options = {each: _list_edits(text, each) for each in suggestions}
    found: dict[Suggestion, Edit] = {}
    for each in suggestions:
        if options[each] and _is_apart(options[each][0], found.values()):
            found[each] = options[each][0]
    while found and (right := _find_right(before, path, text, found)) != found:
        found = right
    for each in suggestions:
        for edit in options[each] if each not in found else ():
            wanted = {**found, each: edit}
            if _is_apart(edit, found.values()) and _find_right(before, path, text, wanted) == wanted:
                found = wanted
                break
    return {each: found[each] for each in suggestions if each in found}


def marks_number(path: str, old: str, new: str, place: Place) -> bool:
    """Return whether two texts of a file differ in the mark of the number at a place alone; all characters as in the file."""
    before, after = _read(path, old), _read(path, new)
    added, removed = after.marks - before.marks, before.marks - after.marks
    is_same = (before.words, before.errors) == (after.words, after.errors)
    return is_same and len(added) == 1 and all(mark.is_of(place) for mark in (*added, *removed))


def reads_alike(path: str, old: str, new: str) -> bool:
    """Return whether two texts of a file have the same words and the same errors; all characters as in the file."""
    before, after = _read(path, old), _read(path, new)
    return before is not _NOTHING and (before.words, before.errors) == (after.words, after.errors)


def _list_edits(text: str, suggestion: Suggestion) -> tuple[Edit, ...]:
    """Return the edits that mark the words of a suggestion, for each place on its line where they stand."""
    start, end = line_spans(text)[suggestion.line - 1]
    mark, length = format_mark(suggestion), len(suggestion.text)
    found = []
    while (start := text.find(suggestion.text, start, end)) >= 0:
        found.append(Edit(start, start + length, mark))
        start += length
    return tuple(found)


def _is_apart(edit: Edit, others: Iterable[Edit]) -> bool:
    return all(edit.end <= other.start or other.end <= edit.start for other in others)


def _find_right(before: _Reading, path: str, text: str, found: Mapping[Suggestion, Edit]) -> dict[Suggestion, Edit]:
    """Return the edits whose marks stand around their numbers if all are made; none if the document then says something else."""
    after = _read(path, apply_edits(text, found.values()))
    if (before.words, before.errors) != (after.words, after.errors) or before.marks - after.marks:
        return {}
    added = after.marks - before.marks
    return {each: edit for each, edit in found.items() if sum(mark.is_of(each.place) for mark in added) == 1}


def _read(path: str, text: str) -> _Reading:
    """Read a document; :data:`_NOTHING` if it cannot be read."""
    source, _ = decode_text(RawFile(path, text.encode()))
    document, problems = parse_document(source) if source else (None, ())
    if document is None:
        return _NOTHING
    blocks = [block for block in document.walk() if block.run]
    return _Reading(
        tuple((block.id, block.run.text) for block in blocks if block.run),
        tuple(problem for problem in problems if problem.severity == "error"),
        frozenset(mark for block in blocks for mark in _list_marks(block)),
    )


def _list_marks(block: Block) -> Iterator[_Mark]:
    marks = block.run.marks if block.run else ()
    for mark in marks:
        if mark.kind in ("figure", "suggestion"):
            values = (
                (each.start, each.end)
                for each in marks
                if each.kind == "value" and mark.start <= each.start and each.end <= mark.end
            )
            yield _Mark(block.id, mark.start, mark.end, next(values, None), tuple(sorted(mark.attrs.items())))
