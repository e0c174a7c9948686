"""Rewriting of trees of blocks."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from gazette.model import Block


def map_blocks(blocks: tuple[Block, ...], rewrite: Callable[[Block], Block]) -> tuple[Block, ...]:
    """Replace every block by what ``rewrite`` returns for it; children are rewritten before their parent."""
    return tuple(
        rewrite(replace(block, children=map_blocks(block.children, rewrite)) if block.children else block)
        for block in blocks
    )
