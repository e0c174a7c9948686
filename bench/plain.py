"""Convert documents to plain Markdown in both scripts, for builders that do not know our notation.

Spans, braces, containers, comments, links and page numbers are removed. Of the front matter the title and the year remain; the
headline in the text is removed, since every template prints the title. A run-in heading becomes a heading above its paragraph.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from gazette.conversion.converter import ConversionRules, Converter
from gazette.scripts import SCRIPTS

_SPAN = re.compile(r"\[([^\[\]]*)\](?:\{[^{}]*\}|\([^()]*\))")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_NOTATION = re.compile(r"^(?::::|# ).*$| ?\{[^{}]*\} *$", re.M)
_EMPTY = re.compile(r"\n{3,}")


def to_plain_markdown(text: str, year: str) -> str:
    """Remove our notation from a document of ``content/``."""
    _, head, body = text.split("---\n", 2)
    fields = yaml.load(head, yaml.BaseLoader)
    while (without := _SPAN.sub(r"\1", body)) != body:  # inner spans first
        body = without
    body = _EMPTY.sub("\n\n", _NOTATION.sub("", _COMMENT.sub("", body))).strip()
    title = json.dumps(str(fields["title"]), ensure_ascii=False)
    return f"---\ntitle: {title}\nyear: {year}\n---\n\n{body}\n"


def write_texts(content: Path, folder: Path) -> int:
    """Write ``SCRIPT/YEAR/NAME.md`` for every document; return the number of characters in one script."""
    converter = Converter(ConversionRules())
    count = 0
    for file in sorted(content.glob("[12]*/*.md")):
        text = file.read_text("utf-8")
        found = re.search(r"^script: (\w+)", text, re.M)
        source = found[1] if found else "Hans"
        plain = to_plain_markdown(text, file.parent.name)
        count += len(plain)
        for script in SCRIPTS:
            target = folder / script.code.lower() / file.parent.name / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            converted = plain if script.code == source else converter.convert(plain, source, script.code)
            target.write_text(converted, "utf-8")
    return count
