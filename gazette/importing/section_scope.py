"""Decide what a section's heading says about the figures under it: target or result, and of which year or which five years.

A heading of a five-year period gets ``period=``. One that speaks of both a year and a period, or of neither, gets none of the two,
and the editor is asked: a wrong year would publish a false figure.
"""

from __future__ import annotations

import re

from msgspec import Struct

from gazette.conversion import converter
from gazette.importing import numbering_patterns as patterns

_RESULT = re.compile("回顾|总结|完成情况|执行情况|工作情况|成效|成就|成绩|进展")
_TARGET = re.compile("安排|目标|任务|打算|部署|计划|要求|举措|思路|考虑|展望|重点|建议|今年(?!以来)|明年")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_HAN_YEAR = re.compile("(?:一九|二[〇○零])[〇○零一二三四五六七八九]{2}(?=年)")
#: The N-th five-year plan: “十五五”, 十四五规划, 第十五个五年规划.
_PLAN = re.compile(
    f"[“「『‘]?(?P<n>十[一二三四五六七八九]|[七八九])五[”」』’]?(?=时期|规划|期间|发展|主要|目标|以来|计划|工作|的|[”」』’]|开|$)|第(?P<m>{patterns.ORDINAL})个五年"
)
_PAST = re.compile("(?:过去|这|前|近|上一?个?|本届政府)(?:的)?五年|五年(?:来|工作|回顾|发展)")
_COMING = re.compile("(?:今后|未来|下一?个?|后)五年")
_SEVERAL_YEARS = re.compile(f"时期|[三四五]年|{_PLAN.pattern}".replace("?P<n>", "?:").replace("?P<m>", "?:"))
#: How a paragraph about several years starts.
_SEVERAL_YEARS_AT_START = re.compile(
    "(?:回顾)?(?:过去|这|今后|未来|近|“?十[一二三四五六七八九]五”?)(?:的)?(?:五年|时期|以来|期间)|五年来|(?:[^，。]{0,6}，)?五年来"
)
#: The start or end of a plan is a matter of one year.
_PLAN_START_OR_END = re.compile("开好?局|起好?步|收官|开篇|衔接")
_ASK = "{}请写上 role 和 year，或 period；各小节、各数值不同的，写在小标题或数值的记号里。"


class Scope(Struct, frozen=True):
    """The scope of a section's figures; at most one of ``year`` and ``period`` is given."""

    role: str  # "target", "result"; empty if the heading does not tell
    year: int | None = None
    period: str = ""  # "2026-2030"
    warning: str = ""

    @property
    def attributes(self) -> str:
        """The attributes as they are written after the heading."""
        values = {"role": self.role, "year": self.year, "period": self.period} if self.role else {}
        return "".join(f" {key}={value}" for key, value in values.items() if value)


def determine_scope(title: str, opening: str, plans: int, role_before: str) -> Scope:
    """Determine the scope of a section.

    ``opening`` is the beginning of its text, ``plans`` the year that the document plans, ``role_before`` the role of the section before.
    """
    title = _HAN_YEAR.sub(lambda year: patterns.to_digits(year[0]), converter.fold(title))
    role = _determine_role(title, role_before)
    named = {int(year) for year in _YEAR.findall(title)}
    named |= {plans} if "今年" in title else set()
    named |= {plans - 1} if re.search("去年|过去一年", title) else set()
    years = sorted(named)
    periods = _find_periods(title, plans)
    if _SEVERAL_YEARS.search(title) or periods:
        if len(periods) == 1 and not years and not _PLAN_START_OR_END.search(title):
            warning = (
                f"标题说的是几年，写成了 period={periods[0]}，这几年的数值不进哪一年的卡片；请核对 role 和 period。"
            )
            return Scope(role, period=periods[0], warning=warning)
        return Scope(role, warning=_ASK.format("标题里有五年，也有别的，不能只算哪一年的。"))
    if len(years) > 1:
        return Scope(role, warning=_ASK.format("标题里有几个年份。"))
    if not years and _SEVERAL_YEARS.search(converter.fold(opening)):
        return Scope(role, warning=_ASK.format("标题没有说是哪一年，开头说到了五年。"))
    year = years[0] if years else plans if role == "target" else plans - 1
    if not role:
        return Scope("", warning="这一部分的数值是目标还是完成、是哪一年，没有认准，请写上 role 和 year。")
    if year not in (plans, plans - 1):
        return Scope(role, year, warning=f"标题说是{year}年，这份报告却按 --year {plans} 导入，请核对年份。")
    return Scope(role, year)


def starts_with_several_years(text: str) -> bool:
    """Whether a paragraph starts by speaking of several years."""
    return bool(_SEVERAL_YEARS_AT_START.match(converter.fold(text)))


def _determine_role(title: str, role_before: str) -> str:
    """Determine the role by the heading; where it says both, it is a result, unless the heading names two things."""
    result, target = _RESULT.search(title), _TARGET.search(title)
    if result and target:
        things = re.split("[和与及、]", re.sub("^[^、“”]{1,4}、", "", title))
        differ = len(things) > 1 and bool(_RESULT.search(things[0])) != bool(_RESULT.search(things[-1]))
        return "" if differ else "result"
    if result:
        return "result"
    return "target" if target or role_before == "target" else ""


def _find_periods(title: str, plans: int) -> list[str]:
    """Find the five-year periods that a heading names."""
    # The tenth five-year plan was for 2001–2005.
    starts = [2001 + 5 * (patterns.parse_ordinal(plan["n"] or plan["m"]) - 10) for plan in _PLAN.finditer(title)]
    starts += [plans - 5] if _PAST.search(title) else []
    starts += [plans] if _COMING.search(title) else []
    return list(dict.fromkeys(f"{start}-{start + 4}" for start in starts))
