"""Write suggestions into the text of a file as marks; every other character of the file stays."""

from __future__ import annotations

from collections.abc import Sequence

from gazette.grouping import group_by
from gazette.model import Source
from gazette.problems import Problem
from gazette.sources.document import parse_document
from gazette.suggestions.engine import Suggestion


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
    lines = text.split("\n")
    written = []
    for number, own in group_by(suggestions, lambda each: each.line).items():
        line = lines[number - 1]
        places = [(line.index(each.text), each) for each in own if line.count(each.text) == 1]
        end = len(line)
        for start, each in sorted(places, key=lambda place: place[0], reverse=True):
            if start + len(each.text) <= end:
                lines[number - 1] = (
                    lines[number - 1][:start] + format_mark(each) + lines[number - 1][start + len(each.text) :]
                )
                end = start
                written.append(each)
    return "\n".join(lines), tuple(each for each in suggestions if each in written)


def _read(source: Source) -> tuple[list[str], list[Problem]]:
    """Return a document's words, block by block, and its errors."""
    document, problems = parse_document(source)
    words = [block.run.text for block in document.walk() if block.run] if document else []
    return words, [problem for problem in problems if problem.severity == "error"]
