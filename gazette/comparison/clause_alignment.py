"""Find the sentence of a report that each clause of an explainer is taken from.

Takes the lines of the explainer, the paragraphs of the report and a function that folds Traditional characters to Simplified
ones of equal length; gives a :class:`SourceLink` for each clause that has a source, in about linear time. No text is an error.

**Clauses.** A line is cut at 。！？； and behind its label (“提速数智转型扩面提质：”, in the report a sentence of its own), at ，
and 、 only where the parts have different sources. Numbering (▶ ① 03 （一） 1、) belongs to no clause.

**Choice.** A sentence's share of a clause is the weight of the clause's bigrams that the sentence contains. Rare bigrams
weigh more; all numbers are alike, so that a wrong one does not lose its sentence. Among the sentences with a share of
``_MIN_SHARE`` the best path through all lines is chosen, by the share and small bonuses: for the same numbers, for a
sentence that is the clause alone or begins like it (headings, labels), for the section, for staying in the paragraph or
going on to the next. If no sentence has that share, or contains too little of the clause in order, there is no link.

**Section** is a line's context in words, best ``role year headings``; it may be empty. Years (2024) or roles (target,
result) that both sections have and that disagree rule a sentence out, unless it is the clause nearly word for word.

**The editor.** ``see="none"``: the line has no source. ``see="p17-1"`` (several: with spaces): only these paragraphs are
searched, with a low threshold; a named paragraph in which no clause is found is linked as a whole.

**Differences** follow the rule of :mod:`gazette.comparison.differences`. ``strict`` is for documents that do not explain
the report but speak of the same: only long and close clauses are linked, and only certain differences reported.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from operator import add
from typing import Literal, NamedTuple

from msgspec import Struct

from gazette.comparison.differences import find_differences, include_brackets, replace_synonyms
from gazette.comparison.token_alignment import Step, align_tokens
from gazette.comparison.tokens import CACHE_SIZE, NUMBER, STOP, TokenizedText, normalize, tokenize
from gazette.model import Difference
from gazette.text import find_clauses, find_label_end, find_sentences

#: Maps Traditional characters to Simplified ones; the length stays.
Fold = Callable[[str], str]


class ExplainerLine(Struct, frozen=True):
    """A heading, item or paragraph of the explainer."""

    anchor: str
    text: str
    section: str
    see: str = ""  #: the editor's: "none", or anchors of the report


class ReportParagraph(Struct, frozen=True):
    """A paragraph of the report, run-in heading included, or a heading."""

    anchor: str
    text: str
    section: str


class SourceLink(Struct, frozen=True):
    """A clause of a line and the stretch of a sentence that it is taken from."""

    anchor: str  #: of the line
    start: int
    end: int
    target: str  #: the paragraph's anchor
    target_start: int
    target_end: int
    kind: Literal["verbatim", "adapted"]
    by: Literal["auto", "editor"]
    differences: tuple[Difference, ...]


_MIN_SHARE, _MIN_SHARE_STRICT, _MIN_SHARE_EDITOR = 0.45, 0.7, 0.25  # of the weight of a clause
_MIN_TOKENS, _MIN_TOKENS_STRICT = 4, 8
_LARGE_SHARE = 0.6  # with less than this, more tokens must be in order
_MIN_IN_ORDER, _MIN_IN_ORDER_SMALL_SHARE = 0.55, 0.75  # of the tokens
_MAX_SENTENCES = 400  # a bigram in more of them distinguishes nothing
_MAX_CANDIDATES, _MAX_PARTS = 8, 60  # sentences to choose from; parts that a clause is cut into
_YEARS = re.compile(r"(?:19|20)\d\d")
_ROLES = re.compile("target|result")


def align_clauses(
    lines: Sequence[ExplainerLine], paragraphs: Sequence[ReportParagraph], fold: Fold, strict: bool = False, place: str = "",
) -> tuple[SourceLink, ...]:  # fmt: skip
    """Return the links of all lines, in their order. Whether the name of the ``place`` is written makes no difference."""
    return tuple(_ClauseAligner(lines, paragraphs, fold, strict, place).links())


# ---------------------------------------------------------------- bigrams

_NUMBERING = re.compile(
    r"[\s▶◎●■◆○□—-]*(?:[①-⓿]|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[、.](?!\d))?\s*"
)
# At the head of a newspaper's line also 03以… and 03 以…, but not 30场, 1.5万.
_COUNTED = "个箇家项场场亩人年月日天分小蒸号户所套张条支名位次座处批件级期届周成倍米吨公平元艘万亿千百十余多"
_LINE_NUMBERING = re.compile(_NUMBERING.pattern + rf"(?:\d{{1,2}}\s*(?=[^\W\dA-Za-z])(?![{_COUNTED}]))?")
_NUMBER = re.compile(NUMBER)
_STOP = re.compile(STOP)
_SENTENCE_BREAK = "．"  # between sentences; no normalized text contains it
_SEARCHABLE = re.compile(rf"[\w%‰，{_SENTENCE_BREAK}]+|(?<=\d)\+(?=\d)")
_PHRASE_BREAKS = re.compile(f"[，{_SENTENCE_BREAK}]")
_ATOM = re.compile(r"[^，、]+[，、]?|[，、]")


def _skip_numbering(pattern: re.Pattern[str], normalized: str, start: int, end: int) -> int:
    match = pattern.match(normalized, start, end)
    return match.end() if match else start


def _search_form(normalized: str) -> str:
    """Reduce a text to what bigrams are taken from: all numbers alike, each word in one form, ， for every stop."""
    searchable = _SEARCHABLE.findall(_STOP.sub("，", _NUMBER.sub("0", normalized)))
    return replace_synonyms("".join(searchable).replace("_", ""))


def _bigrams(search_form: str) -> list[str]:
    """Return the bigrams of each phrase; of a phrase of one character that character."""
    bigrams: list[str] = []
    for phrase in _PHRASE_BREAKS.split(search_form):
        bigrams += map(add, phrase, phrase[1:]) if len(phrase) > 1 else phrase
    return bigrams


@lru_cache(CACHE_SIZE)
def _bigram_counts(normalized: str) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(_bigrams(_search_form(normalized))).items())


# ---------------------------------------------------------------- alignment


class _Sentence(NamedTuple):
    """A sentence of the report without its numbering."""

    paragraph: int
    start: int
    end: int


@dataclass(slots=True)
class _Part:
    """A clause of a line, or a part of one, that has one source."""

    line: int
    start: int
    end: int
    text: TokenizedText
    weight: float  #: of all its bigrams
    weight_by_sentence: dict[int, float]  #: of those that each sentence contains

    def best_sentences(self, count: int, min_share: float = 0.0) -> list[int]:
        """Return the sentences that contain most of it, none of them less than ``min_share``."""
        whole = self.weight
        near = [(-weight, s) for s, weight in self.weight_by_sentence.items() if weight / whole >= min_share]
        return [s for _, s in sorted(near)[:count]]

    def scores(self, states: list[int], min_share: float) -> dict[int, float]:
        """Return what each state, a sentence or -1 for none, contains over ``min_share``."""
        weights, cost = self.weight_by_sentence, min_share * self.weight
        return {s: weights.get(s, 0.0) - cost if s >= 0 else 0.0 for s in states}


class _ClauseAligner:
    """Aligns the lines with the paragraphs. In its methods ``k`` is a line's index, ``p`` a paragraph's and ``s`` a sentence's."""

    def __init__(
        self, lines: Sequence[ExplainerLine], paragraphs: Sequence[ReportParagraph], fold: Fold, strict: bool, place: str,
    ) -> None:  # fmt: skip
        self.lines, self.paragraphs, self.strict, self.place = lines, paragraphs, strict, place
        self.normalized_lines = [normalize(fold(line.text)) for line in lines]
        self.normalized_paragraphs = [normalize(fold(paragraph.text)) for paragraph in paragraphs]
        self.line_tokens = [tokenize(line.text, n) for line, n in zip(lines, self.normalized_lines, strict=True)]
        self.sentences = [
            _Sentence(p, _skip_numbering(_NUMBERING, normalized, start, end), end)
            for p, normalized in enumerate(self.normalized_paragraphs)
            for start, end in find_sentences(paragraphs[p].text)
        ]
        self.search_form = _search_form(
            _SENTENCE_BREAK.join(self.normalized_paragraphs[p][start:end] for p, start, end in self.sentences)
        )
        self.bigram_index = self.index_bigrams()
        self.named = [self.named_paragraphs(line) for line in lines]
        self.sentence_tokens: dict[int, TokenizedText] = {}

    def index_bigrams(self) -> dict[str, tuple[float, Sequence[int]]]:
        """Return, for each bigram of the lines, what its weight is divided by and the sentences that contain it."""
        texts = (text[_skip_numbering(_LINE_NUMBERING, text, 0, len(text)) :] for text in self.normalized_lines)
        bigrams = frozenset(_bigrams(_search_form(_SENTENCE_BREAK.join(texts))))
        found: dict[str, list[int]] = {bigram: [] for bigram in bigrams}
        for s, sentence in enumerate(self.search_form.split(_SENTENCE_BREAK)):
            single = [phrase for phrase in sentence.split("，") if len(phrase) == 1]
            for bigram in bigrams.intersection(chain(map(add, sentence, sentence[1:]), single)):
                found[bigram].append(s)
        return {
            bigram: (1 + math.log(len(containing) or 2), containing if len(containing) <= _MAX_SENTENCES else ())
            for bigram, containing in found.items()
        }

    def tokens_of(self, s: int) -> TokenizedText:
        """Return the tokens of a sentence; most are never needed."""
        if s not in self.sentence_tokens:
            p, start, end = self.sentences[s]
            self.sentence_tokens[s] = tokenize(self.paragraphs[p].text, self.normalized_paragraphs[p], start, end)
        return self.sentence_tokens[s]

    def count_bigram(self, characters: str) -> int:
        """Count how often two characters stand together in the paragraphs, or one alone between stops."""
        if len(characters) == 1:
            return _PHRASE_BREAKS.split(self.search_form).count(characters)
        count, position = 0, -1
        while len(characters) == 2 and (position := self.search_form.find(characters, position + 1)) >= 0:
            count += 1
        return count

    def links(self) -> Iterator[SourceLink]:
        """Link each part to its sentence, and the line to each paragraph that the editor names and no part is linked to."""
        parts = chain.from_iterable(map(self.clause_parts, range(len(self.lines))))
        scored = [(part, scores) for part in parts if (scores := self.score_candidates(part))]
        found: list[list[SourceLink]] = [[] for _ in self.lines]
        for (part, _), s in zip(scored, self.best_path([scores for _, scores in scored]), strict=True):
            if link := self.make_link(part, s):
                found[part.line].append(link)
        for line, links, named in zip(self.lines, found, self.named, strict=True):
            yield from links
            for p in sorted(named or ()):
                paragraph = self.paragraphs[p]
                if not any(link.target == paragraph.anchor for link in links):
                    yield SourceLink(
                        anchor=line.anchor, start=0, end=len(line.text),
                        target=paragraph.anchor, target_start=0, target_end=len(paragraph.text),
                        kind="adapted", by="editor", differences=(),
                    )  # fmt: skip

    def named_paragraphs(self, line: ExplainerLine) -> frozenset[int] | None:
        """Return the paragraphs that the editor names; ``None`` if all are allowed."""
        anchors = line.see.split()
        return frozenset(p for p, x in enumerate(self.paragraphs) if x.anchor in anchors) if anchors else None

    # ---- clauses

    def clause_parts(self, k: int) -> Iterator[_Part]:
        """Cut a line into parts that each have one source and are as long as possible."""
        text = self.lines[k].text
        begin = _skip_numbering(_LINE_NUMBERING, self.normalized_lines[k], 0, len(text))
        label_end = begin + find_label_end(text[begin:])
        for start, end in ((begin, label_end), *find_clauses(text, label_end)):
            if start < end and (part := self.make_part(k, start, end)):
                yield from self.split_part(part)

    def make_part(self, k: int, start: int, end: int) -> _Part | None:
        """Weigh a stretch of a line; ``None`` if it has no token."""
        text = self.line_tokens[k].slice(start, end)
        if not text.tokens:
            return None
        total = 0.0
        weights: dict[int, float] = {}
        for bigram, count in _bigram_counts(self.normalized_lines[k][start:end]):
            divisor, containing = self.bigram_index[bigram]
            weight = count / divisor
            total += weight
            for s in containing:
                weights[s] = weights[s] + weight if s in weights else weight
        if (named := self.named[k]) is not None:
            weights = {s: weight for s, weight in weights.items() if self.sentences[s].paragraph in named}
        return _Part(k, start, end, text, total, weights)

    def split_part(self, whole: _Part) -> list[_Part]:
        """Cut a clause at ， and 、 where its parts have different sources; parts without a source are left out."""
        if not whole.weight_by_sentence or max(whole.weight_by_sentence.values()) >= 0.999 * whole.weight:
            return [whole]
        spans = [match.span() for match in _ATOM.finditer(self.lines[whole.line].text, whole.start, whole.end)]
        atoms = [part for span in spans if (part := self.make_part(whole.line, *span)) is not None]
        if not 1 < len(atoms) <= _MAX_PARTS:
            return [whole]
        min_share = 0.6 if self.strict else 0.3
        best = chain(whole.best_sentences(6), *(atom.best_sentences(2) for atom in atoms), (-1,))
        states = list(dict.fromkeys(best))
        scores = atoms[0].scores(states, min_share)
        backpointers: list[dict[int, int]] = []
        for previous, atom in pairwise(atoms):
            is_list_item = atom.text.text[previous.end - 1] == "、" and len(atom.text.tokens) < 6
            cost = 1.2 if is_list_item else 0.6  # of going to another sentence
            leader = max(states, key=scores.__getitem__)
            came_from = {s: s if scores[s] >= scores[leader] - cost else leader for s in states}
            gains = atom.scores(states, min_share)
            scores = {s: scores[came_from[s]] - (cost if came_from[s] != s else 0.0) + gains[s] for s in states}
            backpointers.append(came_from)
        chosen = _trace_back(backpointers, max(states, key=scores.__getitem__))
        cuts = [k for k in range(1, len(atoms)) if chosen[k] != chosen[k - 1]]
        if not cuts:
            return [whole]
        groups = [(a, b) for a, b in pairwise((0, *cuts, len(atoms))) if chosen[a] >= 0]
        parts = (
            self.make_part(whole.line, atoms[a].start, atoms[b - 1].end) if b - a > 1 else atoms[a] for a, b in groups
        )
        return [part for part in parts if part is not None]

    # ---- sentences

    def score_candidates(self, part: _Part) -> dict[int, float]:
        """Return the score of each sentence that may be the source of a part."""
        line = self.lines[part.line]
        min_share = _MIN_SHARE_EDITOR if line.see else _MIN_SHARE_STRICT if self.strict else _MIN_SHARE
        min_tokens = 1 if line.see else _MIN_TOKENS_STRICT if self.strict else _MIN_TOKENS
        tokens = part.text.tokens
        candidates = part.best_sentences(_MAX_CANDIDATES, min_share) if len(tokens) >= min_tokens else []
        numbers = [token for token in tokens if token[0].isdecimal()] if candidates else []
        scores: dict[int, float] = {}
        for s in candidates:
            share = part.weight_by_sentence[s] / part.weight
            theirs = self.tokens_of(s).tokens
            equal = [number in theirs for number in numbers]
            section = _section_score(line.section, self.paragraphs[self.sentences[s].paragraph].section)
            if section < 0 and not line.see and (self.strict or share < 0.97 or not all(equal)):
                continue
            same_numbers = 0.03 * sum(equal) / len(equal) if equal else 0.0
            alone = 0.05 * min(1.0, len(tokens) / len(theirs)) + (0.02 if tokens[0] == theirs[0] else 0.0)
            scores[s] = share + same_numbers + alone + section
        return scores

    def best_path(self, candidates: list[dict[int, float]]) -> list[int]:
        """Choose a sentence for each part so that the scores and those of the transitions are highest together."""
        if not candidates:
            return []
        scores = candidates[0]
        backpointers: list[dict[int, int]] = []
        for own in candidates[1:]:
            best = {s: max((scores[t] + self.transition_score(t, s), -t) for t in scores) for s in own}
            scores = {s: best[s][0] + own[s] for s in own}
            backpointers.append({s: -t for s, (_, t) in best.items()})
        return _trace_back(backpointers, max(scores, key=lambda s: (scores[s], -s)))

    def transition_score(self, before: int, after: int) -> float:
        """Score going from one sentence to another: best forward in a paragraph, then back in it, then on to a near one."""
        p, q = self.sentences[before].paragraph, self.sentences[after].paragraph
        if p != q:
            return 0.05 if p < q <= p + 3 else 0.0
        return 0.1 if after >= before else 0.06

    def make_link(self, part: _Part, s: int) -> SourceLink | None:
        """Link a part to a sentence; ``None`` if the sentence contains too little of it in order."""
        line, paragraph = self.lines[part.line], self.paragraphs[self.sentences[s].paragraph]
        sentence = self.tokens_of(s)
        a, b = part.text.tokens, sentence.tokens
        steps = align_tokens(part.text, sentence)
        pairs = [(a[i], b[j]) for i, j in steps if i >= 0 and j >= 0]
        unequal = [(mine, theirs) for mine, theirs in pairs if mine != theirs]
        equal = len(pairs) - len(unequal)
        close = equal + sum(mine[0].isdecimal() and theirs[0].isdecimal() for mine, theirs in unequal)
        has_large_share = part.weight_by_sentence[s] >= _LARGE_SHARE * part.weight
        is_in_order = close >= (_MIN_IN_ORDER if has_large_share else _MIN_IN_ORDER_SMALL_SHARE) * len(a)
        if steps and not (is_in_order or line.see):
            return None
        settings = (self.count_bigram, self.strict, self.place)
        found = find_differences(part.text, sentence, steps, *settings) if is_in_order else ()
        target_start, target_end = _matched_phrases(sentence, steps, self.sentences[s].end)
        return SourceLink(
            anchor=line.anchor, start=part.start, end=part.end,
            target=paragraph.anchor, target_start=target_start, target_end=target_end,
            kind="verbatim" if not found and equal == len(steps) == len(a) else "adapted",
            by="editor" if line.see else "auto", differences=found,
        )  # fmt: skip


@lru_cache(CACHE_SIZE)
def _section_score(mine: str, theirs: str) -> float:
    """Score whether two sections are of one year and role: 0.03 for each that is the same, -0.15 for each that differs."""
    found = [(set(pattern.findall(mine)), set(pattern.findall(theirs))) for pattern in (_YEARS, _ROLES)]
    return sum((0.03 if a & b else -0.15 for a, b in found if a and b), 0.0)


def _matched_phrases(sentence: TokenizedText, steps: tuple[Step, ...], end: int) -> tuple[int, int]:
    """Return the phrases of a sentence that a part matches, from stop to stop, with their quotation marks.

    Without steps it is the whole sentence, which goes to ``end``.
    """
    matched = [j for i, j in steps if i >= 0 and j >= 0]
    if not matched:
        return sentence.starts[0], end
    first = matched[0]
    while not sentence.starts_phrase[first]:
        first -= 1
    last = sentence.phrase_end(matched[-1]) - 1
    return include_brackets(sentence.text, sentence.starts[first], sentence.ends[last])


def _trace_back(backpointers: list[dict[int, int]], last: int) -> list[int]:
    """Return the path of states that ends at ``last``."""
    path = [last]
    for came_from in reversed(backpointers):
        path.append(came_from[path[-1]])
    return path[::-1]
