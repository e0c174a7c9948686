"""Annotate a document: find glossary terms, links, figures and differences in the source script, as marks on the text.

A term is marked at its first use in each section (``terms`` in site.yml), never in a heading, a link or code, and the text
is not changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.library import glossary
from gazette.model import NO_PROSE, Block, Difference, Document, Figure, Mark, Relation, Use
from gazette.problems import Locus, Problem
from gazette.sources.containers import get_container_rules
from gazette.sources.links import LinkTarget

# No terms are marked inside these: a run-in heading is a heading, and a link cannot contain a link.
_WITHOUT_TERMS = ("run-in", "link", "code", "sic", "supplied")


class Annotations(Struct, frozen=True):
    """The annotations of a document."""

    marks: Mapping[str, tuple[Mark, ...]]  #: by block
    uses: tuple[Use, ...]  #: each use of a term
    problems: tuple[Problem, ...]


def annotate_document(
    document: Document,
    finder: glossary.Finder,
    scope: str,
    links: Mapping[str, LinkTarget],
    figures: tuple[Figure, ...],
    relations: tuple[Relation, ...] = (),
    script: str = "",
) -> Annotations:
    """Annotate a document with its ``figures``, and with its ``relations`` to a report in ``script``.

    ``finder`` finds the terms of its year, which are marked where ``scope`` (``terms`` in site.yml) says; ``links`` are the
    targets of its links.
    """
    differences: dict[str, list[Difference]] = {}
    for relation in relations:
        differences.setdefault(relation.anchor, []).extend(d for d in relation.differences if d.verdict != "slip")
    by_block = group_by(figures, lambda figure: figure.anchor)
    annotator = _DocumentAnnotator(document, finder, scope, links, by_block, differences, script)
    return Annotations(dict(annotator.annotate()), tuple(annotator.uses), tuple(annotator.problems))


@dataclass(slots=True)
class _DocumentAnnotator:
    """Annotates one document in reading order."""

    document: Document
    finder: glossary.Finder
    scope: str  #: ``terms`` of site.yml: where terms are marked
    links: Mapping[str, LinkTarget]
    figures: Mapping[str, tuple[Figure, ...]]  #: by block
    differences: Mapping[str, list[Difference]]  #: from the report, by block; slips left out
    script: str  #: of the report
    uses: list[Use] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    marked: set[tuple[str, str]] = field(default_factory=set)  #: (section, slug) of the terms marked so far
    section: str = ""
    page: int | None = None

    def annotate(self) -> Iterator[tuple[str, tuple[Mark, ...]]]:
        """Yield the anchor and the marks of each block that has some."""
        for block, has_terms in walk_blocks(self.document.blocks):
            if block.kind == "heading":
                self.section = block.id
            if block.run is None:
                continue
            for mark in block.run.marks:
                if mark.kind == "run-in":
                    self.section = mark.attrs["id"]
            marks = [*self.mark_links(block), *self.mark_figures(block), *self.mark_differences(block)]
            if has_terms and block.kind in ("paragraph", "item", *NO_PROSE):
                marks.extend(self.mark_terms(block))
            if breaks := block.run.page_breaks:
                self.page = breaks[-1][1]
            if marks:
                yield block.id, tuple(marks)

    def mark_links(self, block: Block) -> Iterator[Mark]:
        assert block.run is not None
        for mark in block.run.marks:
            if mark.kind == "link":
                target = self.links[mark.attrs["href"]]
                if target.problem:
                    code, message, fix = target.problem
                    self.problems.append(
                        Problem(code, Locus(self.document.path, int(mark.attrs["line"])), message, fix)
                    )
                own = target.document == self.document.id and target.anchor
                attrs = {"href": target.href, "document": "" if own else target.document, "anchor": target.anchor}
                yield Mark("a", mark.start, mark.end, attrs)

    def mark_figures(self, block: Block) -> Iterator[Mark]:
        for figure in self.figures.get(block.id, ()):
            attrs = {"id": figure.id, "value": format(figure.value.normalize(), "f")}
            if figure.indicator:
                attrs["indicator"] = figure.indicator
            if figure.role:
                attrs["role"] = figure.role
            if figure.year:
                attrs["year"] = str(figure.year)
            if figure.period:
                attrs["period"] = figure.period
            yield Mark("data", figure.start, figure.end, attrs)
            thread = {"indicator": figure.indicator} if figure.indicator else {}
            yield Mark("amount", figure.amount_start, figure.amount_end, thread)
            yield Mark("number", figure.number_start, figure.number_end)

    def mark_differences(self, block: Block) -> Iterator[Mark]:
        """Mark where the words differ from the report's: as the comparison reports them, or as the editor marked them."""
        assert block.run is not None
        marks = []
        for difference in self.differences.get(block.id, ()):
            words = difference.explainer
            start = block.run.text.find(words, max(0, difference.end - len(words)))
            if difference.verdict == "" and start >= 0:
                attrs = {"departs": difference.report, "script": self.script}
                marks.append(Mark("departs", start, start + len(words), attrs))
        for mark in block.run.marks:
            if mark.kind == "differs":
                attrs = {**mark.attrs, "departs": mark.attrs["differs"], "script": self.document.meta.script}
                marks.append(replace(mark, kind="departs", attrs=attrs))
        for number, mark in enumerate(marks):
            if not any(mark.start < other.end and other.start < mark.end for other in marks[:number]):
                yield mark

    def mark_terms(self, block: Block) -> Iterator[Mark]:
        """Mark the terms as often as ``scope`` asks for, and record the first use of each in the block."""
        assert block.run is not None
        closed = [(m.start, m.end) for m in block.run.marks if m.kind in _WITHOUT_TERMS]
        figures = self.figures.get(block.id, ())
        closed += [(f.amount_start, f.amount_end) for f in figures if f.indicator]  # these lead to the indicator
        recorded: set[str] = set()
        for hit in self.finder.find(block.run.text):
            if any(hit.start < end and start < hit.end for start, end in closed):
                continue
            if any(_overlap_partly(hit.start, hit.end, figure.start, figure.end) for figure in figures):
                continue
            page = block.run.page_at(hit.start, self.page)
            if hit.slug not in recorded:
                self.uses.append(Use(hit.slug, self.document.id, block.id, page, hit.start, hit.end))
            recorded.add(hit.slug)
            section = "" if self.scope == "page" else self.section
            if self.scope != "all" and (section, hit.slug) in self.marked:
                continue
            self.marked.add((section, hit.slug))
            yield Mark("term", hit.start, hit.end, {"slug": hit.slug})


def _overlap_partly(start: int, end: int, other: int, other_end: int) -> bool:
    """Return whether two spans overlap and neither contains the other."""
    return start < other < end < other_end or other < start < other_end < end


def walk_blocks(blocks: tuple[Block, ...], has_terms: bool = True) -> Iterator[tuple[Block, bool]]:
    """Yield all blocks in reading order, each with whether terms are marked in it, as they are in the body."""
    for block in blocks:
        inside = has_terms and get_container_rules(block).has_terms
        yield block, inside
        yield from walk_blocks(block.children, inside)
