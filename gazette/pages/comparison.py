"""The page 对照: each line of a newspaper page beside the words of the report that it rests on, and what it document_stubs out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.model import NO_PROSE, Block, Document, Mark, Relation, Run
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.publication import Link
from gazette.shown import Shown, map_forms
from gazette.text import find_sentences

_ASIDE = ("masthead", "imprint", "note", "gap", "notes")
#: Marks that mean the same on any page; the others are links and ids of the document's own.
_KEPT = ("supplied", "departs", "told", "strong", "em", "code", "break")
_PHRASE = re.compile(r"[^，；：。！？]*[，；：。！？]+[”’）》」』]*|[^，；：。！？]+$")
#: In characters: how long a passage may grow by joining what lies next to it, and how much of a paragraph stands in a list.
_LONGEST, _OPENING = 160, 24


class Quote(Struct, frozen=True):
    """Words of the report with a little around them; those that the newspaper tells are marked. ``link`` leads to them.

    ``cut_before`` and ``cut_after``: the sentence goes on there.
    """

    run: Run
    link: Link
    cut_before: bool
    cut_after: bool


class PaperLine(Struct, frozen=True):
    """A line of the newspaper; ``id`` is its anchor there, ``href`` leads to it."""

    id: str
    href: str
    run: Run
    level: int


class ComparedPair(Struct, frozen=True):
    """Lines of the newspaper that tell one passage, and the passage; ``quotes`` are empty where the report has nothing."""

    lines: tuple[PaperLine, ...]
    quotes: tuple[Quote, ...]


class ComparisonSection(Struct, frozen=True):
    """A section of the newspaper page: its title and its lines, the title's own first."""

    pairs: tuple[ComparedPair, ...]


class ComparisonView(Struct, frozen=True):
    """The page. ``halves`` are those of its title; ``paper`` and ``report`` lead to the two documents, ``rest`` to what the newspaper does not tell, by heading."""

    halves: tuple[Shown, ...]
    paper: Link
    report: Link
    sections: tuple[ComparisonSection, ...]
    rest: tuple[tuple[Shown, tuple[Link, ...]], ...]


def comparison_path(document: Document) -> str:
    """Where the page stands: 2024/explainer/compare/."""
    return f"{document.id}/compare/"


def build_comparison_view(
    context: Context, document: Document, report: Document, relations: tuple[Relation, ...]
) -> ComparisonView:
    """The view of the page of a document and the report that it explains, with its ``relations`` to this."""
    path = comparison_path(document)
    told = group_by(relations, lambda r: r.anchor)
    sources = {block.id: block.run for block in report.walk() if block.run is not None}
    groups: list[_Group] = []
    for block in _own(document.blocks):
        assert block.run is not None
        level = block.level if block.kind == "heading" else 0
        line = PaperLine(block.id, relative_path(path, context.path(document.id, block.id)), _plain(block.run), level)
        passages = _joined([_passage(relation, sources[relation.target].text) for relation in told.get(block.id, ())])
        last = groups[-1] if groups else None
        if last and not level and not last.lines[0].level and (joined := _follows(last.passages, passages)):
            groups[-1] = _Group((*last.lines, line), joined)
        else:
            groups.append(_Group((line,), passages))
    pairs = [
        ComparedPair(group.lines, tuple(_quote(context, p, sources, path) for p in group.passages)) for group in groups
    ]
    reached = {relation.target for relations in told.values() for relation in relations}
    return ComparisonView(
        halves=tuple(map_forms(context.word("compare_halves"), partial(_word, place)) for place in (0, 1)),
        paper=link_to(path, context.path(document.id), context.front(document, "title")),
        report=link_to(path, context.path(report.id), context.front(report, "title")),
        sections=tuple(_sections(pairs)),
        rest=tuple(_rest(context, report, reached, path)),
    )


class _Passage(Struct, frozen=True):
    """A stretch of a paragraph of the report, and the relations that lead into it."""

    target: str
    start: int
    end: int
    relations: tuple[Relation, ...]

    def and_then(self, other: _Passage) -> _Passage | None:
        """Both in one where they lie side by side and are not too long for it."""
        start, end = min(self.start, other.start), max(self.end, other.end)
        apart = self.target != other.target or other.start > self.end or self.start > other.end
        if apart or end - start > max(_LONGEST, self.end - self.start):
            return None
        return _Passage(self.target, start, end, (*self.relations, *other.relations))


class _Group(Struct, frozen=True):
    lines: tuple[PaperLine, ...]
    passages: tuple[_Passage, ...]


def _passage(relation: Relation, text: str) -> _Passage:
    """The words told, whole phrases of them, and the phrase on either side within the sentence."""
    start, end = next((s, e) for s, e in find_sentences(text) if relation.target_start < e)
    phrases = [match.span() for match in _PHRASE.finditer(text)]
    own = [k for k, (s, e) in enumerate(phrases) if s < relation.target_end and relation.target_start < e]
    first, last = max(0, own[0] - 1), min(len(phrases) - 1, own[-1] + 1)
    begin = max(start, phrases[first][0])
    return _Passage(relation.target, begin, max(relation.target_end, min(end, phrases[last][1])), (relation,))


def _joined(passages: Iterable[_Passage]) -> tuple[_Passage, ...]:
    found: list[_Passage] = []
    for passage in passages:
        both = found[-1].and_then(passage) if found else None
        found[-1:] = [both] if both else [*found[-1:], passage]
    return tuple(found)


def _follows(before: tuple[_Passage, ...], passages: tuple[_Passage, ...]) -> tuple[_Passage, ...]:
    """The passages of a line and those of the next where both tell one; else none."""
    both = before[0].and_then(passages[0]) if len(before) == len(passages) == 1 else None
    return (both,) if both else ()


def _quote(context: Context, passage: _Passage, sources: Mapping[str, Run], path: str) -> Quote:
    run = sources[passage.target]
    marks = [Mark("told", r.target_start, r.target_end) for r in passage.relations]
    marks += [Mark("departs", d.target_start, d.target_end) for r in passage.relations for d in r.differences]
    plain = _plain(run)
    plain = replace(plain, marks=(*plain.marks, *(m for m in marks if m.start < m.end)))
    place = context.path(passage.relations[0].target_document, passage.target)
    page = min(relation.target_page or 0 for relation in passage.relations) or None
    bounds = {offset for span in find_sentences(run.text) for offset in span}
    return Quote(
        plain.cut(passage.start, passage.end),
        link_to(path, place, context.source(page)),
        passage.start not in bounds,
        passage.end not in bounds,
    )


def _plain(run: Run) -> Run:
    """The run with the marks that may stand on another page; a slip shows like a departure."""
    marks = (replace(m, kind="departs") if m.kind == "sic" and "number" in m.attrs else m for m in run.marks)
    return replace(run, marks=tuple(m for m in marks if m.kind in _KEPT))


def _own(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with words of the page's body, in reading order."""
    for block in blocks:
        if block.name not in _ASIDE:
            if block.run is not None and block.run.text:
                yield block
            yield from _own(block.children)


def _word(place: int, text: str) -> str:
    return text.split()[place]


def _sections(pairs: Iterable[ComparedPair]) -> Iterator[ComparisonSection]:
    """Each title of level 2 begins a section."""
    own: list[ComparedPair] = []
    for pair in pairs:
        if pair.lines[0].level == 2 and own:
            yield ComparisonSection(tuple(own))
            own = []
        own.append(pair)
    yield ComparisonSection(tuple(own))


def _rest(context: Context, report: Document, reached: set[str], path: str) -> Iterator[tuple[Shown, tuple[Link, ...]]]:
    """The paragraphs of the report that no line rests on, by the section in which they stand."""
    section: Shown = ""
    found: dict[Shown, list[Link]] = {}
    for block in _own(report.blocks):
        assert block.run is not None
        if block.kind == "heading":
            section = block.run.shown if block.level == 2 else section
        elif block.id not in reached and block.kind not in NO_PROSE:
            words = block.run.shown
            opening = map_forms(words, lambda form: form if len(form) <= _OPENING else f"{form[:_OPENING]}……")
            found.setdefault(section, []).append(link_to(path, context.path(report.id, block.id), opening))
    yield from ((title, tuple(links)) for title, links in found.items())
