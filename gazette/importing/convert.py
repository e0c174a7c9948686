"""Convert the bytes of a published file to Markdown, notes, and what the editor should check. No disk access."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from gazette.conversion import converter
from gazette.figures.quantities import find_quantities
from gazette.importing import (
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
from gazette.importing.pdf import read_pdf
from gazette.importing.plain_text import read_text
from gazette.importing.word import read_docx
from gazette.progress import ProgressCallback, ignore_progress

#: Suffix of a format that cannot be read → message|fix.
_OTHERS = {
    ".doc": "这是旧式 Word 文档，读不了。|请用 Word 或 WPS 打开，另存为 .docx 再试。",
    ".wps": "这是 WPS 自己的格式，读不了。|请用 WPS 打开，另存为 .docx 再试。",
    ".rtf": "RTF 读不了。|请用 Word 或 WPS 打开，另存为 .docx 再试。",
    ".ofd": "OFD 读不了。|请在阅读器里另存为 PDF 或文字再试。",
    ".md": "这已经是 Markdown。|请直接放到 content/年份/ 里，再运行 python build.py check。",
}
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".heic")


class ImportRequest(Struct, frozen=True):
    """A file and what the editor says about it."""

    name: str  # of the file; its suffix tells the format
    kind: str
    year: int
    script: str = ""  # empty: decided by the text


class ImportedDocument(Struct, frozen=True):
    """The result of an import."""

    draft: Draft
    document: markdown_writer.WrittenText
    original: str  # the text alone, for later comparison
    pictures: Mapping[str, bytes]  # by their address in the document
    changes: ChangeLog
    paragraph_count: int
    quantity_count: int
    page_count: int


def extract_text(
    name: str, data: bytes, on_progress: ProgressCallback = ignore_progress
) -> ExtractedText | UnreadableFile:
    """Extract the text of a file by its name's suffix."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    is_ole = data.startswith(b"\xd0\xcf\x11\xe0")  # old Word, or an encrypted DOCX
    if is_ole and suffix == ".docx":
        return UnreadableFile(
            "DOCX 加了密码，或其实是旧式 Word 文档。", "请用 Word 或 WPS 打开，去掉密码，另存为 .docx 再试。"
        )
    if suffix in (".pdf", ".docx", ".txt"):
        if not data:
            return UnreadableFile("文件是空的。", "请核对是不是没有下载完。")
        if suffix == ".pdf":
            return read_pdf(data, on_progress)
        return read_docx(data) if suffix == ".docx" else read_text(data)
    if suffix in _PICTURES:
        return UnreadableFile("这是图片，里面没有文字。", "请先做文字识别（OCR），存成 PDF、DOCX 或 TXT 再试。")
    message, _, fix = _OTHERS.get(suffix, "").partition("|")
    return UnreadableFile(message or f"不认识「{suffix or name}」这种文件。", fix or "可以导入：.pdf、.docx、.txt。")


def convert_file(
    data: bytes, request: ImportRequest, on_progress: ProgressCallback = ignore_progress
) -> ImportedDocument | UnreadableFile:
    """Convert a file to a document."""
    on_progress("读原件", 0, 0)
    extracted = extract_text(request.name, data, on_progress)
    if isinstance(extracted, UnreadableFile):
        return extracted
    on_progress("理段落", 0, 0)
    changes = ChangeLog()
    extracted = page_numbers.number_pages(extracted, changes)
    body = webpage.remove_page_text(paragraphs.build_paragraphs(extracted, changes), changes)
    body = paragraphs.attach_captions(body)
    if not body:
        return UnreadableFile("文件里没有文字。", "请核对是不是选错了文件。")
    script, is_clear = (request.script, True) if request.script else detect_script("".join(p.text for p in body))
    front_matter = {"kind": request.kind, "script": script, "title": "", "source.file": request.name}
    front_matter |= {"source.medium": extracted.medium, "source.extracted": extracted.extraction_method}
    is_report = request.kind == "report"
    build_draft = report.build_draft if is_report else newspaper.build_draft
    draft = build_draft(body, front_matter, request.year)
    if not is_clear:
        draft.warnings.append(f"简体字和繁体字都有，script 按多数判为 {script}；不对请用 --script 指明。")
    for key in ("date", "speaker", "meeting") if is_report else ("date", "publisher", "byline"):
        front_matter.setdefault(key, "")
    footnotes.attach_footnotes(draft, extracted.footnotes)
    draft.warnings[:0] = [*extracted.warnings, *_list_omitted(extracted)]
    picture_names = markdown_writer.name_pictures(draft.blocks, request.kind)
    on_progress("找数值", 0, 0)
    return ImportedDocument(
        draft=draft,
        document=markdown_writer.write_document(draft, picture_names),
        original=markdown_writer.write_plain_text(draft),
        pictures={name: data for data, name in picture_names.items()},
        changes=changes,
        paragraph_count=sum(
            bool(block.paragraph.text) and ".run-in" not in block.suffix for block in draft.blocks
        ),  # a run-in heading and its paragraph count as one
        quantity_count=sum(len(find_quantities(block.paragraph.text)) for block in draft.blocks),
        page_count=sum(page.number is not None for page in extracted.pages),
    )


def _list_omitted(extracted: ExtractedText) -> list[str]:
    """Describe what the reader left out, by kind, with the beginning of each text."""
    return [
        f"{kind}{len(texts)}处没有读入：{'、'.join(f'「{text[:20]}」' for text in texts[:8])}{'等' * (len(texts) > 8)}。"
        for kind, texts in extracted.omitted
    ]


def detect_script(text: str) -> tuple[str, bool]:
    """Return the script of a text, and whether it is clear: a few characters in a hundred differ between the scripts."""
    simplified = converter.fold(text)
    share = sum(a != b for a, b in zip(text, simplified, strict=True)) / max(len(text), 1)
    return ("Hant" if share > 0.05 else "Hans"), not 0.0005 < share < 0.1
