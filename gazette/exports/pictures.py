"""Examine the pictures of documents, and publish them unchanged under names that change with their content."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping

from gazette.drawing import canvas
from gazette.exports.service_worker import PICTURES
from gazette.model import Image
from gazette.pages.publication import Artifact
from gazette.problems import Locus, Problem
from gazette.sources import svg
from gazette.sources.pictures import SUFFIXES

#: Bytes and side length in pixels above which a picture gets a warning, and pixels above which it is refused.
HEAVY, WIDE, MOST = 1_000_000, 4000, 100_000_000
_NAMES = {
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WebP",
    "avif": "AVIF",
    "svg": "SVG",
    "gif": "GIF",
    "bmp": "BMP",
    "tiff": "TIFF",
}
_EXTENSIONS = {"jpeg": "jpg"}


def examine_picture(path: str, data: bytes) -> tuple[Image | None, tuple[Problem, ...]]:
    """Examine a picture's file by its content; ``None`` and a problem if it cannot be shown."""
    problems: list[Problem] = []

    def refuse(message: str, fix: str) -> tuple[None, tuple[Problem, ...]]:
        return None, (Problem("picture-broken", Locus(path), message, fix),)

    wanted = SUFFIXES.get(path.rpartition(".")[2].lower(), "")
    contents = _examine(data)
    if contents is None:
        again = "请用看图的程序打开看看，重新另存一份（JPEG、PNG、WebP、AVIF 或 SVG）。"
        return refuse(f"图片打不开：不是完整的 {_NAMES[wanted]}。", again)
    if isinstance(contents, svg.SvgReport):
        kind, width, height = "svg", contents.width, contents.height
        if contents.broken:
            return refuse(f"图片打不开：{contents.broken}。", "请重新导出一份 SVG，或另存为 PNG。")
        if contents.unsafe:
            fix = "图里只留图形和文字：请另存为“普通 SVG”，或改用 PNG。"
            message = f"这个 SVG 不只是图，放到网上不安全：{contents.unsafe}。"
            return None, (Problem("picture-unsafe", Locus(path), message, fix),)
        if not width and kind == wanted:
            fix = '请在 <svg …> 里写 viewBox="0 0 宽 高"，或重新导出。'
            return refuse("图片没有写明多宽多高。", fix)
    else:
        kind, width, height = contents.format, contents.width, contents.height
        if contents.frames > 1:
            fix = "请只留其中一幅；会动的图使读者分心，也印不出来。"
            return refuse(f"图片里有{contents.frames}幅，会动。", fix)
        if contents == canvas.HUGE or width * height > MOST:
            return refuse(f"图片太大，超过{MOST // 1_000_000}兆像素。", f"请缩到{WIDE}像素以内。")
    if kind != wanted:
        fix = (
            f"请把名字改成 .{_EXTENSIONS.get(kind, kind)} 结尾。"
            if kind in SUFFIXES.values()
            else "请另存为 JPEG 或 PNG。"
        )
        return refuse(f"名字的结尾说是 {_NAMES[wanted]}，其实是 {_NAMES[kind]}。", fix)
    if len(data) > HEAVY or (max(width, height) > WIDE and kind != "svg"):
        size = f"{len(data) / 1e6:.1f} MB，{width}×{height}"
        fix = f"手机上打开很慢；请缩到{WIDE}像素、1 MB 以内再放进来。"
        problems.append(Problem("picture-large", Locus(path), f"图片很大（{size}）。", fix, "warning"))
    if isinstance(contents, canvas.Raster) and contents.is_located:
        fix = "照片会原样放到网上；请用看图的程序去掉位置信息，再放进来。"
        problems.append(Problem("picture-private", Locus(path), "照片里记着拍摄的地点。", fix, "warning"))
    digest = hashlib.sha256(data).hexdigest()[:10]
    return Image(path, f"{PICTURES}{digest}.{_EXTENSIONS.get(kind, kind)}", width, height), tuple(problems)


def _examine(data: bytes) -> canvas.Raster | svg.SvgReport | None:
    """Examine a file by its first bytes; ``None`` if it is no whole picture."""
    if data[4:8] == b"ftyp" and not canvas.reads_avif():
        return measure_avif(data)
    raster = canvas.measure(data, MOST)
    if raster is not None:
        return raster
    text = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return svg.inspect_svg(data) if text.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff")) else None


def measure_avif(data: bytes) -> canvas.Raster | None:
    """Read the size of an AVIF from its header, if Pillow cannot: that of the largest picture in it, with its rotation."""
    if data[4:8] != b"ftyp" or b"avif" not in data[8:64]:
        return None
    sizes = [
        struct.unpack(">II", data[at + 8 : at + 16])
        for at in _find_all(data, b"ispe")
        if len(data) >= at + 16 and data[at - 4 : at] == b"\0\0\0\x14"
    ]
    if not sizes or b"mdat" not in data:
        return None
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    if any(data[at + 4 : at + 5] in (b"\x01", b"\x03") for at in _find_all(data, b"irot")):
        width, height = height, width
    return canvas.Raster("avif", width, height)


def _find_all(data: bytes, word: bytes) -> Iterator[int]:
    at = data.find(word)
    while at >= 0:
        yield at
        at = data.find(word, at + 1)


def publish_pictures(images: Iterable[Image], files: Mapping[str, bytes]) -> tuple[Artifact, ...]:
    """Return the pictures as files of the site; equal files are published once."""
    return tuple({image.file: Artifact(image.file, files[image.path]) for image in images}.values())
