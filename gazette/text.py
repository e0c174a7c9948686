"""Find sentences and clauses of Chinese prose, and set its quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

#: Han characters, kana and their punctuation.
CJK = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef“”‘’—…·]|[\U00020000-\U0003ffff]"
)
#: For ``str.translate``: the full-width forms of ASCII (！ to ～) as ASCII.
FULL_TO_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
#: Stands where a word ends, in a text whose lines may break there only (U+200B ZERO WIDTH SPACE).
WORD_END = "\u200b"
#: The address of a site, without a slash at the end.
SITE_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~/-]*)?")
# A sentence ends at 。！？ and takes the closing quotes and brackets after it (GB/T 15834—2011, 4.1–4.3 and 4.8).
_SENTENCE_END = re.compile("[。！？][。！？]*[”’）》」』]*")
# A clause of a newspaper item also ends at a semicolon.
_CLAUSE_END = re.compile("[。！？；][。！？；]*[”’）》」』]*")
_COMMA = re.compile("[，。；！？]")
_LABEL = re.compile(r"[^，。；：！？]{2,20}：(?=.)")


def remove_whitespace(text: str) -> str:
    """Remove all white space, as printed words are compared."""
    return re.sub(r"\s", "", text)


def find_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of each sentence; together they are the whole text."""
    return _split_after(_SENTENCE_END, text, 0)


def iterate_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, words) of each sentence, without the white space around it."""
    for start, end in find_sentences(text):
        words = text[start:end]
        yield start + len(words) - len(words.lstrip()), words.strip()


def find_sentence_at(text: str, position: int, spans: Iterable[tuple[int, int]]) -> str:
    """Return the sentence that contains ``position``; ``spans`` are from :func:`find_sentences`."""
    return next((text[start:end] for start, end in spans if start <= position < end), text).strip()


def find_clauses(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of each clause of ``text[start:]``; together they are all of it."""
    return _split_after(_CLAUSE_END, text, start)


def _split_after(end: re.Pattern[str], text: str, start: int) -> tuple[tuple[int, int], ...]:
    """Split ``text[start:]`` after each match of ``end``."""
    ends = [start, *(match.end() for match in end.finditer(text, start))]
    if ends[-1] < len(text):
        ends.append(len(text))
    return tuple(pairwise(ends))


def widen_to_clauses(text: str, start: int, end: int, room: int, first: int = 0) -> tuple[int, int]:
    """Return the span of the clauses around ``text[start:end]``, those after it before those ahead, as long as they have
    ``room`` characters; never less than the clauses that contain it. Nothing ahead of ``first`` is taken."""
    cuts = [first, *(match.end() for match in _COMMA.finditer(text, first)), len(text)]
    start = max(cut for cut in cuts if cut <= max(start, first))
    end = min(cut for cut in cuts if cut >= end)
    while True:
        after = next((cut for cut in cuts if cut > end and cut - start <= room), None)
        before = next((cut for cut in reversed(cuts) if cut < start and end - cut <= room), None)
        if after is not None:
            end = after
        elif before is not None:
            start = before
        else:
            return start, end


def to_corner_quotes(text: str) -> str:
    """Replace “ ” ‘ ’ by corner brackets: 「 」 outside, 『 』 inside these and so on in turn, whichever was written.

    The length stays the same, and so does an apostrophe (Xi’an). A closing mark without an opening one becomes 」 for ” and 』 for ’,
    as in a sentence cut from a quotation; one that is not closed ends with the one around it.
    """
    characters, open_marks = list(text), list[str]()
    for mark in re.finditer(r"[“‘”]|(?<![A-Za-z])’|’(?![A-Za-z])", text):
        if mark[0] in "“‘":
            characters[mark.start()] = "「『"[len(open_marks) % 2]
            open_marks.append(mark[0])
            continue
        opening = "“" if mark[0] == "”" else "‘"
        if opening in open_marks:
            while open_marks.pop() != opening:
                pass
            characters[mark.start()] = "」』"[len(open_marks) % 2]
        else:
            characters[mark.start()] = "」" if mark[0] == "”" else "』"
    return "".join(characters)


def find_label_end(text: str) -> int:
    """Return where the label of an item ends (“提速数智转型扩面提质：”), 0 where it has none."""
    match = _LABEL.match(text)
    return match.end() if match else 0
