"""What every file reader returns: pages of lines, not yet interpreted.

Readers of PDF and DOCX also return tables, pictures and footnotes, and list what they left out or are unsure of.
No text of a file is lost silently: what is in no line, figure or footnote is listed in ``omitted``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion import converter

#: Marks of notes in a text: (offset at which the sign stood, key of the note). The signs themselves are not in the text.
NoteMarks = tuple[tuple[int, str], ...]


class Table(Struct, frozen=True):
    """A table; the first row is the head. All rows have the same number of cells, and cells hold no line breaks."""

    rows: tuple[tuple[str, ...], ...]


class Picture(Struct, frozen=True):
    """A picture file."""

    data: bytes
    suffix: str  # of its format: ".png"
    alt: str = ""  # the alternative text that the file gives


class Gap(Struct, frozen=True):
    """Something that could not be read, described in one sentence for the reader (``::: gap``)."""

    text: str


Figure = Table | Picture | Gap


class Line(Struct, frozen=True):
    """A line of a page, or with ``figure`` something that stands in place of a line (``text`` is then empty)."""

    text: str
    starts_paragraph: bool = False
    ends_paragraph: bool = False
    after_gap: bool = False  # the space above it starts a paragraph
    break_warning: str = ""  # why the paragraph may end, or go on, wrongly after this line
    font_size: float = 0.0  # 0 if the file does not tell
    heading_level: int = 0  # by the file's own styles, 1 is the highest; 0 if they do not make it one
    in_box: bool = False  # in a box next to the text (专栏), so it is no heading of the text
    figure: Figure | None = None
    note_marks: NoteMarks = ()
    warnings: tuple[str, ...] = ()  # what the editor should check in this line, a sentence each


def make_figure_line(figure: Figure, *warnings: str, note_marks: NoteMarks = ()) -> Line:
    """Make a line that holds a figure; it is a paragraph of its own."""
    return Line(
        "", starts_paragraph=True, ends_paragraph=True, figure=figure, note_marks=note_marks, warnings=tuple(warnings)
    )


def mark_as_box(lines: Iterable[Line], warning: str) -> list[Line]:
    """Mark lines as standing in a box; the first one gets the warning, none is a heading."""
    marked = [replace(line, in_box=True, heading_level=0) for line in lines]
    return add_warning(marked, warning)


def add_warning(lines: Sequence[Line], warning: str) -> list[Line]:
    """Put a warning before those of the first line."""
    return [replace(line, warnings=(warning, *line.warnings)) if not n else line for n, line in enumerate(lines)]


def add_marks_at_end(line: Line, marks: NoteMarks) -> Line:
    """Put marks of notes that stand alone at the end of a line."""
    return replace(line, note_marks=(*line.note_marks, *((len(line.text), key) for _, key in marks)))


class ExtractedPage(Struct, frozen=True):
    """A page of the original."""

    lines: tuple[Line, ...]
    number: int | None = None  # the number to cite; None if the file has no pages


class Footnote(Struct, frozen=True):
    """A note at the foot of a page or at the end of a file."""

    key: str  # by which its mark in a line refers to it
    text: str  # without the sign
    warnings: tuple[str, ...] = ()


class ExtractedText(Struct, frozen=True):
    """The content of a file."""

    pages: tuple[ExtractedPage, ...]
    medium: str  # for the front matter: what the original is
    extraction_method: str  # for the front matter: how its text was obtained
    warnings: tuple[str, ...] = ()  # about the file as a whole
    footnotes: tuple[Footnote, ...] = ()  # of pages and of the file, in order
    omitted: tuple[tuple[str, tuple[str, ...]], ...] = ()  # text left out on purpose: (kind such as 批注, each text)


class UnreadableFile(Struct, frozen=True):
    """Why a file cannot be read, and what to do: one sentence each."""

    message: str
    fix: str


class Paragraph(Struct, frozen=True):
    """A cleaned paragraph; with a ``figure`` the text is its caption. Fields that :class:`Line` has too come from its lines."""

    text: str
    page_breaks: tuple[tuple[int, int], ...] = ()  # (offset, page number) of each page that starts in it
    warnings: tuple[str, ...] = ()
    font_size: float = 0.0
    heading_level: int = 0
    in_box: bool = False
    figure: Figure | None = None
    note_marks: NoteMarks = ()

    @property
    def is_aside(self) -> bool:
        """Whether it stands outside the running text (a figure, or text in a box), so it is no heading and no note."""
        return self.in_box or self.figure is not None

    @property
    def simplified(self) -> str:
        """The text in Simplified characters, which patterns are matched against; offsets are those of ``text``."""
        return converter.fold(self.text)


@dataclass(slots=True)
class ChangeLog:
    """What was left out or rewritten; reported to the editor at the end."""

    page_furniture: list[str] = field(default_factory=list)  # running heads, feet and page numbers
    rewrites: Counter[str] = field(default_factory=Counter)  # how often something was written another way, by kind
    omitted: dict[str, list[str]] = field(
        default_factory=dict
    )  # other lines that are not part of the document, by kind

    def add_omitted(self, kind: str, lines: Iterable[str]) -> None:
        """Record lines that do not go into the document."""
        added = list(lines)
        if added:
            self.omitted.setdefault(kind, []).extend(added)
