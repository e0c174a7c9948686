"""Check that an SVG file is a picture and nothing else, and read its size. The file is read as a stream; no reference is followed.

It is shown in ``<img>``, where a browser runs and loads nothing; but its address can be opened directly. So everything that could
run or load something is rejected: scripts, event handlers, foreign documents, animations, addresses outside the file,
style sheets that load, a document type (which may define entities).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from msgspec import Struct

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SEPARATOR = "\n"
#: Elements of SVG that draw or describe.
_ALLOWED_ELEMENTS = frozenset(
    """svg g defs symbol use switch title desc metadata style a path rect circle ellipse line polyline polygon text tspan textPath image
    marker pattern mask clipPath linearGradient radialGradient stop view filter feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence""".split()
)
#: Namespaces whose elements a browser would run or display; it ignores others, in which drawing programs store their data.
_ACTIVE_NAMESPACES = (
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/2001/xml-events",
)
_EMBEDDED_IMAGE = re.compile(r"data:image/(?:png|jpeg|webp|gif|avif);base64,[A-Za-z0-9+/=\s]*")
_INTERNAL_TARGET = r"\s*[\"']?\s*(?:#|data:(?:image/(?:png|jpeg|webp|gif|avif)|font/|application/(?:x-)?font))"
_LOADING_STYLE = re.compile(
    rf"url\((?!{_INTERNAL_TARGET})|@import|image-set|expression\s*\(|javascript:|-moz-binding|\\", re.IGNORECASE
)
_LENGTH = re.compile(r"\s*\+?([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in)?\s*")
_PIXELS_PER_UNIT = {None: 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
#: Nesting deeper than that of any drawing.
_MAX_DEPTH = 200


class SvgReport(Struct, frozen=True):
    """The result of an inspection."""

    #: In pixels, as the height; 0 where the file states no size.
    width: int = 0
    height: int = 0
    #: Why the file must not be published, empty where it may.
    unsafe: str = ""
    #: Why the file cannot be read, empty where it can.
    broken: str = ""


def inspect_svg(data: bytes) -> SvgReport:
    """Inspect the bytes of an SVG file."""
    reader = _Inspector()
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start_element
    parser.EndElementHandler = reader.end_element
    parser.CharacterDataHandler = reader.character_data
    parser.ProcessingInstructionHandler = reader.processing_instruction
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(data, True)
    except _StopParsing:
        pass
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", 0)
        return SvgReport(broken=f"不是完整的 SVG（第 {line} 行读不下去）" if line else "不是完整的 SVG")
    if reader.unsafe or reader.broken:
        return SvgReport(unsafe=reader.unsafe, broken=reader.broken)
    return SvgReport(*reader.size)


class _StopParsing(Exception):  # noqa: N818
    """The result is known; the rest need not be read."""


@dataclass(slots=True)
class _Inspector:
    """Handles the events of the parser."""

    unsafe: str = ""
    broken: str = ""
    size: tuple[int, int] = (0, 0)
    open_elements: list[str] = field(default_factory=list)
    style_text: list[str] = field(default_factory=list)

    def reject(self, why: str) -> None:
        self.unsafe = why
        raise _StopParsing

    def doctype(self, *_: object) -> None:
        self.reject("开头有 <!DOCTYPE>")

    def processing_instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self.reject("引用了样式表（xml-stylesheet）")

    def start_element(self, tag: str, attrs: dict[str, str]) -> None:
        space, _, name = tag.rpartition(_SEPARATOR)
        if not self.open_elements:
            if (space, name) != (SVG, "svg"):
                self.broken = '最外层不是 <svg xmlns="http://www.w3.org/2000/svg">'
                raise _StopParsing
            self.size = _read_size(attrs)
        if len(self.open_elements) >= _MAX_DEPTH:
            self.broken = "嵌套太深"
            raise _StopParsing
        self.open_elements.append(name if space == SVG else "")
        if (space in ("", SVG) and name not in _ALLOWED_ELEMENTS) or space in _ACTIVE_NAMESPACES:
            self.reject(f"里面有 <{name}>")
        for key, value in attrs.items():
            self.attribute(key, value)

    def attribute(self, key: str, value: str) -> None:
        space, _, name = key.rpartition(_SEPARATOR)
        if name.lower().startswith("on") and not space:
            self.reject(f"里面有 {name}=（事件）")
        if name == "base" and space:
            self.reject("里面有 xml:base")
        target = value.strip()
        if (
            name in ("href", "src")
            and space in ("", XLINK)
            and not target.startswith("#")
            and not (_EMBEDDED_IMAGE.fullmatch(target) and target)
        ):
            self.reject(f"引用了文件以外的「{target[:40]}」")
        if not space and _LOADING_STYLE.search(value):
            self.reject(f"{name}= 里引用了别的东西：「{value.strip()[:40]}」")

    def character_data(self, text: str) -> None:
        if "style" in self.open_elements:
            self.style_text.append(text)

    def end_element(self, _tag: str) -> None:
        if self.open_elements.pop() == "style" and (found := _LOADING_STYLE.search(rules := "".join(self.style_text))):
            self.reject(f"<style> 里引用了别的东西：「{rules[found.start() :][:40].strip()}」")


def _read_size(attrs: dict[str, str]) -> tuple[int, int]:
    """Return width and height in pixels: as stated, or those of the view box."""
    lengths = [_LENGTH.fullmatch(attrs.get(key, "")) for key in ("width", "height")]
    box = [float(part) for part in re.findall(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?", attrs.get("viewBox", ""))]
    width, height = box[2:4] if len(box) == 4 and box[2] > 0 and box[3] > 0 else (0.0, 0.0)
    if lengths[0] and lengths[1]:
        width, height = (float(length[1]) * _PIXELS_PER_UNIT[length[2]] for length in lengths if length)
    elif lengths[0] and width:
        width, height = (wide := float(lengths[0][1]) * _PIXELS_PER_UNIT[lengths[0][2]]), height * wide / width
    if not (0 < width < 1e5 and 0 < height < 1e5):
        return 0, 0
    return max(1, round(width)), max(1, round(height))
