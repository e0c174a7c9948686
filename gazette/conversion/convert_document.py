"""Convert documents and the glossary: every text in all scripts, a whole run at a time, with all its marks.

Conversion comes last, so everything that was found in the source script keeps its place: the text keeps its length.
The form in the source's own script is the source itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from gazette.model import Block, Document, Entry, Mark, Run
from gazette.problems import Locus, Problem
from gazette.scripts import HANT, SCRIPTS, Script
from gazette.shown import Shown, of_forms
from gazette.text import to_corner_quotes

Convert = Callable[[str, str, str], str]


class ConvertText(Struct, frozen=True):
    """Gives short texts of a script in all scripts; ``corners`` sets the Traditional edition's quotation marks as 「」."""

    convert: Convert
    corners: bool

    def __call__(self, text: str, source: str) -> Shown:
        """``text``, which is in the script ``source`` (Hans, Hant), with its form in each script."""
        return of_forms([self.form(text, source, script) for script in SCRIPTS]) if text else text

    def form(self, text: str, source: str, script: Script) -> str:
        """The form of ``text`` in one script."""
        made = self.convert(text, source, script.code)
        return to_corner_quotes(made) if self.corners and script.base == HANT.code else made


def convert_document(
    document: Document, marks: Mapping[str, tuple[Mark, ...]], convert_text: ConvertText
) -> tuple[Document, tuple[Problem, ...]]:
    """A document with the ``marks`` found on its blocks, in all scripts."""
    converter = _RunConverter(convert_text)
    return converter.document(document, marks), tuple(converter.problems)


def convert_entries(
    entries: tuple[Entry, ...], convert_text: ConvertText, path: str
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The glossary, which stands at ``path``, in all scripts."""
    converter = _RunConverter(convert_text)
    made = (replace(e, definition=converter.run(e.definition, e.script, path, None)) for e in entries)
    return tuple(made), tuple(converter.problems)


@dataclass(slots=True)
class _RunConverter:
    """Converts runs into all scripts; ``runs`` are those of the blocks, by their anchor."""

    convert_text: ConvertText
    problems: list[Problem] = field(default_factory=list)
    runs: dict[str, Run] = field(default_factory=dict)

    def document(self, document: Document, marks: Mapping[str, tuple[Mark, ...]]) -> Document:
        def convert_block(block: Block) -> Block:
            run, alt = block.run, block.alt
            if run is not None:
                extra = marks.get(block.id, ()) if block.id else ()
                run = replace(run, marks=_merged(run.marks, extra))
                self.runs[block.id] = run = self.run(run, document.meta.script, document.path, block)
            elif not block.children:
                return block
            if block.kind == "picture" and block.attrs.get("script") != "keep":
                alt = self.convert_text(str(block.alt), document.meta.script)
            return replace(block, run=run, alt=alt, children=tuple(map(convert_block, block.children)))

        blocks = tuple(map(convert_block, document.blocks))
        headings = tuple(
            replace(heading, run=self.runs[heading.block].cut(0, len(heading.run.text)))
            for heading in document.headings
        )
        return replace(document, blocks=blocks, headings=headings)

    def run(self, run: Run, source: str, path: str, block: Block | None) -> Run:
        """The run with its forms; code, and what an editor fixed by ``script=keep`` or ``hant=``, stays so."""
        if block is not None and (block.kind == "code" or block.attrs.get("script") == "keep"):
            return run
        forms = [self.form(run, source, script, path) for script in SCRIPTS]
        return run if all(form == run.text for form in forms) else replace(run, forms=tuple(forms))

    def form(self, run: Run, source: str, script: Script, path: str) -> str:
        """The text of a run in one script; in its own where the conversion does not keep the length."""
        text, target = self.convert_text.form(run.text, source, script), script.code
        if len(text) != len(run.text):
            message = f"繁简转换改变了字数：「{run.text[:20]}…」。"
            self.problems.append(
                Problem("conversion-length", Locus(path, run.line), message, "请用 [..]{hant=..} 写定其中的词。")
            )
            return run.text
        for mark in run.marks:
            is_fixed = mark.kind == "code" or mark.attrs.get("script") == "keep"
            chosen = mark.attrs.get(script.base.lower()) if source != target else ""
            fixed = run.text[mark.start : mark.end] if is_fixed else chosen
            if mark.kind in ("script", "override", "sic", "code") and fixed:
                if len(fixed) != mark.end - mark.start:
                    message = f"「{run.text[mark.start : mark.end]}」与「{fixed}」字数不同。"
                    self.problems.append(
                        Problem("conversion-length", Locus(path, run.line), message, "两种写法的字数必须相同。")
                    )
                else:
                    text = text[: mark.start] + fixed + text[mark.end :]
        return text


def _merged(own: tuple[Mark, ...], extra: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Both, without the editor's raw marks (links, figures, departures) that ``extra`` resolves."""
    if not own and not extra:
        return ()
    raw = ("link", "figure", "value", "differs")
    marks = [*(mark for mark in own if mark.kind not in raw), *extra]
    return tuple(sorted(marks, key=lambda m: (m.start, -m.end, m.kind)))
