"""Find quantities, the numbers that a report states as aims or results, in the plain text of one block.

The text may be in Simplified or Traditional characters; no text is an error. Role, year and indicator of a quantity
come from elsewhere: from the section and the editor's marks.

**The number.** ``printed_number`` is as printed, ``value`` exact; ``printed_number`` + ``unit`` are ``text[value_start:value_end]`` (only a
space may stand between them; but 百分之六 is printed_number 六, unit %, 6％ has the unit %, and 第4 is printed_number 第4, unit 位).

- 万 and 亿 belong to the number: 1.2万个 is 12000 个, 9.5万亩 is 95000 亩, 36.6万千伏安 is 366000 千伏安, 52万吨/日 is
  520000 吨/日.
- Except in money, where they belong to the unit, as printed: 25.8亿元 is 25.8 亿元, 75万元 is 75 万元. So too where a
  newspaper drops 元: 规模突破百亿 is 100 亿, 收入超百万 is 100 万.
- 百名 is 100, 千家 1000, 八成 8 成, 翻番 and 翻一番 1 番, 翻两番 2 番, 6个百分点 6 个百分点; 30余家 is printed_number 30余.
- A range (3到5家, 5%—6%) is one quantity: both numbers are printed_number, ``value`` is the lower, the dash or word is the
  comparator. 从10%提高到20% is two; so is 分别增长39.5、44.1个百分点, both of that unit.

**The comparator** is the words next to the number: before it (超 突破 达 近 约 不低于 至少 站上 …), behind it (左右 以上
以下 以内 余 …) or both, joined by ``…`` (达…以上). 力争 governs its clause and comes first: 力争…达, 力争…以上. Verbs
of change (增长, 提高到, 保持) are no comparators; they stay in the text. ``start``/``end`` include the adjoining
comparator, not a 力争 further away. ``expected``: 预计 stands before it in the sentence (up to 。！？；), however many
clauses lie between.

**Ranks** are quantities if they were reached: 第N or 前N, with 全国, 位居, 跃居, 跻身, 保持, 蝉联 … before it in the
clause and nothing counted behind it (保持全国第四, 跻身百强县第3, 双第一; not 第二医院, 第三届, 第一时间, 首家).

**Not quantities**: dates and years; numbers in names (“1+6”, 4A级, R1线, G228, 二期, 三甲, 十大行动, 两项试点, 百强);
8方面, 6大; Chinese numerals in short quotation marks (“千名干部进千企”, “三个覆盖”); denominators (每万人, 万人发明专利
拥有量); thresholds that name a class: 产值超50亿元企业, 亿元以上项目, 35蒸吨以下锅炉, 千亿级集群, and 70个以上村集体
经营性收入超100万元, where 70个 is the quantity. A single small Chinese numeral counts only after a verb of adding or a
comparator (新增两家).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from gazette.figures.numerals import ARABIC, DIGIT, HAN, HANZI, MULTIPLIERS, SPACE, VAGUE, parse_number, split_scale


class Quantity(Struct, frozen=True):
    """A number with its unit and qualifiers. The module's docstring has the rules; offsets are in the text searched."""

    start: int  #: with the adjoining qualifiers
    end: int
    value_start: int  #: the number and its unit alone
    value_end: int
    printed_number: str  #: the number as printed
    unit: str
    value: Decimal  #: of a range the lower number
    comparator: str  #: the qualifiers as printed: 超, 左右, 达…以上
    expected: bool  #: whether 预计 governs it


# ---------------------------------------------------------------- units

# A unit may end in a lookahead that excludes words which only begin like it (人才 is not 人).
RATIOS = "% ％ ﹪ ‰ 个百分点 個百分點 百分点 百分點 倍(?!增)".split()
TENTHS = "成(?![立为為员員果效功本长長都熟型片品交年绩績就份套批形群])"
MONEY = "元(?![旦素宵宇老首]) 美元 欧元 歐元 港元 日元".split()
CLASS_MEASURES = "蒸吨 蒸噸".split()
# 平均受教育年限11.5年, 预期寿命80.2岁
DECIMAL_YEARS = f"(?:(?<=[.．][{DIGIT}])|(?<=[.．][{DIGIT}]{SPACE[:-1]}))[年岁歲]"
TIMES = "个工作日 個工作日 工作日 小时 小時 分钟 分鐘 天".split()
MEASURES = """
    平方公里 平方千米 平方米 平米 公顷 公頃 亩 畝 公里 千米 海里 米(?!克) 立方米 吨 噸 吨标准煤 噸標準煤 公斤 斤 千克
    微克 毫克 千伏安 兆伏安 千瓦 兆瓦 千瓦时 千瓦時 兆瓦时 标箱 標箱 标准箱
""".split()
COUNTS = r"""
    个(?![月年]|百分|小时|工作日|方面|一批) 個(?![月年]|百分|小時|工作日|方面|一批) 箇 名 位(?![于於居列])
    人(?![大民才均工智]) 人次 户(?![籍均型外]) 戶(?![籍均型外]) 户次 戶次 家(?![庭具园園乡鄉电電政]) 家次 所 座 栋 棟 幢
    套(?!餐) 间 間 张 張 床 辆 輛 艘 架 架次 台(?![湾海商胞企资风账州]) 臺(?![灣海商胞企資風]) 条 條 件 件次 份 篇
    项 項 项次 场(?![所地馆景]) 場(?![所地館景]) 场次 場次 宗 起(?![步草点點来]) 处(?![级长理置]) 處(?![級長理置]) 块 塊
    棵 株 只(?!有) 隻 支(?![持撑部行付]) 对(?![接外口台于标]) 组(?![团织建合]) 組(?![團織建合]) 类 類 种(?![植养业])
    種(?![植養業]) 款 册 冊 枚 例 个班(?![子级]) 個班(?![子級]) 班(?!子) 班次 列(?![入为為车車]) 次(?!会|會|全[会會体體]|党代|黨代|代表大|人代) 颗 顆
    片(?![区區]) 盏 盞 根(?!据) 趟 部(?![委门分队]) 期(?=[，。；、（]|以上|\Z)
""".split()


def _any(*words: str) -> str:
    """Build an alternation of the words, longer ones before their own beginnings (人次 before 人)."""
    return "(?:" + "|".join(sorted(words, key=lambda word: -len(word.partition("(")[0]))) + ")"


# ---------------------------------------------------------------- patterns

_MEASURES = frozenset(unit.partition("(")[0] for unit in MEASURES)
#: Other forms of %.
_PERCENT = ("％", "﹪")
_PER = "(?:/(?:日|天|年|小时|小時|亩|畝|人|户|戶|平方米|立方米|升|吨|噸))?"
_UNIT = _any(*RATIOS, TENTHS, *MONEY, *CLASS_MEASURES, *MEASURES, *TIMES, *COUNTS, DECIMAL_YEARS) + _PER
_NO_UNIT = "(?<=[万萬亿億])(?=[级級，。；、！？：）)”」\\s]|\\Z)"
_RANK_ENDS = "(?=[，。；、！？：）)”」\\s以和与與的]|\\Z)"
_QUALIFIER_BEHIND = "左右|上下|及?以上(?!海)|及?以下|以内|以內|之内|之內"
_DASHES, _CONJUNCTIONS = "—–~～－至到-", "、和与與"
_DASH = f"[{_DASHES}]{{1,2}}"
_NOT_AFTER = "第每數数几幾个個"
_NOT_INSIDE = f"(?<![{DIGIT}{HAN}A-Za-z.．+＋{_NOT_AFTER}])(?<![{DIGIT}],)(?<![{_NOT_AFTER}]{SPACE[:-1]})"
_CANDIDATE = re.compile(
    rf"(?=[{DIGIT}{HAN}第前翻])(?:(?![第前翻]){_NOT_INSIDE}(?P<number>(?=[{DIGIT}]){ARABIC}|(?!一(?![十百千万萬亿億成倍])){HANZI})"
    rf"{SPACE}(?P<unit>{_UNIT}|{_NO_UNIT})"
    rf"|百分之{SPACE}(?P<percent>{ARABIC}|{HANZI})"
    rf"|(?P<rank>[第前]{SPACE}(?P<place>[{DIGIT}]{{1,4}}|[{HAN}]{{1,4}})){SPACE}(?P<seat>位|名)?{_RANK_ENDS}"
    rf"|(?P<fold>翻(?P<folds>[{HAN}{DIGIT}]?))番(?!计划|計劃|行动|行動|工程))"
    rf"(?:{SPACE}(?P<behind>{_QUALIFIER_BEHIND}))?"
)
_QUALIFIER_BEFORE = re.compile(
    "(?:不?超[过過]|不?[低高少多][于於]|大[于於]|(?<![高赶趕])超|突破|[跌高]破|高?(?<![发發下])[达達]到?|至少|最多|接近|[将將]近"
    "|大?(?<![节節条條契合预預签簽])[约約]|(?<![最附临臨邻鄰])近|逾|不足|不到|站上|(?<![以线線网網市街])上|(?<![超通经經不])[过過])"
    f"了?{SPACE}\\Z"
)
_ROUND_NUMBERS_ONLY = re.compile(f"[上过過]了?{SPACE}")  # 上百家, 过千人; but 以上300家
# After such a verb a small Chinese numeral is a count: 新增两家.
_VERB_OF_ADDING = re.compile(
    "(?:新[增建设設办辦添开開]|增[加设設]|建成|[引招]进|引進|培育|培[养養训訓]|[举舉开開][办辦]|完成|落地|[设設]立|投用|[获獲][批评評])"
    f"{SPACE}\\Z"
)
_SET_PHRASES = re.compile("千家万|千家萬|百家[争爭姓]|万家[灯燈]|[百千万萬]人[计計口]|一成不")
_RANK_REACHED = re.compile(
    "全[国國省市球]|世界|[居列](?!民)[\u3400-\u9fff]{2,4}\\Z|百强|位[居列]|[跃躍]居|跻身|躋身|保持|[蝉蟬][联聯]|排名|名列|[升进進][至到入位]|[稳穩]居|[居列双雙]"
)
# A threshold is followed by the class that it defines: 产值超50亿元企业.
_CLASS_NOUN = re.compile(
    f"[{DIGIT}]|的部分|的?[^，。；、0-9]{{0,4}}?(?:企[业業]|[项項]目|村|[镇鎮]|集群|[园園][区區]|平[台臺])(?![投贷貸融奖獎补補减減税稅资資建])"
)
# A threshold after a count of the class's members: 70个以上村集体经营性收入超100万元.
_CLASS_MEMBERS = re.compile(
    "[个個家%％](?:以上)?的?[^，。；、]{0,3}?(?:村|[镇鎮]|企[业業])(?:（[^）]{0,6}）)?[^，。；、实實合总總]{0,8}"
    "(?:收入|[产產]值|[营營]收|[税稅]收)\\Z"
)
# 突破8项技术难题: here 突破 is a verb.
_PROBLEM_SOLVED = re.compile("[^，。；、]{0,8}(?:技[术術]|瓶[颈頸]|[难難][题題])")
_POLICY_NOUN = re.compile("[试試][点點]|改革|任[务務]|制度|行[动動]|工程")
# Only with such a verb is a time a quantity: 压缩至3个工作日.
_VERB_OF_REDUCING = re.compile("[压壓][缩縮]|[缩縮]短|控制|[减減降]至|[减減]少|提速")
_RESPECTIVELY = re.compile("分[别別]")
_FROM = re.compile("[从從由自]")
_RANGE_START = re.compile(rf"{_NOT_INSIDE}(?P<low>{ARABIC}|{HANZI}){SPACE}(?P<dash>{_DASH}){SPACE}\Z")
_LISTED = re.compile(rf"{_NOT_INSIDE}(?P<low>{ARABIC}){SPACE}[{_CONJUNCTIONS}]{SPACE}\Z")
_RANGE_DASH = re.compile(rf"{SPACE}({_DASH}){SPACE}")
_SIGNAL = re.compile("[。！？!?；;\\n，：“‘「『《”’」』》]|[预預][计計]|力[争爭求]")


class _QuantityFinder:
    """Goes through a text once and keeps what governs the current place: its clause, 预计, 力争, an open quotation."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0  # up to which the signals were read
        self.clause_start, self.is_expected = 0, False
        self.last_end = 0  # of the last quantity found
        self.quote_start = -1  # of the open quotation mark; -1 if none is open
        self.strive_start = self.strive_end = -1  # of 力争 in this clause

    def find(self) -> list[Quantity]:
        found: list[Quantity] = []
        for match in _CANDIDATE.finditer(self.text):
            self.read_signals(match.start())
            quantity = self.number_with_unit(match) if match["number"] else self.other_quantity(match)
            if quantity is None:
                continue
            joined = self.join_range(found[-1] if found else None, quantity)
            if joined.start < self.last_end:
                found.pop()
            elif joined is quantity and (listed := self.number_before(quantity)):
                found.append(listed)
            found.append(joined)
            self.last_end = joined.end
        return found

    def read_signals(self, end: int) -> None:
        """Move on to ``end``."""
        for match in _SIGNAL.finditer(self.text, self.position, end):
            signal = match[0]
            if signal in "“‘「『《":
                self.quote_start = match.start()
            elif signal in "”’」』》":
                self.quote_start = -1
            elif signal[0] in "预預":
                self.is_expected = True
            elif signal[0] == "力":
                self.strive_start, self.strive_end = match.span()
            else:
                self.clause_start, self.strive_start = match.end(), -1
                if signal not in "，：":
                    self.is_expected, self.quote_start = False, -1
        self.position = max(self.position, end)

    def search_clause(self, pattern: re.Pattern[str], end: int, length: int) -> re.Match[str] | None:
        """Search the last ``length`` characters of the clause before ``end``."""
        return pattern.search(self.text, max(self.clause_start, end - length), end)

    def search_free(self, pattern: re.Pattern[str], end: int, length: int) -> re.Match[str] | None:
        """The same without the words of the last quantity."""
        return pattern.search(self.text, max(self.clause_start, self.last_end, end - length), end)

    def is_behind(self, signs: str, place: int) -> bool:
        """Whether one of the signs is among the two characters before a place."""
        return not set(self.text[max(0, place - 2) : place]).isdisjoint(signs)

    def qualifier_before(self, start: int) -> str:
        match = self.search_free(_QUALIFIER_BEFORE, start, 6)
        return match[0] if match else ""

    def is_quoted(self, end: int, max_length: int) -> bool:
        """Whether ``end`` is inside a quotation of at most ``max_length`` characters, which is then a name."""
        rest = self.text[end : self.quote_start + max_length + 2]
        return self.quote_start >= 0 and any(mark in rest for mark in "”’」』》")

    # ---- kinds of quantities

    def number_with_unit(self, match: re.Match[str]) -> Quantity | None:
        """Make the quantity of a number with a unit; ``None`` for a name, a threshold or an ill-formed number."""
        number, unit, start = match["number"], match["unit"], match.start()
        value = parse_number(number)
        before = self.qualifier_before(start)
        if before and number[0] not in MULTIPLIERS and _ROUND_NUMBERS_ONLY.fullmatch(before):
            before = ""
        if value is None:
            return None
        clause = self.text[max(self.clause_start, start - 40) : start - len(before)]
        if self.is_name(match, before) or self.is_threshold(match, before, clause):
            return None
        if (unit in TIMES and not _VERB_OF_REDUCING.search(clause)) or (unit == "成" and not 0 < value <= 10):
            return None
        if before.startswith("突破") and _PROBLEM_SOLVED.match(self.text, match.end()):
            before = ""
        printed_number = number
        if _is_money(unit):
            unscaled, scale, factor = split_scale(number)
            if scale:
                printed_number, unit, value = unscaled, scale + unit, value / factor
            elif not unit:
                return None
        vague = next((character for character in number if character in VAGUE), "")
        span = (start, match.end("unit"))
        return self.make_quantity(
            match, before=before, span=span, printed_number=printed_number, unit=unit, value=value, vague=vague
        )

    def other_quantity(self, match: re.Match[str]) -> Quantity | None:
        """Make the quantity of 百分之N, of a rank that was reached, or of a doubling (翻番)."""
        start = match.start()
        before = self.qualifier_before(start)
        if printed_number := match["percent"]:
            value, unit, end = parse_number(printed_number), "%", match.end("percent")
        elif printed_number := match["rank"]:
            if not self.search_clause(_RANK_REACHED, start, 30):
                return None
            value, unit = parse_number(match["place"]), match["seat"] or "位"
            end, before = match.end("seat" if match["seat"] else "rank"), "前" if printed_number[0] == "前" else ""
        else:
            value, printed_number, unit = parse_number(match["folds"] or "一"), match["fold"], "番"
            end = match.end("fold") + 1
        if value is None or self.is_quoted(end, 12):
            return None
        return self.make_quantity(
            match, before=before, span=(start, end), printed_number=printed_number, unit=unit, value=value
        )

    def make_quantity(
        self, match: re.Match[str], *,
        before: str, span: tuple[int, int], printed_number: str, unit: str, value: Decimal, vague: str = "",
    ) -> Quantity:  # fmt: skip
        """Make the quantity whose number and unit are at ``span``, with the qualifiers that govern it."""
        value_start, value_end = span
        start = value_start if match["rank"] else value_start - len(before)
        left = before.strip()
        if strive := self.strive():
            is_near = not self.text[self.strive_end : start].strip()
            left = strive + (left if is_near else "…" + left if left else "")
            start = self.strive_start if is_near else start
        return Quantity(
            start=start, end=match.end(), value_start=value_start, value_end=value_end,
            printed_number=printed_number, unit="%" if unit in _PERCENT else unit, value=value,
            comparator="…".join(filter(None, (left, vague, match["behind"]))), expected=self.is_expected,
        )  # fmt: skip

    def strive(self) -> str:
        """Return the 力争 of the clause; "" if there is none."""
        return self.text[self.strive_start : self.strive_end] if self.strive_start >= 0 else ""

    # ---- no quantities

    def is_name(self, match: re.Match[str], before: str) -> bool:
        """Whether a number with a unit is (part of) a name and not a count."""
        number, unit, start, end = match["number"], match["unit"], match.start(), match.end("unit")
        is_han = number[0] in HAN
        if self.quote_start >= 0:
            is_title = self.text[self.quote_start] == "《"
            max_length = 60 if is_title else 24 if is_han else 12
            if (is_title or is_han or self.quote_start + 1 == start) and self.is_quoted(end, max_length):
                return True
        if not unit:
            return not before
        if not is_han:
            return False
        if _SET_PHRASES.match(self.text, start):
            return True
        is_added = self.search_clause(_VERB_OF_ADDING, start, 6)
        if before or is_added or unit in ("倍", "成") or number[-1] in VAGUE:
            is_digit = len(number) == 1 and number not in MULTIPLIERS
            return unit in "项項" and is_digit and _POLICY_NOUN.match(self.text, end) is not None
        if number != "十" and MULTIPLIERS.keys() >= set(number):
            if _is_money(unit) or unit[0] == "人" or unit in _MEASURES:
                return True
            return self.text[start - 1 : start] == "、" and self.last_end <= self.clause_start
        return len(number) == 1

    def is_threshold(self, match: re.Match[str], before: str, clause: str) -> bool:
        """Whether the number only defines a class of things (产值超50亿元企业, 35蒸吨以下锅炉)."""
        unit, behind = match["unit"], match["behind"] or ""
        after = "".join(self.text[match.end() : match.end() + 16].split())
        if unit in CLASS_MEASURES:
            return bool(behind)
        if after.startswith(("级", "級")):
            return not (before and _is_money(unit))
        if _is_money(unit):
            clause = "".join(clause.split())
            # 总投资超500亿元的项目: together, a quantity; 总投资10亿元以上项目: each of them, a threshold
            is_bound = (before and "投" not in clause[-4:]) or behind.endswith(("上", "下"))
            return bool((is_bound and _CLASS_NOUN.match(after)) or (before and _CLASS_MEMBERS.search(clause)))
        return behind.endswith("以下") and unit in _MEASURES and not after.startswith(tuple("，。；、！？：）"))

    # ---- two numbers with one unit

    def join_range(self, last: Quantity | None, high: Quantity) -> Quantity:
        """Join the quantity with the number before it if the two are a range (5%—6%, 3到5家); else return it unchanged."""
        if high.start != high.value_start:
            return high
        if last and last.end == last.value_end and (gap := _RANGE_DASH.fullmatch(self.text, last.end, high.start)):
            if last.unit != high.unit:
                return high
            start, low_start, low, left = last.start, last.value_start, last.value, last.comparator
            dash = gap[1]
        else:
            match = self.search_free(_RANGE_START, high.start, 16) if self.is_behind(_DASHES, high.start) else None
            number = parse_number(match["low"]) if match else None
            if match is None or number is None:
                return high
            low_start, dash, left = match.start("low"), match["dash"], self.qualifier_before(match.start("low"))
            start = low_start - len(left)
            low = number if split_scale(match["low"])[1] else number * split_scale(high.printed_number)[2]
        if low >= high.value or self.search_clause(_FROM, low_start, 20):
            return high
        strive = self.strive()
        sides = (side.strip().removeprefix(strive).lstrip("…") for side in (left, dash, high.comparator))
        comparator = "…".join(filter(None, (strive, *sides)))
        printed_number = self.text[low_start : high.value_start].replace("百分之", "") + high.printed_number
        return replace(
            high, start=start, value_start=low_start, printed_number=printed_number, value=low, comparator=comparator
        )

    def number_before(self, last: Quantity) -> Quantity | None:
        """Find the number without a unit before this one, if the clause has 分别: 分别增长39.5、44.1个百分点."""
        match = self.search_free(_LISTED, last.start, 16) if self.is_behind(_CONJUNCTIONS, last.start) else None
        value = parse_number(match["low"]) if match else None
        if match is None or value is None or not self.search_clause(_RESPECTIVELY, match.start(), 20):
            return None
        start, end = match.span("low")
        return replace(
            last, start=start, end=end, value_start=start, value_end=end, printed_number=match["low"], value=value, comparator="",
        )  # fmt: skip


def _is_money(unit: str) -> bool:
    return not unit or unit.endswith("元")


@lru_cache(20_000)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Find every quantity that the text states, in order; their spans are disjoint."""
    return tuple(_QuantityFinder(text).find())
