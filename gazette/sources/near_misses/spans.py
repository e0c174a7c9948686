"""Signs inside a line that were meant as notation: attributes, bold, links, quotation marks, the notation of other programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazette.sources import attributes
from gazette.sources.near_misses.miss import HAN, NO_FOOTNOTES_FIX, SPACE, NearMiss, shorten
from gazette.text import FULL_TO_HALF_WIDTH

#: Keys of spans and of blocks (docs/notation.md); values of the last kind are printed or compared word for word.
SPAN_KEYS = frozenset(("indicator", "figure", "page", "sic", "differs", "note", "hans", "hant"))
BLOCK_KEYS = frozenset(("id", "see"))
EITHER_KEYS = frozenset(("class", "role", "year", "period", "script"))
_WORDS = frozenset(("sic", "differs", "hans", "hant"))
_KEYS = SPAN_KEYS | BLOCK_KEYS | EITHER_KEYS

_BRACES = re.compile(r"[{｛﹛][^{}｛｝﹛﹜\n]{1,300}[}｝﹜]")
_PARENS = re.compile(rf"(?<=[\]］】]){SPACE}*[（(][^()（）\n]{{1,300}}[)）]")
_ATTRIBUTE = re.compile(
    rf"(?:{SPACE}|[,，、;；])*(?:[#＃﹟](?P<id>[^\s{{}}\"'=＝#＃,，、;；]+)|[.．。·](?P<cls>[A-Za-z][A-Za-z-]*)"
    rf"|(?P<key>[A-Za-zａ-ｚＡ-Ｚ]+){SPACE}*[=＝﹦:：]{SPACE}*(?:(?P<bare>[^\s{{}}\"'“”„＂‘’＇,，、;；\u3000]+)(?=[\s,，、;；\u3000]|\Z)|"
    r'"(?P<a>[^"]*)"|[“”„＂](?P<b>[^“”„＂"]*)[“”„＂"]|"(?P<c>[^“”„＂"]*)[“”„＂]'
    r"|'(?P<d>[^']*)'|[‘’＇「『](?P<e>[^‘’＇'」』]*)[‘’＇'」』]))"
)
LOOKS_LIKE_ATTRIBUTES = re.compile(rf"[#＃][A-Za-z]|(?:{'|'.join(sorted(_KEYS))}){SPACE}*[=＝﹦:：]")
_OPENERS, _CLOSERS = "[［【〔〖﹝", "]］】〕〗﹞"
_STARS = re.compile(r"(?<![*＊﹡∗])[*＊﹡∗]{2}(?![*＊﹡∗])")
#: Two stars on one side of words and one on the other.
_UNEVEN = re.compile(
    r"(?<![*＊﹡∗])(?:[*＊﹡∗]{2}(?P<a>[^*＊﹡∗\n]+)[*＊﹡∗]|[*＊﹡∗](?P<b>[^*＊﹡∗\n]+)[*＊﹡∗]{2})(?![*＊﹡∗])"
)
#: Stars that mask names, of which emphasis is made: 张*、李*, 张***、李***.
_MASKED = re.compile(r"[^*]{0,2}(?<!\*)(?:\*|\*{3,})[、，。；：][^*\n]*\*+")
_STOP = re.compile("[、，。；：].|.[、，。；：]")
_STRUCK = re.compile(r"(?<![0-9A-Za-z~～])(~~|～～)[^~～\s](?:[^~～\n]*[^~～\s])?\1(?![~～])")
_MARKED = re.compile(r"(?<![=＝])==[^=\s][^=\n]*==(?!=)")
_FOOTNOTE = re.compile(r"[\[［][\^＾][^\]］\s]{1,20}[\]］]|\^\[")
_LINK = re.compile(
    rf"[\]］]{SPACE}*[（(]{SPACE}*(?P<to>(?:https?[:：]|mailto[:：]|#|[\w./-]+\.(?:md|jpe?g|png|webp|avif|svg))[^()（）\n]*)[)）]"
)
_PICTURE = re.compile(r"！(?=[\[［][^\]］\n]*[\]］][（(][^()（）\n]+\.(?:jpe?g|png|webp|avif|svg)\b)")
_WIKI = re.compile(r"\[\[[^\[\]\n]*\]\](?![{(])")
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|lrm|rlm|shy|#0*160|#[xX]0*[aA]0|#0*8203|#[xX]0*200[bB]);")
_STRAIGHT = re.compile(
    f"[\"＂](?P<words>[^\"＂\\n]*)[\"＂]|(?<![A-Za-z])['＇](?P<single>[^'＇\\n]*[{HAN}][^'＇\\n]*)['＇]"
)
_BESIDE_HAN = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’—…·]")
# What no rule looks at: code, escaped signs; for quotation marks also attributes, and where a link leads.
_CODE = re.compile(r"(`+)(?:(?!\1).)+\1|\\[!-/:-@\[-`{-~]")
_ELSEWHERE = re.compile(r"\{[^{}]*\}|\]\([^()]*\)|</?[A-Za-z][^<>]*>")


def check_spans(line: str, *, is_heading: bool) -> tuple[str, tuple[NearMiss, ...]]:
    """The line as it was meant, and what is wrong inside it."""
    hidden = [match[0] for match in _CODE.finditer(line)]
    veiled = _CODE.sub(lambda match: "\0" * len(match[0]), line)
    misses: list[NearMiss] = []
    mended = _attributes(veiled, misses, is_heading=is_heading)
    mended = _stars(mended, misses)
    mended = _links(mended, misses)
    misses.extend((*_masked(mended), *_foreign(mended)))
    misses.extend(_quotes(mended))
    for words in hidden:  # what was veiled comes back in its order
        start = mended.find("\0" * len(words))
        mended = mended[:start] + words + mended[start + len(words) :]
    return mended, tuple(misses)


def _strict(inner: str) -> tuple[str, frozenset[str]] | None:
    """The words in braces as attributes are written, and their keys; ``None`` where they are none."""
    position, parts = 0, list[str]()
    keys: set[str] = set()
    end = len(inner.rstrip(" \t\u3000,，、;；"))
    while position < end:
        item = _ATTRIBUTE.match(inner, position, end)
        if item is None:
            return None
        position = item.end()
        if item["id"]:
            keys.add("id")
            parts.append("#" + item["id"].translate(FULL_TO_HALF_WIDTH))
        elif item["cls"]:
            keys.add("class")
            parts.append("." + item["cls"])
        else:
            key = item["key"].translate(FULL_TO_HALF_WIDTH).lower()
            if key not in _KEYS:
                return None
            keys.add(key)
            quoted = next((item[name] for name in "abcde" if item[name] is not None), None)
            if key in _WORDS and quoted is not None and item["a"] is None and item["d"] is None:
                quoted, value = None, item[0].partition("=")[2] or item[0].partition("＝")[2]  # printed with its marks
            else:
                value = quoted if quoted is not None else item["bare"]
            if key not in _WORDS and key != "note":
                value = value.translate(FULL_TO_HALF_WIDTH)
            parts.append(f'{key}="{value}"' if re.search(r"[\s\"'{}]", value) or quoted == "" else f"{key}={value}")
    return ("{" + " ".join(parts) + "}", frozenset(keys)) if parts else None


def _attributes(line: str, misses: list[NearMiss], *, is_heading: bool) -> str:
    """Attributes in full-width braces, behind full-width brackets, with full-width signs, in round brackets."""
    if not re.search(r"[{}｛｝﹛﹜]|[\]］】]\s*[（(]", line):
        return line
    for pattern in (_PARENS, _BRACES):
        position = 0
        while match := pattern.search(line, position):
            position = match.end()
            changed = _group(line, match, is_heading=is_heading)
            if changed is None:
                continue
            made, miss = changed
            misses.append(miss)
            position += len(made) - len(line)
            line = made
    return line


def _group(line: str, match: re.Match[str], *, is_heading: bool) -> tuple[str, NearMiss] | None:
    """The line with one group of attributes and the brackets before it as they are written; ``None`` where they are right."""
    given = match[0].strip()
    strict = _strict(given[1:-1])
    if strict is None:
        wrong = given[0] + given[-1] != "{}" and given[0] not in "(（" and LOOKS_LIKE_ATTRIBUTES.search(given)
        return (line, _braces_wrong(given, "")) if wrong else None
    right, keys = strict
    if given[0] in "(（" and not keys & (SPAN_KEYS | EITHER_KEYS - {"class"}):  # [words](#e04) is a link
        return None
    parsed, meant = attributes.parse_attributes(given, 0), attributes.parse_attributes(right, 0)
    if parsed is not None and meant is not None and not parsed.bad and parsed.attrs == meant.attrs:
        right = given
    before, after = line[: match.end() - len(given)], line[match.end() :]
    words = before.rstrip(" \t\u00a0\u3000")
    gap = before[len(words) :]
    if words and words[-1] in _CLOSERS and (keys & SPAN_KEYS or (not gap and (words[-1] == "]" or keys - BLOCK_KEYS))):
        begin = _opener(words)
        words = words if begin is None else f"{words[:begin]}[{words[begin + 1 : -1]}]"
        gap = ""
    elif not after.strip() and not keys & SPAN_KEYS and ((is_heading and not gap) or not gap.isascii()):
        gap = " "
    made = words + gap + right + after
    if made == line:
        return None
    begin = max(_opener(words) or 0, len(words) - 24, 0) if words and words[-1] == "]" else max(0, len(words) - 8)
    return made, _braces_wrong(line[begin : match.end()], (words + gap)[begin:] + right)


def _braces_wrong(wrong: str, right: str) -> NearMiss:
    fix = f"请写成「{right}」：" if right else ""
    fix += "括号、花括号、等号、井号、引号都用半角；词的属性紧跟在 ] 之后，段和标题的属性前面空一格。"
    return NearMiss(f"「{wrong}」像是记号，写法不对，会照样印出来。", fix)


def _opener(words: str) -> int | None:
    """Where the bracket begins that ends the words."""
    depth = 0
    for place in range(len(words) - 1, -1, -1):
        depth += (words[place] in _CLOSERS) - (words[place] in _OPENERS)
        if not depth:
            return place
    return None


def _stars(line: str, misses: list[NearMiss]) -> str:
    """Full-width stars, and stars with a space inside, which make nothing bold. Names may be masked with stars: 张＊＊、李＊＊."""
    places = [match.start() for match in _STARS.finditer(line)]
    if len(places) % 2:
        uneven = _UNEVEN.search(line)
        bold = (uneven["a"] or uneven["b"]).strip() if uneven else ""
        if uneven is None or not re.match(rf"[{HAN}\d]", bold) or not re.match(rf"[{HAN}\d%％]", bold[-1]):
            return line
        misses.append(
            NearMiss(
                f"「{shorten(uneven[0])}」两边的星号不一样多，会照样印出来。",
                f"请写成「**{shorten(bold)}**」：两边各两个半角的星号。",
            )
        )
        return f"{line[: uneven.start()]}**{bold}**{line[uneven.end() :]}"
    for first, last in reversed(list(zip(places[::2], places[1::2], strict=True))):
        words, signs = line[first + 2 : last], line[first : first + 2] + line[last : last + 2]
        bold = words.strip()
        if (words != bold or not signs.isascii() or "∗" in signs) and bold and not re.match(_STOP, bold[0] + bold[-1]):
            misses.append(_bold_wrong(line[first : last + 2], bold))
            line = f"{line[:first]}**{bold}**{line[last + 2 :]}"
        elif bold and signs.isascii() and bold[0] in "、，。；：":
            shown = shorten(line[max(0, first - 2) : last + 2])
            fix = "真要印星号的，每个前面加一个反斜杠：\\*\\*；要加粗的，标点留在外面。"
            misses.append(NearMiss(f"「{shown}」里的星号成了加粗的记号，不会印出来。", fix))
    return line


def _masked(line: str) -> Iterator[NearMiss]:
    """Stars that would not be printed, though no word was to be marked."""
    if match := _MASKED.search(line):
        fix = "真要印星号的，每个前面加一个反斜杠：\\*；要加粗的，标点留在外面。"
        yield NearMiss(f"「{shorten(match[0])}」里的星号成了记号，不会印出来。", fix)


def _bold_wrong(wrong: str, words: str) -> NearMiss:
    return NearMiss(
        f"「{shorten(wrong)}」没有加粗，星号会照样印出来。",
        f"请写成「**{shorten(words)}**」：半角的星号，里面不要空格。",
    )


def _links(line: str, misses: list[NearMiss]) -> str:
    """Links and pictures in full-width signs."""

    def mended(match: re.Match[str]) -> str:
        right = f"]({match['to'].replace('：', ':').strip()})"
        if match[0] == right:
            return match[0]
        misses.append(
            NearMiss(
                f"「{shorten(match[0])}」不成链接，会照样印出来。", f"请写成「[文字{shorten(right)}」，括号都用半角。"
            )
        )
        return right

    line = _LINK.sub(mended, line)
    if _PICTURE.search(line):
        misses.append(
            NearMiss("图片前面的「！」是全角的，会照样印出来。", "图片写成「![说明](images/x.jpg)」，都用半角。")
        )
        line = _PICTURE.sub("!", line)
    return line


def _foreign(line: str) -> Iterator[NearMiss]:
    """Notation of other programs."""
    if match := _FOOTNOTE.search(line):
        yield NearMiss(f"「{shorten(match[0])}」像是脚注，会照样印出来。", NO_FOOTNOTES_FIX)
    if match := _STRUCK.search(line):
        yield NearMiss(f"「{shorten(match[0])}」不成删除线，会照样印出来。", "请删去不要的字，或只去掉波浪号。")
    if match := _MARKED.search(line):
        yield NearMiss(
            f"「{shorten(match[0])}」不起作用，等号会照样印出来。", "请去掉等号；要加粗的写成「**几个字**」。"
        )
    if match := _WIKI.search(line):
        yield NearMiss(f"「{shorten(match[0])}」不成链接，方括号会照样印出来。", "链接写成「[文字](report.md#p9-1)」。")
    if match := _ENTITY.search(line):
        yield NearMiss(f"「{match[0]}」是网页的空格或看不见的字符。", "请删去它；要空格的，打一个普通的空格。")


def _quotes(line: str) -> Iterator[NearMiss]:
    """Straight quotation marks beside Han characters."""
    shown = _ELSEWHERE.sub(lambda match: "\0" * len(match[0]), line)
    for match in _STRAIGHT.finditer(shown):
        around = shown[max(0, match.start() - 1) : match.start()] + match[0] + shown[match.end() : match.end() + 1]
        if not _BESIDE_HAN.search(around):
            continue
        marks, words = ("“”", match["words"]) if match["words"] is not None else ("‘’", match["single"])
        message = f"这里的引号是直的：{shorten(match[0], 20)}。"
        yield NearMiss(
            message,
            f'请写成{marks[0]}{shorten(words, 18)}{marks[1]}；真要直的，写成 \\"。',
            code="quotes-straight",
            severity="warning",
        )
        return
