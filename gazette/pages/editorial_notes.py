"""校读记: where a page is misprinted (误) or departs from the report (异). Both editorial_notes stand at its foot; the text stays as printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion.convert_library import ConvertText
from gazette.grouping import group_by
from gazette.model import Block, Document, Mark, Relation, Run
from gazette.pages.context import Context, link_to
from gazette.pages.publication import Link
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, concat, in_script, map_forms, of_forms, strip_end

#: What a sign may not stand in: it is a link of its own.
_LINKS = ("a", "term", "sic")


class EditorialNote(Struct, frozen=True):
    """An entry of 校读记: what is printed, and what is meant (``slip``) or what the report has. ``number`` is empty where it
    does not show in a script. ``back`` leads to the place,
    ``source`` to the report's."""

    id: Shown
    number: Shown
    slip: bool
    printed: Shown
    meant: Shown
    note: Shown
    back: str
    source: Link | None


class _Place(Struct, frozen=True):
    """A mark, the words that the note tells, and the relation that it departs in, if any; ``number`` is the note's in each script, empty
    where the mark does not show."""

    block: Block
    run: Run
    mark: Mark
    meant: Shown
    relation: Relation | None
    number: Shown


def number_editorial_notes(text: ConvertText, relations: tuple[Relation, ...], document: Document) -> Document:
    """The document, whose relations with the report these are, with the marks of its 校读记 numbered and each departure followed by its
    sign; a slip has no number in a script where it does not show (制造 for 製造 in Simplified)."""
    numbers = {(place.block.id, place.mark.start): place.number for place in _places(text, relations, document)}
    if not numbers:
        return document

    def numbered(block: Block) -> Block:
        run = block.run
        if run is not None and any(mark.kind in ("sic", "departs") for mark in run.marks):
            run = replace(run, marks=tuple(_numbered(run, block.id, numbers)))
        return replace(block, run=run, children=tuple(numbered(child) for child in block.children))

    return replace(document, blocks=tuple(numbered(block) for block in document.blocks))


def _numbered(run: Run, block: str, numbers: Mapping[tuple[str, int], Shown]) -> Iterator[Mark]:
    for mark in run.marks:
        number = numbers.get((block, mark.start)) if mark.kind in ("sic", "departs") else None
        if number is None:
            yield mark
            continue
        attrs = {"number": ",".join(in_script(number, place) for place in range(len(SCRIPTS)))}
        yield replace(mark, attrs={**mark.attrs, **attrs})
        if mark.kind == "departs":
            at = _outside(run, mark.end)
            yield Mark("sign", at, at, attrs)


def _outside(run: Run, at: int) -> int:
    """The first place from ``at`` on that no link holds."""
    links = (m for m in run.marks if m.kind in _LINKS or (m.kind == "amount" and "indicator" in m.attrs))
    ends = [m.end for m in links if m.start < at < m.end]
    return _outside(run, min(ends)) if ends else at


def build_editorial_notes(context: Context, document: Document, path: str) -> tuple[EditorialNote, ...]:
    """The entries of 校读记 for the page ``path``, in the order of the text."""
    found = []
    relations = context.index.relations.get(document.id, ())
    for place in _places(context.converted.convert_text, relations, document):
        mark, relation = place.mark, place.relation
        source = None
        if relation is not None:
            target = context.path(relation.target_document, relation.target)
            source = link_to(path, target, context.source(relation.target_page))
        note = context.text(mark.attrs.get("note", ""), document.meta.script)
        found.append(
            EditorialNote(
                id=map_forms(place.number, "sic-{}".format),
                number=place.number,
                slip=mark.kind == "sic",
                printed=place.run.cut(mark.start, mark.end).shown,
                meant=place.meant,
                note=concat(strip_end(note, "。"), "。") if note else "",
                back=f"#{place.block.id}",
                source=source,
            )
        )
    return tuple(found)


def count_notes_by_script(found: Iterable[EditorialNote]) -> Shown:
    """How many entries show in each script; empty where none does."""
    numbers = [reading.number for reading in found]
    counts = [sum(bool(in_script(number, place)) for number in numbers) for place in range(len(SCRIPTS))]
    return of_forms([str(count or "") for count in counts])


def _places(text: ConvertText, relations: Iterable[Relation], document: Document) -> Iterator[_Place]:
    differing = group_by((relation for relation in relations if relation.differences), lambda r: r.anchor)
    counts = [0] * len(SCRIPTS)
    for block in document.walk():
        for mark in block.run.marks if block.run else ():
            if mark.kind in ("sic", "departs") and block.run is not None:
                meant = text(mark.attrs[mark.kind], mark.attrs.get("script", document.meta.script))
                printed = block.run.cut(mark.start, mark.end).shown
                numbers = []
                for place in range(len(SCRIPTS)):
                    is_shown = mark.kind == "departs" or in_script(printed, place) != in_script(meant, place)
                    counts[place] += is_shown
                    numbers.append(str(counts[place]) if is_shown else "")
                if any(numbers):
                    here = (r for r in differing.get(block.id, ()) if any(d.meets(mark) for d in r.differences))
                    yield _Place(block, block.run, mark, meant, next(here, None), of_forms(numbers))
