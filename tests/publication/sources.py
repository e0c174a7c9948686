"""The printed lines of the five documents, as they reached us (``shared/sources``), where that folder is at hand."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ROOT
from tests.pagetext import bare

FOLDER = ROOT.parent / "shared" / "sources"
#: document → its file, the edition in the script in which it was printed
DOCUMENTS = {
    "2024/report": ("2024-report.txt", "zh-hans"),
    "2024/explainer": ("2024-explainer.txt", "zh-hans"),
    "2024/congress": ("2024-congress.txt", "zh-hans"),
    "2023/explainer": ("2023-explainer.txt", "zh-hant"),
    "2025/explainer": ("2025-explainer.txt", "zh-hans"),
}


def lines(name: str) -> list[str]:
    """Printed lines without white space; the OCR's own list dashes are not printed."""
    raw = (FOLDER / DOCUMENTS[name][0]).read_text(encoding="utf-8").splitlines()
    cleaned = [re.sub(r"^\s*- ", "", line) if name == "2024/explainer" else line for line in raw]
    return [words for line in cleaned if (words := bare(line))]


def report_paragraphs() -> list[str]:
    """The report's paragraphs: a raw line that ends in a space ends one."""
    found, current = [], ""
    for line in (FOLDER / "2024-report.txt").read_text(encoding="utf-8").splitlines():
        current += bare(line)
        if line.endswith(" ") and line.strip() and current:
            found.append(current)
            current = ""
    return [*found, current] if current else found


def report_pages() -> list[str]:
    """The report's pages: a raw line that begins with one space and has text is the first of a page."""
    pages: list[str] = []
    for line in (FOLDER / "2024-report.txt").read_text(encoding="utf-8").splitlines():
        if re.match(r" \S", line):
            pages.append("")
        if pages:
            pages[-1] += bare(line)
    return pages


def at_hand() -> bool:
    """Whether the folder of sources is there."""
    return FOLDER.is_dir()


def path_of(name: str) -> str:
    """The page of a document in the script in which it was printed."""
    return f"{DOCUMENTS[name][1]}/{name}/"


__all__ = ["DOCUMENTS", "Path", "at_hand", "lines", "path_of", "report_pages", "report_paragraphs"]
