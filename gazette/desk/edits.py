"""Find what the desk changes in the text of a file: a mark, an attribute, a line, a YAML entry.

Each function returns the smallest edits by which the text becomes the wanted one; everything else of the file stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from gazette.sources.attributes import parse_attributes
from gazette.text_edits import Edit, find_line_end, line_spans

_MARK_END = re.compile(r"\]\{")
#: Plain in YAML, whatever reads it.
_PLAIN = re.compile(r"[\w\u3400-\u9fff][\w\u3400-\u9fff、，。（）“”·—-]*")


class MarkedWords(Struct, frozen=True):
    """``[words]{attributes}`` in a text, by offsets in it."""

    start: int
    words_start: int
    words_end: int
    end: int
    attrs: Mapping[str, str]


def find_marked_words(text: str, line: int, last: int = 0) -> Iterator[MarkedWords]:
    """Yield the marked words on a line, or up to the line ``last``, in the order of their ends."""
    spans = line_spans(text)
    first, stop = spans[line - 1][0], spans[max(line, last) - 1][1]
    for mark in _MARK_END.finditer(text, first, stop):
        attributes = parse_attributes(text, mark.start() + 1)
        depth, start = 1, mark.start()
        while depth and start > first:
            start -= 1
            depth += {"]": 1, "[": -1}.get(text[start], 0)
        if attributes and not depth and attributes.end <= stop:
            yield MarkedWords(start, start + 1, mark.start(), attributes.end, attributes.attrs)


def wrap_words(start: int, end: int, attributes: Mapping[str, str]) -> tuple[Edit, ...]:
    """Return the edits that mark ``text[start:end]``: ``[words]{key=value}``."""
    return Edit(start, start, "["), Edit(end, end, f"]{{{format_attributes(attributes)}}}")


def unwrap_words(text: str, marked: MarkedWords) -> tuple[Edit, ...]:
    """Return the edits that take a mark away, with the bold inside it."""
    ends = Edit(marked.start, marked.words_start, ""), Edit(marked.words_end, marked.end, "")
    return (*ends, *remove_bold(text, marked))


def remove_bold(text: str, marked: MarkedWords) -> tuple[Edit, ...]:
    """Return the edits that take the bold out of marked words."""
    found = re.finditer(r"\*\*", text[marked.words_start : marked.words_end])
    return tuple(Edit(marked.words_start + star.start(), marked.words_start + star.end(), "") for star in found)


def set_attributes(text: str, marked: MarkedWords, changes: Mapping[str, str]) -> tuple[Edit, ...]:
    """Return the edits that set attributes of marked words; those that are new stand last."""
    edits = []
    for key, value in changes.items():
        old = re.search(rf"""(?<=[\s{{]){key}=(?:"[^"]*"|'[^']*'|[^\s{{}}"']+)""", text[marked.words_end : marked.end])
        if old is None:
            edits.append(Edit(marked.end - 1, marked.end - 1, f" {format_attributes({key: value})}"))
        elif old[0] != (new := format_attributes({key: value})):
            edits.append(Edit(marked.words_end + old.start(), marked.words_end + old.end(), new))
    return tuple(edits)


def add_block_attributes(text: str, line: int, attributes: Mapping[str, str]) -> tuple[Edit, ...]:
    """Return the edit that adds attributes at the end of a block, whose last line is ``line``: ``words {see=none}``."""
    start, end = line_spans(text)[line - 1]
    words = text[start:end].rstrip()
    brace = re.search(r"(?<=\s)\{[^{}]*\}$", words)
    if brace:
        place = start + len(words) - 1
        return (Edit(place, place, f" {format_attributes(attributes)}"),)
    return (Edit(start + len(words), start + len(words), f" {{{format_attributes(attributes)}}}"),)


def format_attributes(attributes: Mapping[str, str]) -> str:
    """Return attributes as they are written in braces. ValueError for a value that holds both kinds of quotation marks."""
    return " ".join(f"{key}={_quote_attribute(value)}" for key, value in attributes.items())


def _quote_attribute(value: str) -> str:
    if value and not re.search(r"[\s{}\"']", value):
        return value
    for quote in ('"', "'"):
        if quote not in value and "\n" not in value:
            return f"{quote}{value}{quote}"
    raise ValueError(value)


def replace_line(text: str, line: int, new: str) -> tuple[Edit, ...]:
    """Return the edit by which a line becomes another, without the characters that both begin and end with; none if they are alike."""
    start, end = line_spans(text)[line - 1]
    return trim_edit(text, Edit(start, end, new))


def trim_edit(text: str, edit: Edit) -> tuple[Edit, ...]:
    """Return an edit without the characters that old and new words begin and end with; none if they are alike."""
    old, new = text[edit.start : edit.end], edit.new
    if old == new:
        return ()
    limit = min(len(old), len(new))
    head = next((k for k in range(limit) if old[k] != new[k]), limit)
    tail = next((k for k in range(limit - head) if old[-1 - k] != new[-1 - k]), limit - head)
    return (Edit(edit.start + head, edit.end - tail, new[head : len(new) - tail]),)


# ---------------------------------------------------------------- YAML


def append_lines(text: str, lines: Iterable[str]) -> tuple[Edit, ...]:
    """Return the edit that adds lines at the end of a file, with the file's own line ends."""
    newline = find_line_end(text)
    added = "".join(f"{line}{newline}" for line in lines)
    body = text.rstrip()
    if body.rpartition("\n")[2].strip("\ufeff\r ") == "[]":  # an empty list in flow style; nothing can follow it
        start = len(body) - 2
        return (Edit(start, len(text), added),)
    gap = "" if not text or text.endswith(("\n", "\r")) else newline
    return (Edit(len(text), len(text), gap + added),)


def insert_lines(text: str, after: int, lines: Iterable[str]) -> tuple[Edit, ...]:
    """Return the edit that adds lines after the line ``after``, with the file's own line ends."""
    spans = line_spans(text)
    if after >= len(spans) or not text[spans[after][0] :].strip():
        return append_lines(text, lines)
    newline, start = find_line_end(text), spans[after][0]
    return (Edit(start, start, "".join(f"{line}{newline}" for line in lines)),)


def set_scalar(text: str, line: int, key: str, value: str) -> tuple[Edit, ...]:
    """Return the edit that sets the value of ``key: value`` on a line of a YAML file; none if the line has not this form."""
    start, end = line_spans(text)[line - 1]
    match = re.fullmatch(
        rf"""(?P<lead>\s*(?:- )?{re.escape(key)}:\s+)(?P<value>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^#\s][^#]*?)(?P<rest>\s*(?:#.*)?)""",
        text[start:end],
    )
    if match is None:
        return ()
    return trim_edit(text, Edit(start + match.start("value"), start + match.end("value"), quote_scalar(value)))


def flow_mapping(values: Mapping[str, str]) -> str:
    """Return a mapping on one line, ``{key: value, key: value}``."""
    return "{" + ", ".join(f"{key}: {quote_scalar(value)}" for key, value in values.items()) + "}"


def quote_scalar(value: str) -> str:
    """Return a text as a YAML scalar, in quotes where YAML or a reader might take it for something else."""
    if _PLAIN.fullmatch(value) and not re.match(r"[\d_-]", value) and value.lower() not in _WORDS:
        return value
    if _SPECIAL.search(value):
        return '"' + re.sub(rf'"|{_SPECIAL.pattern}', _escape, value) + '"'
    return "'" + value.replace("'", "''") + "'"


#: Plain words that YAML takes for something else than text.
_WORDS = frozenset("y n yes no true false on off null".split())
#: What is written escaped, in double quotes: control characters, line ends that YAML knows, and characters that readers leave out.
_SPECIAL = re.compile(r"[\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _escape(match: re.Match[str]) -> str:
    known = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return known.get(match[0], f"\\u{ord(match[0]):04x}")
