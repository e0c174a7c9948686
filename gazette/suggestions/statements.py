"""Read what a text states of each of its numbers: of what it is, whether it is added or a total, and what limits it.

All texts are in Simplified characters (folded). A sentence is cut into clauses (at ，：) and these into items (at 、); an item
is about one number. An item that names no subject (增长4.5%) has that of the item before it, and an item without a verb
(新增托育位100个、养老床位50张) the verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from gazette.figures.quantities import Quantity
from gazette.sources.periods import find_deadline_year, find_period_words

_ADDING = "新增 净增 增加 增设 增建 新建 新设 新办 新开 新改建 新改扩建 新添 再添 增添 建成 开办 推出 投用 新认定 新获评".split()
_ACTING = (
    "实施 推进 完成 打造 建设 创建 开展 举办 承办 办好 落地 培育 引进 组织 启动 开工 创成 筹建 筹集 落实 认定".split()
)
_NEUTRAL = """
    实现 力争 争取 确保 预计 计划 继续 持续 加快 深入 扎实 有序 稳步 全力 全面 积极 大力 顺利 成功 努力 进一步 同时
    分类 全年 全市 全县 全区 我市 我县 我区 今年 年内 本地 各类 一批 再 共 并 和 与 及 以及 同比
""".split()
_PUSHING = "推动 带动 促进".split()
_REACHING = """
    提高到 提升到 提升至 提高至 达到 达 突破 升至 升到 增至 扩大到 扩大至 保持在 保持 稳定在 控制在 跃居 位居 位列 居 名列 跻身 站上 实现 完成 超过
    超 至 到 为 均 分别
""".split()
_ENDINGS = "顺利完成 圆满完成 新台阶 大关 关口 目标 任务 落地".split()


def _any(words: Sequence[str]) -> str:
    return "|".join(sorted(words, key=lambda word: -len(word)))


_LEAD = re.compile(
    f"(?P<adding>{_any(_ADDING)})(?!值)|(?P<acting>{_any(_ACTING)})(?!用地)|(?P<pushing>{_any(_PUSHING)})|{_any(_NEUTRAL)}"
)
_MIDDLE = re.compile("(?P<adding>新增|净增|新建)|(?P<acting>完成|实现)")  # 城镇新增就业, 重点项目完成投资
_TRAIL = re.compile(f"(?:(?P<adding>{_any(_ADDING)})|{_any(_REACHING)}|共|再)$")
_ENDING = re.compile(f"(?:{_any(_ENDINGS)})$")
_TOTAL = re.compile("总量|总数|保有量|存量|累计|[共已现]有|拥有|达(?![产效标成])到?|突破")
_OVER = re.compile("超|逾|站上")
#: Words that measure a thing and do not say which.
_MEASURING = re.compile("(?:的|总)?(?:指数|实力|排名|数量|总量|总数|保有量|位次|名次|人数|工程)|提升$|[比较][上去]年")
_RANKING = re.compile("跃居|位[居列]|名列|跻身|保持|蝉联|稳居|居(?=全)")
_GROWTH = re.compile("同比增长|增速|增幅")
_CHANGE = re.compile("(?:增长|提高|提升|增加|下降|降低|减少)$")
#: Short forms of statistical terms.
_SHORT = {"规模以上": "规上", "限额以上": "限上", "固定资产投资": "固投"}
_NO_WORD = re.compile(r"[^\u3400-\u9fffA-Za-z]|[和与及的]")
_EXAMPLES = re.compile(r"^.*等$")
_NUMBERING = re.compile(
    r"^[\s◎▶●■◆○□①-⓿—-]*(?:\d{1,2}[.、．]|（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、)?\s*"
)
_PARENTHESES = re.compile(r"（[^（）]*）|\([^()]*\)")
_STOP, _SENTENCE_STOP = re.compile("[，。；：！？\n\t]"), "。；！？\n\t"
_AND = re.compile("[、和与及]")

_MAX_MODIFIER = 4  # length of a subject that only modifies the last one's noun

#: What limits a number, in its own clause, in its item …
_GOVERNING_LIMITS = {
    "cumulated": re.compile("累计|累积|合计|总计"),
    "averaged": re.compile("[年月日季]均|平均"),
}
_OWN_LIMITS = {
    "per head": re.compile(r"[人户亩村校]均|每[\u3400-\u9fff]"),
    "share": re.compile("占(?!地)|比重|份额|贡献率|的$|相当于"),
    "compared": re.compile(
        r"[比较](?:疫情|\d{4}|[一二三四五十]年前|全[国省市]|.{0,4}平均|.{0,3}同期)|[高低快]于[全省国平]|个?百分点"
    ),
}
#: … and in the sentence before it.
_PART = re.compile("其中")
_PART_OF_YEAR = re.compile(
    r"[上下]半年|半年|[一二三四首1-4]季度|前[一二三四五六七八九十\d]+个?[季月]|\d{1,2}\s*[-—–~～至到]\s*\d{1,2}月|[\d一二三四五六七八九十]月(?:份|底|末)?|当月|单月|[今年][年初]以来|截至(?!.{0,6}年[底末])"
)
_YEAR = re.compile(r"全年|今年(?!上半年|以来)|(?P<year>(?:19|20)\d{2})年[度底末]?(?!上半年|\d{1,2}月|[一二三四]季)")
_YEARS = re.compile(
    "(?:[两三四五六七八九十2-9]|10)年(?:内|来|间|时间|共|累计|总|合计)|十[一二三四五六七八九]五”?(?:时期|期间|以来|末|规划(?!的))"
    r"|(?:19|20)\d{2}年?[—–\-－~～至到]{1,2}(?:19|20)?\d{2}年"
)
#: In a heading, a plan of several years.
_PLAN = re.compile("[三四五六七八九十3-9]年(?:行动|计划|规划)|十[一二三四五六七八九]五")
#: With which a clause begins whose first noun is not its subject.
_VERBS = re.compile(
    f"{_any((*_ADDING, *_ACTING, *_NEUTRAL[:20]))}|支持|提升|完善|优化|深化|强化|加强|落实|做[大强优精实]|提速|引导|鼓励|运营|发挥|出台"
    "|争创|获评|获批|整治|攻坚|聚焦|突出|坚持|围绕|激活|盘活|改造|壮大|扩大|提增|重塑|探索|依法|设立|组建|成立|服务|规划|布局|入选|高[起标]"
)
_NAMED_ZONE = "园区|[产工]业园|科技园|开发区|高新区|经开区|工业区|保税区|公司|集团(?!化|军)|银行"
#: At the head of a clause, words for a part of the place, another place or a company; not after a verb.
_OWNER = re.compile(
    r"(?:在|由|其中|以|依托)?(?:[\u3400-\u9fff]{1,3}[^城集村乡小重古各全本老农侨家故新山渔\W\d]"
    "(?:[镇乡](?!村|镇|域|区|贤|均|企)|街道(?!办?改)|村(?!民|级|集体|均|庄|镇|企)|社区(?!治|公园|养))"
    rf"|(?![在由以])[\u3400-\u9fffA-Za-z]{{1,8}}?(?:{_NAMED_ZONE})(?!企|建设|载体|率)"
    "|(?:高新区|经开区|开发区|综保区)(?!企|建设|载体))"
    r"|全[省国球]|各[县镇]|(?:该|这家|龙头|一家)[\u3400-\u9fff]{0,3}(?:企业|公司|项目)"
)
#: After these words a number is again of the whole place.
_WHOLE = re.compile("全[市县区]|我[市县区]")


class Statement(Struct, frozen=True):
    """What a text states of a number."""

    subject: str  #: the words that say of what it is, without verbs and qualifiers
    aspect: str  #: adding, acting, total, or empty
    limits: frozenset[str]  #: what limits it to a part, in its own clause
    scope: frozenset[str] = frozenset()  #: the same, from the words before its clause
    before: str = ""  #: the sentence before it
    year: int | None = None  #: that the sentence names before it
    is_deadline: bool = False  #: whether it is to be reached by that year
    start: int = 0  #: of the words that are about this number alone
    end: int = 0


class _Item(Struct, frozen=True):
    start: int
    end: int
    statement: Statement


def read_statements(text: str, quantities: Sequence[Quantity], heading: str = "") -> Iterator[Statement | None]:
    """Yield the statement of each quantity of a folded text, ``None`` for one in parentheses; all quantities of the text are given.

    ``heading`` is what stands above it.
    """
    hidden = _PARENTHESES.sub(lambda match: " " * len(match[0]), text)
    begin = _NUMBERING.match(hidden)
    first = begin.end() if begin else 0
    last: _Item | None = None
    for number, quantity in enumerate(quantities):
        if not hidden[quantity.value_start : quantity.value_end].strip():
            yield None
            continue
        ends = quantities[number - 1].end if number else 0
        following = quantities[number + 1].start if number + 1 < len(quantities) else len(text)
        start, end = _clause(hidden, quantity, first)
        item_start = max(start, hidden.rfind("、", start, quantity.start) + 1, min(ends, quantity.start))
        item_end = hidden.find("、", quantity.end, end)
        item_end = min(end if item_end < 0 else item_end, max(following, quantity.end))
        own = hidden[item_start : quantity.start], hidden[quantity.end : item_end]
        subject, aspect = _words(*own, hidden[quantity.start : quantity.value_start])
        span = item_start, item_end
        shared = _respective(hidden, start, end, quantity, quantities)
        if shared:
            own = shared, ""
            subject, aspect = _words(*own)
            span = quantity.start, quantity.end
        gap = hidden[last.end : item_start].strip() if last else "-"
        if last and gap in ("", "，", "、") and subject in ("", "增长"):
            subject = _CHANGE.sub("", last.statement.subject) + subject
        if last and gap == "、" and not aspect and last.statement.aspect == "adding":
            aspect = "adding" if not _TOTAL.search(hidden, item_start, quantity.end) else "total"
        sentence = max(hidden.rfind(stop, 0, start) for stop in _SENTENCE_STOP) + 1
        clause = hidden[start : quantity.value_start]
        limits = {name for name, words in _GOVERNING_LIMITS.items() if words.search(clause)}
        limits |= {name for name, words in _OWN_LIMITS.items() if any(map(words.search, (*own, subject)))}
        before = hidden[max(sentence, first) : quantity.start]
        scope = set(_scope(before, hidden[first:sentence], heading))
        years = [match["year"] for match in _YEAR.finditer(before) if match["year"]]
        if find_period_words(hidden[sentence:end], quantity.start - sentence, quantity.end - sentence)[0]:
            limits.add("period")
        if _PART_OF_YEAR.search(text[quantity.end : end]):
            scope.add("part of the year")
        left, right = _trimmed(hidden, *span)
        statement = Statement(
            subject=subject, aspect=aspect, limits=frozenset(limits), scope=frozenset(scope), before=before,
            year=int(years[-1]) if years else None, is_deadline=bool(find_deadline_year(before)), start=left, end=right,
        )  # fmt: skip
        last = _Item(item_start, item_end, statement)
        yield statement


def read_name(name: str) -> Statement:
    """Return what the name of an indicator states."""
    subject, aspect = _words(name, "")
    limits = {key for key, words in (_OWN_LIMITS | _GOVERNING_LIMITS).items() if words.search(name)}
    limits |= {"period"} if re.search("[三四五六七八九十3-9]年", name) else set()
    return Statement(subject=subject, aspect=aspect, limits=frozenset(limits))


def _clause(text: str, quantity: Quantity, first: int) -> tuple[int, int]:
    """Return the span of the clause with a quantity."""
    start = max((match.end() for match in _STOP.finditer(text, 0, quantity.start)), default=0)
    stop = _STOP.search(text, quantity.end)
    return max(start, first), stop.start() if stop else len(text)


def _words(before: str, after: str, comparator: str = "") -> tuple[str, str]:
    """Return the subject and the aspect of an item, from its words before and after its number."""
    for long, short in _SHORT.items():
        before, after = before.replace(long, short), after.replace(long, short)
    left, right = _NO_WORD.sub("", _YEAR.sub("", before)), _NO_WORD.sub("", after)
    verb = ""
    while lead := _LEAD.match(left):
        verb = verb or lead.lastgroup or ""
        left = left[lead.end() :]
    while trail := _TRAIL.search(left):
        verb = verb or trail.lastgroup or ""
        left = left[: trail.start()]
    left = _EXAMPLES.sub("", left) if before.rstrip().endswith("等") else left
    while not left and (lead := _LEAD.match(right)):
        right = right[lead.end() :]
    while ending := _ENDING.search(right):
        right = right[: ending.start()]
    if not verb and (middle := _MIDDLE.search(left)):
        verb = middle.lastgroup or ""
        left = left[: middle.start()] + left[middle.end() :]
    subject = _MEASURING.sub("", _GROWTH.sub("增长", left + right))
    is_total = _TOTAL.search(before + comparator) or (verb == "pushing" and _OVER.search(comparator))
    aspect = "adding" if verb == "adding" else "total" if is_total else "acting" if verb else ""
    return _RANKING.sub("", subject), aspect


def _respective(text: str, start: int, end: int, quantity: Quantity, quantities: Sequence[Quantity]) -> str:
    """Return the subject and verb of a quantity in “A、B分别增长1%、2%”; empty if the clause is not so."""
    respectively = text.find("分别", start, quantity.start)
    own = [each for each in quantities if respectively <= each.start < end]
    if respectively < 0 or len(own) < 2:
        return ""
    subjects = text[start:respectively].split("、")
    if len(subjects) != len(own):
        subjects = _AND.split(text[start:respectively])
    verb = text[respectively + 2 : own[0].start]
    if len(subjects) != len(own):
        return "分别不清"
    subject, last = subjects[own.index(quantity)], subjects[-1]
    if len(subject) <= _MAX_MODIFIER and len(last) > len(subject) + _MAX_MODIFIER:
        subject += last[len(subject) :]  # 城镇、农村居民收入: 城镇居民收入
    return subject + verb


def _scope(before: str, earlier: str, heading: str) -> Iterator[str]:
    """Yield what limits a number from further left: a part of a year or of the place, several years."""
    topic = re.split("[，。：；]", earlier, maxsplit=1)[0]
    whole = max((match.end() for match in _WHOLE.finditer(before)), default=0)
    if _PART.search(before) or heading.endswith("其中："):
        yield "part"
    for words in (before, topic, heading):
        parts = [match.start() for match in _PART_OF_YEAR.finditer(words)]
        years = [match.start() for match in _YEAR.finditer(words)]
        if parts:
            if not years or years[-1] < parts[-1]:
                yield "part of the year"
            break
        if years:
            break
    if "以来" in before:
        yield "since"
    if _YEARS.search(before) or _PLAN.search(heading):
        yield "years"
    clauses = re.split("[，：]", before[whole:])
    for clause in (*clauses, *([] if whole else [topic, *re.split("[\n：]", heading)])):
        words = _NUMBERING.sub("", clause)
        if not _VERBS.match(words) and _OWNER.match(words):
            yield "owner"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space, joining words and opening quotation at its ends."""
    words = text[start:end]
    left = re.match(r"[\s，。；：、]*(?:[和与及并](?=[^平]))?\s*", words)
    start += left.end() if left else 0
    return start, start + len(text[start:end].rstrip(" \u3000，。；：、"))
