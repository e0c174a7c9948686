"""Explainers beside the report: which words of the report each clause of a newspaper page rests on.

Takes the library, gives the relations of every document that explains one we hold, and problems where an editor's ``see=`` leads
nowhere. How the two texts are laid beside each other: ``domain/alignment.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, cast

from gazette.domain import alignment
from gazette.model import Block, Difference, Document, Library, Relation
from gazette.problems import Locus, Problem, near_miss

_SILENT = ("masthead", "imprint", "note", "gap", "notes")


def relate(library: Library, fold: Callable[[str], str]) -> tuple[tuple[Relation, ...], tuple[Problem, ...]]:
    """The relations in reading order. ``fold`` maps Traditional characters to Simplified ones: the two may differ in script."""
    held = {document.id: document for document in library.documents}
    found: list[Relation] = []
    problems: list[Problem] = []
    for document in library.documents:
        report = held.get(document.meta.explains)
        if report is None:
            continue
        lines = []
        for block, section in _lines(document):
            see = _see(block, document, report, library, problems)
            lines.append(alignment.Line(block.id, block.run.text if block.run else "", section, see))
        paragraphs = [alignment.Paragraph(b.id, b.run.text if b.run else "", section) for b, section in _lines(report)]
        pages = _pages(report)
        for edge in alignment.align(lines, paragraphs, fold):
            found.append(
                Relation(
                    document.id, edge.anchor, edge.start, edge.end, report.id, edge.target, edge.target_start, edge.target_end,
                    _page(pages, edge.target, edge.target_start), cast(Literal["verbatim", "adapted"], edge.kind),
                    cast(Literal["auto", "editor"], edge.by), tuple(Difference(d.explainer, d.report) for d in edge.differences),
                )
            )  # fmt: skip
    return tuple(found), tuple(problems)


def _lines(document: Document) -> Iterator[tuple[Block, str]]:
    """The blocks with words of their own, each with what its section is about: role, year and heading."""
    section = ""
    for root in document.blocks:
        if root.name in _SILENT:
            continue
        for block in root.walk():
            if block.kind == "heading" and block.run is not None and block.level == 2:
                section = f"{block.attrs.get('role', '')} {block.attrs.get('year', '')} {block.run.text}"
            if block.run is not None and block.run.text and block.id:
                yield block, section


def _see(block: Block, document: Document, report: Document, library: Library, problems: list[Problem]) -> str:
    """An editor's ``see=report#p17-1`` as the anchors alone; empty where there is none or it leads nowhere."""
    told = block.attrs.get("see", "")
    if not told or told == "none":
        return told
    anchors = []
    for each in told.split():
        name, _, anchor = each.rpartition("#")
        if name not in ("", report.id, report.id.partition("/")[2]) or anchor not in library.anchors[report.id]:
            fix = near_miss(anchor, library.anchors[report.id]) or "写成 see=report#p17-1，报告里没有的写 see=none。"
            message = f"see 指向「{each}」，「{report.id}」里没有这个锚点。"
            problems.append(Problem("link-broken", Locus(document.path, block.line), message, fix))
        else:
            anchors.append(anchor)
    return " ".join(anchors)


def _pages(document: Document) -> dict[str, tuple[tuple[int, int], ...]]:
    """For each block the pages on which its words stand: (offset, page), the first at 0."""
    page = 0
    pages = {}
    for block in document.walk():
        if block.run is None:
            continue
        turns = block.run.turns
        pages[block.id] = ((0, page), *turns)
        page = turns[-1][1] if turns else page
    return pages


def _page(pages: dict[str, tuple[tuple[int, int], ...]], anchor: str, offset: int) -> int | None:
    return max(page for start, page in pages[anchor] if start <= offset) or None
