"""Relate newspapers to the report: which words of the report each clause is taken from, and where the two differ.

A document is related to the report that it explains, and coverage to the report of its year. Reports each ``see=`` that leads nowhere and each difference that no editor has judged
(``sic=``: plainly wrong, ``differs=``: one cannot tell). How texts are aligned: :mod:`gazette.comparison.clause_alignment`;
what counts as a difference: :mod:`gazette.comparison.differences`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from msgspec.structs import replace

from gazette.comparison.clause_alignment import ExplainerLine, Fold, ReportParagraph, align_clauses
from gazette.model import NO_PROSE, Block, Difference, Document, Relation, Run
from gazette.problems import Locus, Problem, Severity, suggest_similar
from gazette.sources.containers import get_container_rules
from gazette.text import remove_whitespace

_VERDICTS: dict[str, Literal["slip", "doubt"]] = {"sic": "slip", "differs": "doubt"}

# In a preview and at the desk most edits change marks and no words.
_align_clauses = lru_cache(16)(align_clauses)

#: A block and an offset in it.
_Place = tuple[str, int]


def relate_document(
    document: Document, report: Document, anchors: Collection[str], fold: Fold, place: str = ""
) -> tuple[tuple[Relation, ...], tuple[Problem, ...]]:
    """Return the relations of a document to the report, which has the ``anchors``, in reading order.

    ``fold`` maps Traditional characters to Simplified ones: the two documents may differ in script; ``place`` is what both
    are about. Of a document that does
    not explain the report only the passages that differ from it are related.
    """
    pair = _DocumentPair(document, report, anchors, fold, place)
    strict = not document.meta.explains
    relations = tuple(map(pair.with_verdicts, pair.find_relations(strict=strict)))
    shown = tuple(relation for relation in relations if relation.differences or not strict)
    return shown, (*pair.problems, *_unfounded_marks(document, pair.used))


def _unfounded_marks(document: Document, used: set[_Place]) -> Iterator[Problem]:
    """Report marks ``differs=`` where the report does not differ, or not in these words."""
    for block in document.walk():
        for mark in block.run.marks if block.run else ():
            if mark.kind == "differs" and (block.id, mark.start) not in used and block.run:
                words = block.run.text[mark.start : mark.end]
                message = f"「{words}」标了 differs={mark.attrs['differs']}，但对照报告没有这一处不同。"
                fix = "请核对报告的字句；不再不同的，删去这个标记。"
                yield Problem(
                    "differs-unfounded", Locus(document.path, block.line_at(mark.start)), message, fix, "warning"
                )


def check_unused_see(document: Document) -> Iterator[Problem]:
    """Report each ``see=`` in a document that explains nothing."""
    fix = "解读报告的，在元数据里写 explains: 2024/report；不是的，请删去它。"
    for block in document.walk():
        if "see" in block.attrs:
            yield Problem("attribute-idle", Locus(document.path, block.line), "「see」在这里不起作用。", fix)


@dataclass(slots=True)
class _DocumentPair:
    """Compares a document with the report."""

    document: Document
    report: Document
    anchors: Collection[str]  #: the report's
    fold: Fold
    place: str  #: that both are about
    problems: list[Problem] = field(default_factory=list)
    used: set[_Place] = field(default_factory=set)  #: the editor's marks that are at a difference
    blocks: dict[str, Block] = field(default_factory=dict)  #: the document's, by anchor
    targets: dict[str, Block] = field(default_factory=dict)  #: the report's, by anchor

    def find_relations(self, *, strict: bool) -> Iterator[Relation]:
        """Align the two documents; differences have no verdicts yet."""
        lines = []
        for block, section in _blocks_with_text(self.document):
            self.blocks[block.id] = block
            lines.append(ExplainerLine(block.id, _text(block), section, self.resolve_see(block)))
        named = frozenset(anchor for line in lines for anchor in line.see.split())
        paragraphs = []
        for block, section in _blocks_with_text(self.report, named):
            self.targets[block.id] = block
            paragraphs.append(ReportParagraph(block.id, _text(block), section))
        pages = _first_pages(self.report)
        for link in _align_clauses(tuple(lines), tuple(paragraphs), self.fold, strict, self.place):
            yield Relation(
                document=self.document.id, anchor=link.anchor, start=link.start, end=link.end,
                target_document=self.report.id, target=link.target, target_start=link.target_start, target_end=link.target_end,
                target_page=_run(self.targets[link.target]).page_at(link.target_start, pages[link.target]),
                kind=link.kind, by=link.by, differences=link.differences,
            )  # fmt: skip

    def resolve_see(self, block: Block) -> str:
        """Return the anchors of an editor's ``see=report#p17-1``, or "none"; an anchor that is not in the report is reported."""
        see = block.attrs.get("see", "")
        if see == "none":
            return see
        anchors = []
        for each in see.split():
            name, _, anchor = each.rpartition("#")
            if name not in ("", self.report.id, self.report.id.partition("/")[2]) or anchor not in self.anchors:
                fix = suggest_similar(anchor, self.anchors) or "写成 see=report#p17-1，报告里没有的写 see=none。"
                message = f"see 指向「{each}」，「{self.report.id}」里没有这个锚点。"
                self.problems.append(Problem("link-broken", Locus(self.document.path, block.line), message, fix))
            else:
                anchors.append(anchor)
        return " ".join(anchors)

    def with_verdicts(self, relation: Relation) -> Relation:
        """Add the editor's verdict to each difference and report it, as a warning if there is no verdict."""
        if not relation.differences:
            return relation
        block, target = self.blocks[relation.anchor], self.targets[relation.target]
        clause = _text(block)[relation.start : relation.end].strip()
        source = _text(target)[relation.target_start : relation.target_end].strip()
        judged = []
        for difference in relation.differences:
            verdict = self.find_verdict(block, difference)
            judged.append(replace(difference, verdict=verdict))
            message = (
                f"这里是「{difference.explainer}」（“{clause}”），"
                f"{self.report.path}:{target.line_at(difference.target_end)} 是「{difference.report}」（“{source}”）。"
            )
            word, other = difference.explainer, difference.report
            fix = f"录入有误的请改正；原文如此的，明显错的写 [{word}]{{sic={other}}}，说不准的写 [{word}]{{differs={other}}}。"
            severity: Severity = "note" if verdict else "warning"
            place = Locus(self.document.path, block.line_at(difference.end))
            self.problems.append(Problem("report-differs", place, message, "" if verdict else fix, severity))
        return replace(relation, differences=tuple(judged))

    def find_verdict(self, block: Block, difference: Difference) -> Literal["slip", "doubt", ""]:
        """Return the verdict of the editor's mark at the difference; a mark with other words than the report's does not count."""
        report = self.fold(remove_whitespace(difference.report))
        verdict: Literal["slip", "doubt", ""] = ""
        for mark in block.run.marks if block.run else ():
            if mark.kind in _VERDICTS and difference.meets(mark):
                named = self.fold(remove_whitespace(mark.attrs[mark.kind]))
                if mark.kind == "sic" or named in report or report in named:
                    self.used.add((block.id, mark.start))
                    verdict = verdict or _VERDICTS[mark.kind]
        return verdict


def _run(block: Block) -> Run:
    return block.run or Run("")


def _text(block: Block) -> str:
    return _run(block).text


def _blocks_with_text(document: Document, named: frozenset[str] = frozenset()) -> Iterator[tuple[Block, str]]:
    """Yield the blocks to align, each with its section as ``role year heading``; tables and pictures only if ``named``."""
    section = ""
    for root in document.blocks:
        if not get_container_rules(root).is_aligned:
            continue
        for block in root.walk():
            if block.kind == "heading" and block.run is not None and block.level == 2:
                section = f"{block.attrs.get('role', '')} {block.attrs.get('year', '')} {block.run.text}"
            is_included = block.kind not in NO_PROSE or block.id in named
            if is_included and block.run is not None and block.run.text and block.id:
                yield block, section


def _first_pages(document: Document) -> dict[str, int]:
    """Return the page on which each block begins, 0 before the first."""
    page = 0
    pages = {}
    for block in document.walk():
        if block.run is not None:
            pages[block.id] = page
            page = block.run.page_breaks[-1][1] if block.run.page_breaks else page
    return pages
