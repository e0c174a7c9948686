"""Rules for signs inside a line that were meant as notation: attributes, bold, links, quotation marks, notation of other programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazette.sources import attributes
from gazette.sources.near_misses.miss import HAN, NO_FOOTNOTES_FIX, SPACE, NearMiss, shorten
from gazette.text import FULL_TO_HALF_WIDTH

#: Keys of spans, of blocks, and of both (docs/notation.md).
SPAN_KEYS = frozenset(("indicator", "figure", "page", "sic", "differs", "note", "hans", "hant"))
BLOCK_KEYS = frozenset(("id", "see"))
EITHER_KEYS = frozenset(("class", "role", "year", "period", "script"))
#: Keys whose values are printed or compared word for word.
_VERBATIM_KEYS = frozenset(("sic", "differs", "hans", "hant"))
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
#: Stars that mask names, but would make emphasis: 张*、李*, 张***、李***.
_MASKED = re.compile(r"[^*]{0,2}(?<!\*)(?:\*|\*{3,})[、，。；：][^*\n]*\*+")
_EDGE_PUNCTUATION = re.compile("[、，。；：].|.[、，。；：]")
_STRUCK = re.compile(r"(?<![0-9A-Za-z~～])(~~|～～)[^~～\s](?:[^~～\n]*[^~～\s])?\1(?![~～])")
_HIGHLIGHTED = re.compile(r"(?<![=＝])==[^=\s][^=\n]*==(?!=)")
_FOOTNOTE = re.compile(r"[\[［][\^＾][^\]］\s]{1,20}[\]］]|\^\[")
_LINK = re.compile(
    rf"[\]］]{SPACE}*[（(]{SPACE}*(?P<to>(?:https?[:：]|mailto[:：]|#|[\w./-]+\.(?:md|jpe?g|png|webp|avif|svg))[^()（）\n]*)[)）]"
)
_FULL_WIDTH_PICTURE = re.compile(r"！(?=[\[［][^\]］\n]*[\]］][（(][^()（）\n]+\.(?:jpe?g|png|webp|avif|svg)\b)")
_WIKI_LINK = re.compile(r"\[\[[^\[\]\n]*\]\](?![{(])")
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|lrm|rlm|shy|#0*160|#[xX]0*[aA]0|#0*8203|#[xX]0*200[bB]);")
_STRAIGHT_QUOTES = re.compile(
    f"[\"＂](?P<words>[^\"＂\\n]*)[\"＂]|(?<![A-Za-z])['＇](?P<single>[^'＇\\n]*[{HAN}][^'＇\\n]*)['＇]"
)
_HAN_CONTEXT = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’—…·]")
# What no rule checks: code and escaped signs; for quotation marks also attributes, and the targets of links.
_CODE_OR_ESCAPE = re.compile(r"(`+)(?:(?!\1).)+\1|\\[!-/:-@\[-`{-~]")
_NO_PROSE = re.compile(r"\{[^{}]*\}|\]\([^()]*\)|</?[A-Za-z][^<>]*>")
#: The signs of the notation and of what is mistaken for it.
_SIGNS = "\\]{}［］｛｝﹛﹜【】〔〕〖〗﹝﹞*＊﹡∗~～=＝\"＂'＇^＾&`\\\\"
_ITEM = f"(?:#[0-9A-Za-z-]+|\\.[a-z][a-z-]*|(?:{'|'.join(sorted(_KEYS))})=[0-9A-Za-z\u4e00-\u9fff-]+)"
#: A line with none of these, but in bold and attributes of the simplest form: like nearly all, it needs no further look.
_CLEAN_LINE = re.compile(
    rf"(?:[^{_SIGNS}]++|(?<!\*)\*\*[^\s、，。；：{_SIGNS}](?:[^{_SIGNS}]*[^\s{_SIGNS}])?\*\*(?!\*)"
    rf"|(?:\]|(?<=\S )){{{_ITEM}(?: {_ITEM})*}})*+"
)


def check_spans(line: str, *, is_heading: bool) -> tuple[str, tuple[NearMiss, ...]]:
    """Return the corrected line, and what is wrong inside it."""
    if _CLEAN_LINE.fullmatch(line):
        return line, ()
    hidden = [match[0] for match in _CODE_OR_ESCAPE.finditer(line)]
    masked = _CODE_OR_ESCAPE.sub(lambda match: "\0" * len(match[0]), line)
    misses: list[NearMiss] = []
    corrected = _correct_attributes(masked, misses, is_heading=is_heading)
    corrected = _correct_stars(corrected, misses)
    corrected = _correct_links(corrected, misses)
    misses.extend((*_find_masking_stars(corrected), *_find_foreign_notation(corrected)))
    misses.extend(_find_straight_quotes(corrected))
    for words in hidden:  # what was masked is put back, in order
        start = corrected.find("\0" * len(words))
        corrected = corrected[:start] + words + corrected[start + len(words) :]
    return corrected, tuple(misses)


def _normalize_attributes(inner: str) -> tuple[str, frozenset[str]] | None:
    """Return the words in braces as attributes in their correct form, and their keys; ``None`` where they are no attributes."""
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
            if key in _VERBATIM_KEYS and quoted is not None and item["a"] is None and item["d"] is None:
                quoted, value = None, item[0].partition("=")[2] or item[0].partition("＝")[2]  # printed with its marks
            else:
                value = quoted if quoted is not None else item["bare"]
            if key not in _VERBATIM_KEYS and key != "note":
                value = value.translate(FULL_TO_HALF_WIDTH)
            parts.append(f'{key}="{value}"' if re.search(r"[\s\"'{}]", value) or quoted == "" else f"{key}={value}")
    return ("{" + " ".join(parts) + "}", frozenset(keys)) if parts else None


def _correct_attributes(line: str, misses: list[NearMiss], *, is_heading: bool) -> str:
    """Correct attributes in full-width or round brackets, behind full-width brackets, or with full-width signs."""
    if not re.search(r"[{}｛｝﹛﹜]|[\]］】]\s*[（(]", line):
        return line
    for pattern in (_PARENS, _BRACES):
        position = 0
        while match := pattern.search(line, position):
            position = match.end()
            changed = _correct_group(line, match, is_heading=is_heading)
            if changed is None:
                continue
            corrected, miss = changed
            misses.append(miss)
            position += len(corrected) - len(line)
            line = corrected
    return line


def _correct_group(line: str, match: re.Match[str], *, is_heading: bool) -> tuple[str, NearMiss] | None:
    """Correct one group of attributes and the brackets before it; return ``None`` where they are correct."""
    given = match[0].strip()
    normalized = _normalize_attributes(given[1:-1])
    if normalized is None:
        is_wrong = given[0] + given[-1] != "{}" and given[0] not in "(（" and LOOKS_LIKE_ATTRIBUTES.search(given)
        return (line, _describe_wrong_braces(given, "")) if is_wrong else None
    correct, keys = normalized
    if given[0] in "(（" and not keys & (SPAN_KEYS | EITHER_KEYS - {"class"}):  # [words](#e04) is a link
        return None
    parsed, expected = attributes.parse_attributes(given, 0), attributes.parse_attributes(correct, 0)
    if parsed and expected and not parsed.bad and parsed.attrs == expected.attrs:
        correct = given
    before, after = line[: match.end() - len(given)], line[match.end() :]
    words = before.rstrip(" \t\u00a0\u3000")
    gap = before[len(words) :]
    if words and words[-1] in _CLOSERS and (keys & SPAN_KEYS or (not gap and (words[-1] == "]" or keys - BLOCK_KEYS))):
        begin = _find_opening_bracket(words)
        words = words if begin is None else f"{words[:begin]}[{words[begin + 1 : -1]}]"
        gap = ""
    elif not after.strip() and not keys & SPAN_KEYS and ((is_heading and not gap) or not gap.isascii()):
        gap = " "
    corrected = words + gap + correct + after
    if corrected == line:
        return None
    begin = max(0, len(words) - 8)
    if words and words[-1] == "]":
        begin = max(_find_opening_bracket(words) or 0, len(words) - 24, 0)
    return corrected, _describe_wrong_braces(line[begin : match.end()], (words + gap)[begin:] + correct)


def _describe_wrong_braces(original: str, correct: str) -> NearMiss:
    fix = f"请写成「{correct}」：" if correct else ""
    fix += "括号、花括号、等号、井号、引号都用半角；词的属性紧跟在 ] 之后，段和标题的属性前面空一格。"
    return NearMiss(f"「{original}」像是记号，写法不对，会照样印出来。", fix)


def _find_opening_bracket(words: str) -> int | None:
    """Return the offset of the bracket that the last character of the words closes."""
    depth = 0
    for place in range(len(words) - 1, -1, -1):
        depth += (words[place] in _CLOSERS) - (words[place] in _OPENERS)
        if not depth:
            return place
    return None


def _correct_stars(line: str, misses: list[NearMiss]) -> str:
    """Correct full-width stars, and stars with a space inside: neither makes bold. Names may be masked with stars: 张＊＊、李＊＊."""
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
        is_wrong = words != bold or not signs.isascii()
        if is_wrong and bold and not _EDGE_PUNCTUATION.match(bold[0] + bold[-1]):
            misses.append(_describe_wrong_bold(line[first : last + 2], bold))
            line = f"{line[:first]}**{bold}**{line[last + 2 :]}"
        elif bold and signs.isascii() and bold[0] in "、，。；：":
            quoted = shorten(line[max(0, first - 2) : last + 2])
            fix = "真要印星号的，每个前面加一个反斜杠：\\*\\*；要加粗的，标点留在外面。"
            misses.append(NearMiss(f"「{quoted}」里的星号成了加粗的记号，不会印出来。", fix))
    return line


def _find_masking_stars(line: str) -> Iterator[NearMiss]:
    """Yield stars that would not be printed, though they mask a name."""
    if match := _MASKED.search(line):
        fix = "真要印星号的，每个前面加一个反斜杠：\\*；要加粗的，标点留在外面。"
        yield NearMiss(f"「{shorten(match[0])}」里的星号成了记号，不会印出来。", fix)


def _describe_wrong_bold(original: str, words: str) -> NearMiss:
    fix = f"请写成「**{shorten(words)}**」：半角的星号，里面不要空格。"
    return NearMiss(f"「{shorten(original)}」没有加粗，星号会照样印出来。", fix)


def _correct_links(line: str, misses: list[NearMiss]) -> str:
    """Correct links and pictures with full-width signs."""

    def correct_link(match: re.Match[str]) -> str:
        correct = f"]({match['to'].replace('：', ':').strip()})"
        if match[0] == correct:
            return match[0]
        misses.append(
            NearMiss(
                f"「{shorten(match[0])}」不成链接，会照样印出来。", f"请写成「[文字{shorten(correct)}」，括号都用半角。"
            )
        )
        return correct

    line = _LINK.sub(correct_link, line)
    if _FULL_WIDTH_PICTURE.search(line):
        misses.append(
            NearMiss("图片前面的「！」是全角的，会照样印出来。", "图片写成「![说明](images/x.jpg)」，都用半角。")
        )
        line = _FULL_WIDTH_PICTURE.sub("!", line)
    return line


def _find_foreign_notation(line: str) -> Iterator[NearMiss]:
    """Yield notation of other programs."""
    if match := _FOOTNOTE.search(line):
        yield NearMiss(f"「{shorten(match[0])}」像是脚注，会照样印出来。", NO_FOOTNOTES_FIX)
    if match := _STRUCK.search(line):
        yield NearMiss(f"「{shorten(match[0])}」不成删除线，会照样印出来。", "请删去不要的字，或只去掉波浪号。")
    if match := _HIGHLIGHTED.search(line):
        fix = "请去掉等号；要加粗的写成「**几个字**」。"
        yield NearMiss(f"「{shorten(match[0])}」不起作用，等号会照样印出来。", fix)
    if match := _WIKI_LINK.search(line):
        yield NearMiss(f"「{shorten(match[0])}」不成链接，方括号会照样印出来。", "链接写成「[文字](report.md#p9-1)」。")
    if match := _ENTITY.search(line):
        yield NearMiss(f"「{match[0]}」是网页的空格或看不见的字符。", "请删去它；要空格的，打一个普通的空格。")


def _find_straight_quotes(line: str) -> Iterator[NearMiss]:
    """Yield straight quotation marks next to Han characters."""
    prose = _NO_PROSE.sub(lambda match: "\0" * len(match[0]), line)
    for match in _STRAIGHT_QUOTES.finditer(prose):
        around = prose[max(0, match.start() - 1) : match.start()] + match[0] + prose[match.end() : match.end() + 1]
        if not _HAN_CONTEXT.search(around):
            continue
        marks, words = ("“”", match["words"]) if match["words"] is not None else ("‘’", match["single"])
        message = f"这里的引号是直的：{shorten(match[0], 20)}。"
        fix = f'请写成{marks[0]}{shorten(words, 18)}{marks[1]}；真要直的，写成 \\"。'
        yield NearMiss(message, fix, code="quotes-straight", severity="warning")
        return
