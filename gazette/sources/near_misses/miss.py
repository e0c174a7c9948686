"""The near miss, and what its rules share."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from gazette.problems import Severity


class NearMiss(Struct, frozen=True):
    """What is wrong with a line, and how to write it correctly. A warning where it may be intended."""

    message: str
    fix: str
    #: As in docs/problems.md.
    code: Literal["near-miss", "quotes-straight", "line-joined", "table-caption", "table-form"] = "near-miss"
    severity: Severity = "error"


NO_FOOTNOTES_FIX = "这里没有脚注：要给读者的解释写进 glossary.yml，编者的话写在 ::: note 里。"
# Spaces of all widths, zero included.
SPACE = "[ \t\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff\u00ad]"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
#: What an item of a list may begin with.
ITEM_START = f"[{HAN}“‘「『《（【〔[(①-⑳▶◎]"


def shorten(text: str, limit: int = 30) -> str:
    """Return the beginning of a text, as a message quotes it."""
    text = text.replace("\0", "…")
    return text if len(text) <= limit else text[: limit - 1] + "…"
