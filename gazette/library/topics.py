"""Find what a document says of a topic: the sentences that speak of it, and how often its words occur."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.library.annotate import walk_blocks
from gazette.model import Block, Document, Figure, Use
from gazette.settings import Topic
from gazette.text import find_sentences

#: A word of the topic for so many characters makes a sentence one that speaks of it; in a longer one it is mentioned in passing.
_DENSITY = 40
#: At most so many sentences of a document are quoted, those that say most; the others are counted.
_MOST = 8


class Passage(Struct, frozen=True):
    """Consecutive sentences of a block that speak of a topic."""

    block: Block
    page: int | None  #: of the original
    section: str  #: anchor of the heading (level 2) under which the block stands
    role: str  #: target or result; empty if the document does not say
    year: int  #: of which it speaks
    start: int
    end: int


class TopicWords(Struct, frozen=True):
    """What a document says of a topic."""

    passages: tuple[Passage, ...]  #: in reading order
    omitted: int  #: how many sentences more speak of it
    counts: tuple[int, ...]  #: how often the body has each of the topic's words


class _Sentence(Struct, frozen=True):
    """A sentence that speaks of a topic."""

    passage: Passage
    weight: int  #: how much it says: words, and twice as much each figure and term


class _BodyText(NamedTuple):
    """A block of the body."""

    block: Block
    folded: str
    section: str
    page: int | None  #: on which it begins


class TopicFinder:
    """Finds what the body of a document says of topics."""

    def __init__(
        self, document: Document, figures: Iterable[Figure], uses: Iterable[Use], fold: Callable[[str], str]
    ) -> None:
        """``fold`` maps text to its form for comparing, equally long."""
        self.document, self.fold = document, fold
        self.figures = group_by(figures, lambda figure: figure.anchor)
        self.uses = group_by(uses, lambda use: use.anchor)
        self.texts = tuple(self._list_texts())
        self.starts = tuple(accumulate((len(each.folded) + 1 for each in self.texts), initial=0))
        self.whole = "\0".join(each.folded for each in self.texts)  # no word of a topic contains the separator

    def _list_texts(self) -> Iterator[_BodyText]:
        section, page = "", None
        for block, is_body in walk_blocks(self.document.blocks):
            if block.kind == "heading" and block.level == 2:
                section = block.id
            if block.run is None:
                continue
            if is_body:
                yield _BodyText(block, self.fold(block.run.text), section, page)
            if breaks := block.run.page_breaks:
                page = breaks[-1][1]

    def find(self, topic: Topic) -> TopicWords:
        """Find what the body says of a topic.

        A sentence speaks of a topic if it has a figure of one of its indicators, uses one of its terms, or has its words often enough.
        """
        words = tuple(map(self.fold, topic.words))
        found = [self._find_texts(word) for word in words]
        with_words = set(chain.from_iterable(found))
        sentences: list[_Sentence] = []
        for number, (block, folded, section, page) in enumerate(self.texts):
            if block.kind not in ("paragraph", "item") or block.run is None:
                continue
            own = [figure for figure in self.figures.get(block.id, ()) if figure.indicator in topic.indicators]
            offsets = [figure.amount_start for figure in own]
            offsets += [use.start for use in self.uses.get(block.id, ()) if use.slug in topic.terms]
            if not offsets and number not in with_words:
                continue
            for start, end, weight in _weigh_sentences(block, folded, words, offsets):
                role, year = _find_year(self.document, block, (f for f in own if start <= f.start < end))
                passage = Passage(block, block.run.page_at(start, page), section, role, year, start, end)
                sentences.append(_Sentence(passage, weight))
        chosen = sorted(range(len(sentences)), key=lambda place: (-sentences[place].weight, place))[:_MOST]
        passages = _join([sentences[place].passage for place in sorted(chosen)])
        return TopicWords(passages, len(sentences) - len(chosen), tuple(map(len, found)))

    def _find_texts(self, word: str) -> list[int]:
        """Return, for each occurrence of a word, the index of its text."""
        numbers, at = list[int](), self.whole.find(word)
        while at >= 0:
            numbers.append(bisect_right(self.starts, at) - 1)
            at = self.whole.find(word, at + len(word))
        return numbers


def _find_year(document: Document, block: Block, figures: Iterable[Figure]) -> tuple[str, int]:
    """Return the role and the year of a sentence: those of its first figure, or else of its section."""
    for figure in figures:
        if figure.is_tracked:
            return figure.role or "", figure.year or document.year
    return block.attrs.get("role", ""), int(block.attrs.get("year", document.year))


def _weigh_sentences(
    block: Block, folded: str, words: Sequence[str], places: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and weight of each sentence that speaks of the topic; ``places`` are those of its figures and terms."""
    assert block.run is not None
    begin = max((mark.end for mark in block.run.marks if mark.kind == "run-in"), default=0)  # a heading is no sentence
    for start, end in find_sentences(folded):
        hits = sum(folded.count(word, start, end) for word in words)
        facts = sum(start <= place < end for place in places)
        if start >= begin and (facts or (hits and hits * _DENSITY >= len(folded[start:end].strip()))):
            yield start, end, hits + 2 * facts


def _join(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Join sentences that follow each other in a block."""
    joined: list[Passage] = []
    for each in passages:
        last = joined[-1] if joined else None
        if (
            last
            and last.end == each.start
            and (last.block.id, last.role, last.year) == (each.block.id, each.role, each.year)
        ):
            joined[-1] = replace(last, end=each.end)
        else:
            joined.append(each)
    return tuple(joined)
