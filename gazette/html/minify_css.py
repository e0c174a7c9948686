"""Minify style sheets. Nothing is rewritten, so a browser reads the same rules."""

from __future__ import annotations

import re

# Strings stay as they are. Space is removed only where it has no meaning: before ":" it separates a selector from a
# descendant's, around "+" and "-" it is part of calc().
_PIECE = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<comment>/\*.*?\*/)
      | \s*(?:;\s*(?=\}))?(?P<mark>[{};,>])\s*
      | (?P<space>\s+)""",
    re.VERBOSE | re.DOTALL,
)


def minify_css(css: str) -> str:
    """Remove comments, needless white space and the last ";" of a rule."""
    without = _PIECE.sub(lambda piece: "" if piece["comment"] else piece[0], css)
    return _PIECE.sub(lambda piece: piece["string"] or piece["mark"] or " ", without).strip()
