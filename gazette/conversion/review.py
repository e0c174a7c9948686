"""Library → Review: what the other edition will print, read for places that a person should look at.

Everything that is converted and shown is read: the documents' words in all containers, what their front matter says, the
glossary, the indicators, the settings. What an editor fixed in its place (``[裡]{hans=里}``, ``script=keep``) is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gazette.conversion.converter import Risk, SentenceConversions
from gazette.conversion.review_file import WHY, Decision, Review, ReviewRow, match_decisions
from gazette.memo import Kept, fresh
from gazette.model import Document, Library, Mark, Run
from gazette.problems import Locus, Problem
from gazette.scripts import SCRIPTS
from gazette.text import iterate_sentences

Convert = Callable[[str, str, str], str]
Risks = Callable[[str, str, str], tuple[Risk, ...]]
#: The values of a document's front matter that pages show.
_SHOWN = (
    "title kicker subtitle lunar_date publisher edition issue byline photographer meeting speaker document_number date_note"
).split()
#: What 校读记 says of a mark: what was meant, what the report has, the editor's note.
_BESIDE = ("sic", "differs", "note")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of ``script`` that every edition shows, and where they stand."""

    run: Run
    script: str
    path: str


def review_conversions(
    library: Library,
    decisions: Sequence[Decision],
    files: Mapping[str, str],
    convert: Convert,
    risks: Risks,
    kept: Kept = fresh,
) -> tuple[Review, tuple[Problem, ...]]:
    """The rows of the library beside the decisions, and a reminder for each file with open rows and for lines that are stale.

    ``files`` are the paths of ``site``, ``glossary``, ``indicators`` and, where the publication signs its conversions,
    ``conversions``; without it the rows are counted and nothing is asked. ``convert`` and ``risks`` are the converter's.
    """
    rows = [kept(document_rows, d, convert, risks, at=d.id) for d in library.documents]
    beside = tuple(_read(_beside(library, files), convert, risks))
    unread = bool(library.unread)
    return kept(_settled, (*rows, beside), tuple(decisions), files.get("conversions", ""), unread)


def convert_sentences(
    document: Document, says: Callable[[Sequence[str], str], SentenceConversions]
) -> SentenceConversions:
    """What a converter ``says`` of a document's words."""
    return says([block.run.text for block in document.walk() if block.run is not None], document.meta.script)


def _settled(
    rows: tuple[tuple[ReviewRow, ...], ...], decisions: tuple[Decision, ...], path: str, unread: bool
) -> tuple[Review, tuple[Problem, ...]]:
    """The rows of each document, and of what stands beside them, together."""
    found = match_decisions((row for own in rows for row in own), decisions)
    return found, tuple(_problems(found, unread, path)) if path else ()


def _problems(found: Review, unread: bool, path: str) -> Iterator[Problem]:
    by_file: dict[str, list[ReviewRow]] = {}
    for row in found.open:
        by_file.setdefault(row.path, []).append(row)
    for file, rows in by_file.items():
        first = rows[0]
        message = f"有{len(rows)}处繁简转换还没有人看过，第一处是「{first.context}」，印成「{first.form}」。"
        fix = "请运行 python build.py review --write，再在那个文件里答复。"
        yield Problem("conversion-open", Locus(file, first.line), message, fix, "warning")
    if found.stale and not unread:
        count = sum(len(names) for _, names in found.stale)
        context = found.stale[0][0].where[found.stale[0][1][0]]
        message = f"有{count}行不再属于任何句子，第一行是「{context}」。"
        fix = "句子改了或删了；请运行 python build.py review --write，它会清掉。"
        yield Problem("conversion-stale", Locus(path, found.stale[0][0].line), message, fix, "warning")


def document_rows(document: Document, convert: Convert, risks: Risks) -> tuple[ReviewRow, ...]:
    """The rows of one document."""
    return tuple(_read(_document(document), convert, risks))


def _read(pieces: Iterable[_Piece], convert: Convert, risks: Risks) -> Iterator[ReviewRow]:
    """The rows of texts, for each script that they are converted to."""
    for piece in pieces:
        for script in SCRIPTS:
            if script.code != piece.script:
                yield from _rows(piece, script.code, convert, risks)


def _beside(library: Library, files: Mapping[str, str]) -> Iterator[_Piece]:
    """What is shown besides the documents."""
    for entry in library.entries:
        fixed = (Mark("script", 0, len(entry.term), {"hant": entry.hant}),) if entry.hant else ()
        yield _Piece(Run(entry.term, fixed, entry.line), entry.script, files["glossary"])
        for form in entry.also:
            yield _Piece(Run(form, (), entry.line), entry.script, files["glossary"])
        yield _Piece(entry.definition, entry.script, files["glossary"])
    for indicator in library.indicators:
        for words in (indicator.name, indicator.group, indicator.note):
            yield _Piece(Run(words, (), indicator.line), "Hans", files["indicators"])
    site = library.site
    shown: dict[str, tuple[str, ...]] = {
        "title": (site.title,),
        "tagline": (site.tagline,),
        "publisher": (site.publisher,),
    }
    shown |= {"examples": site.examples, "mottos": tuple(site.mottos.values())}
    for key, texts in shown.items():
        for words in texts:
            yield _Piece(Run(words, (), site.lines.get(key, 1)), "Hans", files["site"])
    for correction in site.corrections:
        yield _Piece(Run(correction.text, (), correction.line), "Hans", files["site"])


def _document(document: Document) -> Iterator[_Piece]:
    meta = document.meta
    for block in document.walk():
        if block.run is not None and block.kind != "code" and block.attrs.get("script") != "keep":
            for words in block.run.cells if block.kind == "row" else (block.run,):
                yield _Piece(words, meta.script, document.path)
            if block.kind == "picture":
                yield _Piece(Run(str(block.alt), (), block.line), meta.script, document.path)
            for mark in block.run.marks:
                for key in _BESIDE:
                    if key in mark.attrs:
                        yield _Piece(Run(mark.attrs[key], (), block.run.line), meta.script, document.path)
    for key in _SHOWN:
        yield _Piece(Run(str(getattr(meta, key)), (), meta.lines.get(key, 1)), meta.script, document.path)
    for told in meta.source.values():
        yield _Piece(Run(told, (), meta.lines.get("source", 1)), meta.script, document.path)


def _rows(piece: _Piece, target: str, convert: Convert, risks: Risks) -> Iterator[ReviewRow]:
    """The rows of a text, in its order; marked slips are rows of their own."""
    text, marks = piece.run.text, piece.run.marks
    doubts = risks(text, piece.script, target)
    slips = [mark for mark in marks if mark.kind == "sic"]
    if not doubts and not slips:
        return
    decided = [
        (mark.start, mark.end)
        for mark in marks
        if mark.kind == "code"
        or (mark.kind in ("script", "override", "sic") and (mark.attrs.get(target.lower()) or "script" in mark.attrs))
    ]
    found = [
        (risk.start, risk.end, risk.form, risk.other, "、".join(WHY[why] for why in risk.why))
        for risk in doubts
        if not any(start < risk.end and risk.start < end for start, end in decided)
    ]
    for mark in slips:
        converted = convert(text, piece.script, target)
        if (mark.start, mark.end) not in decided and len(converted) == len(text):
            meant = convert(mark.attrs.get("sic", ""), piece.script, target)
            found.append((mark.start, mark.end, converted[mark.start : mark.end], meant, WHY["slip"]))
    found.sort()
    for offset, sentence in iterate_sentences(text) if found else ():
        for start, end, form, other, why in found:
            if offset <= start < end <= offset + len(sentence):
                word = text[start:end]
                yield ReviewRow(target, sentence, start - offset, word, form, other, why, piece.path, piece.run.line)
