"""Pandoc's attributes in braces: ``{#id .class key=value key="value with spaces"}``. Pure; no Markdown in here.

The parsers at hand take no Han characters in unquoted values (``sic=高新企业``) and leave a mistyped brace as text; here it is
told apart, so that the editor hears of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ITEM = re.compile(
    r"""\s*(?:\#(?P<id>[^\s{}"'=#]+)|\.(?P<cls>[^\s{}"'=.#]+)|(?P<key>[a-z][a-z-]*)=(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'|(?P<bare>[^\s{}"']+)))"""
)
_BRACED = re.compile(r"\{(?:[^{}\"']|\"[^\"]*\"|'[^']*')*\}")


@dataclass(frozen=True, slots=True)
class ParsedAttributes:
    """``attrs`` (``id``, ``class`` and keys) of the braces that end at ``end``; ``bad`` is the part that makes no sense."""

    attrs: dict[str, str]
    end: int
    bad: str = ""


def merge_attributes(outer: Mapping[str, str], inner: Mapping[str, str]) -> dict[str, str]:
    """What holds inside: the inner's own win, and a year there takes the place of a period around it, as a period does of a year."""
    other = {"year": "period", "period": "year"}
    gone = {other[key] for key in inner if key in other} - inner.keys()
    return {**{key: value for key, value in outer.items() if key not in gone}, **inner}


def parse_attributes(text: str, start: int) -> ParsedAttributes | None:
    """The attributes that begin with ``{`` at ``start``; ``None`` where there are no closed braces."""
    braced = _BRACED.match(text, start)
    if braced is None:
        return None
    inner_end = braced.end() - 1
    attrs: dict[str, str] = {}
    position = start + 1
    while position < inner_end:
        item = _ITEM.match(text, position, inner_end)
        if item is None:
            rest = text[position:inner_end].strip()
            return ParsedAttributes(attrs, braced.end(), rest)
        key = "id" if item["id"] else "class" if item["cls"] else item["key"]
        value = next(v for v in (item["id"], item["cls"], item["dq"], item["sq"], item["bare"]) if v is not None)
        attrs[key] = f"{attrs[key]} {value}" if key == "class" and key in attrs else value
        position = item.end()
    return ParsedAttributes(attrs, braced.end())


def split_trailing_attributes(text: str) -> tuple[str, ParsedAttributes | None]:
    """Text without the attributes at its end, and those; they are a block's where a space stands before the brace."""
    if not text.endswith("}"):
        return text, None
    start = text.rfind(" {")
    while start >= 0:
        parsed = parse_attributes(text, start + 1)
        if parsed is not None and parsed.end == len(text):
            return text[:start].rstrip(), parsed
        start = text.rfind(" {", 0, start)
    return text, None
