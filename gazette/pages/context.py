"""What every page builder needs: the library in all scripts, the wording of the interface, and relative links."""

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
    """The library and the wording. Paths are below an edition's folder: ``2024/report/``."""

    converted: Converted
    strings: Mapping[str, Shown]  #: the wording by key
    indicators: tuple[Indicator, ...]
    index: LibraryIndex
    has_indicator_pages: bool = False

    def narrow_to_document(self, document: Document) -> Context:
        """Return the part of it that the pages of one document show, so that these stay when others change."""
        order = self.index.term_positions
        used = {use.slug for use in self.index.uses.get(document.id, ())}
        entries = tuple(self.converted.entries[place] for place in sorted(order[slug] for slug in used))
        return self._narrow(self.index.narrow_to_document(document), entries, self._headline)

    def narrow_to_year(self, year: int) -> Context:
        """Return the part of it that a year's page shows."""
        return self._narrow(self.index.narrow_to_year(year), (), self._headline)

    def narrow_to_indicators(self) -> Context:
        """Return the part of it that the pages of indicators show: the indicators that have figures."""
        known = tuple(i for i in self.indicators if self.index.indicator_figures.list_all(i.id))
        return self._narrow(self.index.narrow_to_indicators(), (), known)

    def narrow_to_home(self) -> Context:
        """Return the part of it that the home page shows."""
        return self._narrow(self.index.narrow_to_indicators(), self.converted.entries, self.indicators)

    def narrow_to_glossary(self) -> Context:
        """Return the part of it that the glossary shows, without the places that use its terms."""
        return self._narrow(LibraryIndex(years=dict.fromkeys(self.index.years, ())), self.converted.entries)

    @property
    def _headline(self) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.headline)

    def _narrow(
        self, index: LibraryIndex, entries: tuple[Entry, ...], indicators: tuple[Indicator, ...] = ()
    ) -> Context:
        """Return the context with nothing of single documents but these."""
        library = Library(self.converted.library.site, (), (), (), {}, {})
        converted = Converted(library, (), entries, {}, {}, self.converted.convert_text)
        return replace(self, converted=converted, indicators=indicators, index=index)

    def get_word(self, key: str, **values: object) -> Shown:
        """Return the wording ``key`` with its placeholders filled; KeyError if it is missing, which is a bug."""
        return fill(self.strings[key], **values)

    def make_path(self, document: str, anchor: str = "") -> str:
        """Return the path of a document, or of a place in it."""
        return f"{document}/" + (f"#{anchor}" if anchor else "")

    def make_address(self, path: str) -> Shown:
        """Return the absolute address of a page in each edition."""
        base = self.converted.library.site.base_url
        return of_forms([f"{base}/{script.folder}/{path}" for script in SCRIPTS])

    @property
    def lang(self) -> Shown:
        """The language tag of each edition's pages."""
        return of_forms([script.lang for script in SCRIPTS])

    def make_short_name(self, document: Document) -> Shown:
        """Return the short name of a document: 2024年报告."""
        return self.get_word(f"short_{document.meta.kind}", year=document.year)

    def convert_text(self, text: str, script: str = "Hans") -> Shown:
        """Convert a text; the publication's own texts are Simplified."""
        return self.converted.convert_text(text, script)

    def convert_front_matter(self, document: Document, key: str) -> Shown:
        """Convert a value of a document's front matter."""
        return self.convert_text(str(getattr(document.meta, key)), document.meta.script)

    def convert_term(self, entry: Entry) -> Shown:
        """Convert the term of a glossary entry, whose Traditional form may be given."""
        if not entry.hant:
            return self.convert_text(entry.term, entry.script)
        convert = self.converted.convert_text
        return of_forms(
            [
                convert.form(
                    *((entry.hant, HANT.code) if script.base == HANT.code else (entry.term, entry.script)), script
                )
                for script in SCRIPTS
            ]
        )

    def convert_figure_text(self, figure: Figure, text: str) -> Shown:
        """Convert a text of a figure: its number, unit, qualifiers or sentence."""
        document = self.find_document(figure.document)
        assert document is not None
        return self.convert_text(text, document.meta.script)

    def find_document(self, name: str) -> Document | None:
        """Return the document with that id, if it is in the library."""
        return self.index.documents.get(name)

    def label_source_link(self, page: int | None) -> Shown:
        """Return the label of a link to a sentence of the report: 报告P9."""
        return self.get_word("source_link", page=page or "")

    def describe_missing_report(self, document: Document) -> Shown:
        """Say that the report it explains is not in the library; return an empty text if it is."""
        explains = document.meta.explains
        if explains and self.find_document(explains) is None:
            return self.get_word("unheld", year=explains.split("/")[0])
        return ""

    def format_date(self, value: str) -> str:
        """Return 2023年12月28日 for 2023-12-28, and 2023年12月 for 2023-12."""
        return (
            "".join(f"{int(part)}{unit}" for part, unit in zip(value.split("-"), "年月日", strict=False))
            if value
            else ""
        )


@lru_cache(50_000)
def relative_path(path: str, target: str) -> str:
    """Return ``target`` relative to the page ``path``: ("2024/explainer/", "2024/report/") → ../report/."""
    here, there = path.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:]) or "./"


def link_to(path: str, target: str, text: Shown, *, current: bool = False) -> Link:
    """Make a link on page ``path`` to ``target``, both below the edition's folder."""
    return Link(relative_path(path, target), text, current)
