"""The document under construction: front matter, blocks, notes, and warnings for the editor."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from gazette.importing.extracted_text import Paragraph


class DraftBlock(Struct, frozen=True):
    """A block of the Markdown file."""

    paragraph: Paragraph
    prefix: str = ""  # Markdown before its text: "## "
    suffix: str = ""  # Markdown after it: " {#s1}"
    warnings: tuple[str, ...] = ()
    container: str = ""  # the container that holds it: "masthead"
    comment: str = ""  # a comment for the editor, written above it


class Note(Struct, frozen=True):
    """A note of the document (附注), which becomes an entry of the glossary."""

    term: str
    definition: Paragraph
    page: int | None  # the page that the note cites
    printed_on: int | None = None  # the page that starts with this note
    warnings: tuple[str, ...] = ()
    number: int = 0  # counted from 1
    printed_number: str = ""  # as printed: "1.", "［1］"; empty if it is not
    also: tuple[str, ...] = ()  # other forms in which the text has the term


EMPTY = Paragraph("")


@dataclass(slots=True)
class Draft:
    """A document under construction."""

    front_matter: dict[str, str]
    blocks: list[DraftBlock] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)  # about the document as a whole

    def add_paragraph(
        self,
        paragraph: Paragraph,
        prefix: str = "",
        suffix: str = "",
        warnings: Sequence[str] = (),
        *,
        comment: str = "",
    ) -> None:
        """Append a paragraph."""
        block = DraftBlock(paragraph, prefix, suffix, (*paragraph.warnings, *warnings), comment=comment)
        self.blocks.append(block)

    def add_to_container(self, container: str, paragraph: Paragraph = EMPTY) -> None:
        """Append a paragraph to a container, which goes on if the last block is in it; without paragraph an empty container."""
        self.blocks.append(DraftBlock(paragraph, warnings=paragraph.warnings, container=container))

    def add_masthead(self, lines: Sequence[Paragraph], title: Paragraph | None) -> None:
        """Append the masthead; ``title`` is one of its lines."""
        for line in lines or (EMPTY,):
            prefix = "# " if line is title else ""
            self.blocks.append(DraftBlock(line, prefix, warnings=line.warnings, container="masthead"))


def slice_paragraph(paragraph: Paragraph, start: int, end: int | None = None) -> Paragraph:
    """Return the part ``text[start:end]`` with its page breaks; one at ``end`` belongs to the next part."""
    length = len(paragraph.text)
    stop = length if end is None else end
    page_breaks = tuple(
        (at - start, page) for at, page in paragraph.page_breaks if start <= at < stop or at == stop == length
    )
    marks = tuple((at - start, key) for at, key in paragraph.note_marks if start < at <= stop or at == start == 0)
    return replace(paragraph, text=paragraph.text[start:stop], page_breaks=page_breaks, note_marks=marks)


def join_paragraphs(paragraphs: Sequence[Paragraph], *, space_latin: bool = False) -> Paragraph:
    """Join paragraphs into one; ``space_latin`` puts a space between Latin letters or digits of two of them."""
    text, page_breaks = "", list[tuple[int, int]]()
    for part in paragraphs:
        if space_latin and text[-1:].isascii() and part.text[:1].isascii() and part.text[:1].isalnum() and text:
            text += " "
        page_breaks += [(at + len(text), page) for at, page in part.page_breaks]
        text += part.text
    warnings = tuple(warning for part in paragraphs for warning in part.warnings)
    return replace(paragraphs[0], text=text, page_breaks=tuple(page_breaks), warnings=warnings)


def remove_paragraphs(paragraphs: Sequence[Paragraph], removed: Collection[int]) -> list[Paragraph]:
    """Remove paragraphs by their place; their page breaks go to the next one."""
    result: list[Paragraph] = []
    page_breaks: list[tuple[int, int]] = []
    for n, paragraph in enumerate(paragraphs):
        if n in removed:
            page_breaks += [(0, page) for _, page in paragraph.page_breaks]
        else:
            result.append(replace(paragraph, page_breaks=(*page_breaks, *paragraph.page_breaks)))
            page_breaks = []
    return result


def make_unique(name: str, taken: set[str]) -> str:
    """Return the name, with ``b`` appended while it is taken; it is taken from then on."""
    while name in taken:
        name += "b"
    taken.add(name)
    return name
