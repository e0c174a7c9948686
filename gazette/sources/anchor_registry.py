"""The registry of published anchors (``content/anchors.yml``): a link that was published leads to its words for good.

For each document it lists, in reading order, a line ``anchor fingerprint excerpt``: the fingerprint of the block's words
(without white space), and their beginning and end. They identify a paragraph when others are inserted before it, when it is moved
or when a word in it is corrected; a new paragraph takes the next free number. ``p9-2 > p9-3`` names the successor of an
anchor that was removed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from gazette.model import Block, Document, Heading, Mark
from gazette.problems import Locus, Problem, suggest_similar
from gazette.sources.block_tree import map_blocks
from gazette.sources.yaml_fields import YamlNode, read_yaml
from gazette.text import remove_whitespace

#: How many characters of a block's beginning and end an excerpt has: enough for people, and to match a corrected block.
_HEAD_LENGTH, _TAIL_LENGTH = 10, 8
_ENTRY = re.compile(
    r"(?P<anchor>\S+)\s+(?:>\s*(?P<successor>\S+)|(?P<fingerprint>[0-9a-f]{8}|-)(?:\s+(?P<excerpt>.*))?)"
)
_NUMBERED = re.compile(r"(.*?)(\d+)")
_FILE_HEADER = """# 已发布的锚点。由 python build.py anchors 写成，请不要手改；只有一种情形要改：
# 某个锚点没有了，就把那一行写成「p9-2 > p9-3」，指明由哪一处接替，旧的链接仍然有效。
"""


class PublishedAnchor(Struct, frozen=True):
    """One line of the registry."""

    anchor: str
    #: Of the block's words; ``-`` where the anchor has none.
    fingerprint: str = "-"
    #: The beginning and the end of the block's words.
    excerpt: str = ""
    #: The anchor that replaces this one, once it was removed.
    successor: str = ""
    line: int = 0


class AnchorRegistry(Struct, frozen=True):
    """The published anchors."""

    path: str = ""
    #: By document id, in reading order.
    anchors: Mapping[str, tuple[PublishedAnchor, ...]] = field(default_factory=dict)
    #: The line on which each document's list begins.
    document_lines: Mapping[str, int] = field(default_factory=dict)


@lru_cache(maxsize=1)  # a preview reads the same again and again
def read_registry(text: str, path: str) -> tuple[AnchorRegistry, tuple[Problem, ...]]:
    """Read the registry; an empty file is one in which nothing has been published."""
    node, yaml_problems = read_yaml(text, path)
    problems = list(yaml_problems)
    mapping, keys = (node.mapping or {}, node.keys) if node else ({}, {})
    anchors = {name: tuple(_read_entries(value, path, problems)) for name, value in mapping.items()}
    lines = {name: line for name, (line, _) in keys.items()}
    return AnchorRegistry(path, anchors, lines), tuple(problems)


def _read_entries(node: YamlNode, path: str, problems: list[Problem]) -> Iterator[PublishedAnchor]:
    for number, line in enumerate(node.text.split("\n"), node.line + 1):
        match = _ENTRY.fullmatch(line.strip())
        if match:
            yield PublishedAnchor(
                anchor=match["anchor"],
                fingerprint=match["fingerprint"] or "-",
                excerpt=match["excerpt"] or "",
                successor=match["successor"] or "",
                line=number,
            )
        elif line.strip():
            message = f"锚点登记里的「{line.strip()}」看不懂。"
            fix = "请恢复这一行；锚点没有了的，写成 p9-2 > p9-3。"
            problems.append(Problem("anchor-ledger", Locus(path, number), message, fix))


# ---------------------------------------------------------------- assigning published anchors


def assign_published_anchors(document: Document, registry: AnchorRegistry) -> Document:
    """Return the document with the anchors under which its blocks were published, and those of removed blocks on their successors."""
    published = registry.anchors.get(document.id)
    if published is None:
        return document
    explicit = {anchor for anchor, _ in _iterate_anchors(document)} - set(document.counted)
    candidates = [entry for entry in published if not entry.successor and entry.anchor not in explicit]
    matched = _match_published(candidates, tuple(_iterate_numbered_anchors(document)))
    removed: dict[str, list[str]] = {}
    for entry in published:
        if entry.successor:
            removed.setdefault(_final_successor(entry.successor, published), []).append(entry.anchor)
    renumbered = _renumber(document, matched, explicit | {entry.anchor for entry in published})
    return _add_former_anchors(renumbered, removed)


def _final_successor(anchor: str, published: Iterable[PublishedAnchor]) -> str:
    """Follow the successors of successors; a cycle ends where it began."""
    successors = {entry.anchor: entry.successor for entry in published if entry.successor}
    visited = set()
    while anchor in successors and anchor not in visited:
        visited.add(anchor)
        anchor = successors[anchor]
    return anchor


def _excerpt(text: str) -> str:
    plain = _printable(text)
    limit = _HEAD_LENGTH + _TAIL_LENGTH
    return plain if len(plain) <= limit else f"{plain[:_HEAD_LENGTH]}…{plain[-_TAIL_LENGTH:]}"


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, remove_whitespace(text)))


def _fingerprint(text: str) -> str:
    return hashlib.blake2s(remove_whitespace(text).encode(), digest_size=4).hexdigest()


def _iterate_numbered_anchors(document: Document) -> Iterator[tuple[str, str]]:
    """Yield (anchor, words) of the blocks whose anchors were made by numbering, in reading order."""
    numbered = set(document.counted)
    return ((anchor, text) for anchor, text in _iterate_anchors(document) if anchor in numbered)


def _iterate_anchors(document: Document) -> Iterator[tuple[str, str]]:
    """Yield (anchor, words) of the document's own blocks, in reading order; those of pages have no words."""
    for block in document.walk():
        for mark in block.run.marks if block.run else ():
            if mark.kind == "run-in" and block.run:
                yield mark.attrs["id"], block.run.text[: mark.end]
        if block.id:
            yield block.id, _identifying_text(block)
        for _, page in block.run.page_breaks if block.run else ():
            yield f"page-{page}", ""


def _identifying_text(block: Block) -> str:
    """Return the words that identify a block: its own, those of its children (a table without a caption), or its alternative text."""
    if block.run is None:
        return ""
    below = (child.run.text for child in block.walk() if child.run)
    return block.run.text or "".join(below) or str(block.alt) or block.kind


def _match_published(published: Sequence[PublishedAnchor], blocks: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Map the anchors that numbering gives (``blocks`` are (anchor, words)) to the published ones of the same blocks."""
    fingerprints = [_fingerprint(text) for _, text in blocks]
    published = [entry for entry in published if entry.fingerprint != "-"]
    names: dict[str, str] = {}
    taken: set[str] = set()

    def match(block: int, entry: PublishedAnchor) -> None:
        names[blocks[block][0]] = entry.anchor
        taken.add(entry.anchor)

    old_fingerprints = [entry.fingerprint for entry in published]
    steps = SequenceMatcher(None, old_fingerprints, fingerprints, autojunk=False).get_opcodes()
    for kind, first, last, start, end in steps:
        if kind == "equal":
            for entry, block in zip(published[first:last], range(start, end), strict=True):
                match(block, entry)
    for block, (anchor, _) in enumerate(blocks):  # moved elsewhere
        if anchor not in names:
            moved = [e for e in published if e.fingerprint == fingerprints[block] and e.anchor not in taken]
            if len(moved) == 1:
                match(block, moved[0])
    for kind, first, last, start, end in steps:  # corrected in its place
        if kind == "replace":
            for block in (k for k in range(start, end) if blocks[k][0] not in names):
                text = blocks[block][1]
                similar = [e for e in published[first:last] if e.anchor not in taken and _is_similar(e.excerpt, text)]
                if similar:
                    match(block, similar[0])
    return names


def _is_similar(excerpt: str, text: str) -> bool:
    """Whether a text begins or ends as the recorded one did, or is nearly the same where that is short."""
    head, is_cut, tail = excerpt.partition("…")
    plain = _printable(text)
    if is_cut:
        return plain.startswith(head) or plain.endswith(tail)
    return SequenceMatcher(None, excerpt, plain, autojunk=False).ratio() >= 0.6


def _renumber(document: Document, matched: Mapping[str, str], used: set[str]) -> Document:
    """Return the document with the ``matched`` anchors; a new block whose own is ``used`` gets the next free number."""
    names: dict[str, str] = {}
    for anchor, _ in _iterate_numbered_anchors(document):
        if anchor in matched:
            names[anchor] = matched[anchor]
        elif anchor in used:
            own = _NUMBERED.fullmatch(anchor)
            assert own is not None
            others = map(_NUMBERED.fullmatch, used)
            numbers = [int(other[2]) for other in others if other and other[1] == own[1]]
            names[anchor] = f"{own[1]}{max(numbers) + 1}"
        else:
            names[anchor] = anchor
        used.add(names[anchor])
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return document

    def rename_mark(mark: Mark) -> Mark:
        if mark.kind != "run-in" or mark.attrs["id"] not in changed:
            return mark
        return replace(mark, attrs={**mark.attrs, "id": changed[mark.attrs["id"]]})

    def rename_block(block: Block) -> Block:
        run = block.run and replace(block.run, marks=tuple(map(rename_mark, block.run.marks)))
        return replace(block, id=changed.get(block.id, block.id), run=run)

    def rename_heading(heading: Heading) -> Heading:
        return replace(heading, id=changed.get(heading.id, heading.id), block=changed.get(heading.block, heading.block))

    return replace(
        document,
        blocks=map_blocks(document.blocks, rename_block),
        headings=tuple(map(rename_heading, document.headings)),
        counted=tuple(names.values()),
    )


def _add_former_anchors(document: Document, removed: Mapping[str, Sequence[str]]) -> Document:
    """Return the document with the ``removed`` anchors, given by successor, as ``former`` marks on the successors."""
    if not removed:
        return document

    def add(block: Block) -> Block:
        run = block.run
        if run is None:
            return block
        run_in_anchors = (mark.attrs["id"] for mark in run.marks if mark.kind == "run-in")
        names = [name for anchor in (block.id, *run_in_anchors) for name in removed.get(anchor, ())]
        former = (Mark("former", 0, 0, {"id": name}) for name in names)
        return replace(block, run=replace(run, marks=(*former, *run.marks))) if names else block

    former = tuple(name for names in removed.values() for name in names)
    return replace(document, blocks=map_blocks(document.blocks, add), former=former)


# ---------------------------------------------------------------- checking and writing


def check_published_anchors(
    paths: Mapping[str, str],
    anchors: Mapping[str, AbstractSet[str]],
    unread: AbstractSet[str],
    registry: AnchorRegistry,
) -> Iterator[Problem]:
    """Report published anchors that are gone without a successor, and how many new ones are not recorded yet.

    ``paths`` and ``anchors`` are today's by document id, ``unread`` the ids of documents whose files could not be read.
    """
    for name, published in registry.anchors.items():
        if name in unread:
            continue
        if name not in anchors:
            message = f"发布过的文献「{name}」没有了，引用它的链接都会断。"
            fix = "请恢复这个文件；确实要撤下的，在这里删去它的各行。"
            yield Problem("anchor-vanished", Locus(registry.path, registry.document_lines[name]), message, fix)
            continue
        present = [entry.anchor for entry in published if entry.anchor in anchors[name]]
        for number, entry in enumerate(published):
            locus = Locus(registry.path, entry.line)
            if entry.successor and _final_successor(entry.successor, published) not in anchors[name]:
                hint = suggest_similar(entry.successor, present) or "请写现有的锚点。"
                message = f"接替「#{entry.anchor}」的「#{entry.successor}」不存在。"
                yield Problem("anchor-ledger", locus, message, hint)
            elif not entry.successor and entry.anchor not in anchors[name]:
                following = (e.anchor for e in published[number + 1 :] if e.anchor in anchors[name])
                near = next(following, present[-1] if present else "")
                words = f"（“{entry.excerpt}”）" if entry.excerpt else ""
                message = f"{paths[name]} 里没有「#{entry.anchor}」{words}了，这个链接已经发布，不能断。"
                fix = f"请恢复那一段；确实要删的，把这一行改成「{entry.anchor} > {near}」，指明由哪一处接替。"
                yield Problem("anchor-vanished", locus, message, fix)
    for name, path in paths.items() if registry.anchors else ():
        new = anchors[name] - {entry.anchor for entry in registry.anchors.get(name, ())}
        if new:
            message = f"有{len(new)}个新的锚点还没有登记。"
            fix = "定稿发布之前，运行 python build.py anchors；登记之后，这些链接就不会再变。"
            yield Problem("anchor-unrecorded", Locus(path, 1), message, fix, "warning")


def list_registry_rows(
    document: Document, anchors: AbstractSet[str], published: Iterable[PublishedAnchor]
) -> Iterator[str]:
    """Yield the rows of a document: every one of its ``anchors`` of today, and the successors that editors named."""
    texts = dict(_iterate_anchors(document))
    others = sorted(anchors - texts.keys() - set(document.former), key=_natural_key)
    yield from (
        f"{name} {_fingerprint(text)} {_excerpt(text)}" if text else f"{name} -" for name, text in texts.items()
    )
    yield from (f"{name} -" for name in others)
    yield from (f"{entry.anchor} > {entry.successor}" for entry in published if entry.successor)


def format_registry(rows: Mapping[str, Iterable[str]]) -> str:
    """Return the text of the file from the rows by document."""
    lists = (f"\n{name}: |\n" + "".join(f"  {row}\n" for row in own) for name, own in rows.items())
    return _FILE_HEADER + "".join(lists)


def _natural_key(anchor: str) -> tuple[object, ...]:
    """Sort key by which p9-2 comes before p9-10."""
    return tuple((part.isdigit(), int(part) if part.isdigit() else part) for part in re.split(r"(\d+)", anchor))
