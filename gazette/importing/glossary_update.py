"""A document's notes → ``glossary.yml``: new terms at its end, and a further source where a term is there with the same words.

What stands in the file stays as it is, but for the ``source`` of an entry that has one more. A term that is there with another
explanation gets an entry of its own for the document's year (``years``), before which the one without years stands back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gazette.importing import markdown_writer
from gazette.importing.draft import Note
from gazette.library import glossary
from gazette.model import Entry
from gazette.problems import Locus, Problem
from gazette.sources import markdown
from gazette.text import remove_whitespace

_HEAD = "# 以下是 {name} 的附注，由导入写入。slug 请在发布前改成拼音；发布后别人会引用，不要再动。\n"
#: Problems of a file that cannot be read as a list of entries.
_UNREADABLE = ("yaml-syntax", "yaml-tab", "yaml-depth", "yaml-shape")


@dataclass(frozen=True, slots=True)
class GlossaryUpdate:
    """The new text of the glossary (``None``: it is not to be written), and what to tell."""

    glossary: str | None
    problems: tuple[Problem, ...]
    told: tuple[str, ...]


def grow(text: str | None, path: str, notes: Sequence[Note], name: str) -> GlossaryUpdate:
    """What becomes of the notes of document ``name``; ``text`` is the glossary's, ``None`` where it is no UTF-8.

    Faulty entries of earlier imports stand in nobody's way; a file that is no list gives an error and nothing is written.
    """
    plain = (text or "").removeprefix("\ufeff").replace("\r\n", "\n")
    known, problems = glossary.read_entries(plain, path, markdown.parse_inline)
    broken = [p.locus.line for p in problems if p.code in _UNREADABLE and (not known or p.code != "yaml-shape")]
    if text is None or broken:
        message = "读不出来，附注接不进去，所以什么也没有写。"
        return GlossaryUpdate(None, (Problem("import-refused", Locus(path, *broken[:1]), message, "请先改好它。"),), ())
    growth = _Growth(text, path, name, known)
    for note in notes:
        growth.take(note)
    return growth.done()


class _Growth:
    """Takes the notes one by one: each joins an entry, or becomes one."""

    def __init__(self, text: str, path: str, name: str, known: Sequence[Entry]) -> None:
        self.text, self.path, self.name, self.known = text, path, name, known
        self.fresh: list[Note] = []
        self.scoped: list[Note] = []
        self.joined = self.same = 0
        self.problems: list[Problem] = []

    def take(self, note: Note) -> None:
        """Find the place of a note."""
        held = [entry for entry in self.known if note.term in (entry.term, *entry.also)]
        own = [entry for entry in held if any(source.document == self.name for source in entry.sources)]
        alike = [
            entry
            for entry in held
            if remove_whitespace(entry.definition.text) == remove_whitespace(note.definition.text)
        ]
        if any(entry in own for entry in alike):
            self.same += 1
        elif own:
            message = f"「{note.term}」已有一条出自这篇文献，解释不同；没有改它，新的没有接入。"
            fix = "请对照原件，改好这一条。"
            self.problems.append(Problem("import-unsure", Locus(self.path, own[0].line), message, fix, "warning"))
        elif joined := next((text for entry in alike if (text := self.with_source(entry, note))), ""):
            self.text, self.joined = joined, self.joined + 1
        else:
            self.fresh.append(note)
            if held:
                self.scoped.append(note)
                what = "一字不差，只是出处没法添上" if alike else "解释不同"
                message = (
                    f"「{note.term}」第 {held[0].line} 行已有，{what}；新的一条写了 years，只管{self.name[:4]}年。"
                )
                self.problems.append(
                    Problem("import-unsure", Locus(self.path, held[0].line), message, "请核对。", "warning")
                )

    def with_source(self, entry: Entry, note: Note) -> str:
        """The glossary with a further source of an entry; empty where its ``source`` is not written as a mapping or list."""
        lines = self.text.split("\n")
        for at in range(entry.line - 1, len(lines)):
            row = lines[at]
            if at >= entry.line and re.match(r"- ", row):
                break
            match = re.match(r"(?P<key>(?:- | {2,})source:[ ]*)(?P<value>\{.*\}|\[.*\])(?P<rest>\s*(?:#.*)?)$", row)
            if match:
                value = match["value"].strip("[]") if match["value"].startswith("[") else match["value"]
                lines[at] = f"{match['key']}[{value}, {markdown_writer.place(note, self.name)}]{match['rest']}"
                return self.checked("\n".join(lines), entry)
        return ""

    def checked(self, text: str, entry: Entry) -> str:
        """The text, if it reads as the glossary with one more source of the entry and nothing else changed; else empty."""
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
        again, _ = glossary.read_entries(plain, self.path, markdown.parse_inline)
        wanted = [len(one.sources) + (one is entry) for one in self.known]
        same = [(one.slug, one.term, one.line) for one in again] == [
            (one.slug, one.term, one.line) for one in self.known
        ]
        if not same or [len(one.sources) for one in again] != wanted:
            return ""
        self.known = again
        return text

    def slugs(self) -> Iterator[str]:
        """An address for each new entry, none of them taken."""
        taken = {entry.slug for entry in self.known}
        year, counts = self.name.split("/")[0], dict[int, int]()
        for note in self.fresh:
            page = note.page or 0
            counts[page] = counts.get(page, 0) + 1
            slug = f"{year}-n{page}-{counts[page]}" if page else f"{year}-n{counts[page]}"
            while slug in taken:
                slug += "b"
            taken.add(slug)
            yield slug

    def done(self) -> GlossaryUpdate:
        """The new text and what to tell."""
        told = []
        text = self.text if self.joined else None
        if self.fresh:
            made = self.appended()
            text = made.text
            self.problems += [
                Problem("import-unsure", Locus(self.path, line), doubt, severity="warning")
                for line, doubt in made.doubts
            ]
            told.append(f"附注{len(self.fresh)}条接在 {self.path} 末尾；原有的一字未动。")
        if self.joined:
            told.append(f"附注{self.joined}条 {self.path} 里已有，一字不差，添上了这篇文献为出处。")
        if self.same:
            told.append(f"附注{self.same}条 {self.path} 里已有，一字不差，没有再写。")
        return GlossaryUpdate(text, tuple(self.problems), tuple(told))

    def appended(self) -> markdown_writer.WrittenText:
        """The glossary with the new entries after its end, in its own line ends."""
        kept = self.text.rstrip()
        if kept.rpartition("\n")[2].strip("\ufeff \r") == "[]":  # how an empty list is written; nothing can follow it
            kept = kept.removesuffix("[]").rstrip()
        end = "\r\n" if "\r\n" in self.text else "\n"
        head = f"{kept}{end}{end}" if kept.strip("\ufeff") else kept
        head += _HEAD.format(name=self.name).replace("\n", end)
        made = markdown_writer.entries(self.fresh, tuple(self.slugs()), self.scoped, self.name, head.count("\n") + 1)
        return markdown_writer.WrittenText(head + made.text.replace("\n", end), made.doubts)
