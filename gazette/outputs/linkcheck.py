"""Every internal link and fragment of the finished pages leads somewhere. Reads the artifacts, not the disk."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from gazette.memo import Kept, fresh
from gazette.problems import Locus, Problem
from gazette.publication import Artifact

#: Only tags have it: in text a quotation mark is escaped.
_ATTRIBUTE = re.compile(r'\s(id|href|src)="([^"]*)"')
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def check(artifacts: Sequence[Artifact], base: str, kept: Kept = fresh) -> tuple[Problem, ...]:
    """A problem for each link that leads nowhere and each id that a page has twice. ``base`` is the path of the site's root."""
    paths = {artifact.path for artifact in artifacts}
    ids: dict[str, frozenset[str]] = {}
    links: list[tuple[str, str]] = []
    problems = []
    for artifact in artifacts:
        if artifact.path.endswith(".html"):
            ids[artifact.path], leading, twice = kept(_read, artifact, at=artifact.path)
            links.extend((artifact.path, link) for link in leading)
            for name in twice:
                message = f"页面里有两个「#{name}」。"
                problems.append(Problem("page-anchor", Locus(artifact.path), message, "请在原文里改其中一个锚点。"))
    broken = {(path, link) for path, link in links if not _leads(path, link, paths, ids, base)}
    for path, link in sorted(broken):
        problems.append(
            Problem("page-link", Locus(path), f"页面上的链接「{link}」没有着落。", "请检查它所指的文件或锚点。")
        )
    return tuple(problems)


def _read(page: Artifact) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """The ids of a page, where its links lead, and the ids that it has more than once."""
    ids: set[str] = set()
    links: dict[str, None] = {}
    twice: list[str] = []
    for name, value in _ATTRIBUTE.findall(page.content.decode()):
        value = unescape(value) if "&" in value else value
        if name != "id":
            links[value] = None
        elif value in ids:
            twice.append(value)
        else:
            ids.add(value)
    return frozenset(ids), tuple(links), tuple(twice)


def _leads(path: str, link: str, paths: set[str], ids: dict[str, frozenset[str]], base: str) -> bool:
    if _OUTSIDE.match(link):
        return True
    where, _, fragment = link.partition("#")
    where = where.partition("?")[0]
    target = _file(path.rpartition("/")[0], where, base) if where else path
    return target in paths and (not fragment or target not in ids or unquote(fragment) in ids[target])


@lru_cache(50_000)
def _file(folder: str, where: str, base: str) -> str:
    """The file that a link on a page in ``folder`` names, without its fragment."""
    where = unquote(where)
    target = where.removeprefix(base) if where.startswith("/") else posixpath.join(folder, where)
    whole = target.endswith(("/", "..")) or target in ("", ".")
    target = posixpath.normpath(target) if target else "."
    if whole:
        target = "index.html" if target == "." else f"{target}/index.html"
    return target
