"""Newspapers beside the report: which words of the report each clause of a page rests on, and where the two differ.

Takes the library, gives the relations of every document that explains one we hold, and of coverage the passages that
differ from the report of its year; problems where an editor's ``see=`` leads nowhere and where nobody has yet judged a
difference (``sic=``: plainly wrong, ``differs=``: one cannot tell). How two texts are laid side by side:
``domain/alignment.py``; what counts as a difference: ``domain/differences.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from gazette.comparison import clause_alignment
from gazette.memo import Kept, fresh
from gazette.model import NO_PROSE, Block, Difference, Document, Library, Relation, Run
from gazette.problems import Locus, Problem, Severity, suggest_similar
from gazette.text import remove_whitespace

_SILENT = ("masthead", "imprint", "note", "gap", "notes")
_VERDICTS: dict[str, Literal["slip", "doubt"]] = {"sic": "slip", "differs": "doubt"}

Fold = Callable[[str], str]
#: A block and an offset in it.
_Place = tuple[str, int]


def relate(
    library: Library, fold: Fold, kept: Kept = fresh
) -> tuple[dict[str, tuple[Relation, ...]], tuple[Problem, ...]]:
    """The relations of each document that has some, in reading order. ``fold`` maps Traditional characters to Simplified ones:
    the two may differ in script."""
    found: dict[str, tuple[Relation, ...]] = {}
    problems: list[Problem] = []
    held = {document.id: document for document in library.documents}
    reports = {d.year: d for d in reversed(library.documents) if d.meta.kind == "report"}
    pairs: dict[str, tuple[object, ...]] = {}
    for document in library.documents:
        report = held.get(document.meta.explains)
        if document.meta.kind == "coverage" and not document.meta.explains:
            report = reports.get(document.year)  # it explains none, and is laid beside that of its year
        if report is not None:
            pairs[document.id] = (document, report, library.anchors[report.id], fold, kept)
        elif not document.meta.explains:
            problems.extend(_idle(document))
    for name, (relations, told) in zip(pairs, kept.each(_related, pairs), strict=True):
        problems.extend(told)
        if relations:
            found[name] = relations
    return found, tuple(problems)


def _related(
    document: Document, report: Document, anchors: frozenset[str], fold: Fold, kept: Kept
) -> tuple[tuple[Relation, ...], tuple[Problem, ...]]:
    """The relations of one document with the report; ``anchors`` are the report's."""
    pair = _Pair(document, report, anchors, fold, kept)
    strict = not document.meta.explains
    relations = tuple(map(pair.judged, pair.relations(strict=strict)))
    shown = tuple(relation for relation in relations if relation.differences or not strict)
    return shown, (*pair.problems, *_unfounded(document, pair.used))


def _unfounded(document: Document, used: set[_Place]) -> Iterator[Problem]:
    """Marks ``differs=`` where the report does not differ, or not in these words."""
    for block in document.walk():
        for mark in block.run.marks if block.run else ():
            if mark.kind == "differs" and (block.id, mark.start) not in used and block.run:
                words = block.run.text[mark.start : mark.end]
                message = f"「{words}」标了 differs={mark.attrs['differs']}，但对照报告没有这一处不同。"
                fix = "请核对报告的字句；不再不同的，删去这个标记。"
                yield Problem(
                    "differs-unfounded", Locus(document.path, block.line_at(mark.start)), message, fix, "warning"
                )


def _idle(document: Document) -> Iterator[Problem]:
    """Marks ``see=`` in a document that explains nothing."""
    fix = "解读报告的，在元数据里写 explains: 2024/report；不是的，请删去它。"
    for block in document.walk():
        if "see" in block.attrs:
            yield Problem("attribute-idle", Locus(document.path, block.line), "「see」在这里不起作用。", fix)


@dataclass(slots=True)
class _Pair:
    """A document beside the report. ``used`` are the editor's marks ``differs=`` that stand at a difference."""

    document: Document
    report: Document
    anchors: frozenset[str]
    fold: Fold
    kept: Kept
    problems: list[Problem] = field(default_factory=list)
    used: set[_Place] = field(default_factory=set)
    blocks: dict[str, Block] = field(default_factory=dict)
    targets: dict[str, Block] = field(default_factory=dict)

    def relations(self, *, strict: bool) -> Iterator[Relation]:
        lines = []
        for block, section in _lines(self.document):
            self.blocks[block.id] = block
            see = self.see(block)
            lines.append(clause_alignment.Line(block.id, _text(block), section, see))
        paragraphs = []
        seen = frozenset(anchor for line in lines for anchor in line.see.split())
        for block, section in _lines(self.report, seen):
            self.targets[block.id] = block
            paragraphs.append(clause_alignment.Paragraph(block.id, _text(block), section))
        pages = _openings(self.report)
        texts = (tuple(lines), tuple(paragraphs))
        for edge in self.kept(clause_alignment.align, *texts, self.fold, strict, at=self.document.id):
            differences = tuple(
                Difference(d.explainer, d.report, d.start, d.end, d.target_start, d.target_end)
                for d in edge.differences
            )
            yield Relation(
                self.document.id, edge.anchor, edge.start, edge.end, self.report.id, edge.target, edge.target_start, edge.target_end,
                _run(self.targets[edge.target]).page_at(edge.target_start, pages[edge.target]), cast(Literal["verbatim", "adapted"], edge.kind),
                cast(Literal["auto", "editor"], edge.by), differences,
            )  # fmt: skip

    def see(self, block: Block) -> str:
        """An editor's ``see=report#p17-1`` as the anchors alone; empty where there is none or it leads nowhere."""
        told = block.attrs.get("see", "")
        if not told or told == "none":
            return told
        anchors = []
        for each in told.split():
            name, _, anchor = each.rpartition("#")
            if name not in ("", self.report.id, self.report.id.partition("/")[2]) or anchor not in self.anchors:
                fix = suggest_similar(anchor, self.anchors) or "写成 see=report#p17-1，报告里没有的写 see=none。"
                message = f"see 指向「{each}」，「{self.report.id}」里没有这个锚点。"
                self.problems.append(Problem("link-broken", Locus(self.document.path, block.line), message, fix))
            else:
                anchors.append(anchor)
        return " ".join(anchors)

    def judged(self, relation: Relation) -> Relation:
        """The relation with the editor's verdict on each difference; each is listed, those without one as a warning."""
        block, target = self.blocks[relation.anchor], self.targets[relation.target]
        found = []
        for difference in relation.differences:
            verdict = self.verdict(block, difference)
            found.append(replace(difference, verdict=verdict))
            said = _text(block)[relation.start : relation.end].strip()
            source = _text(target)[relation.target_start : relation.target_end].strip()
            message = (
                f"这里是「{difference.explainer}」（“{said}”），"
                f"{self.report.path}:{target.line_at(difference.target_end)} 是「{difference.report}」（“{source}”）。"
            )
            word, other = difference.explainer, difference.report
            fix = f"录入有误的请改正；原文如此的，明显错的写 [{word}]{{sic={other}}}，说不准的写 [{word}]{{differs={other}}}。"
            severity: Severity = "note" if verdict else "warning"
            place = Locus(self.document.path, block.line_at(difference.end))
            self.problems.append(Problem("report-differs", place, message, "" if verdict else fix, severity))
        return replace(relation, differences=tuple(found)) if found else relation

    def verdict(self, block: Block, difference: Difference) -> Literal["slip", "doubt", ""]:
        """What the editor's mark at the difference says; a mark that names other words than the report's says nothing."""
        report = self.fold(remove_whitespace(difference.report))
        found: Literal["slip", "doubt", ""] = ""
        for mark in block.run.marks if block.run else ():
            if mark.kind in _VERDICTS and difference.meets(mark):
                named = self.fold(remove_whitespace(mark.attrs[mark.kind]))
                if mark.kind == "sic" or named in report or report in named:
                    self.used.add((block.id, mark.start))
                    found = found or _VERDICTS[mark.kind]
        return found


def _run(block: Block) -> Run:
    return block.run or Run("")


def _text(block: Block) -> str:
    return _run(block).text


def _lines(document: Document, seen: frozenset[str] = frozenset()) -> Iterator[tuple[Block, str]]:
    """The blocks with words of their own, each with what its section is about: role, year and heading. Of tables and pictures only
    those that an editor names (``seen``)."""
    section = ""
    for root in document.blocks:
        if root.name in _SILENT:
            continue
        for block in root.walk():
            if block.kind == "heading" and block.run is not None and block.level == 2:
                section = f"{block.attrs.get('role', '')} {block.attrs.get('year', '')} {block.run.text}"
            is_beside = block.kind not in NO_PROSE or block.id in seen
            if is_beside and block.run is not None and block.run.text and block.id:
                yield block, section


def _openings(document: Document) -> dict[str, int]:
    """The page that is open where each block begins, 0 before the first."""
    page = 0
    pages = {}
    for block in document.walk():
        if block.run is not None:
            pages[block.id] = page
            page = block.run.turns[-1][1] if block.run.turns else page
    return pages
