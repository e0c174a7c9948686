"""Write suggestions into the text of a file as marks; every other character of the file stays."""

from __future__ import annotations

from collections.abc import Sequence

from gazette.grouping import group_by
from gazette.model import Source
from gazette.problems import Problem
from gazette.sources.document import parse_document
from gazette.sources.files import RawFile, decode_text
from gazette.suggestions.engine import Suggestion
from gazette.text_edits import Edit, apply_edits, line_spans


def format_mark(suggestion: Suggestion) -> str:
    """Return the words of a suggestion as marked words; an indicator that is only likely has a question mark."""
    words = suggestion.text.replace(suggestion.value, f"**{suggestion.value}**", 1)
    doubt = "" if suggestion.confidence == "sure" else "?"
    attributes = [
        f"indicator={suggestion.indicator}{doubt}",
        *(f"{key}={value}" for key, value in suggestion.attributes),
    ]
    return f"[{words}]{{{' '.join(attributes)}}}"


def add_marks(source: Source, suggestions: Sequence[Suggestion]) -> tuple[str, tuple[Suggestion, ...]]:
    """Return the text of a file with the marks of suggestions, and the suggestions that have been written.

    Left out is one without role or year, whose words its line has twice, that overlaps another, or whose words are part of
    other notation, so that the document with its mark would have other words or another error than without.
    """
    before = _read(source)
    text, written = insert_marks(source.text, [each for each in suggestions if each.role and each.year])
    if _read(Source(source.path, text)) == before:
        return text, written
    safe: list[Suggestion] = []
    for suggestion in written:
        text, _ = insert_marks(source.text, (*safe, suggestion))
        if _read(Source(source.path, text)) == before:
            safe.append(suggestion)
    return insert_marks(source.text, safe)


def insert_marks(text: str, suggestions: Sequence[Suggestion]) -> tuple[str, tuple[Suggestion, ...]]:
    """Return a text with the marks of suggestions whose words their line has once, and these suggestions."""
    found = find_marks(text, suggestions)
    return apply_edits(text, (edit for edit, _ in found)), tuple(each for _, each in found)


def find_marks(text: str, suggestions: Sequence[Suggestion]) -> tuple[tuple[Edit, Suggestion], ...]:
    """Return the edits that write the marks of suggestions, without those whose words their line has not once, or that overlap."""
    spans = line_spans(text)
    found: dict[Suggestion, Edit] = {}
    for number, own in group_by(suggestions, lambda each: each.line).items():
        start, end = spans[number - 1]
        line = text[start:end]
        places = [(line.index(each.text), each) for each in own if line.count(each.text) == 1]
        limit = len(line)
        for place, each in sorted(places, key=lambda place: place[0], reverse=True):
            if place + len(each.text) <= limit:
                found[each] = Edit(start + place, start + place + len(each.text), format_mark(each))
                limit = place
    return tuple((found[each], each) for each in suggestions if each in found)


def reads_alike(path: str, old: str, new: str) -> bool:
    """Return whether two texts of a file have the same words and the same errors; all characters as in the file."""
    decoded = [decode_text(RawFile(path, text.encode()))[0] for text in (old, new)]
    return all(decoded) and _read(decoded[0]) == _read(decoded[1])  # type: ignore[arg-type]


def _read(source: Source) -> tuple[list[str], list[Problem]]:
    """Return a document's words, block by block, and its errors."""
    document, problems = parse_document(source)
    words = [block.run.text for block in document.walk() if block.run] if document else []
    return words, [problem for problem in problems if problem.severity == "error"]
