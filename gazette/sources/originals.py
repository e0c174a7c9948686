"""Compare a document with the imported words stored next to it (``report.original.txt``).

An import records the words that it read, a paragraph a line. Whatever an editor then does to the document, a number that
lost a digit or a character typed over would be published unnoticed: so each place where the document says
something else is reported, until the editor confirms it there (``[5200亩]{corrects=520亩}``: the imported words were 520亩).

The layout of the words makes no difference: white space, markup, pages, paragraphs joined or split, marks of notes that
moved. What editors add as their own (``.supplied``, ``::: note``, ``::: gap``) is no word of the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, groupby

from msgspec import Struct
from msgspec.structs import replace

from gazette.model import Block, Document, Entry, Run
from gazette.problems import Locus, Problem
from gazette.sources.containers import get_container_rules
from gazette.text import find_sentences, remove_whitespace

#: A mark of a note in the text: ［3］, ①.
_NOTE_MARK = re.compile(r"[\[［〔]\d{1,3}[\]］〕]|[①-⑳㉑-㊿]")
#: Up to this length two texts are compared character by character; longer ones sentence by sentence first.
_MAX_LENGTH_BY_CHARACTER = 1500
#: How many characters around a difference are quoted, so that an editor finds it.
_CONTEXT = 4
_NUMBER = re.compile(r"[0-9.,%％万亿]")
_PUNCTUATION = "，。；：！？、（）“”《》"
#: A paragraph is quoted up to this length.
_MAX_QUOTED = 30
#: An opcode of ``SequenceMatcher``: tag, start and end in the first text, start and end in the second.
_Opcode = tuple[str, int, int, int, int]


class _Paragraph(Struct, frozen=True):
    """A paragraph of the original or of the document, without white space."""

    text: str
    locus: Locus
    #: Behind a run-in heading, from this offset on, the text is on line ``body_line``.
    body_start: int = 0
    body_line: int = 0

    def locus_at(self, offset: int) -> Locus:
        return Locus(self.locus.path, self.body_line) if self.body_start and offset >= self.body_start else self.locus


class _Difference(Struct, frozen=True):
    """A place where the document has other words than the original."""

    original: str
    current: str
    #: In the document, and in the original.
    locus: Locus
    original_locus: Locus
    #: Whether these are whole paragraphs; otherwise they are words in one.
    is_paragraph: bool = False

    @property
    def is_deleted_paragraph(self) -> bool:
        return self.is_paragraph and not self.current

    @property
    def is_inserted_paragraph(self) -> bool:
        return self.is_paragraph and not self.original


def compare_with_original(
    document: Document, notes: Sequence[Entry], glossary: str, text: str, path: str
) -> tuple[Problem, ...]:
    """Return a warning for each place where the document says something else than the original.

    ``notes`` are the document's in the glossary at path ``glossary``; ``text`` is that of the original at ``path``.
    """
    lines = enumerate(text.split("\n"), 1)
    original = [_Paragraph(words, Locus(path, n)) for n, line in lines if (words := remove_whitespace(line))]
    original_texts = {paragraph.text for paragraph in original}
    captions = {Locus(document.path, block.line) for block in document.walk() if block.kind == "picture"}
    current = [
        paragraph
        for root in document.blocks
        for paragraph in _iterate_paragraphs(root, document.path, notes, glossary)
        # A caption that an editor added is no difference.
        if paragraph.text and (paragraph.locus not in captions or paragraph.text in original_texts)
    ]
    # Notes that are the same are left out of both: their order is the glossary's.
    same_notes = {remove_whitespace(_format_note(entry)) for entry in notes} & original_texts
    original, current = ([p for p in side if p.text not in same_notes] for side in (original, current))
    differences = list(_compare_paragraphs(original, current))
    if _count_note_marks(original) == _count_note_marks(current):
        differences = [d for d in differences if _NOTE_MARK.sub("", d.original) != _NOTE_MARK.sub("", d.current)]
    return tuple(_build_problem(*group) for group in _group_deletions(_merge_moves(differences)))


def _count_note_marks(paragraphs: Iterable[_Paragraph]) -> Counter[str]:
    return Counter(_NOTE_MARK.findall("".join(paragraph.text for paragraph in paragraphs)))


# ---------------------------------------------------------------- the words of the document


def _iterate_paragraphs(block: Block, path: str, notes: Sequence[Entry], glossary: str) -> Iterator[_Paragraph]:
    """Yield the words of a block and of all below it, as they were imported where the editor states that."""
    if get_container_rules(block).is_editorial:
        return
    if "corrects" in block.attrs:
        yield _Paragraph(remove_whitespace(block.attrs["corrects"]), Locus(path, block.line))
    elif block.run is not None:
        run_in = next((mark.end for mark in block.run.marks if mark.kind == "run-in"), 0)
        body_start = len(remove_whitespace(_imported_text(block.run.cut(0, run_in)))) if run_in else 0
        text = remove_whitespace(_imported_text(block.run))
        yield _Paragraph(text, Locus(path, block.line), body_start, block.line_at(run_in))
    for child in block.children:
        yield from _iterate_paragraphs(child, path, notes, glossary)
    if block.name == "notes":
        for entry in notes:
            yield _Paragraph(remove_whitespace(_format_note(entry)), Locus(glossary, entry.line))


def _imported_text(run: Run) -> str:
    """Return a run's words without what editors supplied, and with the imported words where they corrected these."""
    text = run.text
    position = len(text)
    spans = [(m.start, m.end, m.attrs.get("corrects", "")) for m in run.marks if m.kind in ("supplied", "corrects")]
    for start, end, words in sorted(spans, key=lambda span: (-span[1], span[0])):
        if end <= position:  # not inside another one, which was replaced already
            text, position = text[:start] + words + text[end:], start
    return text


def _format_note(entry: Entry) -> str:
    source = entry.source
    label = f"（P{source.page}）" if source.page else source.number
    return f"{label}{entry.term}：{_imported_text(entry.definition)}"


# ---------------------------------------------------------------- what differs


def _compare_paragraphs(original: Sequence[_Paragraph], current: Sequence[_Paragraph]) -> Iterator[_Difference]:
    """Align the paragraphs first: equal ones need no closer look."""
    matcher = SequenceMatcher(None, [p.text for p in original], [p.text for p in current], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "delete":
            here = current[min(c, len(current) - 1)] if current else original[a]
            for paragraph in original[a:b]:
                yield _Difference(paragraph.text, "", here.locus, paragraph.locus, is_paragraph=True)
        elif tag == "insert":
            for paragraph in current[c:d]:
                yield _Difference("", paragraph.text, paragraph.locus, paragraph.locus, is_paragraph=True)
        elif tag == "replace":
            yield from _compare_joined(original[a:b], current[c:d])


def _compare_joined(original: Sequence[_Paragraph], current: Sequence[_Paragraph]) -> Iterator[_Difference]:
    """Compare paragraphs joined: where they are split makes no difference."""
    was, now = ("".join(paragraph.text for paragraph in side) for side in (original, current))
    starts = [0, *accumulate(len(paragraph.text) for paragraph in current)][:-1]
    for a, b, c, d in _compare_texts(was, now, 0, 0):
        index = max(n for n, start in enumerate(starts) if start <= c)
        deleted = [paragraph for paragraph in original if paragraph.text == was[a:b]]
        if deleted and c == d:
            yield _Difference(was[a:b], "", current[index].locus, deleted[0].locus, is_paragraph=True)
        else:
            locus = current[index].locus_at(c - starts[index])
            yield _Difference(*_add_context(was, now, a, b, c, d), locus, original[0].locus)


def _compare_texts(was: str, now: str, was_start: int, now_start: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (start, end) in each text of what differs; the offsets at which the texts begin are added."""
    if was == now:
        return
    shorter = min(len(was), len(now))
    head = next((n for n, (x, y) in enumerate(zip(was, now, strict=False)) if x != y), shorter)
    tail = 0
    while tail < shorter - head and was[-1 - tail] == now[-1 - tail]:
        tail += 1
    a, c = was[head : len(was) - tail], now[head : len(now) - tail]
    was_start, now_start = was_start + head, now_start + head
    whole = was_start, was_start + len(a), now_start, now_start + len(c)
    if max(len(a), len(c)) <= _MAX_LENGTH_BY_CHARACTER:
        for tag, i, j, k, m in _merge_close(SequenceMatcher(None, a, c, autojunk=False).get_opcodes()):
            if tag != "equal":
                yield was_start + i, was_start + j, now_start + k, now_start + m
        return
    left, right = ([text[start:end] for start, end in find_sentences(text)] for text in (a, c))
    if not a or not c or len(left) == len(right) == 1:
        yield whole
        return
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            part, other = "".join(left[i:j]), "".join(right[k:m])
            if part == a and other == c:
                yield whole
            else:
                starts = was_start + len("".join(left[:i])), now_start + len("".join(right[:k]))
                yield from _compare_texts(part, other, *starts)


def _merge_close(opcodes: Iterable[_Opcode]) -> Iterator[_Opcode]:
    """Merge differences with a single equal character between them: a word that was replaced shares it by chance."""
    pending: _Opcode | None = None
    for opcode in opcodes:
        if pending is not None and (opcode[0] != "equal" or opcode[2] - opcode[1] < 2):
            pending = ("replace", pending[1], opcode[2], pending[3], opcode[4])
        elif opcode[0] != "equal":
            pending = opcode
        else:
            if pending is not None:
                yield pending
            pending = None
            yield opcode
    if pending is not None:
        yield pending


def _add_context(was: str, now: str, a: int, b: int, c: int, d: int) -> tuple[str, str]:
    """Return what differs with a few characters around it: complete numbers, up to the next punctuation."""
    left = _count_context(reversed(was[:a]), reversed(now[:c]))
    right = _count_context(was[b:], now[d:])
    return was[a - left : b + right], now[c - left : d + right]


def _count_context(was: Iterable[str], now: Iterable[str]) -> int:
    """Count the neighbours to quote: equal ones, a number completely, words up to :data:`_CONTEXT`, no punctuation."""
    count = words = 0
    for one, other in zip(was, now, strict=False):
        words += not _NUMBER.match(one)
        if one != other or words > _CONTEXT or one in _PUNCTUATION:
            break
        count += 1
    return count


def _merge_moves(differences: Sequence[_Difference]) -> Iterator[_Difference]:
    """Yield the differences, with a paragraph that was deleted here and inserted there as one."""
    deleted = {difference.original: difference for difference in differences if difference.is_deleted_paragraph}
    inserted = {difference.current for difference in differences if difference.is_inserted_paragraph}
    for difference in differences:
        if difference.is_deleted_paragraph and difference.original in inserted:
            continue
        if difference.is_inserted_paragraph and difference.current in deleted:
            yield replace(
                difference, original=difference.current, original_locus=deleted[difference.current].original_locus
            )
        else:
            yield difference


def _group_deletions(differences: Iterable[_Difference]) -> Iterator[tuple[_Difference, int]]:
    """Yield each difference and 1, but of paragraphs deleted one after another the first and their number."""
    for (_, is_deleted), group in groupby(differences, key=lambda d: (d.locus, d.is_deleted_paragraph)):
        rows = list(group)
        yield from [(rows[0], len(rows))] if is_deleted else ((row, 1) for row in rows)


def _build_problem(difference: _Difference, count: int) -> Problem:
    original, current = _shorten(difference.original), _shorten(difference.current)
    if difference.original == difference.current:
        message = f"「{current}」一段移了位置，导入的原文在 {difference.original_locus}。"
        fix = "请对照原件；这里的次序对的，把原文里的那一行也移过来。"
    elif difference.is_deleted_paragraph:
        and_more = "等" * (count > 1)
        message = f"导入的原文（{difference.original_locus}）有{count}段，这里没有了：「{original}」{and_more}。"
        lines = "这几行" if count > 1 else "那一行"
        fix = f"请恢复；不是这篇文献的字，就在原文里删去{lines}。"
    elif difference.is_paragraph:
        message = f"这一段「{current}」，导入的原文没有。"
        fix = '请对照原件；原件确实有的，在段末空一格写 {corrects=""}。'
    else:
        message = f"这里是「{current}」，导入的原文是「{original}」。"
        fix = f"改错了的请改回；原件确实如此的，写成 [{current}]{{corrects={_quote_value(original)}}}。"
    return Problem("original-differs", difference.locus, message, fix, "warning")


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}…"


def _quote_value(text: str) -> str:
    return text if text and not re.search(r"[\s{}\"'=]", text) else f'"{text}"'
