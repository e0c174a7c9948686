"""Clean the text of a line. Punctuation of sentences is never touched; all changes are counted.

- Full-width digits and Latin letters become half-width, and so do ％ and ．next to digits. Radicals (⼀), which fonts of PDFs
  use for characters, become the characters (一).
- Invisible characters are removed, and so are private-use characters at a paragraph's edge (icons, Word's bullets);
  inside it they may stand for a rare character, and stay.
- White space is removed between Han and digits or Latin letters, next to full-width punctuation, and inside letter-spaced text
  (政 府 工 作 报 告); one space remains between two words of Han (本报记者 李玲玲), and where there were three or more.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import accumulate, compress

from gazette.text import FULL_TO_HALF_WIDTH

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
_IS_HAN = re.compile(f"[{_HAN}]|[\U00020000-\U0003ffff]")
_PUNCTUATION = re.compile("[，。：；、！？（）《》〈〉【】〔〕“”‘’「」『』…—·～％＋／]")
_BLANK = re.compile(r"[\s\u3000]+")
#: Soft hyphens, zero-width and direction characters, variation selectors, control characters.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\U000e0000-\U000e01ef]"
)
_PRIVATE = "[\ue000-\uf8ff\U000f0000-\U0010ffff]"
#: Private-use characters that are icons: before a paragraph, and after its last punctuation mark.
EDGE_ICONS = re.compile(rf"\A(?:\s*{_PRIVATE})+\s*|(?<=[。！？；：，!?;]){_PRIVATE}+(?=\s*\Z)|\A{_PRIVATE}+\Z")
#: Radicals (U+2E80…) that fonts use for characters; Unicode gives them no equivalent.
_RADICALS = dict(
    zip(
        "⺁⺇⺌⺎⺏⺐⺗⺟⺠⺫⺮⺶⺷⺼⻁⻄⻅⻆⻉⻋⻌⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "厂几小兀尢尢心母民目竹羊羊肉虎西见角贝车辶长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
_LETTER_SPACED = re.compile(
    f"(?<![{_HAN}0-9A-Za-z])(?<![0-9] )[{_HAN}](?:[ \u3000]{{1,4}}[{_HAN}](?![{_HAN}0-9]))+(?![{_HAN}0-9])"
)
_OFFICE = re.compile("(?:记者|記者|通讯员|通訊員|摄影|攝影|市长|市長|书记|書記)$")
UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]|[\U000f0000-\U0010ffff]")


def clean_text(
    text: str, changes: Counter[str], *, headline: bool = False, prose: bool = False
) -> tuple[str, list[int]]:
    """Return the clean text, and for each offset of ``text`` (and its end) the offset in the clean one.

    In a headline, a space after a closing quotation mark or an exclamation mark divides its halves, and stays. In prose there is
    none between Han characters, but before the name after an office (记者 蔡斯洵). ``changes`` counts what was done, by kind.
    """
    characters = [_normalize_character(character, changes) for character in text]
    for sign in re.finditer("(?<=[0-9０-９])(?:[％﹪]|．(?=[0-9０-９]))", text):
        characters[sign.start()] = "." if sign[0] == "．" else "%"
        changes["全角数字和字母"] += 1
    stays = [not INVISIBLE.match(character) for character in text]
    for edge in EDGE_ICONS.finditer(text):
        stays[edge.start() : edge.end()] = [False] * len(edge[0])
    changes["看不见或认不出的字符"] += sum(
        not stay and not character.isspace() for stay, character in zip(stays, text, strict=True)
    )
    joined = "".join(characters)
    letter_spaced = [match.span() for match in _LETTER_SPACED.finditer(joined)]
    for blank in _BLANK.finditer(joined):
        start, end = blank.span()
        is_word_space = _is_word_space(joined, start, end, headline=headline)
        is_word_space = is_word_space and not any(s < start < e for s, e in letter_spaced)
        if prose and is_word_space and _IS_HAN.match(joined[start - 1]) and _IS_HAN.match(joined[end]):
            is_word_space = bool(_OFFICE.search(joined, 0, start))
        for at in range(start + is_word_space, end):
            stays[at] = False
        if is_word_space:
            characters[start] = " "
        if start > 0 and end < len(joined):
            changes["字间空格"] += not is_word_space
    return "".join(compress(characters, stays)), list(accumulate(stays, initial=0))


def _normalize_character(character: str, changes: Counter[str]) -> str:
    """Return the ordinary form of a full-width letter or digit, a radical, or a compatibility ideograph."""
    code = ord(character)
    half_width = chr(FULL_TO_HALF_WIDTH.get(code, code))
    if half_width != character and half_width.isalnum():
        changes["全角数字和字母"] += 1
        return half_width
    if character in _RADICALS or 0x2F00 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        same = _RADICALS.get(character) or unicodedata.normalize("NFKC", character)
        if same != character and len(same) == 1:
            changes["部首和兼容字符"] += 1
            return same
    return character


def _is_word_space(text: str, start: int, end: int, *, headline: bool) -> bool:
    """Whether the white space of ``text[start:end]`` separates words."""
    if start == 0 or end == len(text):
        return False
    left, right = text[start - 1], text[end]
    if headline and left in "”’》」』！？" and right not in "（(，。":
        return True
    if _PUNCTUATION.match(left) or _PUNCTUATION.match(right):
        return False
    if right in "%‰℃" or end - start >= 3:
        return right not in "%‰℃"
    return bool(_IS_HAN.match(left)) == bool(_IS_HAN.match(right))
