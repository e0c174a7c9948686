"""校读记: where a page is misprinted (误) or departs from the report (异). Both readings stand at its foot; the text stays as printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from gazette.grouping import group_by
from gazette.model import Block, Document, Mark, Relation, Run
from gazette.pages.context import Context, link
from gazette.pages.views import Reading

#: What a sign may not stand in: it is a link of its own.
_LINKS = ("a", "term", "sic")


@dataclass(frozen=True, slots=True)
class _Place:
    """A mark that shows in this script, the words that the note tells, and the relation that it departs in, if any."""

    block: Block
    mark: Mark
    meant: str
    relation: Relation | None


def collate(say: Callable[[str, str], str], relations: tuple[Relation, ...], document: Document) -> Document:
    """The document, whose relations with the report these are, with the marks of its 校读记 numbered and each departure followed by its sign; a slip that does not
    show in this script (制造 for 製造 in Simplified) loses its number."""
    numbers = {(p.block.id, p.mark.start): str(n) for n, p in enumerate(_places(say, relations, document), 1)}
    if not numbers:
        return document

    def turned(block: Block) -> Block:
        run = block.run
        if run is not None and any(mark.kind in ("sic", "departs") for mark in run.marks):
            run = replace(run, marks=tuple(_numbered(run, block.id, numbers)))
        return replace(block, run=run, children=tuple(turned(child) for child in block.children))

    return replace(document, blocks=tuple(turned(block) for block in document.blocks))


def _numbered(run: Run, block: str, numbers: Mapping[tuple[str, int], str]) -> Iterator[Mark]:
    for mark in run.marks:
        number = numbers.get((block, mark.start)) if mark.kind in ("sic", "departs") else None
        yield replace(mark, attrs={**mark.attrs, "number": number}) if number else mark
        if mark.kind == "departs" and number:
            at = _outside(run, mark.end)
            yield Mark("sign", at, at, {"number": number})


def _outside(run: Run, at: int) -> int:
    """The first place from ``at`` on that no link holds."""
    links = (m for m in run.marks if m.kind in _LINKS or (m.kind == "amount" and "indicator" in m.attrs))
    held = [m.end for m in links if m.start < at < m.end]
    return _outside(run, min(held)) if held else at


def readings(context: Context, document: Document, path: str) -> tuple[Reading, ...]:
    """The entries of 校读记 for the page ``path``, in the order of the text."""
    found = []
    relations = context.index.relations.get(document.id, ())
    for number, place in enumerate(_places(context.edition.say, relations, document), 1):
        run, mark, relation = place.block.run, place.mark, place.relation
        assert run is not None
        words = run.text[mark.start : mark.end]
        source = None
        if relation is not None:
            target = context.path(relation.target_document, relation.target)
            source = link(path, target, context.source(relation.target_page))
        note = context.edition.say(mark.attrs.get("note", ""), document.meta.script)
        note = f"{note.rstrip('。')}。" if note else ""
        found.append(
            Reading(f"sic-{number}", mark.kind == "sic", words, place.meant, note, f"#{place.block.id}", source)
        )
    return tuple(found)


def _places(say: Callable[[str, str], str], relations: Iterable[Relation], document: Document) -> Iterator[_Place]:
    differing = group_by((relation for relation in relations if relation.differences), lambda r: r.anchor)
    for block in document.walk():
        for mark in block.run.marks if block.run else ():
            if mark.kind in ("sic", "departs") and block.run is not None:
                meant = say(mark.attrs[mark.kind], mark.attrs.get("script", document.meta.script))
                if mark.kind == "departs" or block.run.text[mark.start : mark.end] != meant:
                    here = (r for r in differing.get(block.id, ()) if any(d.meets(mark) for d in r.differences))
                    yield _Place(block, mark, meant, next(here, None))
