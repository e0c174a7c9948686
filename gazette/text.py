"""Sentences and clauses of Chinese prose. Pure functions on strings; offsets count characters."""

from __future__ import annotations

import re

# A sentence ends at 。！？ and takes the closing quotes and brackets after it (GB/T 15834—2011, 4.1–4.3 and 4.8).
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’）》」』]*|[^。！？]+$")
# A clause of a newspaper item also ends at a semicolon.
_CLAUSE = re.compile(r"[^。！？；]*[。！？；]+[”’）》」』]*|[^。！？；]+$")
_LABEL = re.compile(r"[^，。；：！？]{2,20}：(?=.)")


def bare(text: str) -> str:
    """``text`` without white space: how printed words are compared."""
    return re.sub(r"\s", "", text)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each sentence; together they are the whole text."""
    return tuple(match.span() for match in _SENTENCE.finditer(text) if match.end() > match.start())


def sentence_at(text: str, position: int) -> str:
    """The sentence that holds the character at ``position``."""
    for start, end in sentences(text):
        if start <= position < end:
            return text[start:end].strip()
    return text.strip()


def clauses(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """(start, end) of each clause of ``text[start:]``; together they are all of it."""
    return tuple(match.span() for match in _CLAUSE.finditer(text, start) if match.end() > match.start())


def label_end(text: str) -> int:
    """Where the label of an item ends (“提速数智转型扩面提质：”), 0 where it has none."""
    match = _LABEL.match(text)
    return match.end() if match else 0
