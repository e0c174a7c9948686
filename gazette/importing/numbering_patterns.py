"""The signs by which a printed page tells its structure: numbers of headings, bullets, salutations, ends of sentences.

The patterns are in Simplified characters. What is matched goes through :func:`plain` first, which keeps its length, so that
a Traditional page is read by the same rules and offsets hold in the text as printed.
"""

from __future__ import annotations

import re

from gazette.conversion import converter
from gazette.figures.numerals import parse_number

ORDINAL = "[一二三四五六七八九十]{1,3}"
SECTION = re.compile(f"(?P<n>{ORDINAL})(?:[ 　]?、|[.．](?!\\d))|第(?P<part>{ORDINAL})(?:部分|章)[ 　、：]?")
SUBSECTION = re.compile(f"[（(](?P<n>{ORDINAL})[）)]")
ITEM = re.compile(r"(?P<n>\d{1,3})(?:、|[.．](?!\d))")
#: “03强功能提品质”, “在…上再出发04”: numbered sections of a newspaper page.
NUMBER_FIRST = re.compile(r"(?P<n>0\d|1\d)(?=[^\d年月日%.．、万亿个])")
NUMBER_LAST = re.compile(r"[^\d]{6,40}(?P<n>0\d)")
#: “PART 01”: the same on an infographic, in a line of its own.
PART = re.compile(r"(?:PART|Part|part)[ .·]?(?P<n>\d{1,2})")
BULLET = re.compile("[▶►▷◆◇●○■□◎★☆·•]\\s*|-\\s*(?=[^-\\s])")
#: The opening address (各位代表：), which begins a paragraph wherever it stands.
SALUTATION = re.compile(
    "(?:尊敬的)?(?:主席团?|主任|各位(?:人大)?(?:代表|委员|领导|来宾|同志|议员|嘉宾)|代表们|同志们|女士们|先生们|朋友们)"
    "(?:[、，,和及 　]{0,2}(?:尊敬的)?(?:各位[^：:！!。，、]{1,10}|同志们|先生们?|女士们|朋友们|市民|列席人员))*[：:！!]"
)
#: The photographer at the end of a caption.
CAPTION = re.compile(
    "(?:记者|通讯员|摄影|供图|图片)[^。；]{0,20}(?:摄影?|供图|报道)[。）)]?$|[^，。；]{2,8}[ 　]?摄[。）)]?$"
)
#: A dash before a subtitle: —— as typed, and what other systems print in its place.
DASH = "(?:——|――|──|—{1,3}|―{1,3}|─{1,3}|－－|--|–{1,2})"
#: What begins a paragraph wherever it stands.
STARTS = re.compile(
    f"{ORDINAL}(?:[ 　]?、|[.．](?!\\d))|[（(]{ORDINAL}[）)]|\\d{{1,3}}、|\\d{{1,3}}[.．]\\s*(?=[^\\d\\s])|[（(]P\\d+[）)]|[▶►▷◆◇●■◎★]|[①-⑳]|- "
    f"|[\\[［〔]\\d{{1,3}}[\\]］〕][^，。；]{{1,40}}(?:：|——|$)|{DASH}[^，。；：]{{2,40}}$|{SALUTATION.pattern}|{PART.pattern}$"
)
#: A sentence or a list's item ends here.
CLOSED = re.compile("[。！？：；!?][”’」』）》)]*$")
DAY = re.compile(
    r"(?P<y>(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})年(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
)
_NOTES_WORD = "(?:名词|用语|术语|词语|词汇|缩略语|概念)"
_NOTES_ACT = "(?:解释|注释|释义|说明|注解|解读|诠释|简释|简介|释疑)"
#: The heading of the notes, without the brackets and the number of the annex around it.
_NOTES = re.compile(
    "(?:附注|注释|注解|尾注|脚注|名词注)"
    "|(?:《?[^》，。；]{0,20}报告》?)?(?:中|内|里)?(?:所?涉及|使用|出现)?的?"
    "(?:有关|相关|部分|主要|重要|专有|专用|专业|新|若干|重点)*(?:内容|事项|提法|表述)?的?"
    f"(?:{_NOTES_WORD}(?:和|与|及|、)?)+(?:的)?{_NOTES_ACT}(?:(?:和|与|及|、)?{_NOTES_ACT})?(?:表|一览|汇编)?"
    f"|《?[^》，。；]{{0,20}}报告》?(?:的|有关|相关)*(?:内容)?(?:注释|注解|附注)"
)
_ANNEX = re.compile(
    f"附(?:(?:件|录|表|图)?\\s*(?:\\d{{1,2}}|{ORDINAL})?(?:[：:.、]|\\s|(?=[《【])|$)|(?:件|录|表|图)\\s*\\d{{1,2}}(?![\\d年月]))"
)
_HAN_DIGITS = {c: str(n % 10) for n, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}


def plain(text: str) -> str:
    """``text`` in Simplified characters, its length kept: what patterns are matched against."""
    return converter.fold(text)


def starts(text: str) -> bool:
    """Whether a line begins a paragraph by what it says."""
    text = plain(text)
    return bool(STARTS.match(text)) or is_notes_heading(text)


def is_notes_heading(text: str) -> bool:
    """Whether a line is the heading of the notes: 名词解释, 附：《政府工作报告》有关名词注释, 【名词解释】."""
    words = re.sub(r"\s", "", plain(text))
    if len(words) > 40:
        return False
    words = re.sub(f"^附(?:件|录|表)?(?:\\d{{1,2}}|{ORDINAL})?[：:.、]?(?!注|录)", "", words)
    words = re.sub("（[^）]*(?:序|页|报告)[^）]*）$", "", words).strip('【】［］[]〔〕「」“”"<>〈〉—-－*·：:')
    words = re.sub("^[（(](.*)[）)]$", r"\1", words)
    return bool(_NOTES.fullmatch(words))


def annex(text: str) -> re.Match[str] | None:
    """The label of an annex (附件1：) at the beginning of a line, ``None`` where there is none."""
    return _ANNEX.match(plain(text).strip())


def ordinal(words: str) -> int:
    """一 is 1, 十二 12, 7 is 7; 0 for what is none."""
    return int(parse_number(words) or 0)


def date(text: str) -> str:
    """The first day or month that is written in ``text``: ``2023-12-28``; empty where there is none."""
    for day in DAY.finditer(text):
        year = "".join(_HAN_DIGITS.get(c, c) for c in day["y"])
        numbers = [ordinal(day[key]) for key in ("m", "d") if day[key]]
        return "-".join([year, *(f"{number:02}" for number in numbers)])
    return ""
