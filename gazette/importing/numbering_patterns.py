"""Patterns by which the text of a page shows its structure: heading numbers, bullets, salutations, sentence ends, dates.

The patterns are in Simplified characters. Text is folded to Simplified before it is matched, which keeps its length, so that
Traditional text follows the same rules and offsets hold in the original.
"""

from __future__ import annotations

import re

from gazette.conversion import converter
from gazette.figures.numerals import HAN_DIGITS, parse_number
from gazette.text import remove_whitespace

ORDINAL = "[一二三四五六七八九十]{1,3}"
SECTION = re.compile(f"(?P<n>{ORDINAL})(?:[ 　]?、|[.．](?!\\d))|第(?P<part>{ORDINAL})(?:部分|章)[ 　、：]?")
SUBSECTION = re.compile(f"[（(](?P<n>{ORDINAL})[）)]")
ITEM = re.compile(r"(?P<n>\d{1,3})(?:、|[.．](?!\d))")
#: Numbered sections of a newspaper page: “03强功能提品质”, “在…上再出发04”.
NUMBER_FIRST = re.compile(r"(?P<n>0\d|1\d)(?=[^\d年月日%.．、万亿个])")
NUMBER_LAST = re.compile(r"[^\d]{6,40}(?P<n>0\d)")
#: The same on an infographic, in a line of its own: “PART 01”.
PART = re.compile(r"(?:PART|Part|part)[ .·]?(?P<n>\d{1,2})")
BULLET = re.compile("[▶►▷◆◇●○■□◎★☆·•]\\s*|-\\s*(?=[^-\\s])")
#: The opening address (各位代表：), which starts a paragraph wherever it stands.
SALUTATION = re.compile(
    "(?:尊敬的)?(?:主席团?|主任|各位(?:人大)?(?:代表|委员|领导|来宾|同志|议员|嘉宾)|代表们|同志们|女士们|先生们|朋友们)"
    "(?:[、，,和及 　]{0,2}(?:尊敬的)?(?:各位[^：:！!。，、]{1,10}|同志们|先生们?|女士们|朋友们|市民|列席人员))*[：:！!]"
)
#: The photographer at the end of a caption.
PHOTO_CREDIT = re.compile(
    "(?:记者|通讯员|摄影|供图|图片)[^。；]{0,20}(?:摄影?|供图|报道)[。）)]?$|[^，。；]{2,8}[ 　]?摄[。）)]?$"
)
#: A dash before a subtitle: —— as typed, and what other systems print instead.
DASH = "(?:——|――|──|—{1,3}|―{1,3}|─{1,3}|－－|--|–{1,2})"
#: What starts a paragraph wherever it stands.
PARAGRAPH_START = re.compile(
    f"{ORDINAL}(?:[ 　]?、|[.．](?!\\d))|[（(]{ORDINAL}[）)]|\\d{{1,3}}、|\\d{{1,3}}[.．]\\s*(?=[^\\d\\s])|[（(]P\\d+[）)]|[▶►▷◆◇●■◎★]|[①-⑳]|- "
    f"|[\\[［〔]\\d{{1,3}}[\\]］〕][^，。；]{{1,40}}(?:：|——|$)|{DASH}[^，。；：]{{2,40}}$|{SALUTATION.pattern}|{PART.pattern}$"
)
_SENTENCE_END = re.compile("[。！？：；!?][”’」』）》)]*$")
DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})年(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
)
_NOTES_WORD = "(?:名词|用语|术语|词语|词汇|缩略语|概念)"
_NOTES_ACT = "(?:解释|注释|释义|说明|注解|解读|诠释|简释|简介|释疑)"
#: The heading of the notes, without brackets and annex number.
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
_TO_DIGITS = str.maketrans({digit: str(value) for digit, value in HAN_DIGITS.items()} | {"○": "0"})


def starts_paragraph(text: str) -> bool:
    """Whether a line starts a paragraph by its text."""
    return bool(PARAGRAPH_START.match(converter.fold(text))) or is_notes_heading(text)


def ends_sentence(text: str) -> bool:
    """Whether a text ends a sentence, or an item of a list."""
    return bool(_SENTENCE_END.search(text))


def is_notes_heading(text: str) -> bool:
    """Whether a line is the heading of the notes: 名词解释, 附：《政府工作报告》有关名词注释, 【名词解释】."""
    title = remove_whitespace(converter.fold(text))
    if len(title) > 40:
        return False
    title = re.sub(f"^附(?:件|录|表)?(?:\\d{{1,2}}|{ORDINAL})?[：:.、]?(?!注|录)", "", title)
    title = re.sub("（[^）]*(?:序|页|报告)[^）]*）$", "", title).strip('【】［］[]〔〕「」“”"<>〈〉—-－*·：:')
    title = re.sub("^[（(](.*)[）)]$", r"\1", title)
    return bool(_NOTES.fullmatch(title))


def match_annex_label(text: str) -> re.Match[str] | None:
    """Match the label of an annex (附件1：) at the start of a line."""
    return _ANNEX.match(converter.fold(text).strip())


def parse_ordinal(text: str) -> int:
    """Parse a heading number: 一 is 1, 十二 12, 7 is 7; 0 if it is none."""
    return int(parse_number(text) or 0)


def to_digits(text: str) -> str:
    """Replace 〇○零一…九 by digits, one by one: 二〇三三 is 2033."""
    return text.translate(_TO_DIGITS)


def find_date(text: str) -> str:
    """Return the first day or month in a text as ``2023-12-28`` or ``2023-12``; empty if there is none."""
    date = DATE.search(text)
    if date is None:
        return ""
    numbers = (parse_ordinal(date[key]) for key in ("m", "d") if date[key])
    return "-".join([to_digits(date["y"]), *(f"{number:02}" for number in numbers)])
