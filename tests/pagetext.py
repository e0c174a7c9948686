"""Reads built pages as the HTML contract promises: an article's words are its text without ``[data-apparatus]``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li dd dt div section header footer article aside ul ol dl table tr td th".split()
)


@dataclass
class Element:
    """An element with its attributes, children and own text pieces in order."""

    tag: str
    attrs: dict[str, str | None]
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> list[Element]:
        """This element and all below it, in document order."""
        found = [self]
        for child in self.children:
            if isinstance(child, Element):
                found.extend(child.walk())
        return found

    def find(self, **wanted: str) -> list[Element]:
        """Elements below whose attributes have these values; ``cls`` asks for one class, ``data_page`` for data-page."""
        return [element for element in self.walk() if element.has(**wanted)]

    def has(self, **wanted: str) -> bool:
        for name, value in wanted.items():
            key = "class" if name == "cls" else name.replace("_", "-")
            own = self.attrs.get(key)
            if name == "tag":
                if self.tag != value:
                    return False
            elif own is None or (value not in own.split() if name == "cls" else own != value):
                return False
        return True

    def text(self, *, apparatus: bool = False) -> str:
        """The words; what is not the document's own only on demand."""
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif apparatus or "data-apparatus" not in child.attrs:
                parts.append(child.text(apparatus=apparatus))
        return "".join(parts)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root", {})
        self.stack = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.stack[-1].children.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack[-1].tag == tag, f"</{tag}> closes <{self.stack[-1].tag}>"
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


@lru_cache(maxsize=32)
def parse(html: str) -> Element:
    """The tree of a page, which nobody changes; an assertion where its tags do not nest."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.stack == [builder.root], [element.tag for element in builder.stack]
    return builder.root


def read(site: Path, path: str) -> Element:
    """A page of a built site: ``zh-hans/2024/report/``."""
    return parse((site / path / "index.html").read_text(encoding="utf-8"))


def article(site: Path, path: str) -> Element:
    """The document of a page."""
    found = read(site, path).find(tag="article", cls="document")
    assert len(found) == 1
    return found[0]


def bare(text: str) -> str:
    """Without white space, as the printed lines are compared."""
    return re.sub(r"\s", "", text)
