"""The imported words beside a document (``report.original.txt``) ↔ what the document says today.

An import writes down the words that it read, a paragraph a line. Whatever an editor does to a document afterwards, a number that
lost a digit, a character that was dropped or typed over would be published in silence: so each place where the document says
something else is reported, until the editor confirms it there (``[5200亩]{corrects=520亩}``: the imported words were 520亩).

How the words are laid out makes no difference: white space, markup, pages, paragraphs joined or parted, marks of notes that
moved. What editors add as theirs (``.supplied``, ``::: note``, ``::: gap``) is no word of the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, groupby

from gazette.model import Block, Document, Entry, Run
from gazette.problems import Locus, Problem
from gazette.text import find_sentences, remove_whitespace

#: Editors' own containers.
_ASIDE = ("note", "gap")
#: A mark of a note in the text: ［3］, ①.
_MARK = re.compile(r"[\[［〔]\d{1,3}[\]］〕]|[①-⑳㉑-㊿]")
#: Characters up to which two stretches are compared one by one; longer ones are compared by sentences first.
_LONG = 1500
#: How many characters around a difference are shown, so that an editor finds it.
_AROUND = 4
_NUMBER = re.compile(r"[0-9.,%％万亿]")
_SIGNS = "，。；：！？、（）“”《》"
#: A whole paragraph is shown up to here.
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class _Unit:
    """Words with their place: a paragraph of the original or of the document, without white space. From the character ``below``
    on they stand on line ``line``, as behind a run-in heading."""

    text: str
    locus: Locus
    below: int = 0
    line: int = 0

    def at(self, offset: int) -> Locus:
        """The place of the character at ``offset``."""
        return Locus(self.locus.path, self.line) if self.below and offset >= self.below else self.locus


@dataclass(frozen=True, slots=True)
class _Change:
    """The original's words and the document's, which stand there instead; ``whole`` paragraphs or words of one."""

    was: str
    now: str
    locus: Locus
    whole: bool
    source: Locus


def compare_with_original(
    document: Document, notes: Sequence[Entry], glossary: str, text: str, path: str
) -> tuple[Problem, ...]:
    """A reminder for each place where the document says something else than the original.

    ``notes`` are the document's in the glossary at path ``glossary``; ``text`` is that of the original at ``path``.
    """
    printed = [
        _Unit(words, Locus(path, n)) for n, line in enumerate(text.split("\n"), 1) if (words := remove_whitespace(line))
    ]
    paragraphs = {unit.text for unit in printed}
    captions = {Locus(document.path, block.line) for block in document.walk() if block.kind == "picture"}
    today = [
        unit
        for unit in _units(document, notes, glossary)
        if unit.text and (unit.locus not in captions or unit.text in paragraphs)  # one an editor added is no difference
    ]
    printed, today = _without_same_notes(printed, today, {remove_whitespace(_note(entry)) for entry in notes})
    changes = list(_changes(printed, today))
    if Counter(_MARK.findall("".join(u.text for u in printed))) == Counter(
        _MARK.findall("".join(u.text for u in today))
    ):
        changes = [change for change in changes if _MARK.sub("", change.was) != _MARK.sub("", change.now)]
    return tuple(_problem(*group) for group in _grouped(_moved(changes)))


# ---------------------------------------------------------------- the words of the document


def _units(document: Document, notes: Sequence[Entry], glossary: str) -> Iterator[_Unit]:
    for root in document.blocks:
        yield from _block(root, document.path, notes, glossary)


def _block(block: Block, path: str, notes: Sequence[Entry], glossary: str) -> Iterator[_Unit]:
    """The words of a block and of all below it, as they were imported where the editor says so."""
    if block.name in _ASIDE and block.kind == "container":
        return
    if "corrects" in block.attrs:
        yield _Unit(remove_whitespace(block.attrs["corrects"]), Locus(path, block.line))
    elif block.run is not None:
        run_in = next((mark.end for mark in block.run.marks if mark.kind == "run-in"), 0)
        below = len(remove_whitespace(_imported(block.run.cut(0, run_in)))) if run_in else 0
        yield _Unit(remove_whitespace(_imported(block.run)), Locus(path, block.line), below, block.line_at(run_in))
    for child in block.children:
        yield from _block(child, path, notes, glossary)
    if block.name == "notes":
        for entry in notes:
            yield _Unit(remove_whitespace(_note(entry)), Locus(glossary, entry.line))


def _imported(run: Run) -> str:
    """A run's words without what editors supplied, and with the imported words where they corrected these."""
    text = run.text
    position = len(text)
    spans = [(m.start, m.end, m.attrs.get("corrects", "")) for m in run.marks if m.kind in ("supplied", "corrects")]
    for start, end, words in sorted(spans, key=lambda span: (-span[1], span[0])):
        if end <= position:  # one inside another counts for nothing
            text, position = text[:start] + words + text[end:], start
    return text


def _note(entry: Entry) -> str:
    source = entry.source
    label = f"（P{source.page}）" if source.page else source.number
    return f"{label}{entry.term}：{_imported(entry.definition)}"


def _without_same_notes(printed: list[_Unit], today: list[_Unit], notes: set[str]) -> tuple[list[_Unit], list[_Unit]]:
    """Both without the notes that are the same: their order is the glossary's."""
    same = notes & {unit.text for unit in printed}
    return [u for u in printed if u.text not in same], [u for u in today if u.text not in same]


# ---------------------------------------------------------------- what is different


def _changes(printed: Sequence[_Unit], today: Sequence[_Unit]) -> Iterator[_Change]:
    """Paragraphs are laid beside each other first; what is the same needs no closer look."""
    matcher = SequenceMatcher(None, [u.text for u in printed], [u.text for u in today], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        here = today[c] if c < len(today) else today[-1] if today else None
        locus = here.locus if here else Locus(printed[a].locus.path, printed[a].locus.line)
        if tag == "delete":
            for unit in printed[a:b]:
                yield _Change(unit.text, "", locus, True, unit.locus)
        elif tag == "insert":
            for unit in today[c:d]:
                yield _Change("", unit.text, unit.locus, True, unit.locus)
        else:
            yield from _within(printed[a:b], today[c:d])


def _within(printed: Sequence[_Unit], today: Sequence[_Unit]) -> Iterator[_Change]:
    """Paragraphs that differ, joined: how they are parted makes no difference."""
    was, now = "".join(unit.text for unit in printed), "".join(unit.text for unit in today)
    starts = [0, *accumulate(len(unit.text) for unit in today)][:-1]
    for a, b, c, d in _stretches(was, now, 0, 0):
        at = max(n for n, start in enumerate(starts) if start <= c)
        whole = [unit for unit in printed if unit.text == was[a:b]]
        if whole and c == d:
            yield _Change(was[a:b], "", today[at].locus, True, whole[0].locus)
        else:
            place = today[at].at(c - starts[at])
            yield _Change(*_around(was, now, a, b, c, d), place, False, printed[0].locus)


def _stretches(was: str, now: str, at: int, to: int) -> Iterator[tuple[int, int, int, int]]:
    """(start, end) in each text of what differs; ``at`` and ``to`` are where these texts begin in the whole ones."""
    if was == now:
        return
    head = next((n for n, (x, y) in enumerate(zip(was, now, strict=False)) if x != y), min(len(was), len(now)))
    tail = 0
    while tail < min(len(was), len(now)) - head and was[-1 - tail] == now[-1 - tail]:
        tail += 1
    a, c = was[head : len(was) - tail], now[head : len(now) - tail]
    at, to = at + head, to + head
    if max(len(a), len(c)) > _LONG and min(len(a), len(c)):
        left, right = _sentences(a), _sentences(c)
        if len(left) > 1 or len(right) > 1:
            for code, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
                if code != "equal":
                    x, y = "".join(left[:i]), "".join(right[:k])
                    part, other = "".join(left[i:j]), "".join(right[k:m])
                    if part == a and other == c:
                        yield at, at + len(a), to, to + len(c)
                    else:
                        yield from _stretches(part, other, at + len(x), to + len(y))
            return
    if max(len(a), len(c)) > _LONG:
        yield at, at + len(a), to, to + len(c)
        return
    for tag, i, j, k, m in _joined(SequenceMatcher(None, a, c, autojunk=False).get_opcodes()):
        if tag != "equal":
            yield at + i, at + j, to + k, to + m


def _joined(codes: Iterable[tuple[str, int, int, int, int]]) -> Iterator[tuple[str, int, int, int, int]]:
    """Differences with hardly anything the same between them are one: a word that was replaced shares a character by chance."""
    held: tuple[str, int, int, int, int] | None = None
    for code in codes:
        if held is not None and (code[0] != "equal" or code[2] - code[1] < 2):
            held = ("replace", held[1], code[2], held[3], code[4])
        elif code[0] != "equal":
            held = code
        else:
            if held is not None:
                yield held
            held = None
            yield code
    if held is not None:
        yield held


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in find_sentences(text)]


def _around(was: str, now: str, a: int, b: int, c: int, d: int) -> tuple[str, str]:
    """What differs with a few characters around it, whole numbers, up to the next sign."""
    left = _shared(reversed(was[:a]), reversed(now[:c]))
    right = _shared(was[b:], now[d:])
    return was[a - left : b + right], now[c - left : d + right]


def _shared(was: Iterable[str], now: Iterable[str]) -> int:
    """How many neighbours are shown: those that are the same, a number wholly, words as far as :data:`_AROUND`, no sign."""
    count = words = 0
    for one, other in zip(was, now, strict=False):
        words += not _NUMBER.match(one)
        if one != other or words > _AROUND or one in _SIGNS:
            break
        count += 1
    return count


def _moved(changes: Iterable[_Change]) -> Iterator[_Change]:
    """The changes, with a paragraph that was taken away here and put in there as one."""
    rows = list(changes)
    gone = {change.was: change for change in rows if change.whole and not change.now}
    put = {change.now for change in rows if change.whole and not change.was}
    for change in rows:
        if change.whole and change.was in put and not change.now:
            continue
        if change.whole and not change.was and change.now in gone:
            yield _Change(change.now, change.now, change.locus, True, gone[change.now].source)
        else:
            yield change


def _grouped(changes: Iterable[_Change]) -> Iterator[tuple[_Change, int]]:
    """Each change and 1, but paragraphs that are gone one after another together: the first and how many."""
    for (_, gone), group in groupby(changes, key=lambda change: (change.locus, change.whole and not change.now)):
        rows = list(group)
        yield from [(rows[0], len(rows))] if gone else ((row, 1) for row in rows)


def _problem(change: _Change, count: int) -> Problem:
    was, now = _short(change.was), _short(change.now)
    if change.was == change.now:
        message = f"「{now}」一段移了位置，导入的原文在 {change.source}。"
        fix = "请对照原件；这里的次序对的，把原文里的那一行也移过来。"
    elif change.whole and not change.now:
        message = f"导入的原文（{change.source}）有{count}段，这里没有了：「{was}」{'等' * (count > 1)}。"
        fix = (
            "请恢复；不是这篇文献的字，就在原文里删去这几行。"
            if count > 1
            else "请恢复；不是这篇文献的字，就在原文里删去那一行。"
        )
    elif change.whole:
        message = f"这一段「{now}」，导入的原文没有。"
        fix = '请对照原件；原件确实有的，在段末空一格写 {corrects=""}。'
    else:
        message = f"这里作「{now}」，导入的原文作「{was}」。"
        fix = f"改错了的请改回；原件确实如此的，写成 [{now}]{{corrects={_quoted(was)}}}。"
    return Problem("original-differs", change.locus, message, fix, "warning")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _quoted(text: str) -> str:
    return text if text and not re.search(r"[\s{}\"'=]", text) else f'"{text}"'
