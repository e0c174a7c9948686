"""What a section's heading says of the figures under it: target or result, and of which year or which five years.

Five years are not one: a heading that speaks of a five-year period gets ``period=``, one that speaks of both a year and a period,
or of neither, gets none of the two, and the editor is asked. A wrong year would publish a false figure, none does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gazette.importing import numbering_patterns as patterns

_RESULT = re.compile("回顾|总结|完成情况|执行情况|工作情况|成效|成就|成绩|进展")
_TARGET = re.compile("安排|目标|任务|打算|部署|计划|要求|举措|思路|考虑|展望|重点|建议|今年(?!以来)|明年")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_HAN_YEAR = re.compile("(?:一九|二[〇○零])[〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
#: The N-th five-year plan, as in “十五五”, 十四五规划, 第十五个五年规划.
_PLAN = re.compile(
    f"[“「『‘]?(?P<n>十[一二三四五六七八九]|[七八九])五[”」』’]?(?=时期|规划|期间|发展|主要|目标|以来|计划|工作|的|[”」』’]|开|$)|第(?P<m>{patterns.ORDINAL})个五年"
)
_PAST = re.compile("(?:过去|这|前|近|上一?个?|本届政府)(?:的)?五年|五年(?:来|工作|回顾|发展)")
_COMING = re.compile("(?:今后|未来|下一?个?|后)五年")
_MANY = re.compile(f"时期|[三四五]年|{_PLAN.pattern}".replace("?P<n>", "?:").replace("?P<m>", "?:"))
#: How a paragraph of several years begins.
_SEVERAL = re.compile(
    "(?:回顾)?(?:过去|这|今后|未来|近|“?十[一二三四五六七八九]五”?)(?:的)?(?:五年|时期|以来|期间)|五年来|(?:[^，。]{0,6}，)?五年来"
)
#: A plan that begins or ends is spoken of in a heading of one year.
_EDGE = re.compile("开好?局|起好?步|收官|开篇|衔接")


@dataclass(frozen=True, slots=True)
class Scope:
    """``role`` is empty where the words do not tell; at most one of ``year`` and ``period`` (``2026-2030``) is given."""

    role: str
    year: int | None
    period: str
    doubt: str = ""

    @property
    def attributes(self) -> str:
        """As they stand after the heading."""
        parts = [f"role={self.role}"] if self.role else []
        parts += [f"year={self.year}"] if self.role and self.year else []
        parts += [f"period={self.period}"] if self.role and self.period else []
        return "".join(f" {part}" for part in parts)


def scope(title: str, opening: str, plans: int, before: str) -> Scope:
    """The scope of a section; ``opening`` are its first words, ``before`` is the role of the section before."""
    title = _HAN_YEAR.sub(lambda year: year[0].translate(_DIGITS), patterns.plain(title))
    role = _role(title, before)
    named = {int(year) for year in _YEAR.findall(title)}
    named |= {plans} if "今年" in title else set()
    named |= {plans - 1} if re.search("去年|过去一年", title) else set()
    years = sorted(named)
    periods = _periods(title, plans)
    if _MANY.search(title) or periods:
        if len(periods) == 1 and not years and not _EDGE.search(title):
            doubt = f"标题说的是几年，写成了 period={periods[0]}，这几年的数值不进哪一年的卡片；请核对 role 和 period。"
            return Scope(role, None, periods[0], doubt)
        return Scope(role, None, "", _ASK.format("标题里有五年，也有别的，不能只算哪一年的。"))
    if len(years) > 1:
        return Scope(role, None, "", _ASK.format("标题里有几个年份。"))
    if not years and _MANY.search(patterns.plain(opening)):
        return Scope(role, None, "", _ASK.format("标题没有说是哪一年，开头说到了五年。"))
    year = years[0] if years else plans if role == "target" else plans - 1
    if not role:
        return Scope("", None, "", "这一部分的数值是目标还是完成、是哪一年，没有认准，请写上 role 和 year。")
    if year not in (plans, plans - 1):
        return Scope(role, year, "", f"标题说是{year}年，这份报告却按 --year {plans} 导入，请核对年份。")
    return Scope(role, year, "")


_ASK = "{}请写上 role 和 year，或 period；各小节、各数值不同的，写在小标题或数值的记号里。"


def of_several_years(text: str) -> bool:
    """Whether a paragraph begins by speaking of several years."""
    return bool(_SEVERAL.match(patterns.plain(text)))


def _role(title: str, before: str) -> str:
    """Target or result by the heading's words; the last word decides where both are there, none where two things are named."""
    result, target = _RESULT.search(title), _TARGET.search(title)
    if result and target:
        named = re.split("[和与及、]", re.sub("^[^、“”]{1,4}、", "", title))
        both = len(named) > 1 and bool(_RESULT.search(named[0])) != bool(_RESULT.search(named[-1]))
        return "" if both else "result"
    if result:
        return "result"
    return "target" if target or before == "target" else ""


def _periods(title: str, plans: int) -> list[str]:
    """The five-year periods that a heading names."""
    found = []
    for plan in _PLAN.finditer(title):
        number = patterns.ordinal(plan["n"] or plan["m"])
        first = 2001 + 5 * (number - 10)
        found.append(f"{first}-{first + 4}")
    if _PAST.search(title):
        found.append(f"{plans - 5}-{plans - 1}")
    if _COMING.search(title):
        found.append(f"{plans}-{plans + 4}")
    return list(dict.fromkeys(found))
