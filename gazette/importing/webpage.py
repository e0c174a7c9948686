"""Remove from a copied web page what is not the document: the page's own text, and a table of contents.

Menus (首页 > 政务公开), 来源 and 时间 stand before the report, 责任编辑 and links after it; they are recognized by their text and
their place. What is removed is logged, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import remove_paragraphs
from gazette.importing.extracted_text import ChangeLog, Paragraph
from gazette.text import remove_whitespace

#: The page's text stands in so many paragraphs at the head and at the end.
HEAD, TAIL = 40, 25
_STAMP = r"\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)"
_CLOCK = r"\d{1,2}(?::|时|：)\d{2}(?:(?::|分|：)(?:\d{2}秒?)?)?"
#: A label and its value, which may stand in the next line.
_LABEL = re.compile(
    "[（(【\\[]?(?:(?:信息|稿件|文章|消息)?来源|(?:发布|更新|发表|成文|生成)?(?:时间|日期)|责任?编辑|责编|审核|校对|作者|录入|发布(?:机构|单位|人|者)|发文(?:机关|单位)"
    "|索引号|主题(?:分类|词)|公开(?:方式|形式)|有效性|浏览(?:次数|量)?|阅读(?:次数|量)?|点击(?:数|次数|量)?|字号|字体(?:大小)?|分享(?:到|至)?|打印|保护视力色)"
    "[：:](?P<value>.{0,30})"
)
#: Several labels in one line: 发布时间：… 来源：… 浏览次数：…
_LABELS = re.compile("(?:来源|时间|日期|编辑|作者|次数|浏览量|字号|字体|索引号|机构)[^：:]{0,2}[：:]")
_FURNITURE = re.compile(
    "[>»›/|｜]+|(?:网站)?首页[ 　]*[>»›/|\\\\].{0,80}|(?:返回)?(?:首页|顶部|上页)|(?:您|你)?(?:现在的|当前|所在)*位置[：:]?.{0,60}|(?:政府)?(?:信息|政务)公开(?:目录|专栏)?|网站首页"
    "|(?:【|\\[|［)?(?:打印|关闭|收藏|分享|大|中|小|繁|简)(?:本页|窗口|文章)?(?:】|\\]|］)?|(?:大|中|小)(?:[ 　|]?(?:大|中|小)){1,2}|打印本页|关闭窗口|无障碍.{0,6}|扫一扫.{0,20}"
    "|(?:上|下)一篇.{0,40}|相关(?:附件|链接|阅读|文章|新闻|文档|稿件|报道)[：:>》]*.{0,40}|附件下载.{0,20}|我要纠错|分享到.{0,20}|版权所有.{0,60}|主办(?:单位)?[：:].{0,40}|[^。]{0,30}ICP备.{0,20}"
    f"|{_STAMP}[ 　T]?{_CLOCK}|\\d{{4}}[-/.]\\d{{1,2}}[-/.]\\d{{1,2}}|[0-9a-f]{{32}}[：:]?"
)
_BREADCRUMBS = re.compile("[^。，；]{1,20}(?:[ 　]?[>»›][ 　]?[^。，；>]{1,24}){1,8}[>»›]?")
_SEPARATOR = re.compile("[>»›]+")
#: What ends the document.
_END = re.compile(
    "责任?编辑[：:]|责编[：:]|编辑[：:]|相关(?:附件|链接|阅读|文章|新闻|稿件|报道)|(?:上|下)一篇|附件下载|版权所有|扫一扫"
)
_CONTENTS = re.compile("[【\\[（(]?(?:目录|目次|内容提要|CONTENTS|Contents)[】\\])）]?[：:]?")
_LEADER = re.compile(r"(?:[.…·．﹒。\-—_]{2,}|\s)\s*[（(]?\d{1,3}[）)]?$|(?:……|\.{3,})[.…\s]*\d{0,3}$")


def remove_page_text(paragraphs: Sequence[Paragraph], changes: ChangeLog) -> tuple[Paragraph, ...]:
    """Remove the web page's own text and a table of contents."""
    contents = _find_contents(paragraphs)
    changes.add_omitted("目录", (paragraphs[n].text for n in sorted(contents)))
    rest = [paragraph for n, paragraph in enumerate(paragraphs) if n not in contents]
    page_text = _find_head(rest) | _find_tail(rest)
    changes.add_omitted("网页自己的字", (rest[n].text for n in sorted(page_text)))
    return tuple(remove_paragraphs(rest, page_text))


def _find_head(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Find the page's text before the document, and the title above a menu if it comes again below it."""
    texts = [paragraph.simplified for paragraph in paragraphs[:HEAD]]
    end = next(
        (n for n, text in enumerate(texts) if patterns.SALUTATION.search(text) or patterns.SECTION.match(text)), None
    )
    if end is None:
        return set()
    texts = texts[:end]
    removed = _find_furniture(texts)
    for n, text in enumerate(texts):
        if _SEPARATOR.fullmatch(text):
            removed |= {m for m in (n - 1, n + 1) if 0 <= m < end and len(texts[m]) <= 20}
    if all("报告" not in text for n, text in enumerate(texts) if n not in removed):
        removed = {n for n in removed if "报告" not in texts[n]}
    seen: dict[str, int] = {}
    for n, text in enumerate(map(remove_whitespace, texts)):
        if n in removed or len(text) < 6:
            continue
        if text in seen and removed & set(range(seen[text], n)):
            removed.add(seen[text])
        seen[text] = n
    return removed


def _find_tail(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Find the page's text after the document: from the first line that ends it, and 来源 before that."""
    first = max(len(paragraphs) - TAIL, 1)
    texts = {n: paragraphs[n].simplified for n in range(first, len(paragraphs))}
    last_annex = max(
        (n for n, text in texts.items() if patterns.is_notes_heading(text) or patterns.match_annex_label(text)),
        default=first,
    )
    end = next((n for n, text in texts.items() if n > last_annex and _END.match(text)), len(paragraphs))
    removed = {n for n in texts if n >= end}
    if sum(len(texts[n]) for n in removed) * 10 > sum(len(paragraph.text) for paragraph in paragraphs):
        removed = set()
    for n in reversed(texts):
        text = texts[n].strip("（）()【】")
        if n not in removed and not (_LABEL.fullmatch(text) and len(text) < 30) and not _FURNITURE.fullmatch(text):
            break
        removed.add(n)
    return removed


def _find_furniture(texts: Sequence[str]) -> set[int]:
    """Find the lines that belong to the page by their text, with the value that stands below its label."""
    furniture: set[int] = set()
    for n, text in enumerate(texts):
        label = _LABEL.fullmatch(text)
        has_several = len(text) <= 160 and _LABEL.match(text) and len(_LABELS.findall(text)) > 1
        if label or has_several or _FURNITURE.fullmatch(text) or (_BREADCRUMBS.fullmatch(text) and len(text) > 3):
            furniture.add(n)
        if label and not label["value"].strip() and n + 1 < len(texts):
            below = texts[n + 1]
            if len(below) <= 20 and not re.search("报告|会议|代表", below):
                furniture.add(n + 1)
    return furniture


def _find_contents(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Find the lines under 目录 that end in a page number, or come again below, as headings do."""
    texts = [remove_whitespace(paragraph.simplified) for paragraph in paragraphs]
    head = next((n for n, text in enumerate(texts) if _CONTENTS.fullmatch(text)), None)
    if head is None:
        return set()
    end = head + 1
    while end < len(texts) and not patterns.SALUTATION.match(texts[end]):
        text = texts[end]
        has_number = _LEADER.search(paragraphs[end].simplified) or re.search(r"[^\d年第]\d{1,3}$", text)
        title = re.sub(r"[.…·．\-—_（(]*\d*[）)]?$", "", text)
        comes_again = len(title) > 2 and any(other.startswith(title) for other in texts[end + 1 :])
        if not ((has_number and len(text) <= 80) or (comes_again and len(text) <= 60)):
            break
        end += 1
    return set(range(head, end)) if end > head + 1 else set()
