"""The ledger of published anchors (``content/anchors.yml``): a link that was once given out leads to its words for good.

For each document it holds, in reading order, a line ``anchor print words``: the print of the block's words (without white
space) and their beginning and end. By these a paragraph is known again when others are put in before it, when it is moved
or when a word in it is mended; a new paragraph takes the next free number. ``p9-2 > p9-3`` names the successor of an
anchor that is no more. Takes and gives values; knows no disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from gazette.model import Block, Document, Heading, Mark, Run
from gazette.problems import Locus, Problem, suggest_similar
from gazette.sources.yaml_fields import YamlNode, read_yaml
from gazette.text import remove_whitespace

#: Characters of a block's beginning and end that stand in the ledger, for people and to know a mended block again.
_HEAD, _TAIL = 10, 8
_ROW = re.compile(r"(?P<anchor>\S+)\s+(?:>\s*(?P<successor>\S+)|(?P<print>[0-9a-f]{8}|-)(?:\s+(?P<words>.*))?)")
_COUNTED = re.compile(r"(.*?)(\d+)")
_ABOUT = """# 已发布的锚点。由 python build.py anchors 写成，请不要手改；只有一种情形要改：
# 某个锚点没有了，就把那一行写成「p9-2 > p9-3」，指明由哪一处接替，旧的链接仍然有效。
"""


@dataclass(frozen=True, slots=True)
class PublishedAnchor:
    """A published anchor. ``words`` are the beginning and end of its block; ``successor`` is set once it is no more."""

    anchor: str
    print: str = "-"
    words: str = ""
    successor: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class AnchorRegistry:
    """The rows by document. ``begun`` is false while nothing has been published."""

    path: str = ""
    rows: Mapping[str, tuple[PublishedAnchor, ...]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    begun: bool = False


def read_registry(text: str, path: str) -> tuple[AnchorRegistry, tuple[Problem, ...]]:
    """The ledger; an empty file is one in which nothing has been published."""
    node, found = read_yaml(text, path)
    problems = list(found)
    rows: dict[str, tuple[PublishedAnchor, ...]] = {}
    for name, value in ((node.mapping or {}) if node else {}).items():
        rows[name] = tuple(_rows(value, path, problems))
    lines = {name: place[0] for name, place in (node.keys if node else {}).items()}
    return AnchorRegistry(path, rows, lines, bool(rows)), tuple(problems)


def _rows(node: YamlNode, path: str, problems: list[Problem]) -> Iterator[PublishedAnchor]:
    for number, line in enumerate(node.text.split("\n"), node.line + 1):
        match = _ROW.fullmatch(line.strip())
        if match:
            yield PublishedAnchor(
                match["anchor"], match["print"] or "-", match["words"] or "", match["successor"] or "", number
            )
        elif line.strip():
            message = f"锚点登记里的「{line.strip()}」看不懂。"
            fix = "请恢复这一行；锚点没有了的，写成 p9-2 > p9-3。"
            problems.append(Problem("anchor-ledger", Locus(path, number), message, fix))


# ---------------------------------------------------------------- anchors that stay


def assign_published_anchors(document: Document, ledger: AnchorRegistry) -> Document:
    """The document with the anchors under which its blocks were published, and the former ones of what succeeds another."""
    rows = ledger.rows.get(document.id)
    if rows is None:
        return document
    explicit = {anchor for anchor, _ in _texts(document)} - set(document.counted)
    open_to = [row for row in rows if not row.successor and row.anchor not in explicit]
    names = _kept(open_to, tuple(_counted(document)))
    former: dict[str, list[str]] = {}
    for row in rows:
        if row.successor:
            former.setdefault(_living(row.successor, rows), []).append(row.anchor)
    return _renamed(_renumbered(document, names, explicit | {row.anchor for row in rows}), former)


def _living(anchor: str, rows: Iterable[PublishedAnchor]) -> str:
    """The last successor in a row of them."""
    known = {row.anchor: row.successor for row in rows if row.successor}
    passed = set()
    while anchor in known and anchor not in passed:
        passed.add(anchor)
        anchor = known[anchor]
    return anchor


def _words(text: str) -> str:
    plain = _plain(text)
    return plain if len(plain) <= _HEAD + _TAIL else f"{plain[:_HEAD]}…{plain[-_TAIL:]}"


def _plain(text: str) -> str:
    """What can be seen of a text."""
    return "".join(filter(str.isprintable, remove_whitespace(text)))


def _print(text: str) -> str:
    return hashlib.blake2s(remove_whitespace(text).encode(), digest_size=4).hexdigest()


def _counted(document: Document) -> Iterator[tuple[str, str]]:
    """(anchor, words) of the blocks whose anchors are made by counting, in reading order."""
    counted = set(document.counted)
    for anchor, text in _texts(document):
        if anchor in counted:
            yield anchor, text


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """Every anchor of the document's own blocks with its words, in reading order; pages have none."""
    for block in document.walk():
        for mark in block.run.marks if block.run else ():
            if mark.kind == "run-in" and block.run:
                yield mark.attrs["id"], block.run.text[: mark.end]
        if block.id:
            yield block.id, _own(block)
        for _, page in block.run.turns if block.run else ():
            yield f"page-{page}", ""


def _own(block: Block) -> str:
    """By what a block is known again: its words, or those below it (a table without a caption), or those that tell what is to be seen."""
    if block.run is None:
        return ""
    below = (child.run.text for child in block.walk() if child.run)
    return block.run.text or "".join(below) or block.attrs.get("alt", "") or block.kind


def _kept(rows: Sequence[PublishedAnchor], blocks: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The published anchor of each block that is known again, by the one that counting gives it."""
    prints = [_print(text) for _, text in blocks]
    rows = [row for row in rows if row.print != "-"]
    names: dict[str, str] = {}
    taken: set[str] = set()

    def keep(block: int, row: PublishedAnchor) -> None:
        names[blocks[block][0]] = row.anchor
        taken.add(row.anchor)

    steps = SequenceMatcher(None, [row.print for row in rows], prints, autojunk=False).get_opcodes()
    for kind, first, last, start, end in steps:
        if kind == "equal":
            for row, block in zip(rows[first:last], range(start, end), strict=True):
                keep(block, row)
    for block, (anchor, _) in enumerate(blocks):  # moved elsewhere
        if anchor not in names:
            moved = [row for row in rows if row.print == prints[block] and row.anchor not in taken]
            if len(moved) == 1:
                keep(block, moved[0])
    for kind, first, last, start, end in steps:  # mended in its place
        if kind == "replace":
            for block in (k for k in range(start, end) if blocks[k][0] not in names):
                alike = [r for r in rows[first:last] if r.anchor not in taken and _alike(r.words, blocks[block][1])]
                if alike:
                    keep(block, alike[0])
    return names


def _alike(words: str, text: str) -> bool:
    """Whether a text begins or ends as the recorded one did, or is nearly the same where that is short."""
    head, cut, tail = words.partition("…")
    plain = _plain(text)
    if cut:
        return plain.startswith(head) or plain.endswith(tail)
    return SequenceMatcher(None, words, plain, autojunk=False).ratio() >= 0.6


def _renumbered(document: Document, kept: Mapping[str, str], used: set[str]) -> Document:
    """The document with the kept anchors; what is new gets the next free number where its own is ``used``."""
    names: dict[str, str] = {}
    for anchor, _ in _counted(document):
        if anchor in kept:
            names[anchor] = kept[anchor]
        elif anchor in used:
            match = _COUNTED.fullmatch(anchor)
            assert match is not None
            taken = map(_COUNTED.fullmatch, used)
            numbers = [int(other[2]) for other in taken if other and other[1] == match[1]]
            names[anchor] = f"{match[1]}{max(numbers) + 1}"
        else:
            names[anchor] = anchor
        used.add(names[anchor])
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return document

    def turned(block: Block) -> Block:
        run = block.run
        if run is not None:
            marks = tuple(
                replace(m, attrs={**m.attrs, "id": changed[m.attrs["id"]]})
                if m.kind == "run-in" and m.attrs["id"] in changed
                else m
                for m in run.marks
            )
            run = replace(run, marks=marks)
        children = tuple(turned(child) for child in block.children)
        return replace(block, id=changed.get(block.id, block.id), run=run, children=children)

    def heading(one: Heading) -> Heading:
        return replace(one, id=changed.get(one.id, one.id), block=changed.get(one.block, one.block))

    return replace(
        document,
        blocks=tuple(map(turned, document.blocks)),
        headings=tuple(map(heading, document.headings)),
        counted=tuple(names.values()),
    )


def _renamed(document: Document, former: Mapping[str, Sequence[str]]) -> Document:
    """The document whose successors also answer to the names of what they succeed."""
    if not former:
        return document

    def turned(block: Block) -> Block:
        run = block.run
        own = [*former.get(block.id, ())]
        for mark in run.marks if run else ():
            if mark.kind == "run-in":
                own += former.get(mark.attrs["id"], ())
        if own and run is not None:
            run = Run(run.text, (*(Mark("former", 0, 0, {"id": name}) for name in own), *run.marks), run.line)
        return replace(block, run=run, children=tuple(turned(child) for child in block.children))

    names = tuple(name for names in former.values() for name in names)
    return replace(document, blocks=tuple(map(turned, document.blocks)), former=names)


# ---------------------------------------------------------------- checking and writing


def check_published_anchors(
    documents: Sequence[Document], anchors: Mapping[str, frozenset[str]], unread: frozenset[str], ledger: AnchorRegistry
) -> Iterator[Problem]:
    """Published anchors that are no more and have no successor, and how many wait to be recorded."""
    paths = {document.id: document.path for document in documents}
    for name, rows in ledger.rows.items():
        if name in unread:
            continue
        if name not in anchors:
            message = f"发布过的文献「{name}」没有了，引用它的链接都会断。"
            fix = "请恢复这个文件；确实要撤下的，在这里删去它的各行。"
            yield Problem("anchor-vanished", Locus(ledger.path, ledger.lines[name]), message, fix)
            continue
        living = [row.anchor for row in rows if row.anchor in anchors[name]]
        for number, row in enumerate(rows):
            place = Locus(ledger.path, row.line)
            if row.successor and _living(row.successor, rows) not in anchors[name]:
                hint = suggest_similar(row.successor, living) or "请写现有的锚点。"
                yield Problem("anchor-ledger", place, f"接替「#{row.anchor}」的「#{row.successor}」不存在。", hint)
            elif not row.successor and row.anchor not in anchors[name]:
                near = next(
                    (r.anchor for r in rows[number + 1 :] if r.anchor in anchors[name]), living[-1] if living else ""
                )
                words = f"（“{row.words}”）" if row.words else ""
                message = f"{paths[name]} 里没有「#{row.anchor}」{words}了，这个链接已经发布，不能断。"
                fix = f"请恢复那一段；确实要删的，把这一行改成「{row.anchor} > {near}」，指明由哪一处接替。"
                yield Problem("anchor-vanished", place, message, fix)
    if ledger.begun:
        for document in documents:
            known = {row.anchor for row in ledger.rows.get(document.id, ())}
            new = anchors[document.id] - known
            if new:
                message = f"有{len(new)}个新的锚点还没有登记。"
                fix = "定稿发布之前，运行 python build.py anchors；登记之后，这些链接就不会再变。"
                yield Problem("anchor-unrecorded", Locus(document.path, 1), message, fix, "warning")


def format_registry(
    documents: Iterable[Document], anchors: Mapping[str, frozenset[str]], ledger: AnchorRegistry
) -> str:
    """The ledger as a file: every anchor of today, and the successors that editors named."""
    parts = [_ABOUT]
    for document in documents:
        texts = dict(_texts(document))
        rest = sorted(anchors[document.id] - texts.keys() - set(document.former), key=_natural)
        parts.append(f"\n{document.id}: |\n")
        parts += (
            f"  {name} {_print(text)} {_words(text)}\n" if text else f"  {name} -\n" for name, text in texts.items()
        )
        parts += (f"  {name} -\n" for name in rest)
        parts += (f"  {r.anchor} > {r.successor}\n" for r in ledger.rows.get(document.id, ()) if r.successor)
    return "".join(parts)


def _natural(anchor: str) -> tuple[object, ...]:
    return tuple((part.isdigit(), int(part) if part.isdigit() else part) for part in re.split(r"(\d+)", anchor))
