"""Characters in a source that are invisible, or are not what they look like.

They come with what is pasted from WeChat, Word, PDF and web pages. An invisible one hides a heading or a term from the build and a
word from the search: so it is an error, and the build goes on with the text without it, so that no other problem
follows. Names are those of the Unicode standard, which has labels (``control-0007``) for characters without a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gazette.problems import Locus, Problem, Severity

#: How many errors of a file are listed one by one.
MAX_LISTED = 20

# Format characters, fillers, variation selectors, controls, private use, noncharacters, U+FFFC, U+FFFD, separators of lines. Rare
# planes are one range, since a class that lists single characters of theirs is slow: what is visible in them is excluded behind it.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ue000-\uf8ff\U00010000-\U0010ffff]"
    f"(?<![{''.join(f'{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}' for plane in range(1, 14))}])"
)
# Cyrillic and Greek letters that look like Latin ones.
_LATIN_LOOKALIKES = dict(
    zip("АВСЕНІЈКМОРЅТХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABCEHIJKMOPSTXaeopcyxijsABEZHIKMNOPTYX", strict=True)
)
_LETTERS = "".join(_LATIN_LOOKALIKES)
# Kangxi and other radicals, compatibility ideographs (but for the twelve that are ordinary ones), spaces of other widths; and such
# letters in a word with Latin letters or digits.
_LOOKALIKE = re.compile(
    "[\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufaff\U0002f800-\U0002fa1f"
    f"\u00a0\u1680\u2000-\u200a\u202f\u205f{_LETTERS}](?:(?<![{_LETTERS}])|(?<=[0-9A-Za-z].)|(?=[0-9A-Za-z]))"
)
#: Radicals of U+2E80–2EF3 that PDF files put in place of the characters they look like; Unicode decomposes two of them only.
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
#: Control characters have no name of their own; these are their aliases in the Unicode standard.
_CONTROL_NAMES = """NULL|START OF HEADING|START OF TEXT|END OF TEXT|END OF TRANSMISSION|ENQUIRY|ACKNOWLEDGE|ALERT|BACKSPACE
|CHARACTER TABULATION|LINE FEED|LINE TABULATION|FORM FEED|CARRIAGE RETURN|SHIFT OUT|SHIFT IN|DATA LINK ESCAPE
|DEVICE CONTROL ONE|DEVICE CONTROL TWO|DEVICE CONTROL THREE|DEVICE CONTROL FOUR|NEGATIVE ACKNOWLEDGE|SYNCHRONOUS IDLE
|END OF TRANSMISSION BLOCK|CANCEL|END OF MEDIUM|SUBSTITUTE|ESCAPE|INFORMATION SEPARATOR FOUR|INFORMATION SEPARATOR THREE
|INFORMATION SEPARATOR TWO|INFORMATION SEPARATOR ONE""".replace("\n", "").split("|")
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_VARIATION_SELECTORS = frozenset("\ufe0e\ufe0f")


def remove_invisible_characters(text: str, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text without invisible characters, and a problem for each line and character.

    ``text`` has ``\\n`` as line ends. What replaces a lost character (private use, U+FFFC, U+FFFD) stays in the text.
    """
    found = [match for match in _INVISIBLE.finditer(text) if not _is_part_of_emoji(text, match.start())]
    problems = [*_report_invisible(text, path, found), *_report_lookalikes(text, path)]
    drop = {match.start() for match in found if not _replaces_character(match[0])}
    if drop:
        text = "".join(character for position, character in enumerate(text) if position not in drop)
    return text, tuple(problems)


def describe_character(character: str) -> str:
    """Return code and name of a character: ``U+200B（ZERO WIDTH SPACE）``."""
    code, kind = ord(character), unicodedata.category(character)
    kinds = {"Cc": "control", "Co": "private-use", "Cn": "noncharacter"}
    unnamed = _CONTROL_NAMES[code] if code < len(_CONTROL_NAMES) else f"{kinds.get(kind, kind)}-{code:04X}"
    return f"U+{code:04X}（{unicodedata.name(character, unnamed)}）"


def _is_part_of_emoji(text: str, position: int) -> bool:
    """Whether a variation selector or a joiner belongs to an emoji."""
    character, before = text[position], text[position - 1] if position else ""
    if character in _VARIATION_SELECTORS:
        return before != "" and unicodedata.category(before) in ("So", "Sm", "Po", "Pd", "Nd")
    if character == "\u200d":
        after = text[position + 1 : position + 2]
        shown = before != "" and (before in _VARIATION_SELECTORS or unicodedata.category(before) in ("So", "Sk"))
        return shown and after != "" and unicodedata.category(after) == "So"
    return False


def _replaces_character(character: str) -> bool:
    """Whether a character marks the place of one that is lost: private use, U+FFFC, U+FFFD."""
    return character in "\ufffc\ufffd" or unicodedata.category(character) == "Co"


def _report_invisible(text: str, path: str, found: list[re.Match[str]]) -> Iterator[Problem]:
    """Report each line and character, up to :data:`MAX_LISTED`."""
    first: dict[tuple[int, str], int] = {}
    for match in found:
        first.setdefault((text.count("\n", 0, match.start()), match[0]), match.start())
    for (line, character), position in list(first.items())[:MAX_LISTED]:
        column = position - text.rfind("\n", 0, position)
        yield Problem("character", Locus(path, line + 1, column), *_describe(text, character, position))
    if len(first) > MAX_LISTED:
        position = list(first.values())[MAX_LISTED]
        message = f"从这里起还有{len(first) - MAX_LISTED}处看不见的或坏了的字符，没有一一列出。"
        locus = Locus(path, text.count("\n", 0, position) + 1)
        yield Problem("character", locus, message, "多半是整个文件坏了或存错了编码；请换一份好的，或先改好上面的。")


def _describe(text: str, character: str, position: int) -> tuple[str, str]:
    """Return message and fix for a character."""
    line_start, line_end = text.rfind("\n", 0, position) + 1, (text + "\n").index("\n", position)
    before = _INVISIBLE.sub("", text[max(line_start, position - 6) : position])
    after = _INVISIBLE.sub("", text[position + 1 : min(line_end, position + 7)])
    where = ""
    if before and after:
        where = f"，在「{before}」和「{after}」之间"
    elif before or after:
        where = f"，在「{before}{after}」的{'后' if before else '前'}面"
    name = describe_character(character)
    if character == "\ufffd":
        return f"这里有坏了的字 {name}{where}。", "原来的字丢了，请照原件补上。"
    if character == "\ufffc":
        return f"这里有从别处带来的图片或公式的占位符 {name}{where}。", "请删去它；原来有字的，照原件补上。"
    if unicodedata.category(character) == "Co":
        return f"这里有自造的字 {name}{where}，别的电脑显示不出。", "请改成通用的字或符号；多半是 Word 的项目符号。"
    if character in _DIRECTION_MARKS:
        return f"这里有看不见的、改变文字方向的字符 {name}{where}。", "请删去它，或把这几个字重新打一遍。"
    if character in "\u2028\u2029\x0b\x0c\x85":
        return f"这里有看不见的换行符 {name}{where}。", "请删去它；要分段的，空一行。"
    kind = "控制字符" if unicodedata.category(character) == "Cc" else "看不见的字符"
    return f"这里有{kind} {name}{where}。", "请删去它：光标放在它后面按退格键，或把这几个字重新打一遍。"


def _report_lookalikes(text: str, path: str) -> Iterator[Problem]:
    """Warn of each line and character that only looks like an ordinary one."""
    seen: set[tuple[int, str]] = set()
    severity: Severity = "warning"
    for match in _LOOKALIKE.finditer(text):
        character, line = match[0], text.count("\n", 0, match.start()) + 1
        if (line, character) in seen:
            continue
        seen.add((line, character))
        locus = Locus(path, line, match.start() - text.rfind("\n", 0, match.start()))
        if unicodedata.category(character) == "Zs":
            message = f"这个空格是 {describe_character(character)}，不是普通的空格，多半是从网页带来的。"
            yield Problem("character-alike", locus, message, "请删去它，或改成普通的空格。", severity)
            continue
        listed = _LATIN_LOOKALIKES.get(character) or _RADICALS.get(character)
        ordinary = listed or unicodedata.normalize("NFKC", character)
        hint = f"请改成「{ordinary}」" if ordinary != character else "请照原件重新打这个字"
        message = f"这里的「{character}」是 {describe_character(character)}，只是看起来像普通的字，检索找不到它。"
        yield Problem("character-alike", locus, message, f"{hint}；多半是从 PDF 复制来的。", severity)
