"""Every internal link and fragment of the finished pages leads somewhere. Reads what was printed, not the disk."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from gazette.problems import Locus, Problem
from gazette.publication import Artifact, Leads

#: Only tags have it: in text a quotation mark is escaped.
_ATTRIBUTE = re.compile(r'\s(id|href|src)="([^"]*)"')
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def check(paths: AbstractSet[str], pages: Mapping[str, Leads]) -> tuple[Problem, ...]:
    """A problem for each link of the ``pages`` that leads nowhere, and for each id that one has twice. ``paths`` are all files of
    the site."""
    problems = []
    for path, page in pages.items():
        for name in page.twice:
            message = f"页面里有两个「#{name}」。"
            problems.append(Problem("page-anchor", Locus(path), message, "请在原文里改其中一个锚点。"))
    broken = {(path, link) for path, page in pages.items() for link in _broken(page, paths, pages)}
    for path, link in sorted(broken):
        problems.append(
            Problem("page-link", Locus(path), f"页面上的链接「{link}」没有着落。", "请检查它所指的文件或锚点。")
        )
    return tuple(problems)


def _broken(page: Leads, paths: AbstractSet[str], pages: Mapping[str, Leads]) -> Iterator[str]:
    """The links of a page that lead nowhere; they are looked at one by one only where not all together lead somewhere."""
    asked = page.fragments.items()
    if page.files <= paths and all(target not in pages or own <= pages[target].ids for target, own in asked):
        return
    for target, fragment, link in page.links:
        if target not in paths or (fragment and target in pages and fragment not in pages[target].ids):
            yield link


def read(page: Artifact, base: str) -> Leads:
    """What is asked of a finished page. ``base`` is the path of the site's root."""
    ids: set[str] = set()
    links: dict[str, tuple[str, str, str]] = {}
    fragments: dict[str, set[str]] = {}
    twice: list[str] = []
    folder = page.path.rpartition("/")[0]
    for name, value in _ATTRIBUTE.findall(page.content.decode()):
        value = unescape(value) if "&" in value else value
        if name == "id":
            if value in ids:
                twice.append(value)
            ids.add(value)
        elif not _OUTSIDE.match(value):
            where, _, fragment = value.partition("#")
            where = where.partition("?")[0]
            target, fragment = _file(folder, where, base) if where else page.path, unquote(fragment)
            links[value] = (target, fragment, value)
            if fragment:
                fragments.setdefault(target, set()).add(fragment)
    files = frozenset(target for target, _, _ in links.values())
    asked = {target: frozenset(own) for target, own in fragments.items()}
    return Leads(frozenset(ids), tuple(twice), files, asked, tuple(links.values()))


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
