"""A document's notes → entries at the end of ``glossary.yml``, and a file beside the document for what does not go there.

The glossary only ever grows at its end: no byte that stands there is changed. A term that is an entry already is left to the
editor, because only a person can tell whether it means the same in another year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gazette.domain import glossary, markdown
from gazette.importing import writer
from gazette.importing.draft import Note
from gazette.model import Entry
from gazette.problems import Locus, Problem

_HEAD = "# 以下是 {name} 的附注，由导入写入。slug 请在发布前改成拼音；发布后别人会引用，不要再动。\n"
_BESIDE = (
    "# 这些附注没有接进 glossary.yml：那里已有同样的词，或者接不进去。\n"
    "# 请对照；解释不同的，用 years 分开年份，抄进 glossary.yml。抄完删去本文件。\n\n"
)


@dataclass(frozen=True, slots=True)
class Grown:
    """The new text of the glossary and of the file beside the document (``None``: not to be written), and what to tell."""

    glossary: str | None
    beside: str | None
    problems: tuple[Problem, ...]
    told: tuple[str, ...]


def grow(text: str | None, path: str, notes: Sequence[Note], name: str, beside: str) -> Grown:
    """What becomes of the notes of document ``name``; ``text`` is the glossary's, ``None`` where it cannot be read."""
    plain = (text or "").removeprefix("\ufeff").replace("\r\n", "\n")
    known, problems = glossary.read_entries(plain, path, markdown.inline)
    usable = text is not None and not any(problem.severity == "error" for problem in problems)
    held = {note: [entry for entry in known if note.term in (entry.term, *entry.also)] for note in notes}
    same = [note for note in notes if any(_same(note, name, entry) for entry in held[note])]
    fresh = [note for note in notes if usable and not held[note]]
    rest = [note for note in notes if note not in same and note not in fresh]
    doubts, told = [], []
    if not usable:
        message = "读不出来，或者里面有错误，附注没有接进去。"
        doubts.append(Problem("import-unsure", Locus(path), message, "请先改好它。", "warning"))
    grown = _appended(text or "", fresh, name) if fresh else None
    if grown:
        doubts += [_doubt(path, line, doubt) for line, doubt in grown.doubts]
        told.append(f"附注{len(fresh)}条接在 {path} 末尾；原有的一字未动。")
    for note in rest:
        for entry in held[note]:
            fix = f"请对照 {beside}。"
            message = f"附注「{note.term}」没有接入：这里已有这个词。"
            doubts.append(Problem("import-unsure", Locus(path, entry.line), message, fix, "warning"))
    if rest:
        told.append(f"附注{len(rest)}条另写在 {beside}。")
    if same:
        told.append(f"附注{len(same)}条 {path} 里已有，一字不差，没有再写。")
    beside_text = _BESIDE + writer.entries(rest, name, 1).text if rest else None
    return Grown(grown.text if grown else None, beside_text, tuple(doubts), tuple(told))


def _appended(text: str, notes: Sequence[Note], name: str) -> writer.Written:
    """The glossary with the notes after its end, in its own line ends."""
    kept = text.rstrip()
    if kept.rpartition("\n")[2].strip("\ufeff \r") == "[]":  # how an empty list is written; nothing can follow it
        kept = kept.removesuffix("[]").rstrip()
    end = "\r\n" if "\r\n" in text else "\n"
    head = f"{kept}{end}{end}" if kept.strip("\ufeff") else kept
    head += _HEAD.format(name=name).replace("\n", end)
    made = writer.entries(notes, name, head.count("\n") + 1)
    return writer.Written(head + made.text.replace("\n", end), made.doubts)


def _doubt(path: str, line: int, doubt: str) -> Problem:
    return Problem("import-unsure", Locus(path, line), doubt, severity="warning")


def _same(note: Note, name: str, entry: Entry) -> bool:
    """Whether the note is this entry, word for word, as when a document is imported again."""
    return (entry.document, entry.page, entry.definition.text) == (name, note.page, note.definition.text)
