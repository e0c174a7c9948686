"""DOCX → printed lines, notes, tables and pictures.

Every word that the page shows is taken, wherever it stands: in content controls, text boxes, tables and tracked insertions; what
is left out (deletions, comments, hidden words, the table of contents, heads and feet of pages) is listed. Pages are those of Word's
last layout (``lastRenderedPageBreak``) and breaks set by hand.
"""

from __future__ import annotations

from collections import Counter

from gazette.importing.extracted_text import ExtractedPage, ExtractedText, Footnote, UnreadableFile
from gazette.importing.page_numbers import number_of
from gazette.importing.word_objects import Walk, strip_lines
from gazette.importing.word_package import BROKEN, TooLargeError, WordFile
from gazette.importing.word_styles import Numbering, Styles
from gazette.importing.word_text import ID, TYPE, Found

_BROKEN = UnreadableFile("DOCX 打不开：文件坏了，或不是 Word 文档。", "请用 Word 或 WPS 打开，另存为 .docx 再试。")
_LARGE = UnreadableFile("这个 DOCX 大得不像一篇文献。", "请核对是不是选错了文件。")


def read(data: bytes) -> ExtractedText | UnreadableFile:
    """The paragraphs of a DOCX, each as a line of its own."""
    try:
        return _read(WordFile(data))
    except TooLargeError:
        return _LARGE
    except BROKEN:
        return _BROKEN


def _read(file: WordFile) -> ExtractedText | UnreadableFile:
    root = file.part(file.main)
    if root is None:
        return _BROKEN
    styles = Styles(next((part for _, part in file.related("styles")), None))
    numbering = Numbering(next((part for _, part in file.related("numbering")), None), styles)
    found = Found()
    walk = Walk(file, file.targets(file.main), styles, numbering, found)
    walk.read(root)
    notes = _notes(file, styles, numbering, found)
    _omit_comments(file, styles, numbering, found)
    _omit_heads(file, styles, numbering, found)
    sheets = [sheet for sheet in walk.sheets if sheet] or [[]]
    if not any(line.text for sheet in sheets for line in sheet):
        return UnreadableFile("DOCX 里没有文字。", "如果是图片，请先做文字识别（OCR），另存为 .docx 再试。")
    many = len(sheets) > 1
    pages = tuple(ExtractedPage(tuple(lines), n if many else None) for n, lines in enumerate(sheets, 1))
    doubts = found.doubts()
    if many:
        doubts.append(f"页码按 Word 上次排版的{len(sheets)}页编，和印出来的可能不同，请抽查。")
    omitted = tuple((kind, tuple(texts)) for kind, texts in found.omitted.items() if texts)
    medium = f"{len(sheets)}页 Word 文档" if many else "Word 文档"
    return ExtractedText(pages, medium, "Word 文档的文字，逐段读入", tuple(doubts), notes, omitted)


def _notes(file: WordFile, styles: Styles, numbering: Numbering, found: Found) -> tuple[Footnote, ...]:
    """Footnotes and endnotes in the order of their marks; one without a mark is not shown by Word, and left out."""
    texts: dict[str, Footnote] = {}
    for kind in ("footnote", "endnote"):
        for name, part in file.related(f"{kind}s"):
            for node in part:
                key = f"{kind}.{node.get(ID, '')}"
                if node.get(TYPE, "normal") != "normal":
                    continue
                walk = Walk(file, file.targets(name), styles, numbering, found)
                walk.read(node)
                lines = walk.lines()
                remarks = ["这条脚注里的表格或图片没有读入，请核对。"] if any(line.figure for line in lines) else []
                if len([line for line in lines if line.text]) > 1:
                    remarks.append("这条脚注有几段，接成了一段，请核对。")
                text = "".join(line.text for line in lines)
                texts[key] = Footnote(key, text.removeprefix(found.custom.get(key, "")).strip(), tuple(remarks))
    called = list(dict.fromkeys(found.called))
    lost = [note.text for key, note in texts.items() if key not in called and note.text]
    found.omitted["没有标记的脚注"] += lost
    return tuple(texts[key] for key in called if key in texts and texts[key].text)


def _omit_comments(file: WordFile, styles: Styles, numbering: Numbering, found: Found) -> None:
    for name, part in file.related("comments"):
        for node in part:
            found.omitted["批注"] += strip_lines(Walk(file, file.targets(name), styles, numbering, Found()), node)


def _omit_heads(file: WordFile, styles: Styles, numbering: Numbering, found: Found) -> None:
    texts: Counter[str] = Counter()
    for kind in ("header", "footer"):
        for name, part in file.related(kind):
            texts.update(strip_lines(Walk(file, file.targets(name), styles, numbering, Found()), part))
    found.omitted["页眉和页脚"] += [text for text in texts if number_of(text, bare=True) is None]
