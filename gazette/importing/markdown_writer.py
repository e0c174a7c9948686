"""Write a draft as Markdown, and its notes as glossary entries.

What is written is parsed again, so that no text changes by it. The line of each block is tracked, for the warnings about it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from gazette.importing.draft import Draft, DraftBlock, Note
from gazette.importing.extracted_text import Figure, Paragraph, Picture, Table
from gazette.sources import front_matter, markdown
from gazette.sources.pictures import MISSING_DESCRIPTION
from gazette.sources.yaml_fields import read_yaml

#: Front matter keys that the editor is asked to fill in, and with what.
_HINTS = {
    "title": "大标题，照印出来的写",
    "date": "日期，如 2026-01-08；原文没有就删去这一行",
    "speaker": "作报告的人，照印出来的写",
    "meeting": "在哪个会议上",
    "publisher": "报名，照印出来的写",
    "byline": "记者，照印出来的写",
    "explains": "所解读的报告，如 2026/report",
}
_SPECIAL = re.compile(r"([\\`*_\[\]{}<>&#~|!])")
_SPECIAL_AT_START = re.compile(
    r"(#{1,6}(?= )|[-+*>]|\d{1,9}[.)](?= |$)|[:：﹕︰∶ː](?=\s*[:：﹕︰∶ː])|```|~~~|-{3,}|={3,}|<!--)"
)


class WrittenText(Struct, frozen=True):
    """The text of a file, and (line, warning) for what an editor should check."""

    text: str
    warnings: tuple[tuple[int, str], ...]


# ---------------------------------------------------------------- the document


def write_document(draft: Draft, picture_names: Mapping[bytes, str]) -> WrittenText:
    """Write the Markdown file of a draft; ``picture_names`` are the addresses of its pictures by their bytes."""
    lines = _write_front_matter(draft)
    warnings = [(1, warning) for warning in draft.warnings]
    container = ""
    for block in draft.blocks:
        paragraph = block.paragraph
        if block.container != container:
            if container:
                lines += [":::", ""]
            if block.container:
                lines += [f"::: {block.container}", *([""] if paragraph.text else [])]
            container = block.container
        if block.comment:
            lines += [*f"<!-- {block.comment.replace('--', '—')} -->".split("\n"), ""]
        if paragraph.figure is not None:
            warnings += [(len(lines) + 1, warning) for warning in block.warnings]
            markup = _write_figure(paragraph.figure, _write_inline(paragraph, escape=True), picture_names)
            lines += [*markup.split("\n"), ""]
        elif paragraph.text or paragraph.page_breaks:
            markup, loss = _write_block(block)
            if block.prefix == "- " and lines[-2].startswith("- "):
                lines.pop()  # no empty line between items
            warnings += [(len(lines) + 1, warning) for warning in (*block.warnings, *loss)]
            lines += [markup, ""]
    if container:
        lines += [":::", ""]
    return WrittenText("\n".join(lines), tuple(warnings))


def write_plain_text(draft: Draft) -> str:
    """Write the text alone, a paragraph per line: the document is compared with it from then on (``sources/originals.py``)."""
    lines: list[str] = []
    after_run_in = False
    for block in draft.blocks:
        paragraph = block.paragraph
        if isinstance(paragraph.figure, Table):
            lines += [paragraph.text, *(" ".join(row) for row in paragraph.figure.rows)]
        elif ".supplied" not in block.suffix:
            lines[len(lines) :] = [lines.pop() + paragraph.text] if after_run_in else [paragraph.text]
        if block.container == "notes" and not paragraph.text:
            lines += [
                f"{f'（P{note.page}）' if note.page else note.printed_number}{note.term}：{note.definition.text}"
                for note in draft.notes
            ]
        after_run_in = ".run-in" in block.suffix
    return "\n".join(line for line in lines if line) + "\n"


def _write_front_matter(draft: Draft) -> list[str]:
    values = draft.front_matter
    lines = ["---"]
    for key in front_matter.KEYS:
        if values.get(key):
            lines.append(f"{key}: {_format_yaml(values[key])}")
        elif key == "title" and key in values:
            lines.append(f"title: # {_HINTS[key]}")
        elif key in values and key in _HINTS:
            lines.append(f"# {key}:   （文中没有找到：{_HINTS[key]}）")
    source = {key.removeprefix("source."): value for key, value in values.items() if key.startswith("source.")}
    return [*lines, "source:", *(f"  {key}: {_format_yaml(value)}" for key, value in source.items()), "---", ""]


def _format_yaml(value: str) -> str:
    """Write a text as YAML: bare if it is parsed back to the same text, else in quotation marks."""
    node, problems = read_yaml(f"k: {value}", "")
    is_bare = node is not None and not problems and node.mapping is not None and node.mapping["k"].text == value
    return value if is_bare else _quote(value)


def _quote(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_block(block: DraftBlock) -> tuple[str, tuple[str, ...]]:
    """Write a block, escaped only if Markdown would read something else; and a warning if even that changes it.

    Escaped text may still look like a mistake of the notation: the check reports that, and no text is lost by it.
    """
    paragraph = block.paragraph
    for escape in (False, True):
        markup = f"{block.prefix}{_write_inline(paragraph, escape=escape)}{block.suffix}"
        parsed, problems = markdown.parse_blocks(markup, "")
        if len(parsed) == 1 and (escape or not problems):
            run = (parsed[0].children[0] if parsed[0].kind == "list" else parsed[0]).run
            if run is not None and run.text == paragraph.text and run.page_breaks == paragraph.page_breaks:
                return markup, ()
    return markup, ("这一段写成 Markdown 之后和原文不全一样，请照原件核对。",)


def _write_inline(paragraph: Paragraph, *, escape: bool) -> str:
    """Write the text with its page breaks."""
    parts, start = [], 0
    for at, page in (*paragraph.page_breaks, (len(paragraph.text), 0)):
        part = paragraph.text[start:at]
        parts.append((_escape(part) if escape else part) + (f"[]{{page={page}}}" if page else ""))
        start = at
    text = "".join(parts)
    start_sign = _SPECIAL_AT_START.match(text) if escape else None
    if start_sign is None:
        return text
    # Markdown has no backslash for the full-width colons that are taken for the fence of a container.
    return f"\\{text}" if start_sign[1].isascii() else f"&#{ord(text[0])};{text[1:]}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


# ---------------------------------------------------------------- tables, pictures, gaps (docs/notation.md)


def name_pictures(blocks: Iterable[DraftBlock], kind: str) -> dict[bytes, str]:
    """Name the pictures of a document of this kind: bytes → address, relative to the document."""
    names: dict[bytes, str] = {}
    for block in blocks:
        figure = block.paragraph.figure
        if isinstance(figure, Picture):
            names.setdefault(figure.data, f"images/{kind}-{len(names) + 1}{figure.suffix}")
    return names


def _write_figure(figure: Figure, caption: str, picture_names: Mapping[bytes, str]) -> str:
    """Write a figure; ``caption`` is Markdown."""
    if isinstance(figure, Table):
        head, *rows = ("| " + " | ".join(map(_escape, row)) + " |" for row in figure.rows)
        lines = [head, "|" + " --- |" * len(figure.rows[0]), *rows]
        return "\n".join([*([f": {caption}", ""] if caption else []), *lines])
    if isinstance(figure, Picture):
        title = ' "{}"'.format(caption.replace('"', '\\"')) if caption else ""
        return f"![{_escape(figure.alt) or MISSING_DESCRIPTION}]({picture_names[figure.data]}{title})"
    text = f"{figure.text}\n\n{caption}" if caption else figure.text
    return f"::: gap\n\n{text}\n\n:::"


# ---------------------------------------------------------------- the notes


def write_entries(
    notes: Sequence[Note], slugs: Sequence[str], year_only: Sequence[Note], document_id: str, first_line: int
) -> WrittenText:
    """Write glossary entries of a document's notes.

    ``year_only`` are those that hold for the document's year alone, because the glossary explains their term in another way;
    ``first_line`` is the line of the file at which the entries will stand.
    """
    lines: list[str] = []
    warnings: list[tuple[int, str]] = []
    for note, slug in zip(notes, slugs, strict=True):
        warnings += [(first_line + len(lines), f"「{note.term}」：{warning}") for warning in note.warnings]
        lines += [f"- slug: {slug}", f"  term: {_format_yaml(note.term)}"]
        lines += [f"  also: [{', '.join(map(_quote, note.also))}]"] if note.also else []
        definition = _format_yaml(_write_definition(note.definition))
        lines += [f"  definition: {definition}", f"  source: {format_source(note, document_id)}"]
        lines += [f"  years: [{document_id.split('/')[0]}]"] if note in year_only else []
        lines.append("")
    return WrittenText("\n".join(lines), tuple(warnings))


def format_source(note: Note, document_id: str) -> str:
    """Write the source of a note as a YAML mapping."""
    number = _quote(note.printed_number) if note.printed_number else ""
    values = {"document": document_id, "page": note.page, "printed_on": note.printed_on, "number": number}
    return f"{{{', '.join(f'{key}: {value}' for key, value in values.items() if value)}}}"


def _write_definition(definition: Paragraph) -> str:
    for escape in (False, True):
        markup = _write_inline(definition, escape=escape)
        run, problems = markdown.parse_inline(markup, "", 1)
        if run.text == definition.text and not problems:
            break
    return markup
