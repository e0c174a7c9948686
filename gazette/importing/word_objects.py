"""A Word document in reading order: its text, and what is none: pictures, boxes, tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from gazette.importing.extracted_text import Gap, Line, Picture, Table
from gazette.importing.word_package import Element, Target, WordFile
from gazette.importing.word_styles import Numbering, Styles, W, value
from gazette.importing.word_text import Found, Text

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
#: Characters in a cell of a table, beyond which it is the page's layout and no table.
LONGEST = 600
_TYPES = (
    (b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", "GIF"), (b"BM", "BMP"), (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"), (b"\xd7\xcd\xc6\x9a", "WMF"), (b"\1\0\0\0", "EMF"),
)  # fmt: skip


class Walk(Text):
    """Reads a part of a document; ``sheets`` are its lines by page."""

    def __init__(
        self, file: WordFile, targets: Mapping[str, Target], styles: Styles, numbering: Numbering, found: Found
    ) -> None:
        super().__init__(file, targets, styles, numbering, found)
        self.alt = ""
        self.tags |= {
            f"{W}tbl": self.table, f"{W}txbxContent": self.box, f"{W}object": self.object, f"{W}altChunk": self.embedded,
            f"{W}subDoc": self.embedded, f"{_MC}AlternateContent": self.alternative, f"{_A}blip": self.picture,
            f"{_VML}imagedata": self.picture, f"{_WP}docPr": self.described, f"{_A}graphicData": self.graphic,
            f"{_VML}textpath": self.word_art,
        }  # fmt: skip

    def part(self) -> Walk:
        """A walk of its own, for what stands in a cell or a box."""
        walk = Walk(self.file, self.targets, self.styles, self.numbering, self.found)
        walk.alt = self.alt
        return walk

    # ------------------------------------------------------------ pictures and boxes

    def alternative(self, node: Element) -> None:
        """The same thing in two forms: the first that holds something."""
        for choice in node:
            if any(
                each.tag in (f"{W}t", f"{_A}blip", f"{_VML}imagedata", f"{_A}graphicData") for each in choice.iter()
            ):
                self.inside(choice)
                return

    def described(self, node: Element) -> None:
        """What the file says of the picture that follows."""
        words = (node.get("descr") or "").strip() or (node.get("title") or "").strip()
        self.alt = (
            ""
            if re.search(r"\.(?:png|jpe?g|gif|bmp|tiff?)$|^(?:图片|图像|Picture|Image) ?\d*$|已生成", words)
            else words
        )

    def graphic(self, node: Element) -> None:
        """What a drawing holds: a picture, a shape, or a chart, whose words are not in the document's part."""
        kind = node.get("uri", "").rpartition("/")[2]
        if kind in ("chart", "chartex", "diagram"):
            name = "图表" if kind.startswith("chart") else "图示（SmartArt）"
            self.gap(f"这里原来是一个{name}，没有取出来。")
        else:
            self.inside(node)

    def object(self, node: Element) -> None:
        """Something of another program, with a picture of it."""
        self.found.counts["embedded"] += 1
        self.inside(node)

    def embedded(self, _: Element) -> None:
        """Another file inside this one."""
        self.found.counts["embedded"] += 1
        self.gap("这里原来嵌着另一个文件，没有读入。")

    def word_art(self, node: Element) -> None:
        """Words drawn as a picture."""
        words = (node.get("string") or "").strip()
        if words:
            remark = "这里原来是艺术字，按普通段落放在这里，请核对位置。"
            self.asides.append(Line(words, begins=True, ends=True, boxed=True, remarks=(remark,)))

    def picture(self, node: Element) -> None:
        """A picture, or a word about one that cannot be shown."""
        target = self.targets.get(node.get(f"{_R}embed") or node.get(f"{_R}id") or node.get(f"{_R}link") or "")
        data = self.file.bytes_of(target.name) if target is not None and not target.is_outside else None
        suffix = next((suffix for start, suffix in _TYPES if data is not None and data.startswith(start)), "")
        if data is not None and data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            suffix = ".webp"
        if data is not None and suffix.startswith("."):
            remark = "图片取了出来，请核对位置" + ("。" if self.alt else "，并写出图的内容。")
            self.asides.append(
                Line("", begins=True, ends=True, figure=Picture(data, suffix, self.alt), remarks=(remark,))
            )
        else:
            why = "没有存在文件里" if data is None else f"是{suffix}格式" if suffix else "的格式不认识"
            self.gap(f"这里原来是一张图（{why}），没有取出来。")

    def gap(self, words: str) -> None:
        """Something that cannot be read."""
        self.asides.append(
            Line("", begins=True, ends=True, figure=Gap(words), remarks=(f"{words}请照原件补上，或删去这一块。",))
        )

    def box(self, node: Element) -> None:
        """A text box: its lines come after the paragraph that holds it."""
        walk = self.part()
        walk.read(node)
        self.boxed(walk.lines(), "这里原来是一个文本框（专栏），按普通段落放在这里，请核对位置。")

    def boxed(self, lines: list[Line], remark: str) -> None:
        """Lines of a box, apart from the text."""
        for n, line in enumerate(lines):
            remarks = (remark, *line.remarks) if not n else line.remarks
            self.asides.append(replace(line, boxed=True, level=0, remarks=remarks))

    # ------------------------------------------------------------ tables

    def table(self, node: Element) -> None:
        """A table; one cell is a box, and one whose cells hold pages of text is the page's layout."""
        if self.in_contents:
            self.inside(node)
            return
        self.close()
        rows, merged, parts = self.rows(node)
        words = [line for part in parts for line in part if line.text]
        figures = [line for part in parts for line in part if line.figure is not None]
        width = max((len(row) for row in rows), default=0)
        keys = tuple((0, key) for line in words for _, key in line.notes)
        longest = max((len(text) for row in rows for text in row), default=0)
        if width == 1:
            self.boxed(
                [line for part in parts for line in part],
                "这里原来是一个方框（一格的表格），按普通段落放在这里，请核对位置。",
            )
        elif longest > LONGEST or any(line.level for line in words):
            found = [line for part in parts for line in part]
            remark = "这一段原来在表格里，表格像是用来排版的，没有照样做成表格，请核对次序。"
            self.asides += [
                replace(line, remarks=(remark, *line.remarks)) if not n else line for n, line in enumerate(found)
            ]
        elif width and any(any(row) for row in rows):
            full = tuple((*row, *[""] * (width - len(row))) for row in rows if any(row))
            nested = any(isinstance(line.figure, Table) for line in figures)
            remarks = ["表格请照原件逐格核对。"]
            remarks += ["原表有合并的格，合并的字写在第一格，其余留空。"] if merged else []
            remarks += ["格里还有表格，它的字都写在这一格里。"] if nested else []
            table = Line("", begins=True, ends=True, figure=Table(full), remarks=tuple(remarks), notes=keys)
            self.asides += [table, *(line for line in figures if not isinstance(line.figure, Table))]
        elif figures:
            self.asides += figures
        self.close()

    def rows(self, node: Element) -> tuple[list[list[str]], bool, list[list[Line]]]:
        """The words of each cell, whether cells are merged, and the lines of each cell."""
        found: list[list[str]] = []
        parts: list[list[Line]] = []
        merged = False
        for row in _within(node, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self.deleted(row)
                continue
            texts = [""] * _count(properties, "gridBefore", 0)
            for cell in _within(row, f"{W}tc"):
                form = cell.find(f"{W}tcPr")
                span = _count(form, "gridSpan", 1)
                walk = self.part()
                walk.read(cell)
                lines = walk.lines()
                text = " ".join(filter(None, map(_cell_text, lines)))
                goes_on = (
                    form is not None and form.find(f"{W}vMerge") is not None and value(form, "vMerge") != "restart"
                )
                merged = merged or span > 1 or goes_on
                texts += [text, *[""] * (span - 1)]
                parts.append(lines)
            found.append(texts)
        return found, merged, parts


def strip_lines(walk: Walk, node: Element) -> list[str]:
    """The words of each line below an element."""
    walk.read(node)
    return [line.text for line in walk.lines() if line.text]


def _within(node: Element, tag: str) -> list[Element]:
    """The rows of a table or the cells of a row, also those in content controls, but none of a table inside."""
    found = []
    for child in node:
        if child.tag == tag:
            found.append(child)
        elif child.tag not in (f"{W}tbl", f"{W}tc", f"{W}p", f"{W}del"):
            found += _within(child, tag)
    return found


def _count(properties: Element | None, name: str, default: int) -> int:
    words = value(properties, name) or ""
    return min(int(words), 60) if words.isdigit() else default


def _cell_text(line: Line) -> str:
    """The words of a line in a cell; of a table in it those of all its cells."""
    if isinstance(line.figure, Table):
        return " ".join(text for row in line.figure.rows for text in row if text)
    return line.text
