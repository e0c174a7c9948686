"""Which sentence of a report each clause of an explainer tells."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gazette.domain.differences import Difference, Words, after_numbering, beside, differences, one_form, plain, words
from gazette.text import clauses, label_end, sentences


@dataclass(frozen=True, slots=True)
class Line:
    anchor: str
    text: str
    section: str
    see: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    anchor: str
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Edge:
    anchor: str
    start: int
    end: int
    target: str
    target_start: int
    target_end: int
    kind: str
    by: str
    differences: tuple[Difference, ...]


def align(
    lines: Sequence[Line], paragraphs: Sequence[Paragraph], fold: Callable[[str], str], *, strict: bool = False
) -> tuple[Edge, ...]:
    return _Alignment(lines, paragraphs, fold, strict).edges()


_NONE = 0.6  # of the weight of a part that a sentence must at least hold
_STRICT = 0.7
_CANDIDATES = 8
_COMMON = 400
_ATOM = re.compile(r"[^，、]*[，、]?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROLE = re.compile("target|result")


class _Sentence(NamedTuple):
    paragraph: int
    start: int
    end: int
    words: Words
    numbers: frozenset[str]


@dataclass(slots=True)
class _Part:
    """A stretch of a line that goes to one sentence."""

    line: int
    start: int
    end: int
    words: Words
    weights: dict[str, float]
    total: float
    held: dict[int, float] = field(default_factory=dict)


def _features(w: Words) -> list[str]:
    """Pairs of neighbours, numbers alike, words in one form; a character alone between stops."""
    kinds = (("，" if fresh else "") + ("0" if v[0].isdigit() else v) for v, fresh in zip(w.values, w.fresh))
    found = []
    for phrase in one_form("".join(kinds)).split("，"):
        found += [phrase[k : k + 2] for k in range(max(1, len(phrase) - 1))] if phrase else []
    return found


class _Alignment:
    def __init__(
        self, lines: Sequence[Line], paragraphs: Sequence[Paragraph], fold: Callable[[str], str], strict: bool
    ) -> None:
        self.lines, self.paragraphs, self.fold, self.strict = lines, paragraphs, fold, strict
        self.sentences: list[_Sentence] = []
        self.postings: dict[str, list[int]] = {}
        self.pairs: Counter[str] = Counter()
        for p, paragraph in enumerate(paragraphs):
            folded = plain(fold(paragraph.text))
            for start, end in sentences(paragraph.text):
                w = words(paragraph.text, folded, after_numbering(folded, start, end, False), end)
                if not w.values:
                    continue
                s = len(self.sentences)
                features = _features(w)
                self.pairs.update(features)
                for feature in set(features):
                    self.postings.setdefault(feature, []).append(s)
                numbers = frozenset(v for v in w.values if v[0].isdigit())
                self.sentences.append(_Sentence(p, w.starts[0], end, w, numbers))

    def part(self, line: int, folded: str, start: int, end: int) -> _Part | None:
        w = words(self.lines[line].text, folded, start, end)
        if not w.values:
            return None
        weights: dict[str, float] = {}
        for feature in _features(w):
            weights[feature] = weights.get(feature, 0.0) + self.weight(feature)
        part = _Part(line, start, end, w, weights, sum(weights.values()))
        for feature, weight in weights.items():
            posting = self.postings.get(feature, ())
            if len(posting) <= _COMMON:
                for s in posting:
                    part.held[s] = part.held.get(s, 0.0) + weight
        return part

    def weight(self, feature: str) -> float:
        return 1 / (1 + math.log(len(self.postings.get(feature, "12"))))

    def units(self, line: int) -> Iterator[_Part]:
        text = self.lines[line].text
        folded = plain(self.fold(text))
        begin = after_numbering(folded, 0, len(text), True)
        label = begin + label_end(text[begin:])
        spans = [(begin, label)] if label > begin else []
        spans += [(s, e) for s, e in clauses(text, label)]
        for start, end in spans:
            part = self.part(line, folded, start, end)
            if part is not None:
                yield from self.split(part, folded)

    def split(self, whole: _Part, folded: str) -> list[_Part]:
        """The part, cut at ， and 、 where that leads to other sentences."""
        top = self.best(whole, 1)
        if not top or whole.held[top[0]] >= 0.999 * whole.total:
            return [whole]
        text = self.lines[whole.line].text
        atoms = []
        for match in _ATOM.finditer(text, whole.start, whole.end):
            atom = self.part(whole.line, folded, *match.span()) if match.end() > match.start() else None
            if atom is not None:
                atoms.append(atom)
        if len(atoms) < 2 or len(atoms) > 60:
            return [whole]
        candidates = list(dict.fromkeys(self.best(whole, 6) + [s for a in atoms for s in self.best(a, 2)]))
        # the best way from atom to atom; -1 is no sentence
        states = [*candidates, -1]
        score = {s: self.gain(atoms[0], s) for s in states}
        ways: list[dict[int, int]] = []
        for before, atom in zip(atoms, atoms[1:]):
            listing = text[before.end - 1] == "、"
            cost = 1.2 if listing and len(atom.words.values) < 6 else 0.6
            leader = max(states, key=lambda s: score[s])
            way = {s: s if score[s] >= score[leader] - cost else leader for s in states}
            score = {s: score[way[s]] - (cost if way[s] != s else 0.0) + self.gain(atom, s) for s in states}
            ways.append(way)
        state = max(states, key=lambda s: score[s])
        chosen = [state]
        for way in reversed(ways):
            state = way[state]
            chosen.append(state)
        chosen.reverse()
        parts: list[_Part] = []
        start = 0
        for k in range(1, len(atoms) + 1):
            if k == len(atoms) or chosen[k] != chosen[start]:
                part = self.part(whole.line, folded, atoms[start].start, atoms[k - 1].end)
                if part is not None and chosen[start] != -1:
                    parts.append(part)
                start = k
        if len(parts) == 1 and len(set(chosen)) == 1:
            return [whole]
        return parts

    def gain(self, atom: _Part, s: int) -> float:
        return 0.0 if s < 0 else atom.held.get(s, 0.0) - 0.3 * atom.total

    def best(self, part: _Part, count: int) -> list[int]:
        return sorted(part.held, key=lambda s: (-part.held[s], s))[:count]

    def scores(self, part: _Part) -> dict[int, float]:
        least = _STRICT if self.strict else _NONE
        if len(part.words.values) < (8 if self.strict else 4) or not part.total:
            return {}
        numbers = [v for v in part.words.values if v[0].isdigit()]
        found = {}
        for s in self.best(part, _CANDIDATES):
            sentence = self.sentences[s]
            share = part.held[s] / part.total
            if share < least:
                break
            score = share
            near = self.affinity(part.line, sentence.paragraph)
            if near < 0 and (self.strict or share < 0.97 or any(n not in sentence.numbers for n in numbers)):
                continue
            if numbers:
                score += 0.03 * sum(n in sentence.numbers for n in numbers) / len(numbers)
            score += 0.05 * min(1.0, len(part.words.values) / len(sentence.words.values))
            if sentence.words.values[0] == part.words.values[0]:
                score += 0.02
            found[s] = score + near
        return found

    def affinity(self, line: int, paragraph: int) -> float:
        a, b = self.lines[line].section, self.paragraphs[paragraph].section
        score = 0.0
        for pattern in (_YEAR, _ROLE):
            mine, theirs = set(pattern.findall(a)), set(pattern.findall(b))
            if mine and theirs:
                score += 0.03 if mine & theirs else -0.15
        return score

    def edges(self) -> tuple[Edge, ...]:
        parts = [part for k in range(len(self.lines)) for part in self.units(k)]
        chain = [(part, scores) for part in parts if (scores := self.scores(part))]
        chosen = self.path([s for _, s in chain])
        found = []
        for (part, _), s in zip(chain, chosen):
            found.append(self.edge(part, s, "auto"))
        return tuple(found)

    def path(self, chain: list[dict[int, float]]) -> list[int]:
        if not chain:
            return []
        score = dict(chain[0])
        ways: list[dict[int, int]] = []
        for scores in chain[1:]:
            way = {s: max(score, key=lambda t: (score[t] + self.step(t, s), -t)) for s in scores}
            score = {s: score[way[s]] + self.step(way[s], s) + scores[s] for s in scores}
            ways.append(way)
        s = max(score, key=lambda t: (score[t], -t))
        chosen = [s]
        for way in reversed(ways):
            s = way[s]
            chosen.append(s)
        return chosen[::-1]

    def step(self, before: int, s: int) -> float:
        p, q = self.sentences[before].paragraph, self.sentences[s].paragraph
        if p == q:
            return 0.1 if s >= before else 0.06
        return 0.05 if p < q <= p + 3 else 0.0

    def edge(self, part: _Part, s: int, by: str) -> Edge:
        sentence = self.sentences[s]
        steps = beside(part.words, sentence.words)
        found = differences(part.words, sentence.words, steps, self.pairs, self.strict)
        told = [step.j for step in steps if step.j >= 0 and step.i >= 0]
        start, end = sentence.start, sentence.end
        w = sentence.words
        if told:
            first, last = told[0], told[-1]
            while not w.fresh[first]:
                first -= 1
            while not w.fresh[last + 1]:
                last += 1
            start, end = w.starts[first], w.ends[last]
        verbatim = (
            len(steps) == len(part.words.values)
            and all(part.words.values[i] == w.values[j] for i, j in steps if i >= 0 and j >= 0)
            and all(min(x) >= 0 for x in steps)
            and not found
        )
        line = self.lines[part.line]
        return Edge(
            line.anchor,
            part.start,
            part.end,
            self.paragraphs[sentence.paragraph].anchor,
            start,
            end,
            "verbatim" if verbatim else "adapted",
            by,
            found,
        )
