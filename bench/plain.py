"""The same text for builders that do not know our notation: plain Markdown, in both scripts.

Out go spans, braces, containers, comments, links and page numbers; of the front matter the title and the year stay, and the
headline in the text goes, since every template prints the title. A heading that runs into its paragraph becomes one above it.
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
_OUT = re.compile(r"^(?::::|# ).*$| ?\{[^{}]*\} *$", re.M)
_EMPTY = re.compile(r"\n{3,}")


def plain(text: str, year: str) -> str:
    """A document of ``content/`` without our notation."""
    _, head, body = text.split("---\n", 2)
    fields = yaml.load(head, yaml.BaseLoader)
    while (without := _SPAN.sub(r"\1", body)) != body:  # from the inner to the outer
        body = without
    body = _EMPTY.sub("\n\n", _OUT.sub("", _COMMENT.sub("", body))).strip()
    title = json.dumps(str(fields["title"]), ensure_ascii=False)
    return f"---\ntitle: {title}\nyear: {year}\n---\n\n{body}\n"


def make(content: Path, folder: Path) -> int:
    """Write ``SCRIPT/YEAR/NAME.md`` for every document; how many characters one script has."""
    converter = Converter(ConversionRules())
    count = 0
    for file in sorted(content.glob("[12]*/*.md")):
        text = file.read_text("utf-8")
        found = re.search(r"^script: (\w+)", text, re.M)
        source = found[1] if found else "Hans"
        made = plain(text, file.parent.name)
        count += len(made)
        for script in SCRIPTS:
            target = folder / script.code.lower() / file.parent.name / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            turned = made if script.code == source else converter.convert(made, source, script.code)
            target.write_text(turned, "utf-8")
    return count
