"""Find the conversions in a library that a person should check.

Everything that is converted and shown is searched: the documents' words in all containers, their front matter, the
glossary, the indicators, the settings. What an editor fixed in its place (``[裡]{hans=里}``, ``script=keep``) needs no check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from gazette.conversion.converter import Risk
from gazette.conversion.review_file import WHY, Decision, Review, ReviewRow, match_decisions
from gazette.grouping import group_by
from gazette.model import Document, Entry, Indicator, Mark, Run
from gazette.problems import Locus, Problem
from gazette.scripts import SCRIPTS
from gazette.settings import SiteConfig
from gazette.text import iterate_sentences

Convert = Callable[[str, str, str], str]
Risks = Callable[[str, str, str], tuple[Risk, ...]]
#: The keys of front matter that pages show.
_SHOWN_KEYS = (
    "title kicker subtitle lunar_date publisher edition issue byline photographer meeting speaker document_number date_note"
).split()
#: Attributes of marks that editorial notes (勘误与差异) show: what was meant, what the report has, the editor's note.
_NOTE_KEYS = ("sic", "differs", "note")


class _Text(Struct, frozen=True):
    """Words that every edition shows."""

    run: Run
    #: The script in which they are written.
    script: str
    #: The file in which they are written.
    path: str


def match_rows(
    rows: Iterable[ReviewRow], decisions: Sequence[Decision], path: str, *, unread: bool
) -> tuple[Review, tuple[Problem, ...]]:
    """Match the risky conversions of all texts with the decisions; warn of each file with open ones, and of stale decisions.

    ``path`` is that of the decisions, empty where the publication does not sign its conversions: then there are no warnings.
    ``unread`` says whether there are documents that could not be read.
    """
    found = match_decisions(rows, decisions)
    return found, tuple(_report_open(found, unread, path)) if path else ()


def _report_open(found: Review, unread: bool, path: str) -> Iterator[Problem]:
    """Warn of open rows by file, and of stale decisions, unless documents are ``unread`` to which they may belong."""
    for file, rows in group_by(found.open, lambda row: row.path).items():
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


def find_document_rows(document: Document, convert: Convert, risks: Risks) -> tuple[ReviewRow, ...]:
    """Find the risky conversions of one document."""
    return tuple(_find_rows(_iterate_document_texts(document), convert, risks))


def find_shared_rows(
    site: SiteConfig, entries: Iterable[Entry], indicators: Iterable[Indicator], files: Mapping[str, str], convert: Convert,
    risks: Risks,
) -> tuple[ReviewRow, ...]:  # fmt: skip
    """Find the risky conversions of what is shown besides the documents.

    ``files`` are the paths of ``site``, ``glossary`` and ``indicators``; ``convert`` and ``risks`` are the converter's.
    """
    return tuple(_find_rows(_iterate_shared_texts(site, entries, indicators, files), convert, risks))


def _find_rows(texts: Iterable[_Text], convert: Convert, risks: Risks) -> Iterator[ReviewRow]:
    """Find the rows of texts, for each script that they are converted to."""
    for text in texts:
        for script in SCRIPTS:
            if script.code != text.script:
                yield from _find_rows_in_text(text, script.code, convert, risks)


def _iterate_shared_texts(
    site: SiteConfig, entries: Iterable[Entry], indicators: Iterable[Indicator], files: Mapping[str, str]
) -> Iterator[_Text]:
    """Yield what is shown besides the documents."""
    for entry in entries:
        fixed = (Mark("script", 0, len(entry.term), {"hant": entry.hant}),) if entry.hant else ()
        yield _Text(Run(entry.term, fixed, entry.line), entry.script, files["glossary"])
        for form in entry.also:
            yield _Text(Run(form, (), entry.line), entry.script, files["glossary"])
        yield _Text(entry.definition, entry.script, files["glossary"])
    for indicator in indicators:
        for words in (indicator.full_name, indicator.place, indicator.group, indicator.note):
            yield _Text(Run(words, (), indicator.line), "Hans", files["indicators"])
    shown: dict[str, tuple[str, ...]] = {
        "title": (site.title,),
        "place": (site.place, site.assembly),
        "short": (site.short,),
        "newspaper": (site.newspaper,),
        "edition": (site.edition,),
        "tagline": (site.tagline,),
        "publisher": (site.publisher,),
    }
    shown |= {"examples": site.examples, "mottos": tuple(site.mottos.values())}
    for key, texts in shown.items():
        for words in texts:
            yield _Text(Run(words, (), site.lines.get(key, 1)), "Hans", files["site"])
    for topic in site.topics:
        for words in (topic.name, *topic.words):
            yield _Text(Run(words, (), topic.places.get(topic.id, (1, 1))[0]), "Hans", files["site"])
    for correction in site.corrections:
        yield _Text(Run(correction.text, (), correction.line), "Hans", files["site"])


def _iterate_document_texts(document: Document) -> Iterator[_Text]:
    """Yield what is shown of a document."""
    meta = document.meta
    for block in document.walk():
        if block.run is not None and block.kind != "code" and block.attrs.get("script") != "keep":
            for words in block.run.cells if block.kind == "row" else (block.run,):
                yield _Text(words, meta.script, document.path)
            if block.kind == "picture":
                yield _Text(Run(str(block.alt), (), block.line), meta.script, document.path)
            for mark in block.run.marks:
                for key in _NOTE_KEYS:
                    if key in mark.attrs:
                        yield _Text(Run(mark.attrs[key], (), block.run.line), meta.script, document.path)
    for key in _SHOWN_KEYS:
        yield _Text(Run(str(getattr(meta, key)), (), meta.lines.get(key, 1)), meta.script, document.path)
    for key in ("place", "label"):  # the editors' own words
        yield _Text(Run(str(getattr(meta, key)), (), meta.lines.get(key, 1)), "Hans", document.path)
    for value in meta.source.values():
        yield _Text(Run(value, (), meta.lines.get("source", 1)), meta.script, document.path)


def _find_rows_in_text(text: _Text, target: str, convert: Convert, risks: Risks) -> Iterator[ReviewRow]:
    """Find the rows of a text, in order; a marked mistake (sic) is a row of its own."""
    words, marks = text.run.text, text.run.marks
    found_risks = risks(words, text.script, target)
    mistakes = [mark for mark in marks if mark.kind == "sic"]
    if not found_risks and not mistakes:
        return
    decided = [
        (mark.start, mark.end)
        for mark in marks
        if mark.kind == "code"
        or (mark.kind in ("script", "override", "sic") and (mark.attrs.get(target.lower()) or "script" in mark.attrs))
    ]
    found = [
        (risk.start, risk.end, risk.form, risk.other, "、".join(WHY[why] for why in risk.why))
        for risk in found_risks
        if not any(start < risk.end and risk.start < end for start, end in decided)
    ]
    for mark in mistakes:
        converted = convert(words, text.script, target)
        if (mark.start, mark.end) not in decided and len(converted) == len(words):
            meant = convert(mark.attrs.get("sic", ""), text.script, target)
            found.append((mark.start, mark.end, converted[mark.start : mark.end], meant, WHY["mistake"]))
    found.sort()
    for offset, sentence in iterate_sentences(words) if found else ():
        for start, end, form, other, why in found:
            if offset <= start < end <= offset + len(sentence):
                yield ReviewRow(
                    script=target,
                    sentence=sentence,
                    start=start - offset,
                    word=words[start:end],
                    form=form,
                    other=other,
                    why=why,
                    path=text.path,
                    line=text.run.line,
                )
