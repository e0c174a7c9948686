"""The page 对照: each line of a newspaper page next to the words of the report it is taken from, and what it omits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.model import NO_PROSE, Block, Document, Mark, Relation, Run
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.publication import Link
from gazette.shown import Shown, map_forms
from gazette.sources.containers import get_container_rules
from gazette.text import find_sentences

#: Marks that mean the same on any page; the others are links and ids of the document's page.
_PORTABLE_MARKS = ("supplied", "departs", "cited", "strong", "em", "code", "break")
_PHRASE = re.compile(r"[^，；：。！？]*[，；：。！？]+[”’）》」』]*|[^，；：。！？]+$")
#: In characters: to what length adjacent passages are joined, and how much of a paragraph a list shows.
_MAX_JOINED, _OPENING = 160, 24


class Quote(Struct, frozen=True):
    """A passage of the report, with the words that the newspaper took from it marked."""

    run: Run
    link: Link  #: to the passage
    cut_before: bool  #: whether its sentence begins before it
    cut_after: bool  #: whether its sentence goes on after it


class PaperLine(Struct, frozen=True):
    """A line of the newspaper."""

    id: str  #: its anchor on the document's page
    href: str  #: to it
    run: Run
    level: int


class ComparedPair(Struct, frozen=True):
    """Lines of the newspaper and the passages of the report they are taken from."""

    lines: tuple[PaperLine, ...]
    quotes: tuple[Quote, ...]  #: empty if the report has nothing of the kind


class ComparisonSection(Struct, frozen=True):
    """A section of the newspaper page: its title, then its lines."""

    pairs: tuple[ComparedPair, ...]


class ComparisonView(Struct, frozen=True):
    """The comparison page."""

    halves: tuple[Shown, ...]  #: the two halves of its title
    paper: Link
    report: Link
    sections: tuple[ComparisonSection, ...]
    rest: tuple[tuple[Shown, tuple[Link, ...]], ...]  #: by heading, the paragraphs that the newspaper omits


def comparison_path(document: Document) -> str:
    """Return the page's path: 2024/explainer/compare/."""
    return f"{document.id}/compare/"


def build_comparison_view(
    context: Context, document: Document, report: Document, relations: tuple[Relation, ...]
) -> ComparisonView:
    """Build the page that compares a document with the report it explains; ``relations`` are those between the two."""
    path = comparison_path(document)
    by_anchor = group_by(relations, lambda r: r.anchor)
    related = {relation.target for relation in relations}
    sources = {block.id: _divide(block.run) for block in report.walk() if block.id in related and block.run is not None}
    label = cache(context.label_source_link)
    groups: list[_Group] = []
    for block in _body_blocks(document.blocks):
        assert block.run is not None
        level = block.level if block.kind == "heading" else 0
        href = relative_path(path, context.make_path(document.id, block.id))
        line = PaperLine(block.id, href, _keep_portable_marks(block.run), level)
        own = by_anchor.get(block.id, ())
        passages = _join_passages(_find_passage(relation, sources[relation.target]) for relation in own)
        last = groups[-1] if groups else None
        if last and not level and not last.lines[0].level and (joined := _join_single(last.passages, passages)):
            groups[-1] = _Group((*last.lines, line), joined)
        else:
            groups.append(_Group((line,), passages))
    pairs = [
        ComparedPair(
            group.lines, tuple(_build_quote(context, p, sources[p.target], path, label) for p in group.passages)
        )
        for group in groups
    ]
    return ComparisonView(
        halves=tuple(map_forms(context.get_word("compare_halves"), partial(_get_word, place)) for place in (0, 1)),
        paper=link_to(path, context.make_path(document.id), context.convert_front_matter(document, "title")),
        report=link_to(path, context.make_path(report.id), context.convert_front_matter(report, "title")),
        sections=tuple(_split_sections(pairs)),
        rest=tuple(_find_rest(context, report, related, path)),
    )


class _Source(Struct, frozen=True):
    """A paragraph of the report from which words are taken."""

    run: Run  #: with the marks that any page may show
    sentences: tuple[tuple[int, int], ...]
    phrases: tuple[tuple[int, int], ...]


class _Passage(Struct, frozen=True):
    """A span of a paragraph of the report, and the relations that lead into it."""

    target: str  #: anchor of the paragraph
    start: int
    end: int
    relations: tuple[Relation, ...]

    def join(self, other: _Passage) -> _Passage | None:
        """Return both as one passage; ``None`` if they do not touch or would be too long."""
        start, end = min(self.start, other.start), max(self.end, other.end)
        is_apart = self.target != other.target or other.start > self.end or self.start > other.end
        if is_apart or end - start > max(_MAX_JOINED, self.end - self.start):
            return None
        return _Passage(self.target, start, end, (*self.relations, *other.relations))


class _Group(Struct, frozen=True):
    lines: tuple[PaperLine, ...]
    passages: tuple[_Passage, ...]


def _divide(run: Run) -> _Source:
    """Divide a paragraph of the report into sentences and phrases, once for all that is taken from it."""
    phrases = tuple(match.span() for match in _PHRASE.finditer(run.text))
    return _Source(_keep_portable_marks(run), find_sentences(run.text), phrases)


def _find_passage(relation: Relation, source: _Source) -> _Passage:
    """Return the related words extended to whole phrases, with the phrase on either side within the sentence."""
    start, end = next((s, e) for s, e in source.sentences if relation.target_start < e)
    phrases = source.phrases
    own = [k for k, (s, e) in enumerate(phrases) if s < relation.target_end and relation.target_start < e]
    first, last = max(0, own[0] - 1), min(len(phrases) - 1, own[-1] + 1)
    begin = max(start, phrases[first][0])
    return _Passage(relation.target, begin, max(relation.target_end, min(end, phrases[last][1])), (relation,))


def _join_passages(passages: Iterable[_Passage]) -> tuple[_Passage, ...]:
    """Join each passage with the one before where possible."""
    joined: list[_Passage] = []
    for passage in passages:
        both = joined[-1].join(passage) if joined else None
        joined[-1:] = [both] if both else [*joined[-1:], passage]
    return tuple(joined)


def _join_single(before: tuple[_Passage, ...], passages: tuple[_Passage, ...]) -> tuple[_Passage, ...]:
    """Join the passages of two lines that have one each; return none if they cannot be joined."""
    both = before[0].join(passages[0]) if len(before) == len(passages) == 1 else None
    return (both,) if both else ()


def _build_quote(
    context: Context, passage: _Passage, source: _Source, path: str, label: Callable[[int | None], Shown]
) -> Quote:
    """Build the quotation of a passage, with a link to it; ``label`` returns that of a link to a page."""
    marks = [Mark("cited", r.target_start, r.target_end) for r in passage.relations]
    marks += [Mark("departs", d.target_start, d.target_end) for r in passage.relations for d in r.differences]
    run = replace(source.run, marks=(*source.run.marks, *(m for m in marks if m.start < m.end)))
    place = context.make_path(passage.relations[0].target_document, passage.target)
    page = min(relation.target_page or 0 for relation in passage.relations) or None
    return Quote(
        run.cut(passage.start, passage.end),
        link_to(path, place, label(page)),
        cut_before=all(passage.start not in span for span in source.sentences),
        cut_after=all(passage.end not in span for span in source.sentences),
    )


def _keep_portable_marks(run: Run) -> Run:
    """Return the run with the marks that any page may show; a slip (``sic``) is shown as a difference."""
    marks = (replace(m, kind="departs") if m.kind == "sic" and "number" in m.attrs else m for m in run.marks)
    return replace(run, marks=tuple(m for m in marks if m.kind in _PORTABLE_MARKS))


def _body_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks with text of the document's body, in reading order."""
    for block in blocks:
        if get_container_rules(block).is_aligned:
            if block.run is not None and block.run.text:
                yield block
            yield from _body_blocks(block.children)


def _get_word(place: int, text: str) -> str:
    return text.split()[place]


def _split_sections(pairs: Iterable[ComparedPair]) -> Iterator[ComparisonSection]:
    """Yield the sections, each beginning at a title of level 2."""
    own: list[ComparedPair] = []
    for pair in pairs:
        if pair.lines[0].level == 2 and own:
            yield ComparisonSection(tuple(own))
            own = []
        own.append(pair)
    yield ComparisonSection(tuple(own))


def _find_rest(
    context: Context, report: Document, related: set[str], path: str
) -> Iterator[tuple[Shown, tuple[Link, ...]]]:
    """Yield by section the paragraphs of the report to which no line is ``related``."""
    section: Shown = ""
    by_section: dict[Shown, list[Link]] = {}
    for block in _body_blocks(report.blocks):
        assert block.run is not None
        if block.kind == "heading":
            section = block.run.shown if block.level == 2 else section
        elif block.id not in related and block.kind not in NO_PROSE:
            words = block.run.shown
            opening = map_forms(words, lambda form: form if len(form) <= _OPENING else f"{form[:_OPENING]}……")
            by_section.setdefault(section, []).append(link_to(path, context.make_path(report.id, block.id), opening))
    yield from ((title, tuple(links)) for title, links in by_section.items())
