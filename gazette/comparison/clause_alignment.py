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

**Differences** follow the rule of :mod:`gazette.comparison.differences`. ``strict`` is for documents that do not explain the
report but speak of the same: only long and close clauses are linked, and only what is sure to differ is told.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from operator import add
from typing import NamedTuple

from gazette.comparison.differences import Difference, bracketed, differences, one_form
from gazette.comparison.token_alignment import Step, beside
from gazette.comparison.tokens import KEPT, NUMBER, STOP, Words, plain, read
from gazette.text import find_clauses, find_label_end, find_sentences


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


def align(
    lines: Sequence[Line], paragraphs: Sequence[Paragraph], fold: Callable[[str], str], strict: bool = False
) -> tuple[Edge, ...]:
    """The edges of all lines, in their order."""
    return tuple(_Alignment(lines, paragraphs, fold, strict).edges())


# ---------------------------------------------------------------- words

_NUMBERING = re.compile(
    r"[\s▶◎●■◆○□—-]*(?:[①-⓿]|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[、.](?!\d))?\s*"
)
# Also, at the head of a newspaper's line, 03以…: but not 30场, 1.5万
_COUNTED = "个箇家项场场亩人年月日天分小蒸号户所套张条支名位次座处批件级期届周成倍米吨公平元艘万亿千百十余多"
_HEAD = re.compile(_NUMBERING.pattern + rf"(?:\d{{1,2}}(?=[^\W\dA-Za-z])(?![{_COUNTED}]))?")
_NUMBER = re.compile(NUMBER)
_STOP = re.compile(STOP)
_BETWEEN = "．"  # between sentences: no plain text holds it
_SAID = re.compile(rf"[\w%‰，{_BETWEEN}]+|(?<=\d)\+(?=\d)")
_PHRASES = re.compile(f"[，{_BETWEEN}]")
_ATOM = re.compile(r"[^，、]+[，、]?|[，、]")


def _after_numbering(plain: str, start: int, end: int, line: bool) -> int:
    match = (_HEAD if line else _NUMBERING).match(plain, start, end)
    return match.end() if match else start


def _shape(plain: str) -> str:
    """The phrases of a text as they are looked up: numbers alike, each word in one form, ， for what stops."""
    said = _SAID.findall(_STOP.sub("，", _NUMBER.sub("0", plain)))
    return one_form("".join(said).replace("_", ""))


def _pairs(shape: str) -> list[str]:
    """Pairs of neighbours in a shape; a character that stands alone between stops."""
    found: list[str] = []
    for phrase in _PHRASES.split(shape):
        found += map(add, phrase, phrase[1:]) if len(phrase) > 1 else phrase
    return found


@lru_cache(KEPT)
def _counted(plain: str) -> tuple[tuple[str, int], ...]:
    """The pairs of a text, each with how often it stands there."""
    return tuple(Counter(_pairs(_shape(plain))).items())


# ---------------------------------------------------------------- choice


class _Sentence(NamedTuple):
    paragraph: int
    start: int
    end: int


@dataclass(slots=True)
class _Part:
    """A stretch of a line that goes to one sentence: its weight, and how much of it each sentence holds."""

    line: int
    start: int
    end: int
    words: Words
    total: float
    held: dict[int, float]

    def best(self, count: int, least: float = 0.0) -> list[int]:
        """The sentences that hold most of it, none of them less than the share ``least``."""
        near = [(-weight, s) for s, weight in self.held.items() if weight / self.total >= least]
        return [s for _, s in sorted(near)[:count]]

    def gains(self, states: list[int], floor: float) -> dict[int, float]:
        """What is won by each state, a sentence or -1 for none, over the share ``floor``."""
        held, cost = self.held, floor * self.total
        return {s: held.get(s, 0.0) - cost if s >= 0 else 0.0 for s in states}


class _Alignment:
    def __init__(
        self, lines: Sequence[Line], paragraphs: Sequence[Paragraph], fold: Callable[[str], str], strict: bool
    ) -> None:
        self.lines, self.paragraphs, self.strict = lines, paragraphs, strict
        self.plain = [plain(fold(line.text)) for line in lines]
        self.theirs = [plain(fold(paragraph.text)) for paragraph in paragraphs]
        self.words = [read(line.text, plain) for line, plain in zip(lines, self.plain, strict=True)]
        self.sentences = [
            _Sentence(p, _after_numbering(self.theirs[p], start, end, line=False), end)
            for p, paragraph in enumerate(paragraphs)
            for start, end in find_sentences(paragraph.text)
        ]
        said = (self.theirs[p][start:end] for p, start, end in self.sentences)
        self.shape = _shape(_BETWEEN.join(said))
        ours = _BETWEEN.join(text[_after_numbering(text, 0, len(text), line=True) :] for text in self.plain)
        holding: dict[str, list[int]] = {pair: [] for pair in _pairs(_shape(ours))}  # no others are asked for
        for s, shape in enumerate(self.shape.split(_BETWEEN)):
            alone = (phrase for phrase in shape.split("，") if len(phrase) == 1)
            for pair in holding.keys() & chain(map(add, shape, shape[1:]), alone):
                holding[pair].append(s)
        #: What the weight of a pair is divided by, and the sentences that hold it.
        self.places: dict[str, tuple[float, Sequence[int]]] = {
            pair: (1 + math.log(len(found) or 2), found if len(found) <= _COMMON else ())
            for pair, found in holding.items()
        }
        self.contexts: dict[tuple[str, str], float] = {}
        self.told: dict[int, Words] = {}

    def sentence(self, s: int) -> Words:
        """The words of a sentence; most are never asked for."""
        if s not in self.told:
            p, start, end = self.sentences[s]
            self.told[s] = read(self.paragraphs[p].text, self.theirs[p], start, end)
        return self.told[s]

    def often(self, words: str) -> int:
        """How often two characters stand together in the paragraphs, or one alone between stops."""
        if len(words) == 1:
            return _PHRASES.split(self.shape).count(words)
        count, at = 0, self.shape.find(words) if len(words) == 2 else -1
        while at >= 0:
            count, at = count + 1, self.shape.find(words, at + 1)
        return count

    def edges(self) -> Iterator[Edge]:
        named = [self.named(line) for line in self.lines]
        every = (part for k, allowed in enumerate(named) for part in self.parts(k, allowed))
        parts = [(part, scores) for part in every if (scores := self.scores(part))]
        found: list[list[Edge]] = [[] for _ in self.lines]
        for (part, _), s in zip(parts, self.path([scores for _, scores in parts]), strict=True):
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
        label = begin + find_label_end(text[begin:])
        for start, end in ((begin, label), *find_clauses(text, label)):
            part = self.part(k, start, end, allowed)
            if part is not None:
                yield from self.split(part, allowed)

    def part(self, k: int, start: int, end: int, allowed: frozenset[int] | None) -> _Part | None:
        words = self.words[k].cut(start, end)
        if not words.values:
            return None
        total = 0.0
        held: dict[int, float] = defaultdict(float)
        for pair, count in _counted(self.plain[k][start:end]):
            rarity, holding = self.places[pair]
            weight = count / rarity
            total += weight
            for s in holding:
                held[s] += weight
        if allowed is not None:
            held = {s: weight for s, weight in held.items() if self.sentences[s].paragraph in allowed}
        return _Part(k, start, end, words, total, held)

    def split(self, whole: _Part, allowed: frozenset[int] | None) -> list[_Part]:
        """The clause, cut at ， and 、 where its parts stand in different sentences; -1 is none."""
        if not whole.held or max(whole.held.values()) >= 0.999 * whole.total:
            return [whole]
        spans = [match.span() for match in _ATOM.finditer(self.lines[whole.line].text, whole.start, whole.end)]
        atoms = [part for span in spans if (part := self.part(whole.line, *span, allowed)) is not None]
        if not 1 < len(atoms) <= _PARTS:
            return [whole]
        floor = 0.6 if self.strict else 0.3
        states = list(dict.fromkeys([*whole.best(6), *(s for atom in atoms for s in atom.best(2)), -1]))
        score = atoms[0].gains(states, floor)
        ways: list[dict[int, int]] = []
        for before, atom in pairwise(atoms):
            listed = atom.words.text[before.end - 1] == "、" and len(atom.words.values) < 6
            cost = 1.2 if listed else 0.6
            leader = max(states, key=score.__getitem__)
            way = {s: s if score[s] >= score[leader] - cost else leader for s in states}
            gains = atom.gains(states, floor)
            score = {s: score[way[s]] - (cost if way[s] != s else 0.0) + gains[s] for s in states}
            ways.append(way)
        chosen = _back(ways, max(states, key=score.__getitem__))
        cuts = [k for k in range(1, len(atoms)) if chosen[k] != chosen[k - 1]]
        if not cuts:
            return [whole]
        ends = [(a, b) for a, b in pairwise((0, *cuts, len(atoms))) if chosen[a] >= 0]
        joined = (
            self.part(whole.line, atoms[a].start, atoms[b - 1].end, allowed) if b - a > 1 else atoms[a] for a, b in ends
        )
        return [part for part in joined if part is not None]

    # ---- sentences

    def scores(self, part: _Part) -> dict[int, float]:
        """What speaks for each sentence that may be the source of a clause."""
        editor = bool(self.lines[part.line].see)
        least = _LEAST_EDITOR if editor else _LEAST_STRICT if self.strict else _LEAST
        shortest = 1 if editor else _SHORTEST_STRICT if self.strict else _SHORTEST
        values = part.words.values
        near = part.best(_CANDIDATES, least) if len(values) >= shortest else []
        numbers = [value for value in values if value[0].isdecimal()] if near else []
        found: dict[int, float] = {}
        for s in near:
            sentence, share = self.sentences[s], part.held[s] / part.total
            theirs = self.sentence(s).values
            equal = [number in theirs for number in numbers]
            context = self.context(self.lines[part.line].section, self.paragraphs[sentence.paragraph].section)
            if context < 0 and not editor and (self.strict or share < 0.97 or not all(equal)):
                continue
            same = 0.03 * sum(equal) / len(equal) if equal else 0.0
            alone = 0.05 * min(1.0, len(values) / len(theirs)) + (0.02 if values[0] == theirs[0] else 0.0)
            found[s] = share + same + alone + context
        return found

    def context(self, mine: str, theirs: str) -> float:
        """Whether the sections are of one year and role: -0.15 for each that differs."""
        known = self.contexts.get((mine, theirs))
        if known is None:
            both = zip(_about(mine), _about(theirs), strict=True)
            score = sum(0.03 if a & b else -0.15 for a, b in both if a and b)
            known = self.contexts[mine, theirs] = float(score)
        return known

    def path(self, clauses: list[dict[int, float]]) -> list[int]:
        """The best sentence for each clause, with those of its neighbours in view."""
        if not clauses:
            return []
        score = clauses[0]
        ways: list[dict[int, int]] = []
        for scores in clauses[1:]:
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
        line, words, paragraph = self.lines[part.line], self.sentence(s), self.paragraphs[self.sentences[s].paragraph]
        a, b = part.words.values, words.values
        steps = beside(part.words, words)
        close = equal = 0
        for i, j in steps:
            if i >= 0 and j >= 0:
                equal += a[i] == b[j]
                close += a[i] == b[j] or (a[i][0].isdecimal() and b[j][0].isdecimal())
        least = _IN_ORDER if part.held[s] >= _ENOUGH * part.total else _IN_ORDER_WITH_LESS
        enough = close >= least * len(a)
        if steps and not (enough or line.see):
            return []
        found = differences(part.words, words, steps, self.often, self.strict) if enough else ()
        ends = (part.start, part.end, paragraph.anchor, *_stretch(words, steps, self.sentences[s].end))
        verbatim = not found and equal == len(steps) == len(a)
        kind, by = "verbatim" if verbatim else "adapted", "editor" if line.see else "auto"
        return [Edge(line.anchor, *ends, kind, by, found)]


def _about(section: str) -> tuple[frozenset[str], frozenset[str]]:
    """The years and the roles that a section names."""
    return frozenset(_YEARS.findall(section)), frozenset(_ROLE.findall(section))


def _stretch(words: Words, steps: tuple[Step, ...], end: int) -> tuple[int, int]:
    """The phrases of a sentence, which goes to ``end``, that a clause tells, from stop to stop, with their quotation marks."""
    told = [j for i, j in steps if i >= 0 and j >= 0]
    if not told:
        return words.starts[0], end
    first = told[0]
    while not words.fresh[first]:
        first -= 1
    return bracketed(words.text, words.starts[first], words.ends[words.until(told[-1]) - 1])


def _back(ways: list[dict[int, int]], last: int) -> list[int]:
    """The path that ends at ``last``, by the way that led to each state."""
    chosen = [last]
    for way in reversed(ways):
        chosen.append(way[chosen[-1]])
    return chosen[::-1]
