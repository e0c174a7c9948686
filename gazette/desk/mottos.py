"""A year's words on the home page (``mottos`` in ``site.yml``): propose words that stand in its documents, and write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazette.desk import edits
from gazette.desk.page import Fields, Plan, Refusal, make_change, page_address
from gazette.desk.snapshot import Snapshot
from gazette.sources.site_settings import read_site
from gazette.text import remove_whitespace
from gazette.text_edits import Edit, apply_edits, line_spans, normalize

_FILE, _MOST = "site.yml", 5
_DEMAND = re.compile("总体要求|总的要求|总体思路|工作思路|工作主线")
_CLAUSE = re.compile("[^，。；：！？\\s—]+")
_QUOTED = re.compile("“([^“”，。；：！？]+)”")
_NOT = re.compile("[0-9]年|^政府工作报告$|^[^“]*”|“[^”]*$")
_SHORTEST, _LONGEST = 6, 18
_STARTS = ("聚力", "聚焦", "突出", "实施", "步入", "奋力")


def read_motto(snapshot: Snapshot) -> str:
    """Return the words of the year; empty if there are none."""
    site, _ = read_site(normalize(_text(snapshot)), _FILE)
    return site.mottos.get(snapshot.year, "")


def propose_mottos(snapshot: Snapshot) -> tuple[str, ...]:
    """Return words of the year's documents that may be its motto, the likeliest first."""
    found = dict.fromkeys(_find_clauses(snapshot))
    return tuple(sorted(found, key=lambda words: -(2 * min(words.count("、"), 3) + words.startswith(_STARTS))))[:_MOST]


def _find_clauses(snapshot: Snapshot) -> Iterator[str]:
    """Yield, in Simplified characters, clauses of titles and headings and of what is demanded for the year, and lists of aims."""
    fold = snapshot.finder.fold
    for document in snapshot.documents:
        yield from _cut(fold(document.meta.title))
        for block in document.walk():
            text = fold(block.run.text) if block.run else ""
            if block.attrs.get("role") == "target" and _DEMAND.search(text):
                yield from _cut(text)
            elif block.attrs.get("role") == "target" or block.kind == "heading":
                yield from (words for words in _cut(text) if words.count("、") > 1 and words.startswith(_STARTS))


def _cut(text: str) -> Iterator[str]:
    for words in (*_QUOTED.findall(text), *_CLAUSE.findall(text)):
        if _SHORTEST <= len(words) <= _LONGEST and not _NOT.search(words) and not _DEMAND.search(words):
            yield words


def write_motto(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Write the words of the year, which must stand in one of its documents."""
    words, fold = fields.get("motto", "").strip(), snapshot.finder.fold
    wanted = fold(remove_whitespace(words))
    texts = (block.run.text for document in snapshot.documents for block in document.walk() if block.run)
    if not wanted or not any(wanted in fold(remove_whitespace(text)) for text in texts):
        return Refusal(errors={"motto": "要写这一年的文献里有的字句" if words else "请写一句"})
    text = _text(snapshot)
    found = _edit(text, snapshot.year, words)
    after = read_site(normalize(apply_edits(text, found)), _FILE)[0]
    if after.mottos != {**read_site(normalize(text), _FILE)[0].mottos, snapshot.year: words}:
        return Refusal("site.yml 的写法编辑台不敢动，请在VS Code里写 mottos。")
    here = page_address(snapshot, "done")
    path = snapshot.path(_FILE)
    return Plan((make_change(snapshot, path, found),), f"{snapshot.year}年的一句话：{words}", here, here, {"motto": 1})


def _edit(text: str, year: int, words: str) -> tuple[Edit, ...]:
    """Return the edits that add or change the words of a year."""
    lines = [text[start:end] for start, end in line_spans(text)]
    head = next((n for n, line in enumerate(lines, 1) if re.match(r"\ufeff?mottos:\s*(#.*)?$", line)), 0)
    row = f"{year}: {edits.quote_scalar(words)}"
    if not head:
        return edits.append_lines(text, ("mottos:", f"  {row}"))
    last, indent = head, "  "
    for number in range(head + 1, len(lines) + 1):
        match = re.match(r"(\s+)(\d{4}):", lines[number - 1])
        if not match:
            break
        last, indent = number, match[1]
        if int(match[2]) == year:
            return edits.set_scalar(text, number, str(year), words)
    return edits.insert_lines(text, last, (f"{indent}{row}",))


def _text(snapshot: Snapshot) -> str:
    return snapshot.texts.get(snapshot.path(_FILE), "")
