"""Whole lines that look like a heading, a container, an item, a comment … and are none.

A rule takes a line and gives it as it was meant with what is wrong, or ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gazette.sources.near_misses.miss import ITEM_START, NO_FOOTNOTES_FIX, SPACE, NearMiss, shorten
from gazette.sources.near_misses.spans import LOOKS_LIKE_ATTRIBUTES

Rule = Callable[[str], tuple[str, NearMiss] | None]

_HEADING = re.compile(rf"(?P<lead>{SPACE}*)(?P<signs>[#＃﹟♯]+)(?P<gap>{SPACE}*)(?P<words>\S.*)")
_CONTAINER = re.compile(rf"{SPACE}*(?:[:：﹕︰∶ː]{SPACE}*){{2,}}(?P<rest>.*)")
_ORPHAN = re.compile(r":{3,}\s*")
_ITEM = re.compile(
    rf"{SPACE}*(?:[-－﹣‐‑–−]{SPACE}*(?={ITEM_START})|[-－﹣‐‑–−—*+]{SPACE}+(?=[^\s*-])|\*(?={ITEM_START})(?!.*\*))(?P<words>.+)"
)
_TASK = re.compile(rf"{SPACE}*(?:[-－*+]{SPACE}*)?[\[［][ \u3000xX×√✓✔]?[\]］]{SPACE}+(?P<words>\S.*)")
_BULLET = re.compile(rf"{SPACE}*[●○◦■□◆◇▪▫▸▹►▶▷◎•·∙⁃‣・※✓✔✦★☆➢➤→]")
_UNDERLINE = re.compile(r"\s*(?:[=＝]{2,}|[-－]{2,}|[—―]{3,})\s*")
_COMMENT = re.compile(rf"{SPACE}*(?:[<＜〈《][!！]{SPACE}*[-－—–―]+)(?P<words>.*)")
_COMMENT_END = re.compile(rf"{SPACE}*[-－—–―]+{SPACE}*[>＞〉》]{SPACE}*\Z")
_QUOTED = re.compile(rf"{SPACE}*＞{SPACE}*(?P<words>.+)")
_FENCE = re.compile(rf"{SPACE}*(?:｀{{3,}}|～{{3,}}).*")
_NOTE = re.compile(rf"{SPACE}*[\[［][\^＾][^\]］]+[\]］]{SPACE}*[:：]")
#: An item that begins a line of its own in print; where the lines are joined, it stood by itself.
_NUMBERED = re.compile(
    rf"{SPACE}*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[①-⑳]|[0-9０-９]{{1,2}}[.．、](?![0-9０-９]))"
)
_ENDS = re.compile("[。！？][”’」』）]*\\s*\\Z")


def find_stray_fence(line: str) -> NearMiss | None:
    """A ``:::`` that ends nothing."""
    if not _ORPHAN.fullmatch(line):
        return None
    return NearMiss("这一行 ::: 没有可以结束的容器，会照样印出来。", "请删去它，或在上面补上开头的一行，如 ::: note。")


def find_rule_below_text(before: str) -> NearMiss | None:
    """A ``---`` close under words, which elsewhere makes a heading of them."""
    if not before.strip() or before.lstrip().startswith((":::", "#", "<!--")) or "-->" in before:
        return None
    fix = f"标题写成「## {shorten(before.strip())}」；真要一条横线的，前面空一行。"
    return NearMiss("文字下面的「---」不能把上一行变成标题。", fix)


def _heading(line: str) -> tuple[str, NearMiss] | None:
    match = _HEADING.fullmatch(line)
    if match is None:
        return None
    signs, words = match["signs"], match["words"].rstrip()
    topic = bool(re.search("[#＃]", re.sub(r"[{｛].*", "", words)))  # #话题#
    single = len(signs) == 1 and not match["gap"]
    if single and (topic or not (re.match(ITEM_START, words) or LOOKS_LIKE_ATTRIBUTES.search(words))):
        return None
    mended = "#" * min(len(signs), 6) + " " + words
    reasons = (
        (len(signs) > 6, "井号太多，最多六个"),
        (not signs.isascii() or "♯" in signs, "井号是全角的"),
        (match["lead"], "前面有空格"),
        (not match["gap"], "井号后面没有空格"),
        (match["gap"].strip(" \t"), "井号后面不是普通的空格"),
    )
    why = next((words for applies, words in reasons if applies), "写法不对")
    message = f"「{shorten(line.strip())}」像是标题，却不成标题（{why}），会照样印出来。"
    fix = f"请写成「{shorten(mended, 100)}」：行首就是半角的井号，后面一个普通的空格；真要印井号的，写成 \\#。"
    return mended, NearMiss(message, fix)


def _heading_in_heading(line: str) -> tuple[str, NearMiss] | None:
    match = _HEADING.fullmatch(line)
    if match is None or (match["signs"] == "#" and not match["gap"] and not re.match(ITEM_START, match["words"])):
        return None
    fix = f"只在行首写半角的井号，中间不要空格，如「## {shorten(match['words'])}」；真要印井号的，写成 \\#。"
    return match["words"], NearMiss(f"标题里的「{match['signs']}」会照样印出来。", fix)


def _container(line: str) -> tuple[str, NearMiss] | None:
    match = _CONTAINER.fullmatch(line)
    if match is None or _ORPHAN.fullmatch(line):
        return None
    rest = match["rest"].strip()
    mended = f"::: {rest}".rstrip()
    fix = f"请写成「{shorten(mended, 100)}」：三个半角的冒号，写在行首。"
    return mended, NearMiss(f"「{shorten(line.strip())}」像是容器的开头或结尾，会照样印出来。", fix)


def _task(line: str) -> tuple[str, NearMiss] | None:
    match = _TASK.fullmatch(line)
    if match is None:
        return None
    fix = f"这里没有待办的记号；列表的一条写成「- {shorten(match['words'])}」。"
    return match["words"], NearMiss(f"「{shorten(line.strip())}」里的方框会照样印出来。", fix)


def _list_item(line: str) -> tuple[str, NearMiss] | None:
    match = _ITEM.fullmatch(line)
    if match is None:
        return None
    mended = f"- {match['words'].strip()}"
    sign = line.strip()[0]
    own = f"前面加一个反斜杠：\\{sign}" if sign.isascii() else f"写成「- {shorten(line.strip(), 8)}」"
    fix = f"请写成「{shorten(mended, 100)}」：行首就是半角的横线，后面一个普通的空格；真要印这个记号的，{own}。"
    return mended, NearMiss(f"「{shorten(line.strip())}」像是列表的一条，却不成列表，会照样印出来。", fix)


def _underline(line: str) -> tuple[str, NearMiss] | None:
    if not _UNDERLINE.fullmatch(line):
        return None
    fix = "标题写成「## 小标题」，井号在前；请删去这一行。"
    return "", NearMiss(f"文字下面的「{shorten(line.strip())}」不能把上一行变成标题，会照样印出来。", fix)


def _comment(line: str) -> tuple[str, NearMiss] | None:
    match = _COMMENT.fullmatch(line)
    if match is None or line.startswith("<!--"):
        return None
    words = match["words"]
    mended = f"<!--{_COMMENT_END.sub(' -->', words)}"
    fix = "注释自成一段：以半角的 <!-- 开头，以 --> 结尾（Word 会把两个横线变成破折号）。"
    return mended, NearMiss(f"「{shorten(line.strip())}」像是注释，会照样印出来。", fix)


def _quote(line: str) -> tuple[str, NearMiss] | None:
    match = _QUOTED.fullmatch(line)
    if match is None:
        return None
    mended = f"> {match['words']}"
    return mended, NearMiss("行首的「＞」是全角的，会照样印出来。", f"引文写成「{shorten(mended)}」。")


def _fence(line: str) -> tuple[str, NearMiss] | None:
    if not _FENCE.fullmatch(line):
        return None
    return line, NearMiss(
        f"「{shorten(line.strip())}」是全角的，不能开始一段代码。", "请用半角的 ``` ；文献里没有代码的，删去这一行。"
    )


def _footnote_text(line: str) -> tuple[str, NearMiss] | None:
    if not _NOTE.match(line):
        return None
    return "", NearMiss(f"「{shorten(line.strip())}」像是脚注，会照样印出来。", NO_FOOTNOTES_FIX)


def find_joined_line(line: str, before: str) -> NearMiss | None:
    """Lines without an empty one between them are one paragraph."""
    start = shorten(line.strip(), 8)
    if _BULLET.match(line):
        fix = "每条前面写「- 」（如「- ●…」），或在两行之间空一行。"
        return NearMiss(f"「{start}」会接在上一行的后面，连成一段。", fix, code="line-joined")
    if _NUMBERED.match(line) or (_ENDS.search(before) and line.lstrip()[:1] not in "{<:|"):
        fix = "要分段的，在两行之间空一行；本来是一段的，请接成一行。"
        return NearMiss(f"「{start}」会接在上一行的后面，连成一段。", fix, code="line-joined", severity="warning")
    return None


ANYWHERE: tuple[Rule, ...] = (_heading, _container, _task, _comment, _quote, _fence, _footnote_text)
#: What only a paragraph has: an item's own bullet is text of the document.
PARAGRAPH: tuple[Rule, ...] = (*ANYWHERE, _list_item)
BELOW: tuple[Rule, ...] = (_underline,)
HEADING: tuple[Rule, ...] = (_heading_in_heading,)
