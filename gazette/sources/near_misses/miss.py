"""What a near miss is, and what its rules share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gazette.problems import Severity


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What is wrong with a line, and how it is written right. A ``code`` of docs/problems.md; a reminder where it may be meant."""

    message: str
    fix: str
    code: Literal["near-miss", "quotes-straight", "line-joined", "table-caption", "table-form"] = "near-miss"
    severity: Severity = "error"


NO_FOOTNOTES_FIX = "这里没有脚注：要给读者的解释写进 glossary.yml，编者的话写在 ::: note 里。"
# Spaces of all widths, and what has none.
SPACE = "[ \t\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff\u00ad]"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
ITEM_START = f"[{HAN}“‘「『《（【〔[(①-⑳▶◎]"


def shorten(words: str, most: int = 30) -> str:
    """The beginning of the words, as a message quotes them."""
    words = words.replace("\0", "…")
    return words if len(words) <= most else words[: most - 1] + "…"
