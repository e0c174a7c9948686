"""Run-in headings for templates: a paragraph as a real heading and the rest of its words."""

from __future__ import annotations

from dataclasses import replace

from gazette.model import Block


def split_run_in(block: Block) -> Block:
    """A paragraph with a run-in heading as its heading (its first child) and the rest; other blocks as they are."""
    if block.children:
        block = replace(block, children=tuple(split_run_in(child) for child in block.children))
    mark = next((m for m in block.run.marks if m.kind == "run-in"), None) if block.run else None
    if mark is None or block.run is None:
        return block
    head = block.run.cut(0, mark.end)
    head = replace(head, marks=tuple(m for m in head.marks if m.kind != "run-in"))
    heading = Block("heading", block.line, head, id=mark.attrs["id"], level=int(mark.attrs["level"]))
    rest = block.run.cut(mark.end, len(block.run.text))
    return replace(block, run=rest, children=(heading, *block.children))
