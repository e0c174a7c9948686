"""What every reader of a file gives: sheets of printed lines, before anybody knows what they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. ``begins`` and ``ends`` say that a paragraph does so here; ``doubt`` why that it
    ends, or goes on, may be wrong.

    ``apart``: it begins one by its distance from the line before. ``size`` is the type's, where the file tells it.
    """

    text: str
    begins: bool = False
    ends: bool = False
    apart: bool = False
    doubt: str = ""
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the original; ``number`` is the one to cite, ``None`` where the file knows of no pages."""

    lines: tuple[Line, ...]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A file as read. ``medium`` and ``extracted`` go into the front matter; ``doubts`` are about the file as a whole."""

    sheets: tuple[Sheet, ...]
    medium: str
    extracted: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file cannot be read, and what to do: one sentence each."""

    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in its clean form; ``turns`` are (offset, page) of each page that begins in it."""

    text: str
    turns: tuple[tuple[int, int], ...] = ()
    doubts: tuple[str, ...] = ()
    size: float = 0.0


@dataclass(slots=True)
class Record:
    """What was left out or written in another way; told to the editor at the end."""

    dropped: list[str] = field(default_factory=list)
    changed: Counter[str] = field(default_factory=Counter)
