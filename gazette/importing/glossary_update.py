"""Add a document's notes to ``glossary.yml``: new terms at its end; a further source where a term has the same definition.

What stands in the file is not changed, but for the ``source`` of an entry that gets one more. A term that has another definition
there gets an entry of its own for the document's year (``years``), which wins over the one without years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from gazette.importing import markdown_writer
from gazette.importing.draft import Note, make_unique
from gazette.library import glossary
from gazette.model import Entry
from gazette.pinyin import make_slug
from gazette.problems import Locus, Problem
from gazette.sources import markdown
from gazette.text import remove_whitespace

#: Stands above the notes of a document until a person has looked at their addresses, and what stands there then.
UNCHECKED_HEAD = "# 以下是 {name} 的附注，由导入写入。slug 是照读音拼的，请在发布前核对；发布后别人会引用，不要再动。"
CHECKED_HEAD = "# 以下是 {name} 的附注。"
#: Problems of a file that cannot be read as a list of entries.
_UNREADABLE = ("yaml-syntax", "yaml-tab", "yaml-depth", "yaml-shape")
#: The line with the source of an entry.
SOURCE_LINE = re.compile(r"(?P<key>(?:- | {2,})source:[ ]*)(?P<value>\{.*\}|\[.*\])(?P<rest>\s*(?:#.*)?)$")


class GlossaryUpdate(Struct, frozen=True):
    """The result of adding notes to the glossary."""

    glossary: str | None  # its new text; None if it is not to be written
    problems: tuple[Problem, ...]
    report: tuple[str, ...]  # lines that tell the editor what was done


def update_glossary(text: str | None, path: str, notes: Sequence[Note], document_id: str) -> GlossaryUpdate:
    """Add the notes of a document; ``text`` is the glossary's, ``None`` if it is not UTF-8.

    Faulty entries do not hinder this; a file that is no list gives an error, and nothing is written.
    """
    known, problems = glossary.read_entries(_normalize(text or ""), path, markdown.parse_inline)
    broken = [p.locus.line for p in problems if p.code in _UNREADABLE and (not known or p.code != "yaml-shape")]
    if text is None or broken:
        message = "读不出来，附注接不进去，所以什么也没有写。"
        return GlossaryUpdate(None, (Problem("import-refused", Locus(path, *broken[:1]), message, "请先改好它。"),), ())
    updater = _Updater(text, path, document_id, known)
    for note in notes:
        updater.add(note)
    return updater.result()


def _normalize(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


class _Updater:
    """Adds notes one by one: each joins an entry, or becomes one."""

    def __init__(self, text: str, path: str, document_id: str, known: Sequence[Entry]) -> None:
        self.text, self.path, self.document_id, self.known = text, path, document_id, known
        self.new_notes: list[Note] = []
        self.year_only: list[Note] = []  # new notes whose term has another definition in the glossary
        self.joined_count = self.present_count = 0
        self.problems: list[Problem] = []

    def add(self, note: Note) -> None:
        """Add one note."""
        same_term = [entry for entry in self.known if note.term in (entry.term, *entry.also)]
        own = [entry for entry in same_term if any(source.document == self.document_id for source in entry.sources)]
        definition = remove_whitespace(note.definition.text)
        same = [entry for entry in same_term if remove_whitespace(entry.definition.text) == definition]
        if any(entry in own for entry in same):
            self.present_count += 1
        elif own:
            message = f"「{note.term}」已有一条出自这篇文献，解释不同；没有改它，新的没有接入。"
            self.warn(own[0], message, "请对照原件，改好这一条。")
        elif joined := next((text for entry in same if (text := self.add_source(entry, note))), ""):
            self.text, self.joined_count = joined, self.joined_count + 1
        else:
            self.new_notes.append(note)
            if same_term:
                self.year_only.append(note)
                what = "一字不差，只是出处没法添上" if same else "解释不同"
                message = (
                    f"「{note.term}」第 {same_term[0].line} 行已有，{what}；"
                    f"新的一条写了 years，只管{self.document_id[:4]}年。"
                )
                self.warn(same_term[0], message, "请核对。")

    def warn(self, entry: Entry, message: str, fix: str) -> None:
        """Report a problem at an entry."""
        self.problems.append(Problem("import-unsure", Locus(self.path, entry.line), message, fix, "warning"))

    def add_source(self, entry: Entry, note: Note) -> str:
        """Return the glossary with a further source of an entry; empty if its ``source`` is no flow mapping or list."""
        lines = self.text.split("\n")
        for at in range(entry.line - 1, len(lines)):
            if at >= entry.line and lines[at].startswith("- "):
                break
            match = SOURCE_LINE.match(lines[at])
            if match:
                value = match["value"].strip("[]") if match["value"].startswith("[") else match["value"]
                source = markdown_writer.format_source(note, self.document_id)
                lines[at] = f"{match['key']}[{value}, {source}]{match['rest']}"
                return self.verify("\n".join(lines), entry)
        return ""

    def verify(self, text: str, entry: Entry) -> str:
        """Return the text if it parses as the same glossary with one more source of the entry; else an empty string."""
        parsed, _ = glossary.read_entries(_normalize(text), self.path, markdown.parse_inline)
        expected = [(one.slug, one.term, one.line, len(one.sources) + (one is entry)) for one in self.known]
        if [(one.slug, one.term, one.line, len(one.sources)) for one in parsed] != expected:
            return ""
        self.known = parsed
        return text

    def make_slugs(self) -> Iterator[str]:
        """Make an address for each new entry that no other has, in pinyin."""
        taken = {entry.slug for entry in self.known}
        year, counts = self.document_id.split("/")[0], dict[int, int]()
        for note in self.new_notes:
            page = note.page or 0
            counts[page] = counts.get(page, 0) + 1
            number = f"{year}-n{page}-{counts[page]}" if page else f"{year}-n{counts[page]}"
            yield make_unique(make_slug(note.term) or number, taken)

    def result(self) -> GlossaryUpdate:
        """Return the new text, and what to report."""
        report = []
        text = self.text if self.joined_count else None
        if self.new_notes:
            written = self.append_entries()
            text = written.text
            self.problems += [
                Problem("import-unsure", Locus(self.path, line), warning, severity="warning")
                for line, warning in written.warnings
            ]
            report.append(f"附注{len(self.new_notes)}条接在 {self.path} 末尾；原有的一字未动。")
        if self.joined_count:
            report.append(f"附注{self.joined_count}条 {self.path} 里已有，一字不差，添上了这篇文献为出处。")
        if self.present_count:
            report.append(f"附注{self.present_count}条 {self.path} 里已有，一字不差，没有再写。")
        return GlossaryUpdate(text, tuple(self.problems), tuple(report))

    def append_entries(self) -> markdown_writer.WrittenText:
        """Append the new entries to the glossary, with its own line ends."""
        old = self.text.rstrip()
        if old.rpartition("\n")[2].strip("\ufeff \r") == "[]":  # an empty list in flow style; nothing can follow it
            old = old.removesuffix("[]").rstrip()
        newline = "\r\n" if "\r\n" in self.text else "\n"
        head = f"{old}{newline}{newline}" if old.strip("\ufeff") else old
        head += UNCHECKED_HEAD.format(name=self.document_id) + newline
        written = markdown_writer.write_entries(
            self.new_notes, tuple(self.make_slugs()), self.year_only, self.document_id, head.count("\n") + 1
        )
        return markdown_writer.WrittenText(head + written.text.replace("\n", newline), written.warnings)
