"""Links in documents: which an editor may write, and where they lead.

An editor links to another file as editors' tools do: ``report.md#p9-1``, ``../2023/explainer.md``, ``#e04`` in the same
file. External links are https, http and mailto; anything else (``javascript:`` above all) is a problem.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from msgspec import Struct

from gazette.model import Document
from gazette.problems import suggest_similar

_EXTERNAL = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\\]+", re.IGNORECASE)
_INTERNAL = re.compile(r"(?P<file>[\w./-]+\.md)?(?:#(?P<anchor>[\w-]+))?")


class LinkTarget(Struct, frozen=True):
    """Where a link leads: to a document of the site, or outside, or nowhere."""

    document: str = ""
    anchor: str = ""
    #: Of an external link.
    href: str = ""
    #: (code, message, fix) of a link that cannot be used.
    problem: tuple[str, str, str] | None = None


def list_links(document: Document) -> tuple[str, ...]:
    """Return where the links of a document lead, as they are written, each once."""
    runs = (block.run for block in document.walk() if block.run)
    return tuple({mark.attrs["href"]: None for run in runs for mark in run.marks if mark.kind == "link"})


def resolve_link(
    href: str, document: str, anchors: Mapping[str, frozenset[str]], unread: frozenset[str] = frozenset()
) -> LinkTarget:
    """Return the target of ``href`` in ``document`` (2024/explainer).

    ``anchors`` are those of every document. A link to one of the ``unread``, whose files could not be read, is no second problem.
    """
    if _EXTERNAL.fullmatch(href):
        return LinkTarget(href=href)
    internal = _INTERNAL.fullmatch(href)
    if not href or internal is None:
        fix = "可写：https://…、mailto:…、report.md#p9-1 或 #e04。"
        return LinkTarget(problem=("link-form", f"链接「{href}」不能用。", fix))
    target = document
    if internal["file"]:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(document), internal["file"])).removesuffix(".md")
    if target in unread:
        return LinkTarget(document=target, anchor=internal["anchor"] or "")
    if target not in anchors:
        hint = suggest_similar(target, anchors) or "请核对文件名。"
        return LinkTarget(problem=("link-broken", f"链接指向没有的文件「{internal['file']}」。", hint))
    anchor = internal["anchor"] or ""
    if anchor and anchor not in anchors[target]:
        hint = suggest_similar(anchor, anchors[target]) or "请打开那一页，从 ¶ 复制锚点。"
        return LinkTarget(problem=("link-broken", f"「{target}」里没有锚点「#{anchor}」。", hint))
    return LinkTarget(document=target, anchor=anchor)
