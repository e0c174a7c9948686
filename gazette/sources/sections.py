"""Check the role and year of a heading against its words, in either script.

Figures below a heading are published by its role and year. Where its words state others (回顾 with ``role=target``,
2026年 with ``year=2025``, “十五五”时期 with a single year), they would be published wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from gazette.sources import periods

_ROLES = {"target": "目标", "result": "完成"}
#: Words of headings about results, and words with which a heading may be about results; the same for targets.
_RESULT_WORDS = re.compile(
    "回[顾顧]|完成情[况況]|[执執]行情[况況]|工作[总總][结結]|成[绩績][单單]|主要成[绩績就效]|取得的?(?:新|重大|主要)?成[就绩績效]|[过過]去的?一年|一年[来來]|去年(?:的?(?:主要)?(?:工作|[发發]展|[经經][济濟]|[情状狀]))"
)
_POSSIBLE_RESULT_WORDS = re.compile(f"{_RESULT_WORDS.pattern}|完成|[实實][现現]|成效|[见見]效|取得|[圆圓][满滿]|落地")
_TARGET_WORDS = re.compile("目[标標]|安排|部署|展望|打算|工作[计計][划劃]|工作重[点點]|重[点點]工作|主要任[务務]")
_POSSIBLE_TARGET_WORDS = re.compile(f"{_TARGET_WORDS.pattern}|[预預]期|任[务務]|[计計][划劃]|[规規][划劃]")
_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d{2})(?:年(?![远遠]景)|(?=\s*\Z))")
#: The year of a heading that begins with it: 到2035年远景目标.
_LATER_YEAR = re.compile(r"(?:到)?((?:19|20)\d{2})年")
_NUMBERING = re.compile(r"\A(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]{1,2}[.．、])\s*")
_DIGITS = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九", "0123456789000123456789")


class HeadingMismatch(Struct, frozen=True):
    """A heading whose attributes contradict its words."""

    #: The attributes by the heading's words.
    attrs: Mapping[str, str]
    message: str
    fix: str


def check_heading(
    heading: str, attrs: Mapping[str, str], year: str, plans: int, *, is_review: bool = False
) -> HeadingMismatch | None:
    """Return how a heading's words contradict its attributes; ``None`` where they agree or state nothing.

    ``year`` is the one in force (the heading's own, or of the section above), ``plans`` the year that the document plans, on which
    it looks back as well if it ``is_review`` (of half a year).
    """
    stated_words: list[str] = []
    wrong_attrs: list[str] = []
    correct_attrs: dict[str, str] = dict(attrs)
    role = attrs.get("role")
    result, target = _RESULT_WORDS.search(heading), _TARGET_WORDS.search(heading)
    if role in _ROLES:
        other = ""
        if role == "target" and result and not _POSSIBLE_TARGET_WORDS.search(heading):
            other, word = "result", result[0]
        elif role == "result" and target and not _POSSIBLE_RESULT_WORDS.search(heading):
            other, word = "target", target[0]
        if other:
            stated_words.append(word)
            wrong_attrs.append(f"role={role}（{_ROLES[role]}）")
            correct_attrs["role"] = other
    words, period = periods.find_period(heading, plans)
    years = periods.parse_period(attrs.get("period", ""))
    stated_years = [int(match[1]) for match in _YEAR.finditer(heading.translate(_DIGITS))]
    begins_with_words = _NUMBERING.sub("", heading).startswith(words)
    if words and year and "period" not in attrs and ("year" in attrs or begins_with_words):
        stated_words.append(words)
        wrong_attrs.append(f"year={year}" + ("" if "year" in attrs else "（上面的标题里的）"))
        correct_attrs.pop("year", None)
        correct_attrs["period"] = period or f"{plans}-{plans + 4}"
    elif years and words and period and periods.parse_period(period) != years:
        stated_words.append(words)
        wrong_attrs.append(f"period={attrs['period']}")
        correct_attrs["period"] = period
    elif years and not words and len(stated_years) == 1:
        stated_words.append(f"{stated_years[0]}年")
        wrong_attrs.append(f"period={attrs['period']}")
        correct_attrs.pop("period")
        correct_attrs["year"] = str(stated_years[0])
    elif re.fullmatch(r"\d{4}", attrs.get("year", "")) and not words:
        intended = _find_intended_year(int(attrs["year"]), correct_attrs.get("role", ""), stated_years, heading, plans)
        if is_review and attrs["year"] == str(plans) and not stated_years:
            intended = 0
        if intended:
            stated_words.append(f"{intended}年")
            wrong_attrs.append(f"year={attrs['year']}")
            correct_attrs["year"] = str(intended)
    elif year and not words and not attrs.keys() & {"role", "year", "period"} and len(stated_years) == 1:
        [stated_year] = stated_years
        match = result or target
        is_certain = not (result and target) and stated_year == (plans - 1 if result else plans)
        if match and is_certain and year in (str(plans), str(plans - 1)) and year != str(stated_year):
            stated_words.append(f"{stated_year}年、{match[0]}")
            wrong_attrs.append(f"year={year}（上面的标题里的）")
            correct_attrs |= {"role": "result" if result else "target", "year": str(stated_year)}
    if not stated_words:
        return None
    changed = " ".join(
        f"{key}={value}"
        for key, value in correct_attrs.items()
        if key in ("role", "year", "period") and attrs.get(key) != value
    )
    message = f"标题「{heading}」说的是{'、'.join(stated_words)}，标的却是 {'、'.join(wrong_attrs)}。"
    fix = f"请改成 {changed}；标题没有错而个别数值不同的，写在那个数值的标记里。"
    return HeadingMismatch(correct_attrs, message, fix)


def _find_intended_year(year: int, role: str, stated_years: list[int], heading: str, plans: int) -> int:
    """Return the year that a heading is about where it is not ``year``; 0 where it is, or where that is uncertain."""
    later = _LATER_YEAR.match(_NUMBERING.sub("", heading).translate(_DIGITS))
    if later and int(later[1]) > plans:
        return int(later[1]) if int(later[1]) != year else 0
    if stated_years:
        near = {other for other in stated_years if other in (plans, plans - 1)}
        return near.pop() if year not in stated_years and len(near) == 1 and len(set(stated_years)) == 1 else 0
    if role == "result" and year >= plans and _RESULT_WORDS.search(heading):
        return plans - 1
    is_target = _TARGET_WORDS.search(heading) and not _POSSIBLE_RESULT_WORDS.search(heading)
    return plans if role == "target" and year < plans and is_target else 0
