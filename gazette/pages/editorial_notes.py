"""勘误与差异: notes at the foot of a page on misprints (误) and differences from the report (异); the text stays as printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion.convert_document import ConvertText
from gazette.grouping import group_by
from gazette.model import Block, Document, Mark, Relation, Run
from gazette.pages.context import Context, link_to
from gazette.pages.publication import Link
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, concat, in_script, map_forms, of_forms, strip_end

#: No sign of a note is set inside these, as it is a link itself.
_LINKS = ("a", "term", "sic")


class EditorialNote(Struct, frozen=True, array_like=True):
    """An entry of 勘误与差异."""

    id: Shown
    number: Shown  #: empty in a script in which the note is not shown
    slip: bool  #: whether it is a misprint; else a difference from the report
    printed: Shown
    meant: Shown  #: what is meant, or what the report has
    note: Shown
    back: str  #: to the place in the text
    source: Link | None  #: to the report


class _Place(Struct, frozen=True):
    """A mark that has an editorial note."""

    block: Block
    run: Run
    mark: Mark
    meant: Shown
    relation: Relation | None  #: in which the document differs from the report
    number: Shown  #: of the note; empty in a script in which it is not shown


def number_editorial_notes(text: ConvertText, relations: tuple[Relation, ...], document: Document) -> Document:
    """Number the marks that have editorial notes, and add a sign after each difference; ``relations`` are the document's.

    A slip has no number in a script in which the two words are equal (制造 for 製造 in Simplified).
    """
    numbers = {(place.block.id, place.mark.start): place.number for place in _find_places(text, relations, document)}
    if not numbers:
        return document

    def number_marks(block: Block) -> Block:
        run = block.run
        if run is not None and any(mark.kind in ("sic", "departs") for mark in run.marks):
            run = replace(run, marks=tuple(_number_marks(run, block.id, numbers)))
        return replace(block, run=run, children=tuple(number_marks(child) for child in block.children))

    return replace(document, blocks=tuple(number_marks(block) for block in document.blocks))


def _number_marks(run: Run, block: str, numbers: Mapping[tuple[str, int], Shown]) -> Iterator[Mark]:
    for mark in run.marks:
        number = numbers.get((block, mark.start)) if mark.kind in ("sic", "departs") else None
        if number is None:
            yield mark
            continue
        attrs = {"number": ",".join(in_script(number, place) for place in range(len(SCRIPTS)))}
        yield replace(mark, attrs={**mark.attrs, **attrs})
        if mark.kind == "departs":
            offset = _skip_links(run, mark.end)
            yield Mark("sign", offset, offset, attrs)


def _skip_links(run: Run, offset: int) -> int:
    """Return the first offset from ``offset`` on that is not inside a link."""
    links = (m for m in run.marks if m.kind in _LINKS or (m.kind == "amount" and "indicator" in m.attrs))
    ends = [m.end for m in links if m.start < offset < m.end]
    return _skip_links(run, min(ends)) if ends else offset


def build_editorial_notes(context: Context, document: Document, path: str) -> tuple[EditorialNote, ...]:
    """Build the entries of 勘误与差异 for the page ``path``, in the order of the text."""
    notes = []
    relations = context.index.relations.get(document.id, ())
    for place in _find_places(context.converter, relations, document):
        mark, relation = place.mark, place.relation
        source = None
        if relation is not None:
            target = context.make_path(relation.target_document, relation.target)
            source = link_to(path, target, context.label_source_link(relation.target_page))
        note = context.convert_text(mark.attrs.get("note", ""), document.meta.script)
        notes.append(
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
    return tuple(notes)


def count_notes_by_script(notes: Iterable[EditorialNote]) -> Shown:
    """Return how many notes are shown in each script; empty if none is."""
    numbers = [note.number for note in notes]
    counts = [sum(bool(in_script(number, place)) for number in numbers) for place in range(len(SCRIPTS))]
    return of_forms([str(count or "") for count in counts])


def _find_places(text: ConvertText, relations: Iterable[Relation], document: Document) -> Iterator[_Place]:
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
