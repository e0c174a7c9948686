"""The words of a line in their clean form. Punctuation of sentences is never touched; all that is changed is counted.

- Full-width digits and Latin letters become ordinary ones, and ％ and ．with the digits beside them. What fonts of PDFs call
  a radical (⼀) becomes the character that is meant (一).
- What is not seen (zero-width signs) goes, and so do private-use characters at a paragraph's edge (icons, Word's bullets);
  inside it they may stand for a rare character, and stay.
- White space goes between Han and digits or Latin letters, beside full-width punctuation, and inside letter-spaced words
  (政 府 工 作 报 告); one space stays between two words of Han (本报记者 李玲玲) and where three or more stood.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
_IS_HAN = re.compile(f"[{_HAN}]|[\U00020000-\U0003ffff]")
_PUNCTUATION = re.compile("[，。：；、！？（）《》〈〉【】〔〕“”‘’「」『』…—·～％＋／]")
_BLANK = re.compile(r"[\s\u3000]+")
#: Not seen, and no words: soft hyphens, zero-width and direction signs, selectors of forms, control characters.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\U000e0000-\U000e01ef]"
)
_PRIVATE = "[\ue000-\uf8ff\U000f0000-\U0010ffff]"
#: Private-use characters that are no words: before a paragraph, and behind its last sign.
EDGE = re.compile(rf"\A(?:\s*{_PRIVATE})+\s*|(?<=[。！？；：，!?;]){_PRIVATE}+(?=\s*\Z)|\A{_PRIVATE}+\Z")
#: Supplement of radicals (U+2E80…): Unicode gives these no equivalent, fonts use them for the characters.
_RADICALS = dict(
    zip(
        "⺁⺇⺌⺎⺏⺐⺗⺟⺠⺫⺮⺶⺷⺼⻁⻄⻅⻆⻉⻋⻌⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "厂几小兀尢尢心母民目竹羊羊肉虎西见角贝车辶长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
_SINGLES = re.compile(
    f"(?<![{_HAN}0-9A-Za-z])(?<![0-9] )[{_HAN}](?:[ \u3000]{{1,4}}[{_HAN}](?![{_HAN}0-9]))+(?![{_HAN}0-9])"
)
_OFFICE = re.compile("(?:记者|記者|通讯员|通訊員|摄影|攝影|市长|市長|书记|書記)$")
UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]|[\U000f0000-\U0010ffff]")


def tidy(text: str, changed: Counter[str], *, headline: bool = False, prose: bool = False) -> tuple[str, list[int]]:
    """The clean text, and for each offset of ``text`` (and its end) the offset in the clean one.

    In a headline a space after a closing quotation mark or an exclamation divides its halves, and stays. In prose there is
    none between Han characters, but for the name after an office (记者 蔡斯洵).
    """
    plain = [_plain(c, changed) for c in text]
    _numerals(plain, text, changed)
    kept = [not UNSEEN.match(c) for c in text]
    for edge in EDGE.finditer(text):
        for place in range(*edge.span()):
            kept[place] = False
    changed["看不见或认不出的字符"] += sum(not stays and not c.isspace() for stays, c in zip(kept, text, strict=True))
    joined = "".join(plain)
    spaced = [match.span() for match in _SINGLES.finditer(joined)]
    for blank in _BLANK.finditer(joined):
        start, end = blank.span()
        stays = _stays(joined, start, end, headline=headline) and not any(s < start < e for s, e in spaced)
        if prose and stays and _IS_HAN.match(joined[start - 1]) and _IS_HAN.match(joined[end]):
            stays = bool(_OFFICE.search(joined, 0, start))
        for place in range(start + stays, end):
            kept[place] = False
        if stays:
            plain[start] = " "
        if start > 0 and end < len(joined):
            changed["字间空格"] += not stays
    offsets: list[int] = []
    clean: list[str] = []
    for place, keep in enumerate(kept):
        offsets.append(len(clean))
        if keep:
            clean.append(plain[place])
    return "".join(clean), [*offsets, len(clean)]


def _plain(char: str, changed: Counter[str]) -> str:
    code = ord(char)
    if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A:
        changed["全角数字和字母"] += 1
        return chr(code - 0xFEE0)
    if char in _RADICALS or 0x2F00 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        same = _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
        if same != char and len(same) == 1:
            changed["部首和兼容字符"] += 1
            return same
    return char


def _numerals(plain: list[str], text: str, changed: Counter[str]) -> None:
    """What belongs to a number takes the width of its digits: ％ after one, ．between two."""
    for sign in re.finditer("(?<=[0-9０-９])(?:[％﹪]|．(?=[0-9０-９]))", text):
        plain[sign.start()] = "." if sign[0] == "．" else "%"
        changed["全角数字和字母"] += 1


def _stays(text: str, start: int, end: int, *, headline: bool) -> bool:
    """Whether the white space of ``text[start:end]`` is one of words."""
    if start == 0 or end == len(text):
        return False
    left, right = text[start - 1], text[end]
    if headline and left in "”’》」』！？" and right not in "（(，。":
        return True
    if _PUNCTUATION.match(left) or _PUNCTUATION.match(right):
        return False
    if right in "%‰℃" or end - start >= 3:
        return right not in "%‰℃"
    han_left, han_right = bool(_IS_HAN.match(left)), bool(_IS_HAN.match(right))
    return han_left == han_right
