"""Pandoc's attributes in braces: ``{#id .class key=value key="value with spaces"}``.

Available parsers accept no Han characters in unquoted values (``sic=高新企业``) and leave mistyped braces as text; this one
returns the part that it cannot read, so that it can be reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

_ITEM = re.compile(
    r"""\s*(?:\#(?P<id>[^\s{}"'=#]+)|\.(?P<cls>[^\s{}"'=.#]+)|(?P<key>[a-z][a-z-]*)=(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'|(?P<bare>[^\s{}"']+)))"""
)
_BRACED = re.compile(r"\{(?:[^{}\"']|\"[^\"]*\"|'[^']*')*\}")


class ParsedAttributes(Struct, frozen=True):
    """The attributes in one pair of braces."""

    #: ``id``, ``class`` and keys.
    attrs: dict[str, str]
    #: Offset behind the closing brace.
    end: int
    #: The part that cannot be read, empty where all can.
    bad: str = ""


def merge_attributes(outer: Mapping[str, str], inner: Mapping[str, str]) -> dict[str, str]:
    """Merge the attributes of an element into those around it: its own win; its year replaces an outer period, and the reverse."""
    merged = {**outer, **inner}
    for key, alternative in (("year", "period"), ("period", "year")):
        if key in inner and alternative not in inner:
            merged.pop(alternative, None)
    return merged


def parse_attributes(text: str, start: int) -> ParsedAttributes | None:
    """Parse the attributes whose ``{`` is at ``start``; return ``None`` where no pair of braces begins there."""
    braced = _BRACED.match(text, start)
    if braced is None:
        return None
    inner_end = braced.end() - 1
    attrs: dict[str, str] = {}
    position = start + 1
    while position < inner_end:
        item = _ITEM.match(text, position, inner_end)
        if item is None:
            return ParsedAttributes(attrs, braced.end(), bad=text[position:inner_end].strip())
        key = "id" if item["id"] else "class" if item["cls"] else item["key"]
        value = next(v for v in (item["id"], item["cls"], item["dq"], item["sq"], item["bare"]) if v is not None)
        attrs[key] = f"{attrs[key]} {value}" if key == "class" and key in attrs else value
        position = item.end()
    return ParsedAttributes(attrs, braced.end())


def split_trailing_attributes(text: str) -> tuple[str, ParsedAttributes | None]:
    """Split the attributes of a block, which follow a space, from the end of its text."""
    if not text.endswith("}"):
        return text, None
    start = text.rfind(" {")
    while start >= 0:
        parsed = parse_attributes(text, start + 1)
        if parsed is not None and parsed.end == len(text):
            return text[:start].rstrip(), parsed
        start = text.rfind(" {", 0, start)
    return text, None
