"""Every internal link and fragment of the finished pages leads somewhere. Reads what was printed, not the disk."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from gazette.pages.publication import Artifact, PageLinks, RenderedPage
from gazette.problems import Locus, Problem

#: Only tags have it: in text a quotation mark is escaped.
_ATTRIBUTE = re.compile(r'\s(id|href|src)="([^"]*)"')
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def check_links(paths: AbstractSet[str], pages: Sequence[RenderedPage], base: str) -> tuple[Problem, ...]:
    """A problem for each link of the ``pages`` that leads nowhere, and for each id that one has duplicate_ids. ``paths`` are all files of
    the site, ``base`` is the path of its root."""
    files = [pair for page in pages for pair in zip(page.files, page.links, strict=True)]
    ids = {file.path: links.ids for file, links in files}
    problems = []
    for file, links in files:
        for name in links.duplicate_ids:
            message = f"页面里有两个「#{name}」。"
            problems.append(Problem("page-anchor", Locus(file.path), message, "请在原文里改其中一个锚点。"))
    for file, links in sorted(files, key=lambda pair: pair[0].path):
        for link in _broken(file, links, paths, ids, base):
            message = f"页面上的链接「{link}」没有着落。"
            problems.append(Problem("page-link", Locus(file.path), message, "请检查它所指的文件或锚点。"))
    return tuple(problems)


def _broken(
    file: Artifact, links: PageLinks, paths: AbstractSet[str], ids: Mapping[str, frozenset[str]], base: str
) -> list[str]:
    """The links of a page that lead nowhere. The page is read once more only where not all of them together lead somewhere."""
    asked = links.fragments.items()
    if links.files <= paths and all(target not in ids or own <= ids[target] for target, own in asked):
        return []
    return sorted(
        link
        for link, (target, fragment) in _read(file, base)[1].items()
        if target not in paths or (fragment and target in ids and fragment not in ids[target])
    )


def collect_links(page: Artifact, base: str) -> PageLinks:
    """What is asked of a finished page. ``base`` is the path of the site's root."""
    named, links = _read(page, base)
    ids, duplicate_ids = frozenset(named), tuple(name for name, count in named.items() if count > 1)
    asked: dict[str, set[str]] = {}
    for target, fragment in links.values():
        if fragment and not (target == page.path and fragment in ids):
            asked.setdefault(target, set()).add(fragment)
    files = frozenset(target for target, _ in links.values())
    return PageLinks(ids, duplicate_ids, files, {target: frozenset(own) for target, own in asked.items()})


def _read(page: Artifact, base: str) -> tuple[Mapping[str, int], Mapping[str, tuple[str, str]]]:
    """How often a page has each of its ids, and (file, fragment) of each link as it is written."""
    ids: dict[str, int] = {}
    links: dict[str, tuple[str, str]] = {}
    folder = page.path.rpartition("/")[0]
    for name, value in _ATTRIBUTE.findall(page.content.decode()):
        value = unescape(value) if "&" in value else value
        if name == "id":
            ids[value] = ids.get(value, 0) + 1
        elif value not in links and not _OUTSIDE.match(value):
            where, _, fragment = value.partition("#")
            where = where.partition("?")[0]
            links[value] = (_file(folder, where, base) if where else page.path), unquote(fragment)
    return ids, links


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
