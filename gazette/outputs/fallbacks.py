"""Style rules for browsers that do not know container queries: Chromium before 105, Safari before 16, Firefox before 110."""

from __future__ import annotations

import re

#: How much larger large type is (static/css/tokens.css).
LARGE = 1.3125
_LENGTH = re.compile(r"(?P<number>[\d.]+)rem")
_CONTAINER = re.compile(r"@container (?P<condition>[^{]+)\{")
# A string may contain braces.
_BRACE = re.compile(r"""[{}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")


def add_media_queries(css: str) -> str:
    """``css`` with each container query repeated as a media query that only browsers without container queries apply.

    The container is as wide as the window (``.page``), but a media query measures in the browser's font size and not in the
    page's: so its lengths are those that large type needs. ValueError where a brace is not closed.
    """
    out = []
    start = 0
    while query := _CONTAINER.search(css, start):
        end = _closing_brace(css, query.end()) + 1
        rules = css[query.end() : end]
        condition = _LENGTH.sub(lambda length: f"{float(length['number']) * LARGE:g}rem", query["condition"])
        fallback = f"@supports not (container-type:inline-size){{@media {condition}{{{rules}}}"
        out += [css[start:end], fallback]
        start = end
    return "".join(out) + css[start:]


def _closing_brace(css: str, start: int) -> int:
    depth = 1
    for brace in _BRACE.finditer(css, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if not depth:
            return brace.start()
    message = f"no closing brace after: {css[max(0, start - 80) : start]}"
    raise ValueError(message)
