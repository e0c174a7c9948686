"""Paragraphs of a copied web page → those of the document: the page's own words and a table of contents are taken out.

Menus (首页 > 政务公开), 来源 and 时间 stand before the report, 责任编辑 and links after it; they are known by their words and their
place. What is taken out is recorded, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gazette.importing import numbering_patterns as patterns
from gazette.importing.extracted_text import ChangeLog, Paragraph
from gazette.text import remove_whitespace

#: How far from the head and from the end a page's own words may stand.
HEAD, TAIL = 40, 25
PAGE, CONTENTS = "网页自己的字", "目录"
_STAMP = r"\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)"
_CLOCK = r"\d{1,2}(?::|时|：)\d{2}(?:(?::|分|：)(?:\d{2}秒?)?)?"
#: A label and what follows it, which may stand in the next line.
_LABEL = re.compile(
    "[（(【\\[]?(?:(?:信息|稿件|文章|消息)?来源|(?:发布|更新|发表|成文|生成)?(?:时间|日期)|责任?编辑|责编|审核|校对|作者|录入|发布(?:机构|单位|人|者)|发文(?:机关|单位)"
    "|索引号|主题(?:分类|词)|公开(?:方式|形式)|有效性|浏览(?:次数|量)?|阅读(?:次数|量)?|点击(?:数|次数|量)?|字号|字体(?:大小)?|分享(?:到|至)?|打印|保护视力色)"
    "[：:](?P<value>.{0,30})"
)
#: Several of them in one line: 发布时间：… 来源：… 浏览次数：…
_LABELS = re.compile("(?:来源|时间|日期|编辑|作者|次数|浏览量|字号|字体|索引号|机构)[^：:]{0,2}[：:]")
_WORDS = re.compile(
    "[>»›/|｜]+|(?:网站)?首页[ 　]*[>»›/|\\\\].{0,80}|(?:返回)?(?:首页|顶部|上页)|(?:您|你)?(?:现在的|当前|所在)*位置[：:]?.{0,60}|(?:政府)?(?:信息|政务)公开(?:目录|专栏)?|网站首页"
    "|(?:【|\\[|［)?(?:打印|关闭|收藏|分享|大|中|小|繁|简)(?:本页|窗口|文章)?(?:】|\\]|］)?|(?:大|中|小)(?:[ 　|]?(?:大|中|小)){1,2}|打印本页|关闭窗口|无障碍.{0,6}|扫一扫.{0,20}"
    "|(?:上|下)一篇.{0,40}|相关(?:附件|链接|阅读|文章|新闻|文档|稿件|报道)[：:>》]*.{0,40}|附件下载.{0,20}|我要纠错|分享到.{0,20}|版权所有.{0,60}|主办(?:单位)?[：:].{0,40}|[^。]{0,30}ICP备.{0,20}"
    f"|{_STAMP}[ 　T]?{_CLOCK}|\\d{{4}}[-/.]\\d{{1,2}}[-/.]\\d{{1,2}}|[0-9a-f]{{32}}[：:]?"
)
_CRUMBS = re.compile("[^。，；]{1,20}(?:[ 　]?[>»›][ 　]?[^。，；>]{1,24}){1,8}[>»›]?")
_SEPARATOR = re.compile("[>»›]+")
#: After these nothing of the document follows.
_END = re.compile(
    "责任?编辑[：:]|责编[：:]|编辑[：:]|相关(?:附件|链接|阅读|文章|新闻|稿件|报道)|(?:上|下)一篇|附件下载|版权所有|扫一扫"
)
_CONTENTS = re.compile("[【\\[（(]?(?:目录|目次|内容提要|CONTENTS|Contents)[】\\])）]?[：:]?")
_LEADER = re.compile(r"(?:[.…·．﹒。\-—_]{2,}|\s)\s*[（(]?\d{1,3}[）)]?$|(?:……|\.{3,})[.…\s]*\d{0,3}$")


def without_page(paragraphs: Sequence[Paragraph], record: ChangeLog) -> tuple[Paragraph, ...]:
    """The paragraphs without the web page's words and without a table of contents."""
    gone = _contents(paragraphs)
    record.leave_out(CONTENTS, (paragraphs[n].text for n in sorted(gone)))
    rest = [paragraph for n, paragraph in enumerate(paragraphs) if n not in gone]
    words = _head(rest) | _tail(rest)
    record.leave_out(PAGE, (rest[n].text for n in sorted(words)))
    return _kept(rest, words)


def _kept(paragraphs: Sequence[Paragraph], gone: set[int]) -> tuple[Paragraph, ...]:
    """Those that stay; a page that begins with one that goes begins with the next."""
    found: list[Paragraph] = []
    turns: list[tuple[int, int]] = []
    for n, paragraph in enumerate(paragraphs):
        if n in gone:
            turns += [(0, page) for _, page in paragraph.turns]
            continue
        found.append(replace(paragraph, turns=(*turns, *paragraph.turns)) if turns else paragraph)
        turns = []
    return tuple(found)


def _head(paragraphs: Sequence[Paragraph]) -> set[int]:
    """The page's words before the document, and the title above a menu where it comes again below it."""
    texts = [patterns.plain(paragraph.text) for paragraph in paragraphs[:HEAD]]
    end = next(
        (n for n, text in enumerate(texts) if patterns.SALUTATION.search(text) or patterns.SECTION.match(text)), None
    )
    if end is None:
        return set()
    gone = _furniture(texts[:end])
    for n, text in enumerate(texts[:end]):
        if _SEPARATOR.fullmatch(text):
            gone |= {m for m in (n - 1, n + 1) if 0 <= m < end and len(texts[m]) <= 20}
    if all("报告" not in text for n, text in enumerate(texts[:end]) if n not in gone):
        gone = {n for n in gone if "报告" not in texts[n]}
    seen: dict[str, int] = {}
    for n, text in enumerate(map(remove_whitespace, texts[:end])):
        if n in gone or len(text) < 6:
            continue
        if text in seen and gone & set(range(seen[text], n)):
            gone.add(seen[text])
        seen[text] = n
    return gone


def _tail(paragraphs: Sequence[Paragraph]) -> set[int]:
    """The page's words after the document: from the first that nothing of it follows, and 来源 before these."""
    first = max(len(paragraphs) - TAIL, 1)
    texts = {n: patterns.plain(paragraphs[n].text) for n in range(first, len(paragraphs))}
    last = max(
        (n for n, text in texts.items() if patterns.is_notes_heading(text) or patterns.annex(text)), default=first
    )
    end = next((n for n, text in texts.items() if n > last and _END.match(text)), None)
    gone = {n for n in texts if end is not None and n >= end}
    if sum(len(texts[n]) for n in gone) * 10 > sum(len(paragraph.text) for paragraph in paragraphs):
        gone = set()
    for n in reversed(texts):
        text = texts[n].strip("（）()【】")
        if n not in gone and not (_LABEL.fullmatch(text) and len(text) < 30) and not _WORDS.fullmatch(text):
            break
        gone.add(n)
    return gone


def _furniture(texts: Sequence[str]) -> set[int]:
    """The lines that are a page's own by their words, with the value that stands below its label."""
    gone: set[int] = set()
    for n, text in enumerate(texts):
        label = _LABEL.fullmatch(text)
        several = len(text) <= 160 and _LABEL.match(text) and len(_LABELS.findall(text)) > 1
        if label or several or _WORDS.fullmatch(text) or (_CRUMBS.fullmatch(text) and len(text) > 3):
            gone.add(n)
        below = texts[n + 1] if n + 1 < len(texts) else ""
        if label and not label["value"].strip() and len(below) <= 20 and not re.search("报告|会议|代表", below):
            gone |= {n + 1} & set(range(len(texts)))
    return gone


def _contents(paragraphs: Sequence[Paragraph]) -> set[int]:
    """The lines under 目录 that end in a page number or come again below, as headings do."""
    texts = [remove_whitespace(patterns.plain(paragraph.text)) for paragraph in paragraphs]
    head = next((n for n, text in enumerate(texts) if _CONTENTS.fullmatch(text)), None)
    if head is None:
        return set()
    end = head + 1
    while end < len(texts):
        number = _LEADER.search(patterns.plain(paragraphs[end].text)) or re.search(r"[^\d年第]\d{1,3}$", texts[end])
        title = re.sub(r"[.…·．\-—_（(]*\d*[）)]?$", "", texts[end])
        again = any(text.startswith(title) for text in texts[end + 1 :]) if len(title) > 2 else False
        if patterns.SALUTATION.match(texts[end]) or not (
            (number and len(texts[end]) <= 80) or (again and len(texts[end]) <= 60)
        ):
            break
        end += 1
    return set(range(head, end)) if end > head + 1 else set()
