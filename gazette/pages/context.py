"""What every page builder needs: the library in all scripts, the wording, and how to make links relative to a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion.convert_library import Converted
from gazette.memo import Composed
from gazette.model import Document, Entry, Figure, Indicator, Library
from gazette.pages.library_index import LibraryIndex
from gazette.pages.publication import Link
from gazette.scripts import HANT, SCRIPTS
from gazette.shown import Shown, fill, of_forms

CHINESE_NUMERALS = "〇一二三四五六七八九十"


class Context(Composed, Struct, frozen=True):
    """The library, what it holds by name, and the wording; ``threaded``: there are pages of indicators. Paths are below an edition's
    folder, as ``2024/report/``."""

    converted: Converted
    strings: Mapping[str, Shown]
    indicators: tuple[Indicator, ...]
    index: LibraryIndex
    threaded: bool = False

    def narrow_to_document(self, document: Document) -> Context:
        """As much of it as the pages of one document can show, so that these stay when others change."""
        order = self.index.term_positions
        used = {use.slug for use in self.index.uses.get(document.id, ())}
        entries = tuple(self.converted.entries[place] for place in sorted(order[slug] for slug in used))
        return self._narrowed(self.index.narrow_to_document(document), entries, self._headline)

    def narrow_to_year(self, year: int) -> Context:
        """As much of it as a year's page can show."""
        return self._narrowed(self.index.narrow_to_year(year), (), self._headline)

    def narrow_to_indicators(self) -> Context:
        """As much of it as the pages of indicators can show: those of which a document says something."""
        known = tuple(i for i in self.indicators if self.index.threads.of(i.id))
        return self._narrowed(self.index.narrow_to_indicators(), (), known)

    def narrow_to_home(self) -> Context:
        """As much of it as the first page can show."""
        return self._narrowed(self.index.narrow_to_indicators(), self.converted.entries, self.indicators)

    def narrow_to_glossary(self) -> Context:
        """As much of it as the glossary can show besides the places that use its terms."""
        return self._narrowed(LibraryIndex(years=dict.fromkeys(self.index.years, ())), self.converted.entries)

    @property
    def _headline(self) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.headline)

    def _narrowed(
        self, index: LibraryIndex, entries: tuple[Entry, ...], indicators: tuple[Indicator, ...] = ()
    ) -> Context:
        """The context without what belongs to single documents, or tells of all, besides these."""
        library = Library(self.converted.library.site, (), (), (), {}, {})
        converted = Converted(library, (), entries, {}, {}, self.converted.convert_text)
        return replace(self, converted=converted, indicators=indicators, index=index)

    def word(self, key: str, **values: object) -> Shown:
        """The wording ``key`` with its placeholders filled. A missing one fails the build, as a fault of ours."""
        return fill(self.strings[key], **values)

    def path(self, document: str, anchor: str = "") -> str:
        """The address of a document, or of a place in it, below the edition's folder."""
        return f"{document}/" + (f"#{anchor}" if anchor else "")

    def address(self, path: str) -> Shown:
        """The whole address of a page in each edition, under which it is known everywhere."""
        base = self.converted.library.site.base_url
        return of_forms([f"{base}/{script.folder}/{path}" for script in SCRIPTS])

    @property
    def lang(self) -> Shown:
        """The language tag of each edition's pages."""
        return of_forms([script.lang for script in SCRIPTS])

    def short(self, document: Document) -> Shown:
        """2024年报告."""
        return self.word(f"short_{document.meta.kind}", year=document.year)

    def text(self, words: str, script: str = "Hans") -> Shown:
        """Words of a script, which are Simplified if they are the publication's own."""
        return self.converted.convert_text(words, script)

    def front(self, document: Document, key: str) -> Shown:
        """A value of a document's front matter."""
        return self.text(str(getattr(document.meta, key)), document.meta.script)

    def term(self, entry: Entry) -> Shown:
        """The term of a glossary entry; its Traditional form may be fixed."""
        if not entry.hant:
            return self.text(entry.term, entry.script)
        convert = self.converted.convert_text
        return of_forms(
            [
                convert.form(
                    *((entry.hant, HANT.code) if script.base == HANT.code else (entry.term, entry.script)), script
                )
                for script in SCRIPTS
            ]
        )

    def figure_text(self, figure: Figure, words: str) -> Shown:
        """Words of a figure: its number, unit, qualifiers or sentence."""
        document = self.document(figure.document)
        assert document is not None
        return self.text(words, document.meta.script)

    def document(self, name: str) -> Document | None:
        """The document of that id, if we hold it."""
        return self.index.documents.get(name)

    def source(self, page: int | None) -> Shown:
        """The words of a link to a sentence of the report: 报告P9."""
        return self.word("source_link", page=page or "")

    def unheld(self, document: Document) -> Shown:
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
def relative_path(path: str, target: str) -> str:
    """``target`` relative to the page ``path``, both below the same root: ("2024/explainer/", "2024/report/") → ../report/."""
    here, there = path.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:]) or "./"


def link_to(path: str, target: str, text: Shown, *, current: bool = False) -> Link:
    """A link on page ``path`` to ``target``, both below the edition's folder."""
    return Link(relative_path(path, target), text, current)
