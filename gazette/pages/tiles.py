"""Tell what the numbers of a sentence count, so that each stands large under its own noun: 高新企业 超900家 | 战新企业 超200家.

A number that is set large and is not next to its noun belongs to nothing. If the noun of one number is in doubt, no number of
the sentence is set large.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

#: The words that a list of numbers divides into.
_SEPARATOR = re.compile("[、，；：。！？]")
#: Verbs that say nothing of what is counted.
_PLAIN_VERBS = "实施 推进 推动 落地 举办 办好 开展 完成 打造 创建 引育 培养 培育 促成 促进 引进 实现".split()
#: Verbs that do, and go with the noun: 新增托育位. They hold for a list: 新增1138个托育位、500张养老床位.
_TELLING_VERBS = "新增 新建 新办 新改建 改造 修缮 增加 建设 提升 盘活 新创".split()
#: Before these a verb is no verb by itself: 建设和提升.
_CONJUNCTIONS = tuple("和与及并或")
#: Words by which a number is a wish or one of several, or the noun is another's.
_DOUBTFUL_STARTS = ("力争", "争取", "预计", "其中", "分别", "以", "在", "将")
_DOUBTFUL_ENDS = ("等", "达", "到", "至", "为", "保持", "分别", "约")
#: Units that count things, so that the noun may follow: 30个集体增收项目, but not 3500亿元新台阶.
_COUNTS = re.compile("[个家场张处座条所套户名人项支辆间栋幢部台批届对组]$")
_LONGEST = 14


class Place(Struct, frozen=True):
    """A number with its unit and qualifiers at ``text[start:end]``."""

    start: int
    end: int
    unit: str


#: The places in the text of the words that make up a noun.
Noun = tuple[tuple[int, int], ...]


def find_nouns(text: str, amounts: Sequence[Place]) -> tuple[Noun, ...]:
    """Return the noun of each of two to four amounts of a sentence in Simplified characters; nothing if one is in doubt."""
    if not 2 <= len(amounts) <= 4:
        return ()
    nouns: list[Noun] = []
    verb: tuple[int, int] | None = None  #: that holds for the list
    for place, amount in enumerate(amounts):
        start, end = _find_part(text, amount)
        if any(start <= other.start < end for other in amounts if other is not amount):
            return ()
        if place == 0 or text[start - 1] != "、" or start - 1 < amounts[place - 1].end:
            verb = None
        own, noun = _divide(text, start, end, amount)
        verb = own or verb
        if noun is None:
            return ()
        nouns.append((verb, noun) if verb and text[slice(*verb)] in _TELLING_VERBS else (noun,))
    words = ["".join(text[slice(*part)] for part in noun) for noun in nouns]
    return tuple(nouns) if len(set(words)) == len(words) and all(map(_is_certain, words)) else ()


def _find_part(text: str, amount: Place) -> tuple[int, int]:
    """Return the words between the separators around an amount, without white space or a bullet."""
    start = max((match.end() for match in _SEPARATOR.finditer(text, 0, amount.start)), default=0)
    after = _SEPARATOR.search(text, amount.end)
    end = after.start() if after else len(text)
    while start < amount.start and not text[start].isalnum() and text[start] not in "“‘（":
        start += 1
    return start, end


def _divide(text: str, start: int, end: int, amount: Place) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return the verb and the noun of an amount in ``text[start:end]``; no noun if it is in doubt."""
    before = text[start : amount.start]
    if amount.end < end:  # 新增|20家|一体化卫生所
        is_verb = before in _PLAIN_VERBS or before in _TELLING_VERBS
        if not _COUNTS.search(amount.unit) or (before and not is_verb):
            return None, None
        return (start, amount.start) if before else None, (amount.end, end)
    verb = next((each for each in (*_PLAIN_VERBS, *_TELLING_VERBS) if before.startswith(each)), "")
    rest = before[len(verb) :]
    if not verb or len(rest) < 2 or rest.startswith(_CONJUNCTIONS):
        return None, (start, amount.start) if before else None
    return (start, start + len(verb)), (start + len(verb), amount.start)


def _is_certain(noun: str) -> bool:
    """Return whether words can stand alone as a noun."""
    is_balanced = all(noun.count(a) == noun.count(b) for a, b in ("“”", "‘’", "（）"))
    is_plain = not re.search(r"[0-9一二三四五六七八九十百千万亿]+[个家场张处座条所套户名人项%]|[0-9]", noun)
    is_whole = not noun.startswith((*_DOUBTFUL_STARTS, *_CONJUNCTIONS)) and not noun.endswith(_DOUBTFUL_ENDS)
    return 2 <= len(noun) <= _LONGEST and is_balanced and is_plain and is_whole
