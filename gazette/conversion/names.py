"""Find persons' names in running text, where a surname is converted differently as another word.

范 涂 余 于 岳 游 朴 are surnames in these forms, and 範 塗 餘 於 嶽 遊 樸 as other words. A name is recognised next to a title (副市长于小明,
范小明同志, 余市长), after 记者 and the like, and in a list of names (林仁达、许宏程、范小明). What is a word of the lexicon is no name (游客代表, 对于教师).
On the way back, 乾, 汎 and 陞 keep their form in a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazette.conversion.lexicon import Lexicon

#: Surnames that are converted differently as other words.
AMBIGUOUS_SURNAMES = "范涂余于岳游朴"
#: Characters of Traditional names that stay as they are in Simplified script.
UNCHANGED_IN_NAMES = "乾汎陞"
_COMMON_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董潘袁蔡蒋蔣杜叶葉程苏蘇魏吕呂丁任沈"
    "姚卢盧姜崔钟鍾谭譚陆陸汪石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯庄莊洪施柯翁颜顏连連"
)
_SURNAME = f"[{_COMMON_SURNAMES}{AMBIGUOUS_SURNAMES}]"
_TITLE = (
    "(?:副?(?:总理|總理|省长|市长|县长|区长|镇长|乡长|州长|盟长|书记|主任|主席|部长|厅长|局长|处长|科长|院长|校长|会长|理事长|秘书长|董事长|总经理|经理|总裁|厂长|社长|所长|站长|"
    "行长|队长|园长|馆长|检察长|教授|研究员)|院士|博士|医生|医师|老师|同志|先生|女士|代表|委员|律师|法官|大使|议员|教练|作家|画家)"
)
#: Words that a name may follow; what precedes one is rather a preposition (服务于居民).
_ROLE = "(?:志愿者|村民|居民|职工|工程师|设计师|传承人|创始人|负责人|运动员|队员|选手)"
_BYLINE = "(?:记者|記者|通讯员|通訊員|摄影|攝影|编辑|編輯|撰文|作者|责编|审核|策划)"
_AFTER_NAME = "(?=[、，。；：！？）)》”’\\s/]|$|等|和|与|及|说|在|介绍|表示|指出|强调|认为|作|主持|出席|率|宣布|致辞|讲话|代表|同志|先生|女士|报告|报道|摄|供图|发言|带队|一行|走访|调研|检查|会见|参加|签署|汇报)"
_BEFORE_TITLE = re.compile(f"([{AMBIGUOUS_SURNAMES}])([\u4e00-\u9fff]{{0,2}}?)(?={_TITLE})")
_AFTER_TITLE = re.compile(
    f"(?:{_TITLE}|{_ROLE}|{_BYLINE})[：:\\s　]*([{AMBIGUOUS_SURNAMES}])([\u4e00-\u9fff]{{1,2}}?){_AFTER_NAME}"
)
_FAMILY_NAME = re.compile(
    f"[{AMBIGUOUS_SURNAMES}](?=氏(?!族)|姓)|(?<=姓)[{AMBIGUOUS_SURNAMES}](?={_AFTER_NAME[3:-1]}|的)"
)
_BEFORE_TITLE_TO_HANS = re.compile(f"{_SURNAME}[\u4e00-\u9fff]?([{UNCHANGED_IN_NAMES}])[\u4e00-\u9fff]?(?={_TITLE})")
#: Between one of these and a title 于 is a surname (陪同于书记).
_BEFORE_SURNAME_YU = "和与同由请向"
#: A time or place after the preposition 于, without the words that the lexicon has.
_TIME_OR_PLACE = re.compile(
    "此|[今昨前近当次翌即同][年月日天春夏秋冬晚晨]|现场|会[上前后场]|[年月周季][初中底末内前后]|[上下]午|晚[上间]|[凌清]晨|傍晚|深夜"
    "|节[前后]|日前|[国海境省市县][内外里]|[一二三四五六七八九十]"
)
_ANY_AMBIGUOUS_SURNAME = re.compile(f"[{AMBIGUOUS_SURNAMES}]")
_ITEM = re.compile("[^、\\s　，。；：！？（）()“”《》/]+")
#: An item that is a name, that begins with one, or that ends with one.
_NAME = re.compile(f"{_SURNAME}[\u4e00-\u9fff]{{1,2}}")
_NAME_AT_START = re.compile(
    f"({_SURNAME}[\u4e00-\u9fff]{{1,2}}?)(?=等|和|与|與|同志|说|說|发言|發言|表示|介绍|介紹|指出|认为|認為|[0-9])"
)
_NAME_AT_END = re.compile(f"{_SURNAME}[\u4e00-\u9fff]{{2}}$")
#: What one of these with an ambiguous surname looks like.
_POSSIBLE_ITEM = re.compile(
    f"(?<![^、\\s　，。；：！？（）()“”《》/])[{AMBIGUOUS_SURNAMES}][\u4e00-\u9fff]|[{AMBIGUOUS_SURNAMES}][\u4e00-\u9fff]{{2}}[、 　]"
)
_NUMERAL = re.compile("[0-9０-９一二三四五六七八九十百千万亿几两多]")
#: Characters that are measure words or multiples after a numeral, and their Traditional forms as such.
_MEASURE_FORMS = {"个": "個", "家": "家", "只": "隻", "万": "萬", "千": "千", "面": "面", "里": "里", "回": "回", "台": "臺", "升": "升", "克": "克", "卷": "卷", "斗": "斗", "余": "餘"}  # fmt: skip
#: Those of which that is certain whatever follows.
_CERTAIN_MEASURES = frozenset("个万千余")
_MEASURE = re.compile(f"(?<=[0-9０-９一二三四五六七八九十百千万亿两几数多余每各])[{''.join(_MEASURE_FORMS)}]")
#: What follows 只 in the sense of “only”.
_AFTER_ZHI_ONLY = tuple("有能要是需会可应剩占用限见为差够好得怕因当做管")
#: 著 after an author's name and a space.
_AUTHOR = re.compile("(?<=[ 　》])著(?=$|[ 　，。；、）)])")


def find_surnames(text: str, lexicon: Lexicon) -> Iterator[int]:
    """Yield the offsets of ambiguous surnames in a Simplified text; a common word of the lexicon is no name."""
    if not _ANY_AMBIGUOUS_SURNAME.search(text):
        return
    places = set()
    for match in _BEFORE_TITLE.finditer(text):
        if not _is_another_word(text, match.start(1), match[2], lexicon):
            places.add(match.start(1))
    for match in _AFTER_TITLE.finditer(text):
        if not _begins_another_word(text[match.start(1)], match[2], lexicon):
            places.add(match.start(1))
    places.update(match.start() for match in _FAMILY_NAME.finditer(text))
    for name, start, before, after in _find_listed_names(text) if _POSSIBLE_ITEM.search(text) else ():
        if (
            name[0] in AMBIGUOUS_SURNAMES
            and (before or after)
            and not lexicon.has(name)
            and not _is_another_word(text, start, name[1:], lexicon)
        ):
            places.add(start)
    yield from sorted(places)


def find_name_characters(text: str) -> Iterator[int]:
    """Yield the offsets in a Traditional text of characters that stay as they are in names: 徐乾學, 王汎森."""
    if any(character in text for character in UNCHANGED_IN_NAMES):
        yield from (match.start(1) for match in _BEFORE_TITLE_TO_HANS.finditer(text))
        for name, start, _, _ in _find_listed_names(text):
            yield from (start + k for k, character in enumerate(name) if k and character in UNCHANGED_IN_NAMES)


def find_measures(text: str, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """Yield offset and Traditional form of measure words after numerals in a Simplified text: 10家, 三千只.

    Not in 三千里外 or 3只有, which can be read otherwise.
    """
    for match in _MEASURE.finditer(text):
        place, character = match.start(), match[0]
        following = text[place : place + 2]
        is_word = any(text.startswith(known.word, place) for known in lexicon.words_starting_with(following))
        if character in _CERTAIN_MEASURES or not (is_word or following[1:] in _AFTER_ZHI_ONLY):
            yield place, _MEASURE_FORMS[character]


def find_author_marks(text: str) -> Iterator[int]:
    """Yield the offsets in a Traditional text of 著 after an author's name: 書目：王大明 著."""
    yield from (match.start() for match in _AUTHOR.finditer(text))


def _is_another_word(text: str, place: int, given: str, lexicon: Lexicon) -> bool:
    """Whether a surname is rather part of another word, or a preposition, or follows a numeral (200余名代表)."""
    surname, before = text[place], text[place - 1 : place]
    if surname == "于" and not given and "\u4e00" <= before <= "\u9fff" and before not in _BEFORE_SURNAME_YU:
        return True  # 服务于代表
    if before and (_NUMERAL.match(before) or lexicon.is_common(before + surname)):
        return True
    return _begins_another_word(surname, given, lexicon)


def _begins_another_word(surname: str, given: str, lexicon: Lexicon) -> bool:
    """Whether a surname and what follows are other words: 范围, 于会上."""
    if given and lexicon.is_common(surname + given[0]):
        return True
    return surname == "于" and bool(_TIME_OR_PLACE.match(given) or (len(given) == 2 and lexicon.is_common(given)))


def _find_listed_names(text: str) -> Iterator[tuple[str, int, bool, bool]]:
    """Yield items of lists that may be names: (name, start, whether a name precedes it, whether one follows it)."""
    items = [(match[0], match.start()) for match in _ITEM.finditer(text)]
    names: list[tuple[str, int] | None] = []
    for number, (item, start) in enumerate(items):
        continues = number + 1 < len(items) and text[start + len(item)] in "、 　"
        names.append(_find_name_in_item(item, start, first=continues, last=number > 0 and text[start - 1] in "、 　"))
    for number, name in enumerate(names):
        if name is not None:
            before = number > 0 and names[number - 1] is not None and text[name[1] - 1] in "、 　"
            end = name[1] + len(name[0])
            after = (
                number + 1 < len(names) and names[number + 1] is not None and text[end : end + 1] in ("、", " ", "　")
            )
            yield *name, before, after


def _find_name_in_item(item: str, start: int, *, first: bool, last: bool) -> tuple[str, int] | None:
    """Return the name in an item of a list: all of it, its end before the first 、, or its beginning before 等."""
    if _NAME.fullmatch(item):
        return item, start
    if last and (match := _NAME_AT_START.match(item)):
        return match[1], start
    if first and (match := _NAME_AT_END.search(item)):
        return match[0], start + match.start()
    return None
