"""A document in the making: what goes into the front matter, the blocks of the body, the notes, and what is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gazette.importing.extracted_text import Paragraph


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the file. ``before`` and ``after`` are what stands around its words (``## ``, `` {#s1}``); ``box`` is the
    container that holds it, ``comment`` what is told to the editor above it."""

    words: Paragraph
    before: str = ""
    after: str = ""
    doubts: tuple[str, ...] = ()
    box: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the document; ``page`` is the page that it cites, ``printed_on`` the one that begins with it.

    ``number`` counts the notes from 1, ``mark`` is how that is printed (``1.``, ``［1］``), empty where it is not.
    ``also`` are other forms in which the text has the term.
    """

    term: str
    definition: Paragraph
    page: int | None
    printed_on: int | None = None
    doubts: tuple[str, ...] = ()
    number: int = 0
    mark: str = ""
    also: tuple[str, ...] = ()


EMPTY = Paragraph("")


@dataclass(slots=True)
class Draft:
    """Front matter by key, blocks in order, notes in order, and doubts about the document as a whole."""

    front: dict[str, str]
    pieces: list[Piece] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def add(
        self, words: Paragraph, before: str = "", after: str = "", doubts: Sequence[str] = (), *, comment: str = ""
    ) -> None:
        """Put a block at the end."""
        self.pieces.append(Piece(words, before, after, (*words.doubts, *doubts), comment=comment))

    def boxed(self, box: str, words: Paragraph = EMPTY) -> None:
        """Put a paragraph into a container, the last one where it is of that name; without words the container alone."""
        self.pieces.append(Piece(words, doubts=words.doubts, box=box))

    def masthead(self, lines: Sequence[Paragraph], title: Paragraph | None) -> None:
        """The head of the document; ``title`` is one of its lines."""
        for line in lines or (EMPTY,):
            self.pieces.append(Piece(line, "# " if line is title else "", doubts=line.doubts, box="masthead"))


def cut(paragraph: Paragraph, start: int, end: int | None = None) -> Paragraph:
    """The words of ``text[start:end]`` with the pages that begin there; one that begins at ``end`` is the next part's."""
    stop = len(paragraph.text) if end is None else end
    turns = tuple(
        (at - start, page) for at, page in paragraph.turns if start <= at < stop or at == stop == len(paragraph.text)
    )
    notes = tuple((at - start, key) for at, key in paragraph.notes if start < at <= stop or at == start == 0)
    return replace(paragraph, text=paragraph.text[start:stop], turns=turns, notes=notes)
