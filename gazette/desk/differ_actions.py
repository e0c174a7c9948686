"""The action of the page 与报告不同: decide what a difference is, and write that into the newspaper's file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from gazette.desk import edits
from gazette.desk.differ_items import (
    Item,
    differ_address,
    find_candidates,
    find_item,
    find_next,
    find_words,
    list_items,
    relate,
)
from gazette.desk.known_differences import note_difference
from gazette.desk.page import Fields, Plan, Refusal, make_change, page_address
from gazette.desk.snapshot import Snapshot
from gazette.model import Block, Document
from gazette.sources.document import parse_document
from gazette.sources.files import RawFile, decode_text
from gazette.suggestions.marking import reads_alike
from gazette.text_edits import Edit, apply_edits, line_spans

NOT_SAFE = "这一行的记号太复杂，编辑台不敢写。请选“录错了”打开这一行，或在VS Code里标。"
_KEYS = {"slip": "sic", "doubt": "differs"}
_NUMBER = re.compile(r"[0-9.,%％万亿]")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s|\s*$|:::|#{1,6}\s")


def decide(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Write what an editor has decided about a difference."""
    item = find_item(snapshot, fields.get("at", ""))
    if item is None:
        return Refusal("这一处已经没有不同了，或者文献改过。")
    choice = fields.get("choice", "")
    if choice == "typo":
        back = differ_address(snapshot, item)
        address = page_address(snapshot, "line", path=item.pair.document.path, line=str(item.line), back=back)
        return Plan((), "", address, back)
    if choice in _KEYS:
        return _judge(snapshot, item, choice)
    if choice == "none":
        return _see(snapshot, item, "none")
    if choice.startswith("see:"):
        return _see(snapshot, item, choice.removeprefix("see:"))
    if choice == "other":
        found = find_candidates(snapshot, item, fields.get("other", ""))
        return (
            Refusal("请在下面选报告里的一段。", {"choice": f"报告里有{len(found)}段相近，请选一段"})
            if found
            else Refusal(errors={"other": "报告里没有这几个字"})
        )
    return Refusal(errors={"choice": "请选一种"})


def _judge(snapshot: Snapshot, item: Item, verdict: str) -> Plan | Refusal:
    """Mark the newspaper's words as a misprint, or as words that differ."""
    path, key, words = item.pair.document.path, _KEYS[verdict], item.difference.report
    text = snapshot.texts[path]
    for found in _list_marks(text, item, key):
        new = apply_edits(text, found)
        if reads_alike(path, text, new) and _has_verdict(snapshot, item, new, verdict):
            name = item.difference.explainer
            what = f"报纸误，应为“{words}”" if verdict == "slip" else f"说不准，报告作“{words}”"
            return _finish(snapshot, item, found, f"“{name}”定为{what}", verdict, note_difference(snapshot, item))
    return Refusal(NOT_SAFE)


def _list_marks(text: str, item: Item, key: str) -> Iterator[Sequence[Edit]]:
    """Yield ways to mark the words that differ: the mark that is there, the words, these without what both have, and over bold."""
    run, difference = item.block.run, item.difference
    if run is None:
        return
    first = item.line
    last = _find_last_line(text, first)
    for marked in edits.find_marked_words(text, first, last):
        old = next((other for other in ("sic", "differs") if other in marked.attrs), "")
        if old and difference.verdict:
            place = text.index(f"{old}=", marked.words_end)
            yield (Edit(place, place + len(old), key),)
    start, end = find_words(run.text, difference.explainer, difference.start, difference.end)
    words = run.text[start:end]
    head, tail = _count_common(words, difference.report)
    ways = (
        (start, words, difference.report, False),
        (start + head, words[head : len(words) - tail], difference.report[head : len(difference.report) - tail], False),
        (start, words, difference.report, True),
    )
    spans = line_spans(text)
    for place, own, theirs, over_bold in ways:
        pattern = re.compile((r"(?:\*\*)?" if over_bold else "").join(map(re.escape, own)))
        found = list(pattern.finditer(text, spans[first - 1][0], spans[last - 1][1])) if own and theirs else []
        places = [match.start() for match in re.finditer(re.escape(own), run.text)] if own else []
        if len(found) == len(places) and place in places:
            yield from _wrap(text, found[places.index(place)], {key: theirs})


def _wrap(text: str, found: re.Match[str], attributes: Mapping[str, str]) -> Iterator[Sequence[Edit]]:
    """Yield the edits that mark words; bold that begins or ends in them is taken in as a whole."""
    start, end = found.span()
    if found[0].count("**") % 2:
        start, end = (start - 2, end) if text[start - 2 : start] == "**" else (start, end + 2)
    with suppress(ValueError):  # words with both kinds of quotation marks cannot be written
        yield edits.wrap_words(start, end, attributes)


def _count_common(words: str, other: str) -> tuple[int, int]:
    """Return how many characters both begin and end with, without parts of numbers."""
    limit = min(len(words), len(other))
    head = next((k for k in range(limit) if words[k] != other[k] or _NUMBER.match(words[k])), limit)
    tail = next(
        (k for k in range(limit - head) if words[-1 - k] != other[-1 - k] or _NUMBER.match(words[-1 - k])), limit - head
    )
    return head, tail


def _find_last_line(text: str, first: int) -> int:
    """Return the last line of the block with the line ``first``."""
    lines = [text[start:end] for start, end in line_spans(text)]
    return next((n for n in range(first, len(lines)) if _ITEM.match(lines[n])), len(lines))


def _parse(path: str, text: str) -> Document | None:
    source = decode_text(RawFile(path, text.encode()))[0]
    return parse_document(source)[0] if source else None


def _has_verdict(snapshot: Snapshot, item: Item, text: str, verdict: str) -> bool:
    """Return whether the difference has a verdict in the new text of its file."""
    document = _parse(item.pair.document.path, text)
    pair = relate(snapshot, document) if document else None
    same = item.difference.start, item.difference.end
    return pair is not None and any(
        (each.start, each.end) == same and each.verdict == verdict
        for relation in pair.relations if relation.anchor == item.relation.anchor
        for each in relation.differences
    )  # fmt: skip


def _see(snapshot: Snapshot, item: Item, anchor: str) -> Plan | Refusal:
    """Write which paragraph of the report a line is taken from: ``{see=report#p3-2}``, or ``{see=none}``."""
    document, report = item.pair.document, item.pair.report
    if anchor != "none" and anchor not in {block.id for block in report.walk()}:
        return Refusal(errors={"choice": "报告里没有这一段，请另选"})
    same_year = report.id.split("/")[0] == document.id.split("/")[0]
    value = "none" if anchor == "none" else f"{report.id.partition('/')[2] if same_year else report.id}#{anchor}"
    found = name_source(snapshot, document, item.block, value)
    if not found:
        return Refusal(NOT_SAFE)
    words = item.block.run.text[item.relation.start : item.relation.end].strip() if item.block.run else ""
    message = f"“{words}”在报告里没有" if anchor == "none" else f"“{words}”对的是报告的另一段（{anchor}）"
    return _finish(snapshot, item, found, message, "see")


def name_source(snapshot: Snapshot, document: Document, own: Block, value: str) -> Sequence[Edit]:
    """Return the edits that write ``see=`` at the end of a block; none if that is not safe."""
    text = snapshot.texts[document.path]
    length = len(own.run.text) if own.run else 0
    line = _find_last_line(text, own.line_at(length))
    start, end = line_spans(text)[line - 1]
    brace = re.search(r"(?<=\s)\{[^{}]*\}$", text[start:end].rstrip())
    if brace:
        marked = edits.MarkedWords(start, start, start + brace.start(), start + brace.end(), {})
        found = edits.set_attributes(text, marked, {"see": value})
    else:
        found = edits.add_block_attributes(text, line, {"see": value})
    new = apply_edits(text, found)
    written = _parse(document.path, new)
    before = [block.line for block in document.walk()]
    after = [block.attrs.get("see") for block in written.walk()] if written else []
    place = next((k for k, block in enumerate(document.walk()) if block is own), -1)
    if not reads_alike(document.path, text, new) or len(after) != len(before) or after[place] != value:
        return ()
    return found


def _finish(
    snapshot: Snapshot, item: Item, found: Sequence[Edit], message: str, kind: str, noted: tuple[Edit, ...] = ()
) -> Plan:
    changes = [make_change(snapshot, item.pair.document.path, tuple(found))]
    changes += [make_change(snapshot, snapshot.path("indicators.yml"), noted)] if noted else []
    following = differ_address(snapshot, find_next(list_items(snapshot), item))
    return Plan(tuple(changes), message, following, differ_address(snapshot, item), {kind: 1})
