"""Which sentence of a report each clause of an explainer tells, and where the two differ.

Takes the lines of one document, the paragraphs of the other and a function that folds Traditional characters to
Simplified ones, keeping the length; gives an :class:`Edge` for each clause that has a source. Pure, deterministic, in
time about linear in the texts; fails on no text.

**Clauses.** A line is cut at 。！？； and behind its label (“提速数智转型扩面提质：”, in the report a sentence of its own), at ，
and 、 only where the parts stand in different sentences. Numbering (▶ ① 03 （一） 1、) belongs to none.

**Choice.** A sentence's share of a clause is the weight of those of the clause's pairs of neighbouring characters that
it holds. Rare pairs weigh more; any number stands for any other, lest a wrong one lose its sentence. Among the sentences
with a share of ``_LEAST`` the best path through all lines is taken: the share, and small bonuses for the same numbers,
for a sentence that is the clause alone or begins with it (headings, labels), for the section, for keeping to the
paragraph or going on to the next. Where no sentence has that share, or holds too little of the clause in order: no edge.

**Section** is a line's context in words, best ``role year headings``; it may be empty. Years (2024) or roles (target,
result) that stand in both sections and disagree rule a sentence out, unless it is the clause nearly word for word.

**The editor.** ``see="none"``: the line has no source. ``see="p17-1"`` (several: with spaces): its clauses are looked for
in these paragraphs alone, with a low threshold; a named paragraph that no clause is found in is linked as a whole.

**Differences** follow the rule of :mod:`gazette.domain.differences`. ``strict`` is for documents that do not explain the
report but speak of the same: only long and close clauses are linked, and only what is sure to differ is told.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from gazette.domain.differences import Difference, Step, Words, bracketed, differences, one_form
from gazette.text import clauses, label_end, sentences


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, item or paragraph of the explainer. ``see``: the editor's word, "" none, "none", or anchors."""

    anchor: str
    text: str
    section: str
    see: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the report, run-in heading included, or a heading."""

    anchor: str
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A clause of a line, and the stretch of a sentence that it tells. ``kind``: verbatim, adapted; ``by``: auto, editor."""

    anchor: str
    start: int
    end: int
    target: str
    target_start: int
    target_end: int
    kind: str
    by: str
    differences: tuple[Difference, ...]


_LEAST, _LEAST_STRICT, _LEAST_EDITOR = 0.45, 0.7, 0.25  # of the weight of a clause
_SHORTEST, _SHORTEST_STRICT = 4, 8  # tokens
_ENOUGH = 0.6  # of the weight; with less of it, more of the tokens must stand in order
_IN_ORDER, _IN_ORDER_WITH_LESS = 0.55, 0.75  # of the tokens
_COMMON = 400  # a pair in more sentences says nothing
_CANDIDATES, _PARTS = 8, 60  # sentences to choose from; parts that a clause is cut into
_YEARS = re.compile(r"(?:19|20)\d\d")
_ROLE = re.compile("target|result")
_KEPT = 10_000  # texts whose reading is remembered: a preview aligns the same ones after each save


def align(
    lines: Sequence[Line], paragraphs: Sequence[Paragraph], fold: Callable[[str], str], strict: bool = False
) -> tuple[Edge, ...]:
    """The edges of all lines, in their order."""
    return tuple(_Alignment(lines, paragraphs, fold, strict).edges())


# ---------------------------------------------------------------- words

# Length is kept: full-width forms, and characters that folding leaves apart (s2tw writes 着 as 著).
_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；？！"}
_PLAIN |= {ord(a): b for a, b in ("著着", "俱具", "瞭了", "﹪%")}
_TOKEN = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[A-Za-z]+|[%‰]|(?<=\d)\+(?=\d)|[^\W\d_]"
    r"|(?P<stop>[，。；、：！？,;:!?\s…])"
)
_NUMBERING = re.compile(
    r"[\s▶◎●■◆○□—-]*(?:[①-⓿]|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[、.](?!\d))?\s*"
)
# Also, at the head of a newspaper's line, 03以…: but not 30场, 1.5万
_COUNTED = "个箇家项场场亩人年月日天分小蒸号户所套张条支名位次座处批件级期届周成倍米吨公平元艘万亿千百十余多"
_HEAD = re.compile(_NUMBERING.pattern + rf"(?:\d{{1,2}}(?=[^\W\dA-Za-z])(?![{_COUNTED}]))?")
_ATOM = re.compile(r"[^，、]+[，、]?|[，、]")


def _after_numbering(plain: str, start: int, end: int, line: bool) -> int:
    match = (_HEAD if line else _NUMBERING).match(plain, start, end)
    return match.end() if match else start


@lru_cache(_KEPT)
def _words(text: str, plain: str, start: int, end: int) -> Words:
    tokens, fresh, stop = [], [], True
    for match in _TOKEN.finditer(plain, start, end):
        if not match["stop"]:
            tokens.append(match)
            fresh.append(stop)
        stop = bool(match["stop"])
    values = tuple(token[0].replace(",", "") for token in tokens)
    return Words(text, values, tuple(m.start() for m in tokens), tuple(m.end() for m in tokens), (*fresh, True))


@lru_cache(_KEPT)
def _pairs(values: tuple[str, ...], fresh: tuple[bool, ...]) -> tuple[str, ...]:
    """Pairs of neighbours, numbers alike, each word in one form; a character that stands alone between stops."""
    plain = ("0" if value[0].isdecimal() else value for value in values)
    phrases = one_form("".join(("，" if first else "") + v for v, first in zip(plain, fresh, strict=False)))
    found: list[str] = []
    for phrase in phrases.split("，"):
        found += [phrase[k : k + 2] for k in range(max(1, len(phrase) - 1))] if phrase else []
    return tuple(found)


# ---------------------------------------------------------------- side by side

_EQUAL, _OTHER, _OTHER_NUMBER, _NEVER, _ADDED = 2.0, -1.6, 0.5, -4.0, -1.5
_SKIP, _SKIP_AT_STOP, _SKIP_MORE, _TO_STOP = -4.0, -2.0, -0.02, 1.5
_LONGEST, _CELLS = 2000, 60_000


def beside(line: Words, paragraph: Words) -> tuple[Step, ...]:
    """The line's tokens beside the paragraph's, in order; nothing where they are too long to compare."""
    a, b = line.values, paragraph.values
    if len(b) > _LONGEST or not 0 < len(a) * len(b) <= _CELLS:
        return ()
    for at in range(len(b) - len(a) + 1):
        if b[at] == a[0] and b[at : at + len(a)] == a:
            return tuple(Step(k, at + k) for k in range(len(a)))
    return _trace(a, b, paragraph.fresh)


@lru_cache(_KEPT)
def _trace(a: tuple[str, ...], b: tuple[str, ...], fresh: tuple[bool, ...]) -> tuple[Step, ...]:
    """Gotoh's alignment; what stands before and behind in ``b`` is free, skipping from or to a stop is cheap."""
    numbers = [token[0].isdecimal() for token in b]
    best = [0.1 if at_stop else 0.0 for at_stop in fresh]
    moves: list[bytearray] = []  # 0 beside, 1 added, 2 the end of a skip; + 4 where a skip goes on
    for token in a:
        number = token[0].isdecimal()
        last, gap = best[0] + _ADDED, -1e9
        row, move = [last], bytearray([1])
        for j, other in enumerate(b):
            if other == token:
                value, way = best[j] + _EQUAL, 0
            elif number is numbers[j]:
                value, way = best[j] + (_OTHER_NUMBER if number else _OTHER), 0
            else:
                value, way = best[j] + _NEVER, 0
            if best[j + 1] + _ADDED > value:
                value, way = best[j + 1] + _ADDED, 1
            opened = last + (_SKIP_AT_STOP if fresh[j] else _SKIP)
            on = 4 if gap + _SKIP_MORE > opened else 0
            gap = gap + _SKIP_MORE if on else opened
            last = max(value, gap + _TO_STOP if fresh[j + 1] else gap)
            row.append(last)
            move.append((2 if last > value else way) | on)
        best = row
        moves.append(move)
    j = max(range(len(best)), key=lambda j: best[j] + (0.1 if fresh[j] else 0.0))
    found: list[Step] = []
    i = len(a)
    while i:
        way = moves[i - 1][j] & 3
        if way < 2:
            i, j = i - 1, j - (not way)
            found.append(Step(i, -1 if way else j))
        going = way == 2
        while going:
            going = bool(moves[i - 1][j] & 4)
            j -= 1
            found.append(Step(-1, j))
    return tuple(reversed(found))


# ---------------------------------------------------------------- choice


class _Sentence(NamedTuple):
    paragraph: int
    start: int
    end: int
    words: Words


@dataclass(slots=True)
class _Part:
    """A stretch of a line that goes to one sentence: its weight, and how much of it each sentence holds."""

    line: int
    start: int
    end: int
    words: Words
    total: float = 0.0
    held: dict[int, float] = field(default_factory=dict)

    def best(self, count: int) -> list[int]:
        return sorted(self.held, key=lambda s: (-self.held[s], s))[:count]

    def gain(self, s: int, floor: float) -> float:
        return self.held.get(s, 0.0) - floor * self.total if s >= 0 else 0.0


class _Alignment:
    def __init__(
        self, lines: Sequence[Line], paragraphs: Sequence[Paragraph], fold: Callable[[str], str], strict: bool
    ) -> None:
        self.lines, self.paragraphs, self.strict = lines, paragraphs, strict
        self.plain = [fold(line.text).translate(_PLAIN) for line in lines]
        self.sentences: list[_Sentence] = []
        self.postings: dict[str, list[int]] = {}
        self.pairs: Counter[str] = Counter()
        for p, paragraph in enumerate(paragraphs):
            plain = fold(paragraph.text).translate(_PLAIN)
            for start, end in sentences(paragraph.text):
                words = _words(paragraph.text, plain, _after_numbering(plain, start, end, line=False), end)
                if not words.values:
                    continue
                found = _pairs(words.values, words.fresh)
                self.pairs.update(found)
                for pair in dict.fromkeys(found):
                    self.postings.setdefault(pair, []).append(len(self.sentences))
                self.sentences.append(_Sentence(p, words.starts[0], end, words))

    def edges(self) -> Iterator[Edge]:
        named = [self.named(line) for line in self.lines]
        parts = [part for k, allowed in enumerate(named) for part in self.parts(k, allowed) if self.scores(part)]
        found: list[list[Edge]] = [[] for _ in self.lines]
        for part, s in zip(parts, self.path([self.scores(part) for part in parts]), strict=True):
            found[part.line] += self.edge(part, s)
        for line, edges, allowed in zip(self.lines, found, named, strict=True):
            yield from edges
            for paragraph in (self.paragraphs[p] for p in sorted(allowed or ())):
                if not any(edge.target == paragraph.anchor for edge in edges):
                    ends = (0, len(line.text), paragraph.anchor, 0, len(paragraph.text))
                    yield Edge(line.anchor, *ends, "adapted", "editor", ())

    def named(self, line: Line) -> frozenset[int] | None:
        """The paragraphs that the editor names; None where the editor says nothing."""
        anchors = line.see.split()
        return frozenset(p for p, x in enumerate(self.paragraphs) if x.anchor in anchors) if anchors else None

    # ---- clauses

    def parts(self, k: int, allowed: frozenset[int] | None) -> Iterator[_Part]:
        """The clauses of a line, each as long as it can be with one sentence for it."""
        text, plain = self.lines[k].text, self.plain[k]
        begin = _after_numbering(plain, 0, len(text), line=True)
        label = begin + label_end(text[begin:])
        for start, end in ((begin, label), *clauses(text, label)):
            part = self.part(k, start, end, allowed)
            if part is not None:
                yield from self.split(part, allowed)

    def part(self, k: int, start: int, end: int, allowed: frozenset[int] | None) -> _Part | None:
        words = _words(self.lines[k].text, self.plain[k], start, end)
        if not words.values:
            return None
        part = _Part(k, start, end, words)
        for pair, count in Counter(_pairs(words.values, words.fresh)).items():
            posting = self.postings.get(pair, ())
            weight = count / (1 + math.log(len(posting) or 2))
            part.total += weight
            for s in posting if len(posting) <= _COMMON else ():
                if allowed is None or self.sentences[s].paragraph in allowed:
                    part.held[s] = part.held.get(s, 0.0) + weight
        return part

    def split(self, whole: _Part, allowed: frozenset[int] | None) -> list[_Part]:
        """The clause, cut at ， and 、 where its parts stand in different sentences; -1 is none."""
        top = whole.best(6)
        if not top or whole.held[top[0]] >= 0.999 * whole.total:
            return [whole]
        spans = [match.span() for match in _ATOM.finditer(self.lines[whole.line].text, whole.start, whole.end)]
        atoms = [part for span in spans if (part := self.part(whole.line, *span, allowed)) is not None]
        if not 1 < len(atoms) <= _PARTS:
            return [whole]
        floor = 0.6 if self.strict else 0.3
        states = list(dict.fromkeys([*top, *(s for atom in atoms for s in atom.best(2)), -1]))
        score = {s: atoms[0].gain(s, floor) for s in states}
        ways: list[dict[int, int]] = []
        for before, atom in pairwise(atoms):
            listed = atom.words.text[before.end - 1] == "、" and len(atom.words.values) < 6
            cost = 1.2 if listed else 0.6
            leader = max(states, key=lambda s: score[s])
            way = {s: s if score[s] >= score[leader] - cost else leader for s in states}
            score = {s: score[way[s]] - (cost if way[s] != s else 0.0) + atom.gain(s, floor) for s in states}
            ways.append(way)
        chosen = _back(ways, max(states, key=lambda s: score[s]))
        cuts = [k for k in range(1, len(atoms)) if chosen[k] != chosen[k - 1]]
        if not cuts:
            return [whole]
        ends = [(a, b) for a, b in pairwise((0, *cuts, len(atoms))) if chosen[a] >= 0]
        parts = (self.part(whole.line, atoms[a].start, atoms[b - 1].end, allowed) for a, b in ends)
        return [part for part in parts if part is not None]

    # ---- sentences

    def scores(self, part: _Part) -> dict[int, float]:
        """What speaks for each sentence that may be the source of a clause."""
        editor = bool(self.lines[part.line].see)
        least = _LEAST_EDITOR if editor else _LEAST_STRICT if self.strict else _LEAST
        shortest = 1 if editor else _SHORTEST_STRICT if self.strict else _SHORTEST
        values = part.words.values
        numbers = [value for value in values if value[0].isdecimal()]
        found: dict[int, float] = {}
        for s in part.best(_CANDIDATES) if len(values) >= shortest else ():
            sentence, share = self.sentences[s], part.held[s] / part.total
            theirs = sentence.words.values
            equal = [number in theirs for number in numbers]
            context = self.context(part.line, sentence.paragraph)
            apart = context < 0 and (self.strict or share < 0.97 or not all(equal))
            if share < least or (apart and not editor):
                continue
            same = 0.03 * sum(equal) / len(equal) if equal else 0.0
            alone = 0.05 * min(1.0, len(values) / len(theirs)) + (0.02 if values[0] == theirs[0] else 0.0)
            found[s] = share + same + alone + context
        return found

    def context(self, line: int, paragraph: int) -> float:
        """Whether the sections are of one year and role: -0.15 for each that differs."""
        score = 0.0
        for mine, theirs in zip(
            _about(self.lines[line].section), _about(self.paragraphs[paragraph].section), strict=True
        ):
            if mine and theirs:
                score += 0.03 if mine & theirs else -0.15
        return score

    def path(self, chain: list[dict[int, float]]) -> list[int]:
        """The best sentence for each clause, with those of its neighbours in view."""
        if not chain:
            return []
        score = chain[0]
        ways: list[dict[int, int]] = []
        for scores in chain[1:]:
            best = {s: max((score[t] + self.step(t, s), -t) for t in score) for s in scores}
            score = {s: best[s][0] + scores[s] for s in scores}
            ways.append({s: -before for s, (_, before) in best.items()})
        return _back(ways, max(score, key=lambda s: (score[s], -s)))

    def step(self, before: int, after: int) -> float:
        p, q = self.sentences[before].paragraph, self.sentences[after].paragraph
        if p != q:
            return 0.05 if p < q <= p + 3 else 0.0
        return 0.1 if after >= before else 0.06

    def edge(self, part: _Part, s: int) -> list[Edge]:
        """The edge from a clause to a sentence; none where too little of it stands there in order."""
        sentence, line = self.sentences[s], self.lines[part.line]
        a, b = part.words.values, sentence.words.values
        steps = beside(part.words, sentence.words)
        close = [a[i] == b[j] or (a[i][0].isdecimal() and b[j][0].isdecimal()) for i, j in steps if min(i, j) >= 0]
        least = _IN_ORDER if part.held[s] >= _ENOUGH * part.total else _IN_ORDER_WITH_LESS
        enough = sum(close) >= least * len(a)
        if steps and not (enough or line.see):
            return []
        found = differences(part.words, sentence.words, steps, self.pairs, self.strict) if enough else ()
        verbatim = not found and len(steps) == len(a) and all(min(i, j) >= 0 and a[i] == b[j] for i, j in steps)
        ends = (part.start, part.end, self.paragraphs[sentence.paragraph].anchor, *_stretch(sentence, steps))
        kind, by = "verbatim" if verbatim else "adapted", "editor" if line.see else "auto"
        return [Edge(line.anchor, *ends, kind, by, found)]


@lru_cache(_KEPT)
def _about(section: str) -> tuple[frozenset[str], frozenset[str]]:
    """The years and the roles that a section names."""
    return frozenset(_YEARS.findall(section)), frozenset(_ROLE.findall(section))


def _stretch(sentence: _Sentence, steps: tuple[Step, ...]) -> tuple[int, int]:
    """The phrases of a sentence that a clause tells, from stop to stop, with their quotation marks."""
    told = [step.j for step in steps if min(step) >= 0]
    if not told:
        return sentence.start, sentence.end
    words, first = sentence.words, told[0]
    while not words.fresh[first]:
        first -= 1
    return bracketed(words.text, words.starts[first], words.ends[words.until(told[-1]) - 1])


def _back(ways: list[dict[int, int]], last: int) -> list[int]:
    """The path that ends at ``last``, by the way that led to each state."""
    chosen = [last]
    for way in reversed(ways):
        chosen.append(way[chosen[-1]])
    return chosen[::-1]
