"""Build tables from GFM's tokens and the caption above; find paragraphs that look like a table or a caption and are none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from msgspec.structs import replace

from gazette.model import CELL, Attributes, Block, Mark, Run
from gazette.problems import Severity
from gazette.sources.grammar import Token, find_closing_token
from gazette.sources.near_misses import NearMiss

#: Reads the words of a token on a line, and the attributes at their end.
ReadRun = Callable[[Token, int], tuple[Run, Attributes]]


class ReportProblem(Protocol):
    """Reports a problem: code, line, what is wrong, how to correct it."""

    def __call__(self, code: str, line: int, message: str, fix: str = "", severity: Severity = "error") -> None: ...


#: A paragraph that begins so, directly before a table, is its caption (Pandoc's notation).
_CAPTION = re.compile(r":(?:[ \u3000]+|$)")
#: The same with usual mistakes.
_MISSPELT_CAPTION = re.compile(r"[:：][ \u3000]*(?=\S)|(?:Table|表题|表)[:：]\s*(?=\S)")
# The bar, and what a Chinese keyboard or a copied text has instead.
_BARS = "|｜￨│┃¦"
_DASHES = "-－—─━–="
#: The line under the head of a table (| --- | :---: |), also with usual mistakes (｜———｜, +---+---+).
_DELIMITER_ROW = re.compile(
    rf"[ \t\u3000]*[{_BARS}+├┼┤]?(?:[ \u3000]*[:：]?[{_DASHES}]+[:：]?[ \u3000]*[{_BARS}+├┼┤])+"
    rf"(?:[ \u3000]*[:：]?[{_DASHES}]+[:：]?)?[ \t\u3000]*"
)
#: Every line that looks like one of a table has one of these.
_TABLE_SIGN = re.compile(rf"[{_BARS}+├┼┤\t]")
_BAR = re.compile(rf"(?<!\\)[{_BARS}]")
_TABLE_FIX = "写成 | 甲 | 乙 |，下一行 | --- | --- |，再下面一行一行地写，格数都相同；真要印的竖线写成 \\|。"
#: Message and fix for a line with bars directly below a table that is no row of it: a list item, for one.
_STRAY_LINE = ("这一行有竖线，却不在上面的表格里。", "是表格的一行，就以 | 开头；不是的，和表格之间空一行。")

#: The keys of a table that its rows take over.
_ROW_KEYS = ("role", "year", "period", "script")


def build_table(token: Token, inside: Sequence[Token], line: int, read_run: ReadRun, report: ReportProblem) -> Block:
    """Build a table from its opening ``token`` and those ``inside`` it.

    The words of a row are one run, in which :data:`~gazette.model.CELL` separates the cells.
    """
    shift = line - (token.map[0] if token.map else 0)
    rows: list[Block] = []
    alignments: list[str] = []
    for position, inner in enumerate(inside):
        if inner.type == "tr_open":
            cells = [cell for cell in inside[position : find_closing_token(inside, position)] if cell.type == "inline"]
            row_line = (inner.map[0] if inner.map else 0) + shift
            rows.append(
                Block("row", row_line, _read_row(cells, row_line, read_run, report), name="body" if rows else "head")
            )
        elif inner.type == "th_open":
            alignments.append(str(inner.attrs.get("style", "")).removeprefix("text-align:"))
    counts: dict[int, int] = token.meta["rows"]
    for number, count in counts.items():
        if count != len(alignments):
            report("table-row", number + shift, *_describe_wrong_count(len(alignments), count))
    if token.meta["stray"] is not None:
        report("table-row", token.meta["stray"] + shift, *_STRAY_LINE)
    return Block("table", line, Run("", (), line), attrs={"align": ",".join(alignments)}, children=tuple(rows))


def _read_row(cells: Sequence[Token], line: int, read_run: ReadRun, report: ReportProblem) -> Run:
    text = ""
    marks: list[Mark] = []
    for number, cell in enumerate(cells):
        run, attrs = read_run(cell, line)
        if attrs:
            report("attribute-idle", line, "格子末尾的属性不起作用。", "整个表格的写在表题末尾，词的写在 [ ] 之后。")
        text += CELL if number else ""
        marks += (replace(m, start=m.start + len(text), end=m.end + len(text)) for m in run.marks)
        text += run.text.replace(CELL, " ")
    return Run(text, tuple(marks), line)


def add_caption(table: Block, run: Run, attrs: Attributes, line: int, report: ReportProblem) -> Block:
    """Return the table with its caption, whose attributes are the table's."""
    for key in attrs.keys() & {"class", "see"}:
        report("attribute-idle", line, f"「{key}」在这里不起作用。", "请删去它。")
    mark = _CAPTION.match(run.text)
    words = run.cut(mark.end() if mark else 0, len(run.text))
    rows = tuple(
        replace(row, attrs={key: value for key, value in attrs.items() if key in _ROW_KEYS}) for row in table.children
    )
    return replace(table, line=line, run=words, id=attrs.get("id", ""), attrs={**table.attrs, **attrs}, children=rows)


def is_caption(content: str) -> bool:
    """Whether a paragraph is the caption of the table that follows."""
    return bool(_CAPTION.match(content))


def _describe_wrong_count(expected: int, count: int) -> tuple[str, str]:
    """Return message and fix for a row of ``count`` cells in a table of ``expected``; ``count`` 0: a line without a bar."""
    if not count:
        return (
            "这一行没有竖线，却紧接在表格下面，会成为表格的一行。",
            "正文和表格之间要空一行；是表格的一行，就以 | 开头和结尾。",
        )
    fix = "一格一格核对：格与格之间用 | 隔开，空的格写成 | |，格里要印的竖线写成 \\|。"
    return f"表头有{expected}格，这一行有{count}格。", fix


def find_near_misses(content: str, *, before_table: bool = False) -> Iterator[tuple[int, NearMiss]]:
    """Yield (line offset, near miss) for what in a paragraph is meant as a table or a caption.

    ``content`` is the paragraph's source, ``before_table`` whether a table follows directly.
    """
    lines = content.split("\n")
    for offset, line in enumerate(lines):
        last = offset == len(lines) - 1
        if _CAPTION.match(line) or (last and before_table and _MISSPELT_CAPTION.match(line)):
            message = f"「{line[:12]}」像是表题，却没有成为表题，会照样印出来。"
            fix = "表题自成一段，写成「: 表题」（半角冒号，空一格），下面紧跟表格；真要印的冒号写成 \\:。"
            yield offset, NearMiss(message, fix, code="table-caption")
            return
    found = _find_table_line(lines) if _TABLE_SIGN.search(content) else None
    if found is not None:
        offset, cause = found
        yield offset, NearMiss(f"{cause}，这里成不了表格，会照样印出来。", _TABLE_FIX, code="table-form")


def _find_table_line(lines: list[str]) -> tuple[int, str] | None:
    """Return the offset of the first line that looks like one of a table, and why it makes none."""
    counts = [len(_BAR.findall(line)) for line in lines]
    for offset, line in enumerate(lines):
        words = line.strip()
        following = counts[offset + 1] if offset + 1 < len(lines) else 0
        if _DELIMITER_ROW.fullmatch(line):
            if not offset:
                return offset, "横线上面没有表头"
            return (offset - 1 if counts[offset - 1] else offset), _explain_failure(lines[offset - 1], line)
        outer = len(words) > 2 and words[0] in _BARS and words[-1] in _BARS
        if outer or (counts[offset] > 1 and counts[offset] == following):
            if offset + 1 < len(lines) and _DELIMITER_ROW.fullmatch(lines[offset + 1]):
                continue
            return offset, "竖线要用半角的 |" if "|" not in words else "表头下面少了一行横线"
        if "\t" in words and offset + 1 < len(lines) and "\t" in lines[offset + 1].strip():
            return offset, "这几行是从表格里粘贴来的，格与格之间是制表符"
    return None


def _explain_failure(head: str, ruler: str) -> str:
    """Explain why a head with a delimiter row below it makes no table."""
    if not re.fullmatch(r"[\s|:-]+", ruler) or "|" not in head:
        return "竖线、横线和冒号都要用半角的 | - :"
    expected, count = (len(re.split(r"(?<!\\)\|", text.strip().strip("|"))) for text in (head, ruler))
    return f"表头有{expected}格，下面的横线有{count}格" if expected != count else "横线写得不对"
