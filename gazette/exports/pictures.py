"""Pictures of documents: each file is looked through, and goes out as it is under a name that changes with its content."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping

from gazette.exports.service_worker import PICTURES
from gazette.model import Image
from gazette.pages.publication import Artifact
from gazette.problems import Locus, Problem
from gazette.share_images import canvas
from gazette.sources import svg
from gazette.sources.pictures import SUFFIXES

#: Bytes and pixels of a side from which on a picture is told to be large for a phone, and pixels that no page shows.
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
_ENDS = {"jpeg": "jpg"}


def examine_picture(path: str, data: bytes) -> tuple[Image | None, tuple[Problem, ...]]:
    """What a picture's file is, by its content; ``None`` and a problem where it cannot be shown."""
    problems: list[Problem] = []

    def refused(message: str, fix: str) -> tuple[None, tuple[Problem, ...]]:
        return None, (Problem("picture-broken", Locus(path), message, fix),)

    wanted = SUFFIXES.get(path.rpartition(".")[2].lower(), "")
    found = _measured(data)
    if found is None:
        again = "请用看图的程序打开看看，重新另存一份（JPEG、PNG、WebP、AVIF 或 SVG）。"
        return refused(f"图片打不开：不是完整的 {_NAMES[wanted]}。", again)
    if isinstance(found, svg.SvgReport):
        kind, width, height = "svg", found.width, found.height
        if found.broken:
            return refused(f"图片打不开：{found.broken}。", "请重新导出一份 SVG，或另存为 PNG。")
        if found.unsafe:
            fix = "图里只留图形和文字：请另存为“普通 SVG”，或改用 PNG。"
            message = f"这个 SVG 不只是图，放到网上不安全：{found.unsafe}。"
            return None, (Problem("picture-unsafe", Locus(path), message, fix),)
        if not width and kind == wanted:
            fix = '请在 <svg …> 里写 viewBox="0 0 宽 高"，或重新导出。'
            return refused("图片没有写明多宽多高。", fix)
    else:
        kind, width, height = found.format, found.width, found.height
        if found.frames > 1:
            fix = "请只留其中一幅；会动的图使读者分心，也印不出来。"
            return refused(f"图片里有{found.frames}幅，会动。", fix)
        if found == canvas.HUGE or width * height > MOST:
            return refused(f"图片太大，超过{MOST // 1_000_000}兆像素。", f"请缩到{WIDE}像素以内。")
    if kind != wanted:
        fix = f"请把名字改成 .{_ENDS.get(kind, kind)} 结尾。" if kind in SUFFIXES.values() else "请另存为 JPEG 或 PNG。"
        return refused(f"名字的结尾说是 {_NAMES[wanted]}，其实是 {_NAMES[kind]}。", fix)
    if len(data) > HEAVY or (max(width, height) > WIDE and kind != "svg"):
        size = f"{len(data) / 1e6:.1f} MB，{width}×{height}"
        fix = f"手机上打开很慢；请缩到{WIDE}像素、1 MB 以内再放进来。"
        problems.append(Problem("picture-large", Locus(path), f"图片很大（{size}）。", fix, "warning"))
    if isinstance(found, canvas.Raster) and found.is_located:
        fix = "照片会原样放到网上；请用看图的程序去掉位置信息，再放进来。"
        problems.append(Problem("picture-private", Locus(path), "照片里记着拍摄的地点。", fix, "warning"))
    digest = hashlib.sha256(data).hexdigest()[:10]
    return Image(path, f"{PICTURES}{digest}.{_ENDS.get(kind, kind)}", width, height), tuple(problems)


def _measured(data: bytes) -> canvas.Raster | svg.SvgReport | None:
    """What is in a file, by its first bytes."""
    if data[4:8] == b"ftyp" and not canvas.reads_avif():
        return avif(data)
    raster = canvas.measure(data, MOST)
    if raster is not None:
        return raster
    text = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return svg.inspect_svg(data) if text.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff")) else None


def avif(data: bytes) -> canvas.Raster | None:
    """The size of an AVIF as its head tells it, where Pillow cannot read it: the largest picture in it, turned as it is to be."""
    if data[4:8] != b"ftyp" or b"avif" not in data[8:64]:
        return None
    sizes = [
        struct.unpack(">II", data[at + 8 : at + 16])
        for at in _places(data, b"ispe")
        if len(data) >= at + 16 and data[at - 4 : at] == b"\0\0\0\x14"
    ]
    if not sizes or b"mdat" not in data:
        return None
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    if any(data[at + 4 : at + 5] in (b"\x01", b"\x03") for at in _places(data, b"irot")):
        width, height = height, width
    return canvas.Raster("avif", width, height)


def _places(data: bytes, word: bytes) -> Iterator[int]:
    at = data.find(word)
    while at >= 0:
        yield at
        at = data.find(word, at + 1)


def publish_pictures(images: Iterable[Image], files: Mapping[str, bytes]) -> tuple[Artifact, ...]:
    """The pictures as files of the site; those that are the same to the byte are one."""
    return tuple({image.file: Artifact(image.file, files[image.path]) for image in images}.values())
