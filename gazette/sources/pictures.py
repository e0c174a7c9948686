"""Build picture blocks from Markdown images that are alone in their paragraphs, and check their addresses."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import unquote

from msgspec import Struct

from gazette.model import Attributes, Block, Run
from gazette.sources.grammar import Token
from gazette.sources.tables import ReportProblem

#: The formats of pictures, by the suffixes of their files.
SUFFIXES = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp", "avif": "avif", "svg": "svg"}
#: The description that an import writes where it cannot know one; reported until an editor replaces it.
MISSING_DESCRIPTION = "待写：图里是什么"
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PATH_FIX = '写成 ![图里是什么](images/名字.jpg "图题")，文件放在文献旁边的 images 文件夹里。'


class StandaloneImage(Struct, frozen=True):
    """An image that is alone in its paragraph, with or without attributes."""

    token: Token
    #: The tokens after the image: the attributes.
    rest: list[Token]


def find_standalone_image(inline: Token) -> StandaloneImage | None:
    """Return the image of a paragraph that has nothing else, ``None`` for another paragraph."""
    children = inline.children or []
    if not children or children[0].type != "image":
        return None
    rest = children[1:]
    words = "".join(token.content for token in rest)
    if any(token.type != "text" for token in rest) or not re.fullmatch(r"(?:\s+\{[^{}]*\})?\s*", words):
        return None
    return StandaloneImage(children[0], rest)


def build_picture(image: StandaloneImage, attrs: Attributes, line: int, report: ReportProblem) -> Block:
    """Build a picture: its run is the caption, its attribute ``alt`` the description."""
    alt = "".join(child.content for child in image.token.children or ()).strip()
    caption = str(image.token.attrs.get("title", "")).strip()
    source = unicodedata.normalize("NFC", unquote(str(image.token.attrs.get("src", ""))))
    for key in sorted(attrs.keys() - {"id", "script"}):
        report("attribute-idle", line, f"「{key}」在这里不起作用。", "图片后面只能写 {#名字} 和 {script=keep}。")
    if alt == MISSING_DESCRIPTION:
        message = f"图片「{source}」的说明还没有写，现在印成「{MISSING_DESCRIPTION}」。"
        report("picture-alt", line, message, "在方括号里写一句图里是什么。", "warning")
    if not alt:
        message = f"图片「{source}」没有说明图里是什么。"
        fix = "在方括号里写一句，读屏软件念给看不见的读者听，如 ![2025年预算收支的柱形图](…)。"
        report("picture-alt", line, message, fix)
    if fault := _find_path_fault(source):
        report("picture-path", line, f"图片的地址「{source}」不能用：{fault}。", _PATH_FIX)
        source = ""
    name = attrs.get("id", "")
    words = Run(caption.replace("\n", " "), (), line)
    return Block("picture", line, words, id=name, attrs={**attrs, "src": source}, alt=alt)


def _find_path_fault(source: str) -> str:
    """Return why a source is no path of a picture below the document's folder; empty where it is one."""
    if _EXTERNAL.match(source):
        return "图片要放在本站，不能从别的网站取"
    if source.startswith("/") or "\\" in source:
        return "要从文献所在的文件夹写起，用 / 隔开"
    if ".." in source.split("/"):
        return "不能到文献的文件夹外面去取"
    if "?" in source or "#" in source:
        return "里面不能有 ? 和 #"
    suffix = source.rpartition(".")[2].lower()
    if suffix not in SUFFIXES:
        return "只收 .jpg .png .webp .avif .svg"
    return ""


def picture_path(source: str, document: str) -> str:
    """Return the path of a picture's file; ``source`` is its address in the file ``document``."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(document), source))
