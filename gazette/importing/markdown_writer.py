"""Draft → the text of a Markdown file and of glossary entries. What is written is read back: no word may come out changed.

Gives the line of each block, so that a doubt can be told where it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gazette.importing import figures
from gazette.importing.draft import Draft, Note, Piece
from gazette.importing.extracted_text import Paragraph, Table
from gazette.sources import front_matter, markdown
from gazette.sources.yaml_fields import read_yaml

#: What an empty key is for.
_EMPTY = {
    "title": "大标题，照印出来的写",
    "date": "日期，如 2026-01-08；原文没有就删去这一行",
    "speaker": "作报告的人，照印出来的写",
    "meeting": "在哪个会议上",
    "publisher": "报名，如 晋江经济报",
    "byline": "记者，照印出来的写",
    "explains": "所解读的报告，如 2026/report",
}
_SPECIAL = re.compile(r"([\\`*_\[\]{}<>&#~|!])")
_AT_START = re.compile(r"(#{1,6}(?= )|[-+*>]|\d{1,9}[.)](?= |$)|:::|```|~~~|-{3,}|={3,}|<!--)")


@dataclass(frozen=True, slots=True)
class WrittenText:
    """The text of a file, and (line, what is in doubt) for what an editor should look at."""

    text: str
    doubts: tuple[tuple[int, str], ...]


def document(draft: Draft, pictures: Mapping[bytes, str]) -> WrittenText:
    """The Markdown file of a draft; ``pictures`` are the addresses of its pictures by their bytes."""
    lines = _front(draft)
    doubts = [(1, doubt) for doubt in draft.doubts]
    box = ""
    for piece in draft.pieces:
        if piece.box != box:
            if box:
                lines += [":::", ""]
            if piece.box:
                lines += [f"::: {piece.box}", *([""] if piece.words.text else [])]
            box = piece.box
        if piece.comment:
            lines += [*f"<!-- {piece.comment.replace('--', '—')} -->".split("\n"), ""]
        if piece.words.figure is not None:
            doubts += [(len(lines) + 1, doubt) for doubt in piece.doubts]
            markup = figures.markup(piece.words.figure, marked(piece.words, escape=True), pictures)
            lines += [*markup.split("\n"), ""]
        elif piece.words.text or piece.words.turns:
            markup, loss = _block(piece)
            if piece.before == "- " and lines[-2].startswith("- "):
                lines.pop()  # items stand together
            doubts += [(len(lines) + 1, doubt) for doubt in (*piece.doubts, *loss)]
            lines += [markup, ""]
    if box:
        lines += [":::", ""]
    return WrittenText("\n".join(lines), tuple(doubts))


def original(draft: Draft) -> str:
    """The words alone, a paragraph a line: what a document is compared with from then on (``domain/originals.py``)."""
    lines: list[str] = []
    run_in = False
    for piece in draft.pieces:
        if isinstance(piece.words.figure, Table):
            lines += [piece.words.text, *(" ".join(row) for row in piece.words.figure.rows)]
        elif ".supplied" not in piece.after:
            lines[len(lines) :] = [lines.pop() + piece.words.text] if run_in else [piece.words.text]
        if piece.box == "notes" and not piece.words.text:
            lines += [
                f"{f'（P{note.page}）' if note.page else note.mark}{note.term}：{note.definition.text}"
                for note in draft.notes
            ]
        run_in = ".run-in" in piece.after
    return "\n".join(line for line in lines if line) + "\n"


def _front(draft: Draft) -> list[str]:
    lines = ["---"]
    keys = [key for key in front_matter.KEYS if key in draft.front]
    for key in keys:
        value = draft.front[key]
        if value:
            lines.append(f"{key}: {scalar(value)}")
        elif key == "title":
            lines.append(f"title: # {_EMPTY[key]}")
        elif key in _EMPTY:
            lines.append(f"# {key}:   （文中没有找到：{_EMPTY[key]}）")
    lines.append("source:")
    lines += [
        f"  {key.removeprefix('source.')}: {scalar(draft.front[key])}"
        for key in draft.front
        if key.startswith("source.")
    ]
    return [*lines, "---", ""]


def scalar(value: str) -> str:
    """A text as YAML: bare where it is read back as it was, else in quotation marks."""
    node, problems = read_yaml(f"k: {value}", "")
    bare = node is not None and not problems and node.mapping is not None and node.mapping["k"].text == value
    return value if bare else json.dumps(value, ensure_ascii=False)


def _block(piece: Piece) -> tuple[str, tuple[str, ...]]:
    """The markup of a block, escaped only where Markdown would read something else, and what is lost even so.

    Where even escaped words look like a slip of the notation, the check reports them; no word is lost by it.
    """
    for escape in (False, True):
        markup = f"{piece.before}{marked(piece.words, escape=escape)}{piece.after}"
        blocks, problems = markdown.parse_blocks(markup, "")
        if len(blocks) == 1 and (escape or not problems):
            block = blocks[0].children[0] if blocks[0].kind == "list" else blocks[0]
            if block.run is not None and block.run.text == piece.words.text and block.run.turns == piece.words.turns:
                return markup, ()
    return markup, ("这一段写成 Markdown 之后和原文不全一样，请照原件核对。",)


def marked(words: Paragraph, *, escape: bool) -> str:
    """The words with the marks of pages."""
    parts, position = [], 0
    for at, page in (*words.turns, (len(words.text), 0)):
        part = words.text[position:at]
        if escape:
            part = _SPECIAL.sub(r"\\\1", part)
        parts.append(part + (f"[]{{page={page}}}" if page else ""))
        position = at
    text = "".join(parts)
    return _AT_START.sub(r"\\\1", text, count=1) if escape and _AT_START.match(text) else text


# ---------------------------------------------------------------- the notes


def entries(
    notes: Sequence[Note], slugs: Sequence[str], scoped: Sequence[Note], document_id: str, first_line: int
) -> WrittenText:
    """Glossary entries of a document's notes; ``scoped`` ones hold for the document's year alone, because the glossary explains
    their term in another way. ``first_line`` is the line of the file at which they will stand."""
    lines: list[str] = []
    doubts: list[tuple[int, str]] = []
    for note, slug in zip(notes, slugs, strict=True):
        doubts += [(first_line + len(lines), f"「{note.term}」：{doubt}") for doubt in note.doubts]
        lines += [f"- slug: {slug}", f"  term: {scalar(note.term)}"]
        lines += [f"  also: [{', '.join(map(quoted, note.also))}]"] if note.also else []
        lines += [f"  definition: {scalar(_definition(note.definition))}", f"  source: {place(note, document_id)}"]
        lines += [f"  years: [{document_id.split('/')[0]}]"] if note in scoped else []
        lines.append("")
    return WrittenText("\n".join(lines), tuple(doubts))


def place(note: Note, document_id: str) -> str:
    """The source of a note as YAML."""
    parts = [f"document: {document_id}"]
    parts += [f"page: {note.page}"] if note.page else []
    parts += [f"printed_on: {note.printed_on}"] if note.printed_on else []
    parts += [f"number: {quoted(note.mark)}"] if note.mark else []
    return f"{{{', '.join(parts)}}}"


def quoted(value: str) -> str:
    """A text as YAML inside brackets."""
    return json.dumps(value, ensure_ascii=False)


def _definition(words: Paragraph) -> str:
    for escape in (False, True):
        markup = marked(words, escape=escape)
        run, problems = markdown.parse_inline(markup, "", 1)
        if run.text == words.text and not problems:
            break
    return markup
