"""Links in documents: what an editor may write, and where it leads. Pure; no disk, no network.

An editor links to another file as editors' tools do: ``report.md#p9-1``, ``../2023/explainer.md``, ``#e04`` in the same
file. Outside links are https, http and mailto; anything else (``javascript:`` above all) is a problem.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gazette.problems import suggest_similar

_OUTSIDE = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\\]+", re.IGNORECASE)
_INSIDE = re.compile(r"(?P<file>[\w./-]+\.md)?(?:#(?P<anchor>[\w-]+))?")


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link leads: ``document`` and ``anchor`` inside, ``href`` outside; ``problem`` is (code, message, fix)."""

    document: str = ""
    anchor: str = ""
    href: str = ""
    problem: tuple[str, str, str] | None = None


def resolve_link(
    href: str, document: str, anchors: Mapping[str, frozenset[str]], unread: frozenset[str] = frozenset()
) -> LinkTarget:
    """The target of ``href`` in ``document`` (2024/explainer); ``anchors`` are those of every document, ``unread`` are documents
    that could not be read: a link to one is no second problem."""
    if _OUTSIDE.fullmatch(href):
        return LinkTarget(href=href)
    inside = _INSIDE.fullmatch(href)
    if not href or inside is None:
        fix = "可写：https://…、mailto:…、report.md#p9-1 或 #e04。"
        return LinkTarget(problem=("link-form", f"链接「{href}」不能用。", fix))
    target = document
    if inside["file"]:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(document), inside["file"])).removesuffix(".md")
    if target in unread:
        return LinkTarget(document=target, anchor=inside["anchor"] or "")
    if target not in anchors:
        return LinkTarget(
            problem=(
                "link-broken",
                f"链接指向没有的文件「{inside['file']}」。",
                suggest_similar(target, anchors) or "请核对文件名。",
            )
        )
    anchor = inside["anchor"] or ""
    if anchor and anchor not in anchors[target]:
        hint = suggest_similar(anchor, anchors[target]) or "请打开那一页，从 ¶ 复制锚点。"
        return LinkTarget(problem=("link-broken", f"「{target}」里没有锚点「#{anchor}」。", hint))
    return LinkTarget(document=target, anchor=anchor)
