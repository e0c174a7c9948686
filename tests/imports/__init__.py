"""Files to import.

``2024-report.txt`` is the report's text as it reached us, byte for byte: an official document, which no copyright protects
(content/RIGHTS.txt). The others are made here, small, by hand or from the real document.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gazette.library import glossary
from gazette.model import Document, Entry, Run, Source
from gazette.sources import markdown
from gazette.sources.document import parse_document
from gazette.text import remove_whitespace
from tests.conftest import ROOT

REPORT_TEXT = Path(__file__).resolve().parent / "2024-report.txt"
REPORT = "content/2024/report.md"


@dataclass(frozen=True)
class ImportedReport:
    """A report as the pipeline reads it, and its notes."""

    document: Document
    notes: tuple[Entry, ...]

    @property
    def runs(self) -> list[Run]:
        """The document's blocks with text, in reading order."""
        return [block.run for block in self.document.walk() if block.run and block.run.text]

    @property
    def all_text(self) -> str:
        """The text of the document and its notes, without white space."""
        notes = "".join(f"{note.term}{note.definition.text}" for note in self.notes)
        return remove_whitespace("".join(run.text for run in self.runs) + notes)


def read_report(folder: Path) -> ImportedReport:
    """Read the report of 2024 in a project folder; problems of its Markdown fail the test."""
    document, problems = parse_document(Source(REPORT, (folder / REPORT).read_text(encoding="utf-8")))
    assert document is not None and not problems, problems
    entries, glossary_problems = glossary.read_entries(
        (folder / "glossary.yml").read_text(encoding="utf-8"), "glossary.yml", markdown.parse_inline
    )
    assert not glossary_problems
    return ImportedReport(document, tuple(entry for entry in entries if entry.source.document == "2024/report"))


def read_real_report() -> ImportedReport:
    """Read the report as the site has it."""
    return read_report(ROOT)


def make_docx(paragraphs: Iterable[Run]) -> bytes:
    """Make a Word document with a page break where each page starts."""
    from docx import Document as Word
    from docx.enum.text import WD_BREAK

    word = Word()
    for run in paragraphs:
        paragraph = word.add_paragraph()
        start = 0
        for at, page in run.page_breaks:
            paragraph.add_run(run.text[start:at])
            if page > 1:
                paragraph.add_run().add_break(WD_BREAK.PAGE)
            start = at
        paragraph.add_run(run.text[start:])
    output = io.BytesIO()
    word.save(output)
    return output.getvalue()


def make_pdf(contents: Sequence[str], *, encrypted: bool = False) -> bytes:
    """Make a PDF with a page for each content stream; ``encrypted``: with an unknown password."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(contents)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>"]
    for n, content in enumerate(contents):
        font = "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]{font}/Contents {4 + 2 * n} 0 R>>")
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    if encrypted:
        key = "00" * 32
        objects.append(f"<</Filter/Standard/V 1/R 2/P -1/O<{key}>/U<{key}>>>")
    output, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(output))
        output += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in offsets)
    lock = f"/Encrypt {len(objects)} 0 R/ID[<00><00>]" if encrypted else ""
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{lock}>>\nstartxref\n{len(output)}\n%%EOF"
    return output + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()
