"""Style sheets without what only their writers need. Nothing is rewritten, so what a browser reads stays the same."""

from __future__ import annotations

import re

# A string is taken as it stands, whatever is in it. Space goes only where no meaning can hang on it: before ":" it parts a
# selector from a descendant's, around "+" and "-" it is part of calc().
_PIECE = re.compile(
    r"""(?P<kept>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<comment>/\*.*?\*/)
      | \s*(?:;\s*(?=\}))?(?P<mark>[{};,>])\s*
      | (?P<space>\s+)""",
    re.VERBOSE | re.DOTALL,
)


def minify_css(css: str) -> str:
    """``css`` without comments, needless white space and the last ";" of a rule."""
    without = _PIECE.sub(lambda piece: "" if piece["comment"] else piece[0], css)
    return _PIECE.sub(lambda piece: piece["kept"] or piece["mark"] or " ", without).strip()
