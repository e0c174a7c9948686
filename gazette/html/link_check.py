"""Check that every internal link and fragment of the rendered pages leads somewhere; nothing is read from disk."""

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

#: Matches only in tags, as quotation marks in text are escaped.
_ATTRIBUTE = re.compile(r'\s(id|href|src)="([^"]*)"')
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def check_links(paths: AbstractSet[str], pages: Sequence[RenderedPage], base: str) -> tuple[Problem, ...]:
    """Report each link of the ``pages`` that leads nowhere, and each id that a page has twice.

    ``paths`` are all files of the site, ``base`` is the path of its root.
    """
    files = [pair for page in pages for pair in zip(page.files, page.links, strict=True)]
    ids = {file.path: links.ids for file, links in files}
    problems = []
    for file, links in files:
        for name in links.duplicate_ids:
            message = f"页面里有两个「#{name}」。"
            problems.append(Problem("page-anchor", Locus(file.path), message, "请在原文里改其中一个锚点。"))
    for file, links in sorted(files, key=lambda pair: pair[0].path):
        for link in _find_broken_links(file, links, paths, ids, base):
            message = f"页面上的链接「{link}」没有着落。"
            problems.append(Problem("page-link", Locus(file.path), message, "请检查它所指的文件或锚点。"))
    return tuple(problems)


def _find_broken_links(
    file: Artifact, links: PageLinks, paths: AbstractSet[str], ids: Mapping[str, frozenset[str]], base: str
) -> list[str]:
    """Return the links of a page that lead nowhere; the page is parsed again only if there are some."""
    fragments = links.fragments.items()
    if links.files <= paths and all(target not in ids or own <= ids[target] for target, own in fragments):
        return []
    return sorted(
        link
        for link, (target, fragment) in _parse_page(file, base)[1].items()
        if target not in paths or (fragment and target in ids and fragment not in ids[target])
    )


def collect_links(page: Artifact, base: str) -> PageLinks:
    """Collect the ids and links of a rendered page. ``base`` is the path of the site's root."""
    id_counts, links = _parse_page(page, base)
    ids, duplicate_ids = frozenset(id_counts), tuple(name for name, count in id_counts.items() if count > 1)
    fragments: dict[str, set[str]] = {}
    for target, fragment in links.values():
        if fragment and not (target == page.path and fragment in ids):
            fragments.setdefault(target, set()).add(fragment)
    files = frozenset(target for target, _ in links.values())
    return PageLinks(ids, duplicate_ids, files, {target: frozenset(own) for target, own in fragments.items()})


def _parse_page(page: Artifact, base: str) -> tuple[Mapping[str, int], Mapping[str, tuple[str, str]]]:
    """Return how often a page has each id, and the (file, fragment) of each link as it is written."""
    ids: dict[str, int] = {}
    links: dict[str, tuple[str, str]] = {}
    folder = page.path.rpartition("/")[0]
    for name, value in _ATTRIBUTE.findall(page.content.decode()):
        value = unescape(value) if "&" in value else value
        if name == "id":
            ids[value] = ids.get(value, 0) + 1
        elif value not in links and not _EXTERNAL.match(value):
            address, _, fragment = value.partition("#")
            address = address.partition("?")[0]
            links[value] = (_resolve_file(folder, address, base) if address else page.path), unquote(fragment)
    return ids, links


@lru_cache(50_000)
def _resolve_file(folder: str, address: str, base: str) -> str:
    """Return the file to which an address on a page in ``folder`` leads."""
    address = unquote(address)
    target = address.removeprefix(base) if address.startswith("/") else posixpath.join(folder, address)
    is_folder = target.endswith(("/", "..")) or target in ("", ".")
    target = posixpath.normpath(target) if target else "."
    if is_folder:
        target = "index.html" if target == "." else f"{target}/index.html"
    return target
