"""Rules for whole lines that look like a heading, a container, an item, a comment … and are none.

A rule takes a line and returns the corrected line with what is wrong, or ``None`` where it does not apply.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gazette.sources.near_misses.miss import ITEM_START, NO_FOOTNOTES_FIX, SPACE, NearMiss, shorten
from gazette.sources.near_misses.spans import LOOKS_LIKE_ATTRIBUTES

Rule = Callable[[str], tuple[str, NearMiss] | None]

_HEADING = re.compile(rf"(?P<lead>{SPACE}*)(?P<signs>[#＃﹟♯]+)(?P<gap>{SPACE}*)(?P<words>\S.*)")
_CONTAINER = re.compile(rf"{SPACE}*(?:[:：﹕︰∶ː]{SPACE}*){{2,}}(?P<rest>.*)")
_STRAY_FENCE = re.compile(r":{3,}\s*")
_ITEM = re.compile(
    rf"{SPACE}*(?:[-－﹣‐‑–−]{SPACE}*(?={ITEM_START})|[-－﹣‐‑–−—*+]{SPACE}+(?=[^\s*-])|\*(?={ITEM_START})(?!.*\*))(?P<words>.+)"
)
_TASK_ITEM = re.compile(rf"{SPACE}*(?:[-－*+]{SPACE}*)?[\[［][ \u3000xX×√✓✔]?[\]］]{SPACE}+(?P<words>\S.*)")
_BULLET = re.compile(rf"{SPACE}*[●○◦■□◆◇▪▫▸▹►▶▷◎•·∙⁃‣・※✓✔✦★☆➢➤→]")
_UNDERLINE = re.compile(r"\s*(?:[=＝]{2,}|[-－]{2,}|[—―]{3,})\s*")
_COMMENT = re.compile(rf"{SPACE}*(?:[<＜〈《][!！]{SPACE}*[-－—–―]+)(?P<words>.*)")
_COMMENT_END = re.compile(rf"{SPACE}*[-－—–―]+{SPACE}*[>＞〉》]{SPACE}*\Z")
_QUOTE = re.compile(rf"{SPACE}*＞{SPACE}*(?P<words>.+)")
_FENCE = re.compile(rf"{SPACE}*(?:｀{{3,}}|～{{3,}}).*")
_FOOTNOTE_TEXT = re.compile(rf"{SPACE}*[\[［][\^＾][^\]］]+[\]］]{SPACE}*[:：]")
#: Begins an item that has a line of its own in print.
_NUMBERED = re.compile(
    rf"{SPACE}*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[①-⑳]|[0-9０-９]{{1,2}}[.．、](?![0-9０-９]))"
)
_SENTENCE_END = re.compile("[。！？][”’」』）]*\\s*\\Z")


def find_stray_fence(line: str) -> NearMiss | None:
    """Return a near miss for a ``:::`` that ends nothing."""
    if not _STRAY_FENCE.fullmatch(line):
        return None
    return NearMiss("这一行 ::: 没有可以结束的容器，会照样印出来。", "请删去它，或在上面补上开头的一行，如 ::: note。")


def find_rule_below_text(before: str) -> NearMiss | None:
    """Return a near miss for a ``---`` directly below a line ``before``, which in other Markdown makes a heading of it."""
    if not before.strip() or before.lstrip().startswith((":::", "#", "<!--")) or "-->" in before:
        return None
    fix = f"标题写成「## {shorten(before.strip())}」；真要一条横线的，前面空一行。"
    return NearMiss("文字下面的「---」不能把上一行变成标题。", fix)


def _correct_heading(line: str) -> tuple[str, NearMiss] | None:
    match = _HEADING.fullmatch(line)
    if match is None:
        return None
    signs, words = match["signs"], match["words"].rstrip()
    is_topic = bool(re.search("[#＃]", re.sub(r"[{｛].*", "", words)))  # #话题#
    is_single = len(signs) == 1 and not match["gap"]
    if is_single and (is_topic or not (re.match(ITEM_START, words) or LOOKS_LIKE_ATTRIBUTES.search(words))):
        return None
    corrected = "#" * min(len(signs), 6) + " " + words
    reasons = (
        (len(signs) > 6, "井号太多，最多六个"),
        (not signs.isascii() or "♯" in signs, "井号是全角的"),
        (match["lead"], "前面有空格"),
        (not match["gap"], "井号后面没有空格"),
        (match["gap"].strip(" \t"), "井号后面不是普通的空格"),
    )
    reason = next((words for applies, words in reasons if applies), "写法不对")
    message = f"「{shorten(line.strip())}」像是标题，却不成标题（{reason}），会照样印出来。"
    fix = f"请写成「{shorten(corrected, 100)}」：行首就是半角的井号，后面一个普通的空格；真要印井号的，写成 \\#。"
    return corrected, NearMiss(message, fix)


def _correct_hash_in_heading(line: str) -> tuple[str, NearMiss] | None:
    match = _HEADING.fullmatch(line)
    if match is None or (match["signs"] == "#" and not match["gap"] and not re.match(ITEM_START, match["words"])):
        return None
    fix = f"只在行首写半角的井号，中间不要空格，如「## {shorten(match['words'])}」；真要印井号的，写成 \\#。"
    return match["words"], NearMiss(f"标题里的「{match['signs']}」会照样印出来。", fix)


def _correct_container(line: str) -> tuple[str, NearMiss] | None:
    match = _CONTAINER.fullmatch(line)
    if match is None or _STRAY_FENCE.fullmatch(line):
        return None
    rest = match["rest"].strip()
    corrected = f"::: {rest}".rstrip()
    fix = f"请写成「{shorten(corrected, 100)}」：三个半角的冒号，写在行首。"
    return corrected, NearMiss(f"「{shorten(line.strip())}」像是容器的开头或结尾，会照样印出来。", fix)


def _correct_task(line: str) -> tuple[str, NearMiss] | None:
    match = _TASK_ITEM.fullmatch(line)
    if match is None:
        return None
    fix = f"这里没有待办的记号；列表的一条写成「- {shorten(match['words'])}」。"
    return match["words"], NearMiss(f"「{shorten(line.strip())}」里的方框会照样印出来。", fix)


def _correct_list_item(line: str) -> tuple[str, NearMiss] | None:
    match = _ITEM.fullmatch(line)
    if match is None:
        return None
    corrected = f"- {match['words'].strip()}"
    sign = line.strip()[0]
    escape = f"前面加一个反斜杠：\\{sign}" if sign.isascii() else f"写成「- {shorten(line.strip(), 8)}」"
    fix = f"请写成「{shorten(corrected, 100)}」：行首就是半角的横线，后面一个普通的空格；真要印这个记号的，{escape}。"
    return corrected, NearMiss(f"「{shorten(line.strip())}」像是列表的一条，却不成列表，会照样印出来。", fix)


def _correct_underline(line: str) -> tuple[str, NearMiss] | None:
    if not _UNDERLINE.fullmatch(line):
        return None
    fix = "标题写成「## 小标题」，井号在前；请删去这一行。"
    return "", NearMiss(f"文字下面的「{shorten(line.strip())}」不能把上一行变成标题，会照样印出来。", fix)


def _correct_comment(line: str) -> tuple[str, NearMiss] | None:
    match = _COMMENT.fullmatch(line)
    if match is None or line.startswith("<!--"):
        return None
    words = match["words"]
    corrected = f"<!--{_COMMENT_END.sub(' -->', words)}"
    fix = "注释自成一段：以半角的 <!-- 开头，以 --> 结尾（Word 会把两个横线变成破折号）。"
    return corrected, NearMiss(f"「{shorten(line.strip())}」像是注释，会照样印出来。", fix)


def _correct_quote(line: str) -> tuple[str, NearMiss] | None:
    match = _QUOTE.fullmatch(line)
    if match is None:
        return None
    corrected = f"> {match['words']}"
    return corrected, NearMiss("行首的「＞」是全角的，会照样印出来。", f"引文写成「{shorten(corrected)}」。")


def _correct_code_fence(line: str) -> tuple[str, NearMiss] | None:
    if not _FENCE.fullmatch(line):
        return None
    return line, NearMiss(
        f"「{shorten(line.strip())}」是全角的，不能开始一段代码。", "请用半角的 ``` ；文献里没有代码的，删去这一行。"
    )


def _drop_footnote_text(line: str) -> tuple[str, NearMiss] | None:
    if not _FOOTNOTE_TEXT.match(line):
        return None
    return "", NearMiss(f"「{shorten(line.strip())}」像是脚注，会照样印出来。", NO_FOOTNOTES_FIX)


def find_joined_line(line: str, before: str) -> NearMiss | None:
    """Return a near miss for a line that seems to begin a paragraph, but is part of the one before it."""
    start = shorten(line.strip(), 8)
    if _BULLET.match(line):
        fix = "每条前面写「- 」（如「- ●…」），或在两行之间空一行。"
        return NearMiss(f"「{start}」会接在上一行的后面，连成一段。", fix, code="line-joined")
    if _NUMBERED.match(line) or (_SENTENCE_END.search(before) and line.lstrip()[:1] not in "{<:|"):
        fix = "要分段的，在两行之间空一行；本来是一段的，请接成一行。"
        return NearMiss(f"「{start}」会接在上一行的后面，连成一段。", fix, code="line-joined", severity="warning")
    return None


#: Matches the beginning of every line that a rule below applies to: their signs, which few lines begin with.
SIGN_AT_START = re.compile(rf"[\s{SPACE[1:-1]}]*[#＃﹟♯:：﹕︰∶ː\-－﹣‐‑–−—―*+\[［<＜〈《＞｀～=＝]")

ANYWHERE: tuple[Rule, ...] = (
    _correct_heading,
    _correct_container,
    _correct_task,
    _correct_comment,
    _correct_quote,
    _correct_code_fence,
    _drop_footnote_text,
)
#: Rules for paragraphs alone: in an item a bullet is text of the document.
PARAGRAPH: tuple[Rule, ...] = (*ANYWHERE, _correct_list_item)
BELOW: tuple[Rule, ...] = (_correct_underline,)
HEADING: tuple[Rule, ...] = (_correct_hash_in_heading,)
