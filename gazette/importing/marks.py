"""The signs by which a printed page tells its structure: numbers of headings, bullets, ends of sentences."""

from __future__ import annotations

import re

ORDINAL = "[一二三四五六七八九十]{1,3}"
SECTION = re.compile(f"(?P<n>{ORDINAL})、|第(?P<part>{ORDINAL})(?:部分|章)[ 　、：]?")
SUBSECTION = re.compile(f"[（(](?P<n>{ORDINAL})[）)]")
ITEM = re.compile(r"(?P<n>\d{1,2})(?:、|[.．](?!\d))")
NOTE = re.compile(r"[（(]P\s*(?P<page>\d{1,3})\s*[）)]\s*(?P<term>[^：:]{1,60})[：:](?P<definition>.+)", re.DOTALL)
LISTED_NOTE = re.compile(
    r"(?:\d{1,3}[.．、]|[①-⑳]|[\[［〔【]\d{1,3}[\]］〕】])\s*(?P<term>[^：:]{1,60})[：:](?P<definition>.+)", re.DOTALL
)
PLAIN_NOTE = re.compile("(?P<term>[^：。]{2,40})：(?P<definition>.+)", re.DOTALL)
#: The page that a note cites, in its term: “四上”企业（报告第2页）.
CITED = re.compile(r"[（(](?:见?(?:报告|正文)?第|P)\s*(?P<page>\d{1,3})\s*页?[）)]")
NOTES = re.compile(
    r"(?:附注|注释|附件\d?[：:]?(?:名词|用语|术语)?(?:解释|注释|说明)|(?:有关)?(?:名词|用语|术语)(?:解释|注释|说明))[：:]?"
)
#: “03强功能提品质”, “在…上再出发04”: numbered sections of a newspaper page.
NUMBER_FIRST = re.compile(r"(?P<n>0\d|1\d)(?=[^\d年月日%.．、万亿个])")
NUMBER_LAST = re.compile(r"[^\d]{6,40}(?P<n>0\d)")
BULLET = re.compile("[▶►▷◆◇●○■□◎★☆·•]\\s*|-\\s*(?=[^-\\s])")
#: What begins a paragraph wherever it stands.
STARTS = re.compile(
    f"{ORDINAL}、|[（(]{ORDINAL}[）)]|\\d{{1,2}}、|\\d{{1,2}}[.．]\\s*(?=[^\\d\\s])|[（(]P\\d+[）)]|[▶►▷◆◇●■◎★]|[①-⑳]|- |——[^，。；：]{2, 40}$"
)
#: A sentence or a list's item ends here.
CLOSED = re.compile("[。！？：；!?]+[”’」』）》)]*$")
DAY = re.compile(
    r"(?P<y>(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})年(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
)
_HAN_DIGITS = {c: str(n % 10) for n, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}


def starts(text: str) -> bool:
    """Whether a line begins a paragraph by what it says."""
    return bool(STARTS.match(text)) or bool(NOTES.fullmatch(text))


def ordinal(words: str) -> int:
    """一 is 1, 十二 12, 7 is 7; 0 for what is none."""
    if words.isdigit():
        return int(words)
    ten, sign, one = words.partition("十")
    value = "一二三四五六七八九".find
    if not sign:
        return value(words) + 1 if len(words) == 1 else 0
    return (value(ten) + 1 if ten else 1) * 10 + (value(one) + 1 if one else 0)


def date(text: str) -> str:
    """The first day or month that is written in ``text``: ``2023-12-28``; empty where there is none."""
    for day in DAY.finditer(text):
        year = "".join(_HAN_DIGITS.get(c, c) for c in day["y"])
        numbers = [ordinal(day[key]) for key in ("m", "d") if day[key]]
        return "-".join([year, *(f"{number:02}" for number in numbers)])
    return ""
