"""Make style rules for browsers without container queries: Chromium before 105, Safari before 16, Firefox before 110."""

from __future__ import annotations

import re

#: The factor of large type (static/css/tokens.css).
LARGE = 1.3125
_LENGTH = re.compile(r"(?P<number>[\d.]+)rem")
_CONTAINER = re.compile(r"@container (?P<condition>[^{]+)\{")
# A string may contain braces.
_BRACE = re.compile(r"""[{}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")


def media_queries(css: str) -> str:
    """Turn the container queries of ``css`` into media queries for browsers without container queries; they belong after it.

    The container is as wide as the window (``.page``), but a media query measures in the browser's font size, not in the
    page's: so its lengths are those that large type needs. Rules of one condition are grouped, which compresses well.
    ValueError if a brace is not closed.
    """
    rules: dict[str, str] = {}
    for query in _CONTAINER.finditer(css):
        condition = _LENGTH.sub(lambda length: f"{float(length['number']) * LARGE:.6g}rem", query["condition"])
        rules[condition] = rules.get(condition, "") + css[query.end() : _closing_brace(css, query.end())]
    each = "".join(f"@media {condition}{{{inside}}}" for condition, inside in rules.items())
    return f"@supports not (width:1cqi){{{each}}}" if each else ""


def _closing_brace(css: str, start: int) -> int:
    depth = 1
    for brace in _BRACE.finditer(css, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if not depth:
            return brace.start()
    message = f"no closing brace after: {css[max(0, start - 80) : start]}"
    raise ValueError(message)
