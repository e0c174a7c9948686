"""Check that every internal link and fragment of the rendered pages leads somewhere; nothing is read from disk."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from gazette.html.slots import SLOT_START, Slots
from gazette.pages.publication import Artifact, FileLinks, PageLinks, PageRecord, RenderedPage
from gazette.problems import Locus, Problem

#: Matches only in tags, as quotation marks in text are escaped. Templates have no line ends in tags; searching for a space is fast.
_ATTRIBUTE = re.compile(r' (id|href|src)="([^"]*)"')
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def check_links(paths: AbstractSet[str], pages: Iterable[PageRecord]) -> tuple[Problem, ...]:
    """Report each link of the ``pages`` that leads nowhere; ``paths`` are all files of the site."""
    files = {links.path: links for page in pages for links in page.links}
    ids: dict[str, frozenset[str]] = {}
    problems = []
    for path, links in sorted(files.items()):
        broken = {file for file in links.files.split("\n") if file and file not in paths}
        for file, fragments in links.fragments.items():
            if file in files and file not in ids:
                ids[file] = frozenset(files[file].ids.split("\n"))
            if file in ids:
                broken |= {f"{file}#{name}" for name in fragments.split("\n") if name not in ids[file]}
        for target in sorted(broken):
            file, _, fragment = target.partition("#")
            link = posixpath.relpath(file, posixpath.dirname(path)) + (f"#{fragment}" if fragment else "")
            message = f"页面上的链接「{link.replace('index.html', '')}」指向的地方不存在。"
            problems.append(Problem("page-link", Locus(path), message, "请检查它所指的文件或锚点。"))
    return tuple(problems)


def check_ids(page: RenderedPage) -> Iterator[Problem]:
    """Report each id that a page has twice."""
    for file, links in zip(page.files, page.links, strict=True):
        for name in links.duplicate_ids:
            message = f"页面里有两个「#{name}」。"
            yield Problem("page-anchor", Locus(file.path), message, "请在原文里改其中一个锚点。")


def record_links(file: Artifact, links: PageLinks) -> FileLinks:
    """Return the links of a file as they are stored."""
    fragments = {target: "\n".join(sorted(names)) for target, names in sorted(links.fragments.items())}
    return FileLinks(file.path, "\n".join(sorted(links.ids)), "\n".join(sorted(links.files)), fragments)


def collect_links(paths: Sequence[str], html: str, slots: Slots, base: str) -> tuple[PageLinks, ...]:
    """Collect the ids and links of a page's files. ``html`` has slots, so that what is alike in all files is parsed once;
    ``base`` is the path of the site's root.
    """
    attributes = _ATTRIBUTE.findall(html)
    ids, links = _read([attribute for attribute in attributes if SLOT_START not in attribute[1]])
    differing = [f' {name}="{value}"' for name, value in attributes if SLOT_START in value]
    collected = []
    for path, part in zip(paths, slots.split("".join(differing) + slots.find(html, _ATTRIBUTE)), strict=False):
        own_ids, own_links = _read(_ATTRIBUTE.findall(part))
        collected.append(_resolve_links(path, ids + own_ids, {**links, **own_links}, base))
    return tuple(collected)


def _resolve_links(path: str, ids: Sequence[str], links: Mapping[str, tuple[str, str]], base: str) -> PageLinks:
    own = frozenset(ids)
    duplicate_ids = [name for name, count in Counter(ids).items() if count > 1] if len(own) < len(ids) else ()
    folder, files = posixpath.dirname(path), set()
    fragments: dict[str, set[str]] = {}
    for address, fragment in links.values():
        files.add(target := _resolve_file(folder, address, base) if address else path)
        if fragment and not (target == path and fragment in own):
            fragments.setdefault(target, set()).add(fragment)
    named = {target: frozenset(names) for target, names in fragments.items()}
    return PageLinks(ids=own, duplicate_ids=tuple(duplicate_ids), files=frozenset(files), fragments=named)


def _read(attributes: Sequence[tuple[str, str]]) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """Return all ids, and the (address, fragment) of each internal link as it is written."""
    ids = [unescape(value) for name, value in attributes if name == "id"]
    links = {}
    for written in dict.fromkeys([value for name, value in attributes if name != "id"]):
        link = unescape(written)
        if not _EXTERNAL.match(link):
            address, _, fragment = link.partition("#")
            links[link] = address.partition("?")[0], unquote(fragment)
    return ids, links


@lru_cache(5_000)
def _resolve_file(folder: str, address: str, base: str) -> str:
    """Return the file to which an address on a page in ``folder`` leads."""
    address = unquote(address)
    target = address.removeprefix(base) if address.startswith("/") else posixpath.join(folder, address)
    is_folder = target.endswith(("/", "..")) or target in ("", ".")
    target = posixpath.normpath(target) if target else "."
    if is_folder:
        target = "index.html" if target == "." else f"{target}/index.html"
    return target
