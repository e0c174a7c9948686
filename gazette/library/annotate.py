"""Library → Annotated: glossary terms and links, found in the source script, as marks beside the text.

A term is marked at its first use in each section (``terms`` in site.yml), never in a heading, a link or code, and never
changes a character. Takes a library, gives marks by block and every use of a term, and problems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.library import glossary
from gazette.memo import Kept, fresh, itself
from gazette.model import NO_PROSE, Annotated, Block, Difference, Document, Figure, Library, Mark, Relation, Use
from gazette.problems import Locus, Problem
from gazette.sources import links

# Words in these are not looked at: a run-in heading is a heading, and a link in a link cannot be.
_CLOSED = ("run-in", "link", "code", "sic", "supplied")
_SILENT = ("masthead", "imprint", "note", "gap")


def annotate_library(
    library: Library,
    relations: Mapping[str, tuple[Relation, ...]],
    fold: Callable[[str], str],
    glossary_path: str,
    kept: Kept = fresh,
) -> tuple[Annotated, tuple[Problem, ...]]:
    """The library's annotations. ``fold`` maps Traditional characters to Simplified ones for comparing."""
    problems = list(glossary.check_sources(library.entries, (*library.anchors, *library.unread), glossary_path))
    scripts = {document.id: document.meta.script for document in library.documents}
    finders = {
        year: kept(glossary.build_finder, library.entries, year, fold, at=str(year))
        for year in {document.year for document in library.documents}
    }
    anchors = kept(itself, library.anchors)
    found = {}
    for document in library.documents:
        name, told = document.id, relations.get(document.id, ())
        of = (document, finders[document.year], library.site.terms, anchors, library.unread)
        script = scripts[told[0].target_document] if told else ""
        found[name] = kept(_annotated, *of, library.figures[name], told, script, at=name)
        problems.extend(found[name].problems)
    marks = {name: own.marks for name, own in found.items()}
    uses = {name: own.uses for name, own in found.items()}
    return Annotated(library, marks, uses, relations), tuple(problems)


class _Found(Struct, frozen=True):
    """What was found in one document: marks by block, uses of terms."""

    marks: Mapping[str, tuple[Mark, ...]]
    uses: tuple[Use, ...]
    problems: tuple[Problem, ...]


def _annotated(
    document: Document,
    finder: glossary.Finder,
    scope: str,
    anchors: Mapping[str, frozenset[str]],
    unread: frozenset[str],
    figures: tuple[Figure, ...],
    relations: tuple[Relation, ...],
    script: str,
) -> _Found:
    """The annotations of one document, with its ``figures`` and its ``relations`` to a report of that ``script``."""
    departures: dict[str, list[Difference]] = {}
    for relation in relations:
        departures.setdefault(relation.anchor, []).extend(d for d in relation.differences if d.verdict != "slip")
    by_block = group_by(figures, lambda figure: figure.anchor)
    walker = _Walker(document, finder, scope, anchors, unread, by_block, departures, script)
    return _Found(dict(walker.marks()), tuple(walker.uses), tuple(walker.problems))


@dataclass(slots=True)
class _Walker:
    """Walks one document in reading order. ``figures`` and ``departures`` from the report, which is in ``script``, are by block."""

    document: Document
    finder: glossary.Finder
    scope: str
    anchors: Mapping[str, frozenset[str]]
    unread: frozenset[str]
    figures: Mapping[str, tuple[Figure, ...]]
    departures: Mapping[str, list[Difference]]
    script: str
    uses: list[Use] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    section: str = ""
    page: int | None = None

    def marks(self) -> Iterator[tuple[str, tuple[Mark, ...]]]:
        for block, silent in _blocks(self.document.blocks):
            if block.kind == "heading":
                self.section = block.id
            if block.run is None:
                continue
            for mark in block.run.marks:
                if mark.kind == "run-in":
                    self.section = mark.attrs["id"]
            found = [*self.links(block), *self.figure_marks(block), *self.departs(block)]
            if not silent and block.kind in ("paragraph", "item", *NO_PROSE):
                found.extend(self.terms(block))
            if turns := block.run.page_breaks:
                self.page = turns[-1][1]
            if found:
                yield block.id, tuple(found)

    def links(self, block: Block) -> Iterator[Mark]:
        assert block.run is not None
        for mark in block.run.marks:
            if mark.kind == "link":
                target = links.resolve_link(mark.attrs["href"], self.document.id, self.anchors, self.unread)
                if target.problem:
                    code, message, fix = target.problem
                    self.problems.append(
                        Problem(code, Locus(self.document.path, int(mark.attrs["line"])), message, fix)
                    )
                own = target.document == self.document.id and target.anchor
                attrs = {"href": target.href, "document": "" if own else target.document, "anchor": target.anchor}
                yield Mark("a", mark.start, mark.end, attrs)

    def figure_marks(self, block: Block) -> Iterator[Mark]:
        for figure in self.figures.get(block.id, ()):
            attrs = {"id": figure.id, "value": format(figure.value.normalize(), "f")}
            if figure.indicator:
                attrs["indicator"] = figure.indicator
            if figure.role:
                attrs["role"] = figure.role
            if figure.year:
                attrs["year"] = str(figure.year)
            if figure.period:
                attrs["period"] = figure.period
            yield Mark("data", figure.start, figure.end, attrs)
            thread = {"indicator": figure.indicator} if figure.indicator else {}
            yield Mark("amount", figure.amount_start, figure.amount_end, thread)
            yield Mark("number", figure.number_start, figure.number_end)

    def departs(self, block: Block) -> Iterator[Mark]:
        """Where the words differ from the report's: as they were found where nobody has judged it, else as the editor marked them."""
        assert block.run is not None
        found = []
        for difference in self.departures.get(block.id, ()):
            words = difference.explainer
            start = block.run.text.find(words, max(0, difference.end - len(words)))
            if difference.verdict == "" and start >= 0:
                attrs = {"departs": difference.report, "script": self.script}
                found.append(Mark("departs", start, start + len(words), attrs))
        for mark in block.run.marks:
            if mark.kind == "differs":
                attrs = {**mark.attrs, "departs": mark.attrs["differs"], "script": self.document.meta.script}
                found.append(replace(mark, kind="departs", attrs=attrs))
        for number, mark in enumerate(found):
            if not any(mark.start < other.end and other.start < mark.end for other in found[:number]):
                yield mark

    def terms(self, block: Block) -> Iterator[Mark]:
        assert block.run is not None
        closed = [(m.start, m.end) for m in block.run.marks if m.kind in _CLOSED]
        figures = self.figures.get(block.id, ())
        closed += [(f.amount_start, f.amount_end) for f in figures if f.indicator]  # these lead to the indicator
        told: set[str] = set()
        for hit in self.finder.find(block.run.text):
            if any(hit.start < end and start < hit.end for start, end in closed):
                continue
            if any(_cross(hit.start, hit.end, figure.start, figure.end) for figure in figures):
                continue
            page = block.run.page_at(hit.start, self.page)
            if hit.slug not in told:
                self.uses.append(Use(hit.slug, self.document.id, block.id, page, hit.start))
            told.add(hit.slug)
            section = "" if self.scope == "page" else self.section
            if self.scope != "all" and (section, hit.slug) in self.seen:
                continue
            self.seen.add((section, hit.slug))
            yield Mark("term", hit.start, hit.end, {"slug": hit.slug})


def _cross(start: int, end: int, other: int, other_end: int) -> bool:
    """Whether two stretches overlap and neither holds the other."""
    return start < other < end < other_end or other < start < other_end < end


def _blocks(blocks: tuple[Block, ...], silent: bool = False) -> Iterator[tuple[Block, bool]]:
    """All blocks in reading order, with whether they stand where no terms are marked."""
    for block in blocks:
        inside = silent or (block.kind == "container" and block.name in _SILENT)
        yield block, inside
        yield from _blocks(block.children, inside)
