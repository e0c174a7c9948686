"""What every page builder needs: one edition, its wording, and how to make links relative to a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from gazette.conversion.edition import Edition
from gazette.memo import Composed
from gazette.model import Document, Entry, Indicator, Library
from gazette.pages.edition_index import Index
from gazette.pages.publication import Link

CHINESE_NUMERALS = "〇一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Context(Composed):
    """An edition, what it holds by name, and the wording of its language; ``threaded``: there are pages of indicators. Paths are
    below the edition's folder, as ``2024/report/``."""

    edition: Edition
    strings: Mapping[str, str]
    index: Index
    threaded: bool = False

    def of_document(self, document: Document) -> Context:
        """As much of it as the pages of one document can show, so that these stay when others change."""
        order = self.index.order
        used = {use.slug for use in self.index.uses.get(document.id, ())}
        entries = tuple(self.edition.entries[place] for place in sorted(order[slug] for slug in used))
        return replace(self, edition=self._edition(entries, self._headline), index=self.index.of_document(document))

    def of_year(self, year: int) -> Context:
        """As much of it as a year's page can show."""
        return replace(self, edition=self._edition((), self._headline), index=self.index.of_year(year))

    def followed(self) -> Context:
        """As much of it as the pages of indicators can show: those of which a document says something."""
        known = tuple(i for i in self.edition.indicators if self.index.threads.of(i.id))
        return replace(self, edition=self._edition((), known), index=self.index.followed())

    def of_front(self) -> Context:
        """As much of it as the first page can show."""
        edition = self._edition(self.edition.entries, self.edition.indicators)
        return replace(self, edition=edition, index=self.index.followed())

    def of_terms(self) -> Context:
        """As much of it as the glossary can show besides the places that use its terms."""
        index = Index(years=dict.fromkeys(self.index.years, ()))
        return replace(self, edition=self._edition(self.edition.entries), index=index)

    @property
    def _headline(self) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.edition.indicators if indicator.headline)

    def _edition(self, entries: tuple[Entry, ...], indicators: tuple[Indicator, ...] = ()) -> Edition:
        """The edition without what belongs to single documents, or tells of all, besides these."""
        edition = self.edition
        library = Library(edition.library.site, (), (), (), {}, {})
        return Edition(edition.script, library, (), entries, indicators, {}, {}, {}, edition.say)

    def word(self, key: str, **values: object) -> str:
        """The wording ``key`` with its placeholders filled. A missing one fails the build, as a fault of ours."""
        return self.strings[key].format(**values)

    def path(self, document: str, anchor: str = "") -> str:
        """The address of a document, or of a place in it, below the edition's folder."""
        return f"{document}/" + (f"#{anchor}" if anchor else "")

    def address(self, path: str) -> str:
        """The whole address of a page of this edition, under which it is known everywhere."""
        return f"{self.edition.library.site.base_url}/{self.edition.script.folder}/{path}"

    def short(self, document: Document) -> str:
        """2024年报告."""
        return self.word(f"short_{document.meta.kind}", year=document.year)

    def say(self, document: Document, key: str) -> str:
        """A value of a document's front matter in the edition's script."""
        return self.edition.say(str(getattr(document.meta, key)), document.meta.script)

    def document(self, name: str) -> Document | None:
        """The document of that id, if we hold it."""
        return self.index.documents.get(name)

    def source(self, page: int | None) -> str:
        """The words of a link to a sentence of the report: 报告P9."""
        return self.word("source_link", page=page or "")

    def unheld(self, document: Document) -> str:
        """That the document it explains is not held, empty where it is."""
        explains = document.meta.explains
        if explains and self.document(explains) is None:
            return self.word("unheld", year=explains.split("/")[0])
        return ""

    def date(self, value: str) -> str:
        """2023年12月28日 for 2023-12-28, as far as it is known."""
        return (
            "".join(f"{int(part)}{unit}" for part, unit in zip(value.split("-"), "年月日", strict=False))
            if value
            else ""
        )


@lru_cache(50_000)
def up(path: str, target: str) -> str:
    """``target`` relative to the page ``path``, both below the same root: ("2024/explainer/", "2024/report/") → ../report/."""
    here, there = path.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:]) or "./"


def link(path: str, target: str, text: str, *, current: bool = False) -> Link:
    """A link on page ``path`` to ``target``, both below the edition's folder."""
    return Link(up(path, target), text, current)
