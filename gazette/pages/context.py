"""What every page builder needs: the part of the publication that a page shows, the wording of the interface, and relative links."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from msgspec import Struct, field

from gazette.conversion.convert_document import ConvertText
from gazette.model import Document, Entry, Figure, Indicator
from gazette.pages.library_index import Holdings, IndicatorFigures, LibraryIndex
from gazette.pages.publication import Link
from gazette.scripts import HANT, SCRIPTS
from gazette.settings import SiteConfig
from gazette.shown import Shown, concat, fill, map_forms, of_forms
from gazette.sources.bodies import Body

CHINESE_NUMERALS = "〇一二三四五六七八九十"


class FigureTexts(Struct, frozen=True, array_like=True):
    """The texts of a figure in all scripts."""

    before: Shown  #: its qualifiers
    number: Shown
    unit: Shown
    after: Shown
    quote: Shown  #: its sentence
    label: Shown  #: of a link to it: 2024年报告P9


class Context(Struct, frozen=True):
    """A part of the publication, and the wording. Paths are below an edition's folder: ``2024/report/``."""

    site: SiteConfig
    converter: ConvertText
    strings: Mapping[str, Shown]  #: the wording by key
    years: tuple[int, ...] = ()  #: all that have a document, earliest first
    holdings: Holdings = Holdings()
    names: Mapping[str, str] = field(
        default_factory=dict
    )  #: by id, what tells documents apart that are alike otherwise
    nav: tuple[str, ...] = ("glossary",)  #: the lists to which the header links, after the years
    bodies: Mapping[str, Body] = field(default_factory=dict)  #: whose each document is, by id
    indicators: tuple[Indicator, ...] = ()
    all_indicators: Mapping[str, Indicator] = field(default_factory=dict)  #: by id; on the pages of documents
    documents: Mapping[str, Document] = field(default_factory=dict)  #: by id; those that other pages have, without text
    entries: tuple[Entry, ...] = ()  #: of the glossary, in its order
    figures: IndicatorFigures = field(default_factory=IndicatorFigures)
    figure_texts: Mapping[tuple[str, str], FigureTexts] = field(default_factory=dict)  #: by document and figure
    index: LibraryIndex = field(default_factory=LibraryIndex)

    def get_word(self, key: str, **values: object) -> Shown:
        """Return the wording ``key`` with its placeholders filled; KeyError if it is missing, which is a bug."""
        return fill(self.strings[key], **values)

    def make_path(self, document: str, anchor: str = "") -> str:
        """Return the path of a document, or of a place in it."""
        return f"{document}/" + (f"#{anchor}" if anchor else "")

    def make_address(self, path: str) -> Shown:
        """Return the absolute address of a page in each edition."""
        base = self.site.base_url
        return of_forms([f"{base}/{script.folder}/{path}" for script in SCRIPTS])

    @property
    def lang(self) -> Shown:
        """The language tag of each edition's pages."""
        return of_forms([script.lang for script in SCRIPTS])

    def is_only_one(self, document: Document) -> bool:
        """Return whether kind and year alone name a document: it is a main one, and no other of its kind is like it."""
        return not document.meta.distinction and document.id not in self.names

    def make_short_name(self, document: Document) -> Shown:
        """Return the short name of a document: 2024年报告."""
        if not self.is_only_one(document):
            return self.get_word("short_labelled", year=document.year, name=self.name_kind(document))
        return self.get_word(f"short_{document.meta.kind}", year=document.year)

    def name_kind(self, document: Document) -> Shown:
        """Return what a document is in a list of its year: 报告全文, 东港镇报告, 云汐日报解读."""
        name = self.convert_text(self.names.get(document.id, ""), document.meta.script)
        return self._name_kind(document, concat(self.convert_text(document.meta.distinction), name))

    def name_report(self, year: int | str, distinction: str) -> Shown:
        """Name a report in full that may not be held: 2024年政府工作报告, 2024年东港镇报告."""
        if not distinction:
            return self.get_word("full_report", year=year)
        name = self.get_word("labelled_report", label=self.convert_text(distinction))
        return self.get_word("short_labelled", year=year, name=name)

    def name_filter(self, document: Document) -> Shown:
        """Return the name of a document's filter in the search, in which those that are alike have one."""
        return self._name_kind(document, self.convert_text(document.meta.distinction))

    def _name_kind(self, document: Document, label: Shown) -> Shown:
        if label:
            return self.get_word(f"labelled_{document.meta.kind}", label=label)
        return self.get_word(f"kind_{document.meta.kind}")

    def make_filter(self, kind: str, distinction: str) -> str:
        """Return the value by which the search tells pages of a kind apart, equal in all scripts: ``report-donggang-zhen``."""
        if not distinction:
            return kind
        from gazette.pinyin import make_slug  # late, because its dictionary is slow to load

        return f"{kind}-{make_slug(distinction)}"

    def convert_text(self, text: str, script: str = "Hans") -> Shown:
        """Convert a text; the publication's own texts are Simplified."""
        return self.converter(text, script)

    def convert_front_matter(self, document: Document, key: str) -> Shown:
        """Convert a value of a document's front matter."""
        return self.convert_text(str(getattr(document.meta, key)), document.meta.script)

    def convert_term(self, entry: Entry) -> Shown:
        """Convert the term of a glossary entry, whose Traditional form may be given."""
        if not entry.hant:
            return self.convert_text(entry.term, entry.script)
        return of_forms(
            [
                self.converter.form(
                    *((entry.hant, HANT.code) if script.base == HANT.code else (entry.term, entry.script)), script
                )
                for script in SCRIPTS
            ]
        )

    def convert_figure(self, figure: Figure, *, has_quote: bool = False) -> FigureTexts:
        """Return the texts of a figure in all scripts, with its sentence where that is asked for or known."""
        if known := self.figure_texts.get((figure.document, figure.id)):
            return known
        document = self.documents[figure.document]
        place = self.make_short_name(document)
        before, number, unit, after, quote = (
            self.convert_text(text, document.meta.script)
            for text in (figure.before, figure.printed_number, figure.unit, figure.after, figure.quote * has_quote)
        )
        label = self.get_word("use_page", document=place, page=figure.page) if figure.page else place
        return FigureTexts(before, number, unit, after, quote, label)

    def find_document(self, name: str) -> Document | None:
        """Return the document with that id, if it is in the library."""
        return self.documents.get(name)

    def label_source_link(self, page: int | None) -> Shown:
        """Return the label of a link to a sentence of the report: 报告P9."""
        return self.get_word("source_link", page=page or "")

    def describe_missing_report(self, document: Document) -> Shown:
        """Return a sentence if the report that it explains is not in the library, else an empty text."""
        explains = document.meta.explains
        if explains and self.find_document(explains) is None:
            report = self.name_report(explains.split("/")[0], document.meta.distinction)
            return self.get_word("missing_report", report=report)
        return ""

    def format_date(self, value: str) -> str:
        """Return 2023年12月28日 for 2023-12-28, and 2023年12月 for 2023-12."""
        return (
            "".join(f"{int(part)}{unit}" for part, unit in zip(value.split("-"), "年月日", strict=False))
            if value
            else ""
        )


def link_to_search(path: str, words: Shown) -> Link:
    """Link to the search for ``words``."""
    return Link(map_forms(words, lambda form: relative_path(path, f"search/?q={quote(form)}")), words)


@lru_cache(5_000)
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
