"""Explain to editors why YAML cannot be read, or would be read as something else. Independent of the parser.

A YAML parser reports in English where its grammar stopped, often a line below the mistake, and some mistakes it accepts: a full-width
colon makes no key, words behind a space and ``#`` are a comment, ``&`` and ``!`` before a value are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

#: How many lines above the one where the grammar stopped are searched for the cause.
MAX_LINES_ABOVE = 8
_QUOTE_FIX = "请把整个值用半角引号括起来"
_KEY = r"(?P<lead>\s*(?:-\s+)?)(?P<key>[A-Za-z0-9_][A-Za-z0-9_/-]*)"
_WIDE_INDENT = re.compile("^ *[\u3000\u00a0\u2000-\u200a\u202f]")
_WIDE_GAP = re.compile(rf"^{_KEY}:[\u3000\u00a0\u2000-\u200a\u202f]+(?P<rest>.*)")
_WIDE_COLON = re.compile(rf"^{_KEY}\s*[：﹕︰]\s*(?P<rest>.*)")
_WIDE_DASH = re.compile(r"^(?P<lead>\s*)(?P<dash>[－–—−])\s*(?P<rest>\S.*)")
_WIDE_HASH = re.compile(r"^\s*＃")
_WIDE_BRACKET = re.compile(rf"^{_KEY}:\s+[［｛【]|^\s*-\s+[［｛]")
_WIDE_COMMA = re.compile(r"[，、]\s*[A-Za-z_]+\s*:")
_NO_SPACE = re.compile(rf"^{_KEY}:(?P<rest>[^\s/].*)")
_NO_SPACE_DASH = re.compile(r"^(?P<lead>\s*)-(?P<key>[A-Za-z_][\w-]*)\s*[:：]")
_VALUE = re.compile(rf"^{_KEY}:\s+(?P<value>\S.*?)\s*$|^\s*-\s+(?P<item>\S.*?)\s*$")
#: What begins with one of these is no text in YAML.
_NO_TEXT_START = "@`%&*!|>,?]}-"


class Fault(Struct, frozen=True):
    """A mistake, at line and column counted from 0."""

    line: int
    column: int
    message: str
    fix: str
    code: str = "yaml-syntax"


def explain_error(lines: Sequence[str], line: int, column: int, context_line: int, parser_message: str) -> Fault:
    """Find the cause of an error that a YAML parser reports at ``line`` and ``column``.

    ``context_line`` is where the construct with the error begins, ``parser_message`` what the parser says in English.
    """
    near = dict.fromkeys((*range(line, max(-1, line - MAX_LINES_ABOVE), -1), context_line))
    rows = [row for row in near if row < len(lines) and lines[row].strip()]
    for row in rows:
        if (tab := lines[row].find("\t")) >= 0 and (row == line or not lines[row][:tab].strip()):
            return Fault(row, tab, "这里有制表符（Tab），YAML 只认空格。", "请换成空格。", code="yaml-tab")
    for row in rows[:1]:
        if fault := find_full_width_sign(lines[row], row) or _find_wrong_value(lines[row], row):
            return fault
    for row in rows:
        if fault := find_full_width_sign(lines[row], row) or _find_missing_space(lines[row], row):
            return fault
    for row in range(min(line, len(lines) - 1), -1, -1):  # a key further up, whose text continues to here
        if lines[row][:1].strip() and (fault := find_full_width_sign(lines[row], row)):
            return fault
    line_text = lines[line].strip() if line < len(lines) else ""
    if "quoted scalar" in parser_message or "unexpected end of stream" in parser_message:
        fault = _find_wrong_value(lines[context_line], context_line) if context_line < len(lines) else None
        return fault or _describe_unclosed_quote(lines, context_line, column)
    if "flow" in parser_message:
        comma = _WIDE_COMMA.search(lines[context_line]) if context_line < len(lines) else None
        if comma:
            fix = "括号里各项之间用半角的逗号加空格：{键: 值, 键: 值}。"
            return Fault(context_line, comma.start(), "括号里的逗号是全角的。", fix, "yaml-sign")
        fix = "请补上结束的括号，各项之间用半角的逗号；文字里有括号的，用半角引号括起来。"
        return Fault(context_line, _find_first(lines, context_line, "[{"), "方括号或花括号没有成对。", fix)
    if "expected ':'" in parser_message and context_line < line:
        fix = "文字是上一行的，接回上一行；是新的一项的，补上键和半角的冒号、空格。"
        return Fault(context_line, 0, "这一行没有「键: 」。", fix)
    if "document" in parser_message and line_text in ("---", "..."):
        fix = "请删去这一行；文字里的横线用引号括起来。"
        return Fault(line, column, f"这里的「{line_text}」把文件分成了两份。", fix)
    if any(word in parser_message for word in ("block", "document", "mapping values", "indentation")):
        fix = "同一层的键要左边对齐；下一层缩进两格；文字另起一行的，接回上一行。"
        return Fault(line, column, "这一行的缩进和上下没有对齐，或少了「键: 」。", fix)
    return Fault(line, column, "YAML 的写法有误。", "请检查冒号后的空格、引号是否成对、缩进是否对齐。")


def find_full_width_sign(text: str, row: int) -> Fault | None:
    """Return a full-width sign in a line where YAML needs the ASCII one."""
    if match := _WIDE_INDENT.match(text):
        fix = "请换成普通的空格。"
        return Fault(row, match.end() - 1, "行首有全角的或特别的空格，YAML 只认普通的空格。", fix, "yaml-sign")
    if match := _WIDE_GAP.match(text):
        right = f"{match['key']}: {match['rest']}".strip()
        fix = f"请写成「{_shorten(right)}」：冒号后面一个普通的空格。"
        return Fault(row, match.end("key") + 1, "冒号后面不是普通的空格，YAML 不认。", fix, "yaml-sign")
    if match := _WIDE_COLON.match(text):
        right = f"{match['key']}: {match['rest']}".strip()
        fix = f"请写成「{_shorten(right)}」：半角的冒号，后面一个空格。"
        return Fault(row, match.end("key"), f"「{match['key']}」后面的冒号是全角的。", fix, code="yaml-sign")
    if match := _WIDE_DASH.match(text):
        fix = f"列表的一项写成「- {_shorten(match['rest'])}」：半角的横线，后面一个空格。"
        return Fault(row, match.start("dash"), f"行首的「{match['dash']}」是全角的。", fix, code="yaml-sign")
    if match := _WIDE_HASH.match(text):
        fix = "注释以半角的「# 」开头。"
        return Fault(row, match.end() - 1, "行首的「＃」是全角的，不成注释。", fix, code="yaml-sign")
    if match := _WIDE_BRACKET.match(text):
        fix = "列表写成 [甲, 乙]，键和值写成 {键: 值}：括号、逗号、冒号都用半角。"
        return Fault(row, match.end() - 1, f"这里的「{match[0][-1]}」是全角的。", fix, code="yaml-sign")
    return None


def _find_missing_space(text: str, row: int) -> Fault | None:
    """Return a missing space behind a colon or a dash."""
    if (match := _NO_SPACE.match(text)) and not match["rest"].startswith("//"):
        right = f"{match['key']}: {match['rest']}"
        fix = f"请写成「{_shorten(right)}」。"
        return Fault(row, match.end("key"), f"「{match['key']}:」的冒号后面少了空格。", fix)
    if match := _NO_SPACE_DASH.match(text):
        right = text.strip().removeprefix("-")
        return Fault(row, len(match["lead"]), "行首的横线后面少了空格。", f"请写成「- {_shorten(right)}」。")
    return None


def _find_wrong_value(text: str, row: int) -> Fault | None:
    """Return a value that YAML takes for something else than text."""
    match = _VALUE.match(text)
    if match is None:
        return None
    value, column = (match["value"], match.start("value")) if match["value"] else (match["item"], match.start("item"))
    first, last = value[0], value[-1]
    if first in "\"'" and value.count(first) == 1:
        shown = "”" if last in "”’＂" else ""
        message = f"引号没有成对：开头是半角的 {first}" + (f"，末尾是全角的 {last}。" if shown else "，后面没有结束。")
        return Fault(row, column, message, f"开头和末尾都用半角的 {first}。")
    if first in "\"'" and (end := _find_quote_end(value)) < len(value):
        outer = "'" if first == '"' else '"'
        fix = f"整个值的外面再加一层：{outer}{_shorten(value)}{outer}。"
        return Fault(row, column + end, "引号结束以后还有文字。", fix)
    if re.match(r"\[[^\[\]]*\]\s*[^\s,#]|\{[^{}]*\}\s*[^\s,#]", value):
        message = f"文字不能以「{first}」开头，YAML 把它当作列表的开头。"
        return Fault(row, column, message, f"{_QUOTE_FIX}：'{_shorten(value)}'。")
    block = re.fullmatch(r"[|>][-+0-9]*", value)  # a text on the lines below
    if first in _NO_TEXT_START and not block and not (first == "-" and value[:2] != "- "):
        fix = f"{_QUOTE_FIX}：'{_shorten(value)}'。"
        return Fault(row, column, f"文字不能以「{first}」开头，它在 YAML 里有特别的意思。", fix)
    if first not in "\"'[{|>" and (found := value.find(": ")) >= 0:
        right = value.replace('"', "'") if '"' in value else value
        fix = f'写成 {match["key"] or "-"}{":" if match["key"] else ""} "{_shorten(right)}"；中文的冒号（：）不必。'
        return Fault(row, column + found, "文字里有“冒号加空格”，请用引号括起来。", fix)
    return None


def _describe_unclosed_quote(lines: Sequence[str], context_line: int, column: int) -> Fault:
    text = lines[context_line] if context_line < len(lines) else ""
    found = next((place for place, character in enumerate(text) if character in "\"'"), column)
    if "\\" in text[found:]:
        fix = "请改用单引号 '…'，或写成两个反斜杠。"
        return Fault(context_line, found, "双引号里的反斜杠「\\」有特别的意思。", fix)
    return Fault(context_line, found, "引号没有成对：从这里开始，后面没有结束。", "请在文字的末尾补上同样的半角引号。")


def _find_quote_end(value: str) -> int:
    """Return the offset behind a quoted text at the beginning of a value."""
    mark, place = value[0], 1
    while place < len(value):
        if mark == '"' and value[place] == "\\":
            place += 1
        elif value[place] == mark:
            if mark == "'" and value[place + 1 : place + 2] == mark:
                place += 1
            else:
                rest = value[place + 1 :].lstrip()
                return len(value) if not rest or rest[0] in "#:" else place + 1
        place += 1
    return len(value)


def _find_first(lines: Sequence[str], row: int, characters: str) -> int:
    text = lines[row] if row < len(lines) else ""
    return next((place for place, character in enumerate(text) if character in characters), 0)


def find_silent_changes(
    text: str, lines: Sequence[str], start: tuple[int, int], end: tuple[int, int]
) -> Iterator[Fault]:
    """Yield what a plain value, from ``start`` to ``end`` (line, column), would lose or absorb without an error.

    ``text`` is the value as the parser read it.
    """
    row, column = start
    first_sign = lines[row][column : column + 1] if row < len(lines) else ""
    if first_sign and first_sign in "&!" and not text.startswith(first_sign):
        word = lines[row][column:].split(" ")[0]
        message = f"「{word}」在 YAML 里有特别的意思，不会印出来。"
        fix = f"{_QUOTE_FIX}：'{_shorten(lines[row][column:].strip())}'。"
        yield Fault(row, column, message, fix, code="yaml-alias")
    rest_of_line = lines[end[0]][end[1] :] if end[0] < len(lines) else ""
    if re.match(r"\s+#\S", rest_of_line):
        word = rest_of_line.strip()
        message = f"「{_shorten(word)}」前面有空格，被当作注释，不会印出来。"
        fix = f"要印的，{_QUOTE_FIX}；是注释的，写成「# 」。"
        yield Fault(end[0], end[1] + len(rest_of_line) - len(rest_of_line.lstrip()), message, fix)
    for number in range(row + 1, min(end[0], len(lines) - 1) + (end[1] > 0)):
        line = lines[number] if number < len(lines) else ""
        if fault := find_full_width_sign(line, number) or _find_missing_space(line, number):
            yield fault


def _shorten(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
