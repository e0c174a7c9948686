"""Recognise periods of several years: 2026-2030, “十五五”时期, 未来五年, 年均, 五年累计. What is stated of one is stated of no single year.

A five-year plan has a number: the first began in 1953, the second in 1958, and from the third (1966) on one began every five
years. All functions take words in either script.
"""

from __future__ import annotations

import re

_PERIOD = re.compile(r"((?:19|20)[0-9]{2})-((?:19|20)[0-9]{2})")
_MISSPELT_PERIOD = re.compile(r"\s*((?:19|20)\d{2})\s*年?\s*[-－—–―‐~～至到/]{1,2}\s*((?:19|20)\d{2})\s*年?\s*")
_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
_PLAN = r"[“‘「『\"]?(?P<plan>十[一二三四五六七八九]?|[一二三四五六七八九])五[”’」』\"]?"
_YEAR_RANGE = r"(?P<first>(?:19|20)\d{2})年?[-－—–―~～至到]{1,2}(?P<last>(?:19|20)\d{2})年"
_COMING = "(?:今[后後]|未[来來]|此[后後]|接下[来來]的?)(?:的)?(?P<count>[三四五十345３４５]|10)[个個]?年"
_PAST = "(?:[过過]去|[过過]往|[这這]|近|前|本[届屆](?:政府)?|上[届屆](?:政府)?)(?:的)?(?:五|5|５)年|(?<![〇○零一二三四五六七八九十0-9０-９])(?:五|5|５)年(?:[来來]|工作|[间間])"
_PERIOD_NOUN = "(?:[时時]期|期[间間]|[规規][划劃]|五年)"
#: A single year that is named by its plan: “十四五”收官之年.
_YEAR_OF_PLAN = re.compile("[开開]局|起步|首年|第[一二三四五]年|元年|收官|[关關][键鍵]之年|之年|[开開]好局|[开開]篇")
_PERIOD_WORDS = re.compile(
    f'{_YEAR_RANGE}|{_PLAN}{_PERIOD_NOUN}|[“‘「『"](?P<quoted>十[一二三四五六七八九]?)五[”’」』"]'
    f"|(?P<coming>{_COMING})|(?P<past>{_PAST})|(?P<age>[这這上下]一[时時]期|[发發]展[时時]期)"
)
#: Words for a value per year of a period, and for one that the period adds up to.
_PER_YEAR = "年均(?![气氣]?温|溫|[浓濃]度|值|水平|收入|受教育|PM|降)|年平均增"
_IN_TOTAL = "(?:[三四五六十百3-9][个個]?年|[过過]去[几幾]年)(?:[来來]|[累][计計]|共|[间間]|[总總]共|平均)|[累][计計][^，。；]{0,6}五年"
_PER_YEAR_OR_IN_TOTAL = re.compile(f"{_PER_YEAR}|{_IN_TOTAL}")
_GOVERNING = re.compile(f"{_PLAN}(?:[时時]期|期[间間])|{_COMING}|{_PAST}")
_DEADLINE = re.compile(r"(?<![至到-])到((?:19|20)\d{2})年(?![远遠]景)")
_SINGLE_YEAR = re.compile(r"(?:19|20)\d{2}年|今年|去年|全年|[当當]年|上年|明年|[这這]一年|本年")
_RANGE = "[-－—–―~～至到]{1,2}"
_YEAR_TO_DATE = f"(?<![0-9０-９十])(?:[1１]|一|元)月?(?:份)?{_RANGE}"
#: Words for a part of a year: 上半年, 前三季度, 1—6月; but not 连续12个季度.
_PART_OF_YEAR = re.compile(
    "[上下]半年|(?:前|[头頭])[一二三两兩1-3１-３][个個]?季度|(?<![0-9０-９一二三四五六七八九十])[一二三四1-4１-４]季度|首季"
    f"|{_YEAR_TO_DATE}(?!(?:[1１][2２]|十二)月)[1-9０-９一二三四五六七八九十0]{{1,2}}月"
)
#: Words for a whole year that stand against them; but not those that a part is compared with: 比去年同期, 完成全年任务的60%.
_WHOLE_YEAR = re.compile(
    "全年(?![^，。；：]{0,8}的[0-9０-９])|(?:去年|上年|明年|(?:19|20)[0-9]{2}年)(?!同期)"
    f"|{_YEAR_TO_DATE}(?:[1１][2２]|十二)月"
)
#: The rest of a clause that says when a project begins or ends: 上半年开工，. The numbers after it are not of that part of the year.
_PROJECT = re.compile(
    "[^，；]*?(?:[开開動动]工|[完竣]工|投[产產用]|建成|交付|[启啟]用|投入使用|通[车車]|[运運][营營]|[开開][业業园園]|[开開][门門][红紅]|[过過]半)[^，；]*[，；]"
)


def parse_period(period: str) -> tuple[int, int] | None:
    """Return the first and the last year of ``2026-2030``; ``None`` for another form, or where the last is not later."""
    match = _PERIOD.fullmatch(period)
    return (int(match[1]), int(match[2])) if match and match[1] < match[2] else None


def correct_period(period: str) -> str:
    """Return the correct form of ``2026—2030`` or ``2026年至2030年``; empty where that is no period."""
    match = _MISSPELT_PERIOD.fullmatch(period)
    return f"{match[1]}-{match[2]}" if match and match[1] < match[2] else ""


def find_period(heading: str, plans: int) -> tuple[str, str]:
    """Return the words of a heading that name a period, and the period; both empty where it names one year or none.

    ``plans`` is the year that the document plans: 未来五年 begins with it, 过去五年 ends before it.
    """
    match = _PERIOD_WORDS.search(heading)
    if match is None or _YEAR_OF_PLAN.search(heading):
        return "", ""
    if match["first"] is None and re.search(r"(?:19|20)\d{2}年", heading):
        return "", ""
    if match["first"]:
        return match[0], f"{match['first']}-{match['last']}" if match["first"] < match["last"] else ""
    if plan := match["plan"] or match["quoted"]:
        return match[0], _period_of_plan(plan)
    if match["coming"]:
        count = 10 if match["count"] == "十" else _DIGITS.get(match["count"]) or int(match["count"])
        return match[0], f"{plans}-{plans + count - 1}"
    return match[0], f"{plans - 5}-{plans - 1}" if match["past"] else ""


def _period_of_plan(number: str) -> str:
    """Return the period of a five-year plan, whose number is in Chinese without its last 五 (十四)."""
    _, _, ones = number.rpartition("十")
    place = (10 if "十" in number else 0) + (_DIGITS[ones] if ones else 0)
    first = 1966 + 5 * (place - 3)
    return f"{first}-{first + 4}" if place >= 3 else ("1953-1957", "1958-1962")[place - 1]


def find_deadline_year(before: str) -> str:
    """Return the year by which a number is to be reached, from the words before it (到2030年，…).

    It is empty where they name none, or another year after it.
    """
    deadlines = list(_DEADLINE.finditer(before))
    return "" if not deadlines or _SINGLE_YEAR.search(before, deadlines[-1].end()) else deadlines[-1][1]


def find_period_words(sentence: str, start: int, end: int) -> tuple[str, bool]:
    """Return the words by which the number in ``sentence[start:end]`` is of a period, empty where there are none.

    The second value is whether they are the number's own (年均增长5%, 五年累计12万人).
    """
    clause = max(sentence.rfind(stop, 0, start) for stop in "，。；：！？") + 1
    own = _PER_YEAR_OR_IN_TOTAL.search(sentence, clause, end)
    if own:
        return own[0], True
    governing = list(_GOVERNING.finditer(sentence, 0, start))
    if governing and not _SINGLE_YEAR.search(sentence, governing[-1].end(), start):
        return governing[-1][0], False
    return "", False


def find_part_of_year(words: str) -> str:
    """Return the words that name a part of a year: 上半年; empty where there are none."""
    match = _PART_OF_YEAR.search(words)
    return match[0] if match else ""


def find_governing_part(before: str, headings: str, named: str = "", *, is_target: bool = False) -> str:
    """Return the part of a year of which a number is stated; empty if it is of the whole year, or nothing says so.

    It is told by the words ``before`` it in its sentence, or else by its ``headings``, or else by the label and title that the
    document is ``named`` by. Words for a whole year after those for the part count more. A plan also says when projects begin or
    end; of a target (``is_target``) that is no part of the year.
    """
    own = list(_PART_OF_YEAR.finditer(before))
    if _WHOLE_YEAR.search(before, own[-1].end() if own else 0):
        return ""
    own = [match for match in own if not (is_target and _PROJECT.match(before, match.end()))]
    if own:
        return own[-1][0]
    above = list(_PART_OF_YEAR.finditer(headings))
    if "全年" in headings[above[-1].end() if above else 0 :]:
        return ""
    return above[-1][0] if above else find_part_of_year(named)
