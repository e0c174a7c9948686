"""One file's bytes → the Markdown, the notes, and what the editor should know. Pure: no disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gazette.conversion import converter
from gazette.figures.quantities import find_quantities
from gazette.importing import (
    captions,
    figures,
    footnotes,
    markdown_writer,
    newspaper,
    page_numbers,
    paragraphs,
    report,
    webpage,
)
from gazette.importing.draft import Draft
from gazette.importing.extracted_text import ChangeLog, ExtractedText, UnreadableFile
from gazette.progress import Told, silent

#: Suffix → what to do with files that are not read.
_OTHERS = {
    ".doc": "这是旧式 Word 文档，读不了。|请用 Word 或 WPS 打开，另存为 .docx 再试。",
    ".wps": "这是 WPS 自己的格式，读不了。|请用 WPS 打开，另存为 .docx 再试。",
    ".rtf": "RTF 读不了。|请用 Word 或 WPS 打开，另存为 .docx 再试。",
    ".ofd": "OFD 读不了。|请在阅读器里另存为 PDF 或文字再试。",
    ".md": "这已经是 Markdown。|请直接放到 content/年份/ 里，再运行 python build.py check。",
}
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".heic")


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to make of a file: its name, and what the editor said of it. ``script`` may be empty: then the words tell."""

    name: str
    kind: str
    year: int
    script: str = ""


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """The draft and its text, the words alone (``original``), its pictures by their address in it, and what was left out or changed on the way."""

    draft: Draft
    document: markdown_writer.WrittenText
    original: str
    pictures: Mapping[str, bytes]
    record: ChangeLog
    paragraphs: int
    figures: int
    pages: int


def read(name: str, data: bytes, told: Told = silent) -> ExtractedText | UnreadableFile:
    """The printed lines of a file, by its name's suffix; what it holds in truth is looked at first."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if data.startswith(b"\xd0\xcf\x11\xe0") and suffix in (".doc", ".docx", ".wps"):
        if suffix == ".docx":
            return UnreadableFile(
                "DOCX 加了密码，或其实是旧式 Word 文档。", "请用 Word 或 WPS 打开，去掉密码，另存为 .docx 再试。"
            )
    elif suffix in (".pdf", ".docx", ".txt"):
        if not data:
            return UnreadableFile("文件是空的。", "请核对是不是没有下载完。")
        if suffix == ".pdf":
            from gazette.importing import pdf

            return pdf.read(data, told)
        if suffix == ".docx":
            from gazette.importing import word

            return word.read(data)
        from gazette.importing import plain_text

        return plain_text.read(data)
    if suffix in _PICTURES:
        return UnreadableFile("这是图片，里面没有文字。", "请先做文字识别（OCR），存成 PDF、DOCX 或 TXT 再试。")
    message, _, fix = _OTHERS.get(suffix, "").partition("|")
    return UnreadableFile(message or f"不认识「{suffix or name}」这种文件。", fix or "可以导入：.pdf、.docx、.txt。")


def convert(data: bytes, request: ImportRequest, told: Told = silent) -> ImportedDocument | UnreadableFile:
    """The document that a file holds; ``told`` hears how far it is."""
    told("读原件", 0, 0)
    printed = read(request.name, data, told)
    if isinstance(printed, UnreadableFile):
        return printed
    told("理段落", 0, 0)
    record = ChangeLog()
    printed = page_numbers.numbered(printed, record)
    found = captions.joined(webpage.without_page(paragraphs.paragraphs(printed, record), record))
    if not found:
        return UnreadableFile("文件里没有文字。", "请核对是不是选错了文件。")
    script, sure = (request.script, True) if request.script else script_of("".join(p.text for p in found))
    front = {"kind": request.kind, "script": script, "title": "", "source.file": request.name}
    front |= {"source.medium": printed.medium, "source.extracted": printed.extracted}
    build = report.structure if request.kind == "report" else newspaper.structure
    draft = build(found, front, request.year)
    if not sure:
        draft.doubts.append(f"简体字和繁体字都有，script 按多数判为 {script}；不对请用 --script 指明。")
    wanted = {"report": ("date", "speaker", "meeting")}.get(request.kind, ("date", "publisher", "byline"))
    for key in wanted:
        front.setdefault(key, "")
    footnotes.attach(draft, printed.footnotes)
    draft.doubts[:0] = [*printed.doubts, *_omitted(printed)]
    pictures = figures.named(draft.pieces, request.kind)
    told("找数值", 0, 0)
    pages = sum(sheet.number is not None for sheet in printed.sheets)
    numbers = sum(len(find_quantities(piece.words.text)) for piece in draft.pieces)
    document = markdown_writer.document(draft, pictures)
    return ImportedDocument(
        draft,
        document,
        markdown_writer.original(draft),
        {name: data for data, name in pictures.items()},
        record,
        _count(draft),
        numbers,
        pages,
    )


def _omitted(printed: ExtractedText) -> list[str]:
    """What the reader left out, by kind, with the first words of each."""
    return [
        f"{kind}{len(texts)}处没有读入：{'、'.join(f'「{text[:20]}」' for text in texts[:8])}{'等' * (len(texts) > 8)}。"
        for kind, texts in printed.omitted
    ]


def _count(draft: Draft) -> int:
    """Paragraphs: blocks with words, a run-in heading and its paragraph as one."""
    return sum(bool(piece.words.text) and ".run-in" not in piece.after for piece in draft.pieces)


def script_of(text: str) -> tuple[str, bool]:
    """The script of a text, and whether that is sure: a few characters in a hundred tell the two apart."""
    folded = converter.fold(text)
    share = sum(a != b for a, b in zip(text, folded, strict=True)) / max(len(text), 1)
    return ("Hant" if share > 0.05 else "Hans"), not 0.0005 < share < 0.1
