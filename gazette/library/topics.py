"""Find what a document says of a topic: the sentences that speak of it, and how often its words occur."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

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


def find_topic_words(
    document: Document, topic: Topic, figures: Mapping[str, Sequence[Figure]], uses: Mapping[str, Sequence[Use]],
    fold: Callable[[str], str],
) -> TopicWords:  # fmt: skip
    """Find what the body of a document says of a topic; ``figures`` and ``uses`` of terms are by block.

    A sentence speaks of a topic if it has a figure of one of its indicators, uses one of its terms, or has its words often enough.
    ``fold`` maps text to its form for comparing, equally long.
    """
    words = tuple(map(fold, topic.words))
    counts = [0] * len(words)
    sentences: list[_Sentence] = []
    section, page = "", None
    for block, is_body in walk_blocks(document.blocks):
        if block.kind == "heading" and block.level == 2:
            section = block.id
        if block.run is None:
            continue
        folded = fold(block.run.text) if is_body else ""
        hits = [folded.count(word) for word in words]
        counts = [count + number for count, number in zip(counts, hits, strict=True)]
        if is_body and block.kind in ("paragraph", "item"):
            own = [figure for figure in figures.get(block.id, ()) if figure.indicator in topic.indicators]
            places = [figure.amount_start for figure in own]
            places += [use.start for use in uses.get(block.id, ()) if use.slug in topic.terms]
            found = _weigh_sentences(block, folded, words, places) if places or any(hits) else ()
            for start, end, weight in found:
                role, year = _find_year(document, block, (figure for figure in own if start <= figure.start < end))
                place = block.run.page_at(start, page)
                sentences.append(_Sentence(Passage(block, place, section, role, year, start, end), weight))
        if breaks := block.run.page_breaks:
            page = breaks[-1][1]
    chosen = sorted(range(len(sentences)), key=lambda place: (-sentences[place].weight, place))[:_MOST]
    passages = _join([sentences[place].passage for place in sorted(chosen)])
    return TopicWords(passages, len(sentences) - len(chosen), tuple(counts))


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
