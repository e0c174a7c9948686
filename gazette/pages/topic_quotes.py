"""Quote what a document says of a topic; this is built with the document's own pages, so that the topic's needs no text of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from gazette.library.topics import Passage, TopicFinder, TopicWords
from gazette.model import Document, Heading, Mark, Run
from gazette.pages.context import Context, link_to
from gazette.pages.explainer import MARKERS
from gazette.pages.publication import Link
from gazette.settings import Topic
from gazette.shown import Shown, map_forms

#: Marks that a quotation keeps; links to notes, page breaks and addresses belong to the document's page.
_KEPT = ("a", "amount", "code", "data", "number", "supplied", "term")
#: Put where sentences are left out between two that are quoted.
_GAP = "……"
#: At most so many characters of a sentence stand for a topic that has no figure.
_SHORT = 16
_CLAUSE_END = re.compile("[，。；！？]")
_NUMBERED = re.compile(r"e(\d{2})-(\d+)")


class Quote(Struct, frozen=True, array_like=True):
    """Sentences of a section or page that speak of a topic."""

    year: int  #: of which they speak
    role: str  #: target or result; empty if the document does not say
    paragraphs: tuple[Run, ...]
    source: Link  #: to the place of the first, from the topic's page


class DocumentTopic(Struct, frozen=True, array_like=True):
    """What a document says of a topic."""

    quotes: tuple[Quote, ...] = ()
    omitted: int = 0  #: how many sentences more speak of it
    counts: tuple[int, ...] = ()  #: how often it has each of the topic's words
    short: Shown = ""  #: a few words of it


def topic_path(topic: str) -> str:
    """Return the path of a topic's page."""
    return f"topics/{topic}/"


def quote_topics(
    context: Context, document: Document, topics: Iterable[Topic], fold: Callable[[str], str]
) -> dict[str, DocumentTopic]:
    """Quote a document on each topic. What a newspaper repeats of a report that is in the library is counted and not quoted again."""
    index = context.index
    finder = TopicFinder(document, index.figures.get(document.id, ()), index.uses.get(document.id, ()), fold)
    found = [(topic, finder.find(topic)) for topic in topics]
    if context.find_document(document.meta.explains):
        return {topic.id: DocumentTopic(counts=own.counts) for topic, own in found}
    headings = {heading.block: heading for heading in document.headings if heading.level == 2}
    return {topic.id: _quote_topic(context, document, topic, own, headings, fold) for topic, own in found}


def _quote_topic(
    context: Context, document: Document, topic: Topic, found: TopicWords, headings: Mapping[str, Heading],
    fold: Callable[[str], str],
) -> DocumentTopic:  # fmt: skip
    quotes = [
        _quote_passages(context, document, topic, tuple(passages), headings)
        for _, passages in groupby(found.passages, _place_key)
    ]
    return DocumentTopic(tuple(quotes), found.omitted, found.counts, _shorten(found.passages, topic, fold))


def _place_key(passage: Passage) -> tuple[object, ...]:
    """Return what sentences under one link have in common: role and year, and the page, or else the section."""
    return passage.role, passage.year, passage.page, "" if passage.page else passage.section


def _quote_passages(
    context: Context, document: Document, topic: Topic, passages: tuple[Passage, ...], headings: Mapping[str, Heading]
) -> Quote:
    first = passages[0]
    paragraphs = []
    for _, own in groupby(passages, lambda passage: passage.block.id):
        paragraphs.append(_join_runs([_cut(document, passage) for passage in own]))
    place = context.make_path(document.id, first.block.id)
    label = _name_place(context, passages, headings)
    return Quote(
        year=first.year,
        role=first.role,
        paragraphs=tuple(paragraphs),
        source=link_to(topic_path(topic.id), place, label or context.make_short_name(document)),
    )


def _name_place(context: Context, passages: tuple[Passage, ...], headings: Mapping[str, Heading]) -> Shown:
    """Name the place of passages for people: P22, 第07栏第1至3条, or the section's heading; empty if there is none."""
    if page := passages[0].page:
        return f"P{page}"
    items = [match for passage in passages if (match := _NUMBERED.fullmatch(passage.block.id))]
    if len(items) == len(passages):
        numbers = list(dict.fromkeys(int(item[2]) for item in items))
        words: Shown = "、".join(map(str, numbers))
        if len(numbers) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1:
            words = context.get_word("place_range", first=numbers[0], last=numbers[-1])
        return context.get_word("place_item", section=items[0][1], item=words)
    heading = headings.get(passages[0].section)
    return map_forms(heading.run.shown, lambda form: form.strip().rstrip("：。")) if heading else ""


def _cut(document: Document, passage: Passage) -> Run:
    """Return the words of a passage without bullet, with the marks that a quotation keeps; links lead from any page."""
    run = passage.block.run
    assert run is not None
    start = _find_start(passage)
    end = passage.end - len(run.text[start : passage.end]) + len(run.text[start : passage.end].rstrip())
    cut = run.cut(start, end)
    return replace(cut, marks=tuple(_keep_marks(document, cut)))


def _find_start(passage: Passage) -> int:
    """Return where the words of a passage begin, after the bullet that a newspaper prints."""
    text = passage.block.run.text if passage.block.run else ""
    return passage.start + 1 if passage.start == 0 and text[:1] in tuple(MARKERS) else passage.start


def _keep_marks(document: Document, run: Run) -> Iterator[Mark]:
    for mark in run.marks:
        if mark.kind == "a" and not mark.attrs["href"] and not mark.attrs["document"]:
            yield replace(mark, attrs={**mark.attrs, "document": document.id})
        elif mark.kind == "data":
            yield replace(mark, attrs={key: value for key, value in mark.attrs.items() if key != "id"})
        elif mark.kind in _KEPT:
            yield mark


def _join_runs(runs: list[Run]) -> Run:
    """Join sentences of a paragraph, with an ellipsis where sentences between them are left out."""
    joined = runs[0]
    for run in runs[1:]:
        length = len(joined.text) + len(_GAP)
        marks = (replace(mark, start=mark.start + length, end=mark.end + length) for mark in run.marks)
        pairs = zip(joined.forms or _forms(joined, run), run.forms or _forms(run, joined), strict=True)
        forms = tuple(f"{one}{_GAP}{other}" for one, other in pairs)
        joined = Run(f"{joined.text}{_GAP}{run.text}", (*joined.marks, *marks), joined.line, forms)
    return joined


def _forms(run: Run, other: Run) -> tuple[str, ...]:
    """Return the forms of a run whose text is equal in all scripts, as many as the other has."""
    return (run.text,) * len(other.forms)


def _shorten(passages: tuple[Passage, ...], topic: Topic, fold: Callable[[str], str]) -> Shown:
    """Return the clauses of at most sixteen characters that have most of the topic's words, of equal ones the first."""
    words = tuple(map(fold, topic.words))
    best: tuple[int, Run] | None = None
    for passage in passages:
        run = passage.block.run
        assert run is not None
        start = _find_start(passage)
        ends = (match.start() for match in _CLAUSE_END.finditer(run.text, start, passage.end))
        end = max((end for end in ends if end - start <= _SHORT), default=0)
        hits = sum(fold(run.text).count(word, start, end) for word in words) if end else 0
        if hits and (best is None or hits > best[0]):
            best = hits, run.cut(start, end)
    return best[1].shown if best else ""
