"""Draw the results as a chart: bars on a logarithmic scale, a group for each size, with colours for light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from bench.results import OURS, Block, growth, ms_per_document

_LEFT, _RIGHT, _TOP = 150, 560, 64
_BAR, _GAP = 20, 34
_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .paper { fill: #fff } .head { font-weight: 600 }
  .small { font-size: 11px; fill: #59636e; stroke: #fff; stroke-width: 4px; paint-order: stroke } /* hides the grid behind it */
  .grid { stroke: #d1d9e0 } .bar { fill: #8c959f } .ours { fill: #b42318 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .paper { fill: #0d1117 } .small { fill: #9198a1; stroke: #0d1117 }
    .grid { stroke: #30363d } .bar { fill: #6e7681 } .ours { fill: #ff7b72 }
  }
"""


def draw(blocks: Sequence[Block]) -> str:
    """Return the cold builds of generated publications, without search, as SVG: wall seconds, and milliseconds per document."""
    blocks = [block for block in blocks if block.is_generated and any(row.cost for row in block.cold)]
    walls = [row.cost.wall for block in blocks for row in block.cold if row.cost] or [1.0]
    low = math.floor(math.log10(min(walls)))
    high = max(math.ceil(math.log10(max(walls))), low + 1)

    def across(seconds: float) -> float:
        share = (math.log10(max(seconds, 10**low)) - low) / (high - low)
        return _LEFT + (_RIGHT - _LEFT) * share

    shapes: list[str] = []
    descriptions: list[str] = []
    y = _TOP
    for block in blocks:
        shapes.append(_text(8, y + 14, f"{block.title} documents", "head"))
        y += 22
        for row in block.cold:
            if not row.cost:
                continue
            label = f"{row.cost.wall:.2f} s, {ms_per_document(row, block):.1f} ms a document"
            descriptions.append(f"{block.title} documents, {row.builder}: {label}.")
            kind = "bar ours" if row.builder == OURS else "bar"
            shapes.append(_text(8, y + 14, row.builder, ""))
            width = max(across(row.cost.wall) - _LEFT, 1)
            shapes.append(f'<rect class="{kind}" x="{_LEFT}" y="{y + 2}" width="{width:.1f}" height="{_BAR - 4}"/>')
            shapes.append(_text(_LEFT + width + 6, y + 14, label, "small"))
            y += _BAR
        y += _GAP - _BAR
    grid = []
    for power in range(low, high + 1):
        x = across(10.0**power)
        grid.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 8}" y2="{y - 8}"/>')
        grid.append(_text(x, _TOP - 14, f"{10.0**power:g} s", "small", 'text-anchor="middle" '))
    if grown := growth(blocks):
        less, more, times = grown
        last = f"{OURS}: a document among {more.title} takes {times:.2f} times as long as one among {less.title}."
        descriptions.append(last)
        shapes.append(_text(8, y + 8, last, "small"))
        y += 16
    height = y + 8
    title = "Seconds of a cold build, search off (logarithmic)"
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" width="760" height="{height}" role="img"'
        ' aria-labelledby="title desc">',
        f'<title id="title">{title}</title>',
        f'<desc id="desc">{escape(" ".join(descriptions))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="760" height="{height}"/>',
        _text(8, 24, title, "head"),
        *grid,
        *shapes,
        "</svg>\n",
    ))  # fmt: skip


def _text(x: float, y: float, words: str, kind: str, more: str = "") -> str:
    return f'<text class="{kind}" {more}x="{x:.1f}" y="{y}">{escape(words)}</text>'
