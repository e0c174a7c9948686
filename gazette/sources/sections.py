"""Whether a heading says what its role and year say. Pure; takes a heading's words and attributes, in either script.

Under a heading stand figures that are published by its role and year. Where its own words say another (回顾 with ``role=target``,
2026年 with ``year=2025``, “十五五”时期 with a single year), they would be published wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gazette.sources import periods

_ROLES = {"target": "目标", "result": "完成"}
#: Words that look back, and words after which a heading may well look back; the same for those that look ahead.
_BACK = re.compile(
    "回[顾顧]|完成情[况況]|[执執]行情[况況]|工作[总總][结結]|成[绩績][单單]|主要成[绩績就效]|取得的?(?:新|重大|主要)?成[就绩績效]|[过過]去的?一年|一年[来來]|去年(?:的?(?:主要)?(?:工作|[发發]展|[经經][济濟]|[情状狀]))"
)
_MAY_BACK = re.compile(f"{_BACK.pattern}|完成|[实實][现現]|成效|[见見]效|取得|[圆圓][满滿]|落地")
_AHEAD = re.compile("目[标標]|安排|部署|展望|打算|工作[计計][划劃]|工作重[点點]|重[点點]工作|主要任[务務]")
_MAY_AHEAD = re.compile(f"{_AHEAD.pattern}|[预預]期|任[务務]|[计計][划劃]|[规規][划劃]")
_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d{2})(?:年(?![远遠]景)|(?=\s*\Z))")
#: What a heading that begins so is about: 到2035年远景目标.
_LATER = re.compile(r"(?:到)?((?:19|20)\d{2})年")
_NUMBERING = re.compile(r"\A(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]{1,2}[.．、])\s*")
_DIGITS = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九", "0123456789000123456789")


@dataclass(frozen=True, slots=True)
class HeadingMismatch:
    """``attrs`` as the heading's words have them, and what is wrong."""

    attrs: Mapping[str, str]
    message: str
    fix: str


def check_heading(heading: str, attrs: Mapping[str, str], year: str, plans: int) -> HeadingMismatch | None:
    """What a heading's words say against its attributes; ``None`` where they agree or say nothing.

    ``year`` is that in force (its own, or of the section above), ``plans`` the year that the document plans.
    """
    says: list[str] = []
    given: list[str] = []
    right: dict[str, str] = dict(attrs)
    role = attrs.get("role")
    if role in _ROLES:
        back, ahead = _BACK.search(heading), _AHEAD.search(heading)
        other = ""
        if role == "target" and back and not _MAY_AHEAD.search(heading):
            other, word = "result", back[0]
        elif role == "result" and ahead and not _MAY_BACK.search(heading):
            other, word = "target", ahead[0]
        if other:
            says.append(word)
            given.append(f"role={role}（{_ROLES[role]}）")
            right["role"] = other
    words, period = periods.find_period(heading, plans)
    whole = periods.parse_period(attrs.get("period", ""))
    stated = [int(match[1]) for match in _YEAR.finditer(heading.translate(_DIGITS))]
    begins = _NUMBERING.sub("", heading).startswith(words)
    if words and year and "period" not in attrs and ("year" in attrs or begins):
        says.append(words)
        given.append(f"year={year}" + ("" if "year" in attrs else "（上面的标题里的）"))
        right.pop("year", None)
        right["period"] = period or f"{plans}-{plans + 4}"
    elif whole and words and period and periods.parse_period(period) != whole:
        says.append(words)
        given.append(f"period={attrs['period']}")
        right["period"] = period
    elif whole and not words and len(stated) == 1:
        says.append(f"{stated[0]}年")
        given.append(f"period={attrs['period']}")
        right.pop("period")
        right["year"] = str(stated[0])
    elif re.fullmatch(r"\d{4}", attrs.get("year", "")) and not words:
        meant = _meant(int(attrs["year"]), right.get("role", ""), stated, heading, plans)
        if meant:
            says.append(f"{meant}年")
            given.append(f"year={attrs['year']}")
            right["year"] = str(meant)
    elif year and not words and not attrs.keys() & {"role", "year", "period"} and len(stated) == 1:
        back, ahead = _BACK.search(heading), _AHEAD.search(heading)
        turn = back if stated[0] == plans - 1 and not ahead else ahead if stated[0] == plans and not back else None
        if turn and year in (str(plans), str(plans - 1)) and year != str(stated[0]):
            says.append(f"{stated[0]}年、{turn[0]}")
            given.append(f"year={year}（上面的标题里的）")
            right |= {"role": "result" if turn is back else "target", "year": str(stated[0])}
    if not says:
        return None
    changed = " ".join(
        f"{key}={value}"
        for key, value in right.items()
        if key in ("role", "year", "period") and attrs.get(key) != value
    )
    message = f"标题「{heading}」说的是{'、'.join(says)}，标的却是 {'、'.join(given)}。"
    fix = f"请改成 {changed}；标题没有错而个别数值不同的，写在那个数值的标记里。"
    return HeadingMismatch(right, message, fix)


def _meant(year: int, role: str, stated: list[int], heading: str, plans: int) -> int:
    """The year that a heading means, where it is not ``year``; 0 where it is, or where that cannot be known."""
    later = _LATER.match(_NUMBERING.sub("", heading).translate(_DIGITS))
    if later and int(later[1]) > plans:
        return int(later[1]) if int(later[1]) != year else 0
    if stated:
        near = {other for other in stated if other in (plans, plans - 1)}
        return near.pop() if year not in stated and len(near) == 1 and len(set(stated)) == 1 else 0
    if role == "result" and year >= plans and _BACK.search(heading):
        return plans - 1
    if role == "target" and year < plans and _AHEAD.search(heading) and not _MAY_BACK.search(heading):
        return plans
    return 0
