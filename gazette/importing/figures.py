"""Tables, pictures and gaps → Markdown (docs/notation.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from gazette.importing.draft import Piece
from gazette.importing.extracted_text import Figure, Picture, Table
from gazette.sources.pictures import MISSING_DESCRIPTION

_SPECIAL = re.compile(r"([\\`*_\[\]{}<>&#~|!])")


def named(pieces: Iterable[Piece], kind: str) -> dict[bytes, str]:
    """The address of each picture of a document of this ``kind``, relative to it, by the picture's bytes."""
    found: dict[bytes, str] = {}
    for piece in pieces:
        figure = piece.words.figure
        if isinstance(figure, Picture):
            found.setdefault(figure.data, f"images/{kind}-{len(found) + 1}{figure.suffix}")
    return found


def markup(figure: Figure, caption: str, pictures: Mapping[bytes, str]) -> str:
    """A figure as Markdown; ``caption`` is Markdown, ``pictures`` are the addresses of pictures by their bytes."""
    if isinstance(figure, Table):
        return "\n".join([*([f": {caption}", ""] if caption else []), *_rows(figure.rows)])
    if isinstance(figure, Picture):
        title = f' "{_quoted(caption)}"' if caption else ""
        return f"![{_escaped(figure.alt) or MISSING_DESCRIPTION}]({pictures[figure.data]}{title})"
    words = f"{figure.text}\n\n{caption}" if caption else figure.text
    return f"::: gap\n\n{words}\n\n:::"


def _rows(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(map(_escaped, row)) + " |" for row in rows]
    return [lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _quoted(caption: str) -> str:
    return caption.replace('"', '\\"')
