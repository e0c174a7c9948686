"""Annotated × script → Edition: the text in the edition's script, a whole run at a time, with all its marks.

Conversion comes last, so everything that was found in the source script keeps its place: the text keeps its length.
The source's own script is passed on untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from gazette.memo import Composed, Kept, fresh
from gazette.model import Annotated, Block, Document, Entry, Figure, Indicator, Library, Mark, Relation, Run, Use
from gazette.problems import Locus, Problem
from gazette.scripts import HANT, Script
from gazette.text import to_corner_quotes

Convert = Callable[[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Say:
    """Turns short texts of a given script into that of an edition, with ``corners`` for its quotation marks if wished."""

    convert: Convert
    code: str
    corners: bool

    def __call__(self, text: str, source: str) -> str:
        made = self.convert(text, source, self.code)
        return to_corner_quotes(made) if self.corners else made


@dataclass(frozen=True, slots=True)
class Edition(Composed):
    """The library in one script: ``documents`` carry all marks; ``figures``, ``uses`` and ``relations`` are by document; ``say``
    converts a short text of the given script."""

    script: Script
    library: Library
    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    indicators: tuple[Indicator, ...]
    figures: Mapping[str, tuple[Figure, ...]]
    uses: Mapping[str, tuple[Use, ...]]
    relations: Mapping[str, tuple[Relation, ...]]
    say: Callable[[str, str], str]
    risky: int = 0
    unsigned: int = 0


def edition(
    annotated: Annotated,
    script: Script,
    convert: Convert,
    glossary_path: str,
    risky: int = 0,
    unsigned: int = 0,
    kept: Kept = fresh,
) -> tuple[Edition, tuple[Problem, ...]]:
    """The edition in ``script``; a problem for each run whose conversion does not keep its length.

    ``risky`` places of the conversion were to be looked at, ``unsigned`` of them wait: readers are told.
    """
    library = annotated.library
    say = Say(convert, script.code, script is HANT and library.site.quotes == "corner")
    turned = [
        kept(_turned, d, annotated.marks[d.id], library.figures[d.id], say, at=f"{script.folder}/{d.id}")
        for d in library.documents
    ]
    entries, problems = kept(_entries, library.entries, say, glossary_path, at=script.folder)
    indicators = kept(_indicators, library.indicators, say, at=script.folder)
    made = Edition(
        script,
        library,
        tuple(each.document for each in turned),
        entries,
        indicators,
        {each.document.id: each.figures for each in turned},
        annotated.uses,
        annotated.relations,
        say,
        risky,
        unsigned,
    )
    return made, (*(problem for each in turned for problem in each.problems), *problems)


@dataclass(frozen=True, slots=True)
class _Turned:
    """A document in the edition's script, and its figures."""

    document: Document
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]


def _turned(
    document: Document, marks: Mapping[str, tuple[Mark, ...]], figures: tuple[Figure, ...], say: Say
) -> _Turned:
    """A document with the ``marks`` found on its blocks."""
    turner = _Turner(say)
    made = turner.document(document, marks)
    source = document.meta.script
    if source != say.code or say.corners:
        figures = tuple(_figure(figure, turner.runs[figure.anchor].text, source, say) for figure in figures)
    return _Turned(made, figures, tuple(turner.problems))


def _entries(entries: tuple[Entry, ...], say: Say, path: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The glossary, which stands at ``path``, in the edition's script."""
    turner = _Turner(say)
    return tuple(turner.entry(entry, path) for entry in entries), tuple(turner.problems)


def _indicators(indicators: tuple[Indicator, ...], say: Say) -> tuple[Indicator, ...]:
    """The indicators in the edition's script."""
    return tuple(
        replace(i, name=say(i.name, "Hans"), group=say(i.group, "Hans"), note=say(i.note, "Hans")) for i in indicators
    )


def _figure(figure: Figure, text: str, source: str, say: Say) -> Figure:
    return replace(
        figure,
        text=text[figure.start : figure.end],
        quote=say(figure.quote, source),
        shown=say(figure.shown, source),
        unit=say(figure.unit, source),
        comparator=say(figure.comparator, source),
        before=say(figure.before, source),
        after=say(figure.after, source),
    )


@dataclass(slots=True)
class _Turner:
    """Turns runs into one script; ``runs`` are those of the blocks, by their anchor."""

    say: Say
    problems: list[Problem] = field(default_factory=list)
    runs: dict[str, Run] = field(default_factory=dict)

    def document(self, document: Document, marks: Mapping[str, tuple[Mark, ...]]) -> Document:
        def turn(block: Block) -> Block:
            run = block.run
            if run is not None:
                extra = marks.get(block.id, ()) if block.id else ()
                run = self.run(
                    Run(run.text, _merged(run.marks, extra), run.line), document.meta.script, document.path, block
                )
                self.runs[block.id] = run
            elif not block.children:
                return block
            attrs = block.attrs
            if block.kind == "picture" and attrs.get("script") != "keep":
                attrs = {**attrs, "alt": self.say(attrs["alt"], document.meta.script)}
            children = tuple(map(turn, block.children))
            return Block(block.kind, block.line, run, block.id, block.level, block.name, attrs, children)

        blocks = tuple(map(turn, document.blocks))
        headings = tuple(
            replace(heading, run=self.runs[heading.block].cut(0, len(heading.run.text)))
            for heading in document.headings
        )
        return replace(document, blocks=blocks, headings=headings)

    def entry(self, entry: Entry, path: str) -> Entry:
        definition = self.run(entry.definition, entry.script, path, None)
        fixed = entry.hant and self.say.code == HANT.code
        turned = self.say(*((entry.hant, HANT.code) if fixed else (entry.term, entry.script)))
        also = tuple(self.say(form, entry.script) for form in entry.also)
        return replace(entry, term=turned, also=also, definition=definition)

    def run(self, run: Run, source: str, path: str, block: Block | None) -> Run:
        """The run in the edition's script; code, and what an editor fixed by ``script=keep`` or ``hant=``, stays so."""
        if block is not None and (block.kind == "code" or block.attrs.get("script") == "keep"):
            return run
        text, target = self.say(run.text, source), self.say.code
        if len(text) != len(run.text):
            message = f"繁简转换改变了字数：「{run.text[:20]}…」。"
            self.problems.append(
                Problem("conversion-length", Locus(path, run.line), message, "请用 [..]{hant=..} 写定其中的词。")
            )
            return run
        for mark in run.marks:
            kept = mark.kind == "code" or mark.attrs.get("script") == "keep"
            chosen = mark.attrs.get(target.lower()) if source != target else ""
            fixed = run.text[mark.start : mark.end] if kept else chosen
            if mark.kind in ("script", "override", "sic", "code") and fixed:
                if len(fixed) != mark.end - mark.start:
                    message = f"「{run.text[mark.start : mark.end]}」与「{fixed}」字数不同。"
                    self.problems.append(
                        Problem("conversion-length", Locus(path, run.line), message, "两种写法的字数必须相同。")
                    )
                else:
                    text = text[: mark.start] + fixed + text[mark.end :]
        return Run(text, run.marks, run.line)


def _merged(own: tuple[Mark, ...], extra: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Both, without the editor's raw marks (links, figures, departures) that ``extra`` resolves."""
    if not own and not extra:
        return ()
    kept = [mark for mark in own if mark.kind not in ("link", "figure", "value", "differs")]
    return tuple(sorted([*kept, *extra], key=lambda m: (m.start, -m.end, m.kind)))
