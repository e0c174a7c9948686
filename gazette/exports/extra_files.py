"""Publish the files in ``content/static/`` unchanged at the root of the site: CNAME, files by which services recognise an owner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from gazette.pages.publication import Artifact
from gazette.problems import Locus, Problem
from gazette.scripts import SCRIPTS

#: By which a site is recognised as one that a build made.
MARKER = ".gazette"
#: What the site itself has at its root.
OWN_FOLDERS = (*(script.folder for script in SCRIPTS), "assets", "data", "share")
OWN_FILES = (
    MARKER, "404.html", "_headers", "_redirects", "index.html", "robots.txt", "sitemap.xml", "sw.js",
)  # fmt: skip
#: The only hidden names that hosts look for.
_HIDDEN = (".nojekyll", ".well-known")
#: What operating systems leave in folders.
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


def is_litter(path: str) -> bool:
    """Whether a file is hidden, or left by an operating system: such files are not published."""
    return any(name in LITTER or (name.startswith(".") and name not in _HIDDEN) for name in path.split("/"))


def check_names(paths: Iterable[str], folder: str) -> Iterator[Problem]:
    """Report each path below ``folder`` that the site uses itself, or that is no plain address."""
    own = {name.casefold() for name in (*OWN_FOLDERS, *OWN_FILES)}
    for path in paths:
        first, locus = path.partition("/")[0], Locus(f"{folder}/{path}")
        if first.casefold() in own:
            fix = "请换个名字；不要它的，请删去。"
            yield Problem("static-name", locus, f"网站自己有「{first}」，会互相覆盖。", fix)
        elif not all(name in _HIDDEN or _NAME.fullmatch(name) for name in path.split("/")):
            fix = "名字里只用拉丁字母、数字、点、连字符和下划线。"
            yield Problem("static-name", locus, f"「{path}」不宜作网址。", fix)


def publish_files(contents: Mapping[str, bytes]) -> Iterator[Artifact]:
    """Yield the files by their paths below the site's root."""
    for path, content in contents.items():
        yield Artifact(path, content)
