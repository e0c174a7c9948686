"""What every reader of a file gives: sheets of printed lines, before anybody knows what they say.

A reader of a PDF or a DOCX also gives what is no line (tables, pictures, notes) and what it left out or is unsure of. Nothing of
a file is lost without a word: what is in no line, block or note stands in ``omitted``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows, the first one the head; all have the same number of cells, some of them empty. Cells hold no line breaks."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: the bytes of its file, the suffix of its format (``.png``), and what the file says that it shows."""

    data: bytes
    suffix: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something of the page that could not be read as words, in one sentence for the reader (``::: gap``)."""

    text: str


Figure = Table | Picture | Gap


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. ``begins`` and ``ends`` say that a paragraph does so here; ``doubt`` why that it
    ends, or goes on, may be wrong.

    ``apart``: it begins one by its distance from the line before. ``size`` is the type's, where the file tells it.
    ``level``: the file's own styles make it a heading of this level (1 is the highest below the title); 0 where they do not, which
    says nothing against a heading. ``boxed``: it stands in a box beside the text (专栏), so it is no heading of the text.
    ``figure``: a table, a picture or a gap that stands in place of a line; ``text`` is then empty.
    ``notes`` are the marks of notes, whose signs are not in ``text``: (offset in ``text`` at which the sign stood, key of the note).
    ``remarks``: what else the editor should look at in this line, a sentence each.
    """

    text: str
    begins: bool = False
    ends: bool = False
    apart: bool = False
    doubt: str = ""
    size: float = 0.0
    level: int = 0
    boxed: bool = False
    figure: Figure | None = None
    notes: tuple[tuple[int, str], ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """A page of the original; ``number`` is the one to cite, ``None`` where the file knows of no pages."""

    lines: tuple[Line, ...]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of a page or at the end of a file: the key by which the mark in a line calls it, its words without the mark,
    and what the editor should look at."""

    key: str
    text: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """A file as read. ``medium`` and ``extracted`` go into the front matter; ``doubts`` are about the file as a whole.

    ``footnotes`` are the notes of pages and of the file, in their order. ``omitted`` are words that the reader left out on purpose:
    what they are (批注), and each of them.
    """

    sheets: tuple[ExtractedPage, ...]
    medium: str
    extracted: str
    doubts: tuple[str, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    omitted: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """Why a file cannot be read, and what to do: one sentence each."""

    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in its clean form; ``turns`` are (offset, page) of each page that begins in it.

    ``level``, ``boxed``, ``figure`` and ``notes`` are those of its lines (:class:`Line`); with a ``figure`` the words are its caption.
    """

    text: str
    turns: tuple[tuple[int, int], ...] = ()
    doubts: tuple[str, ...] = ()
    size: float = 0.0
    level: int = 0
    boxed: bool = False
    figure: Figure | None = None
    notes: tuple[tuple[int, str], ...] = ()

    @property
    def is_aside(self) -> bool:
        """Whether it is no part of the running text, so no heading and no note: a figure, or words in a box."""
        return self.boxed or self.figure is not None


@dataclass(slots=True)
class ChangeLog:
    """What was left out or written in another way; told to the editor at the end.

    ``dropped`` are running heads, feet and page numbers, ``omitted`` other lines that are none of the document, by kind.
    """

    dropped: list[str] = field(default_factory=list)
    changed: Counter[str] = field(default_factory=Counter)
    omitted: dict[str, list[str]] = field(default_factory=dict)

    def leave_out(self, kind: str, lines: Iterable[str]) -> None:
        """Record lines that do not go into the document."""
        found = list(lines)
        if found:
            self.omitted.setdefault(kind, []).extend(found)
