"""Whether an SVG file is a picture and nothing else, and its size. Pure; the file is read as a stream and nothing in it is followed.

It is shown in ``<img>``, where a browser runs and loads nothing; but its address can be opened by itself. So what could run or load
something is refused, wherever it stands: scripts, event handlers, foreign documents, animations, addresses outside the file,
style sheets that load, a document type (which may define entities).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SPLIT = "\n"
#: Elements of SVG that draw, or say what is drawn.
_DRAWING = frozenset(
    """svg g defs symbol use switch title desc metadata style a path rect circle ellipse line polyline polygon text tspan textPath image
    marker pattern mask clipPath linearGradient radialGradient stop view filter feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence""".split()
)
#: Namespaces that drawing programs leave notes in, which no browser reads.
_RUNS = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2001/xml-events")
_RASTER = re.compile(r"data:image/(?:png|jpeg|webp|gif|avif);base64,[A-Za-z0-9+/=\s]*")
_OWN = r"\s*[\"']?\s*(?:#|data:(?:image/(?:png|jpeg|webp|gif|avif)|font/|application/(?:x-)?font))"
_LOADS = re.compile(rf"url\((?!{_OWN})|@import|image-set|expression\s*\(|javascript:|-moz-binding|\\", re.IGNORECASE)
_LENGTH = re.compile(r"\s*\+?([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in)?\s*")
_PIXELS = {None: 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
#: Deeper than any drawing.
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class SvgReport:
    """What was found: the size in pixels, 0 where the file tells none; ``unsafe`` and ``broken`` say what is wrong, or are empty."""

    width: int = 0
    height: int = 0
    unsafe: str = ""
    broken: str = ""


def inspect_svg(data: bytes) -> SvgReport:
    """Look through the bytes of an SVG file."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=_SPLIT)
    parser.buffer_text = True
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.ProcessingInstructionHandler = reader.instruction
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(data, True)
    except _Stop:
        pass
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", 0)
        return SvgReport(broken=f"不是完整的 SVG（第 {line} 行读不下去）" if line else "不是完整的 SVG")
    if reader.unsafe or reader.broken:
        return SvgReport(unsafe=reader.unsafe, broken=reader.broken)
    return SvgReport(*reader.size)


class _Stop(Exception):  # noqa: N818
    """Nothing more need be read."""


@dataclass(slots=True)
class _Reader:
    unsafe: str = ""
    broken: str = ""
    size: tuple[int, int] = (0, 0)
    open: list[str] = field(default_factory=list)
    style: list[str] = field(default_factory=list)

    def refuse(self, why: str) -> None:
        self.unsafe = why
        raise _Stop

    def doctype(self, *_: object) -> None:
        self.refuse("开头有 <!DOCTYPE>")

    def instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self.refuse("引用了样式表（xml-stylesheet）")

    def begin(self, tag: str, attrs: dict[str, str]) -> None:
        space, _, name = tag.rpartition(_SPLIT)
        if not self.open:
            if (space, name) != (SVG, "svg"):
                self.broken = '最外层不是 <svg xmlns="http://www.w3.org/2000/svg">'
                raise _Stop
            self.size = _size(attrs)
        if len(self.open) >= _DEEPEST:
            self.broken = "嵌套太深"
            raise _Stop
        self.open.append(name if space == SVG else "")
        if (space in ("", SVG) and name not in _DRAWING) or space in _RUNS:
            self.refuse(f"里面有 <{name}>")
        for key, value in attrs.items():
            self.attribute(key, value)

    def attribute(self, key: str, value: str) -> None:
        space, _, name = key.rpartition(_SPLIT)
        if name.lower().startswith("on") and not space:
            self.refuse(f"里面有 {name}=（事件）")
        if name == "base" and space:
            self.refuse("里面有 xml:base")
        target = value.strip()
        if (
            name in ("href", "src")
            and space in ("", XLINK)
            and not target.startswith("#")
            and not (_RASTER.fullmatch(target) and target)
        ):
            self.refuse(f"引用了文件以外的「{target[:40]}」")
        if not space and _LOADS.search(value):
            self.refuse(f"{name}= 里引用了别的东西：「{value.strip()[:40]}」")

    def words(self, text: str) -> None:
        if "style" in self.open:
            self.style.append(text)

    def end(self, _tag: str) -> None:
        if self.open.pop() == "style" and (found := _LOADS.search(rules := "".join(self.style))):
            self.refuse(f"<style> 里引用了别的东西：「{rules[found.start() :][:40].strip()}」")


def _size(attrs: dict[str, str]) -> tuple[int, int]:
    """Width and height in pixels: as told, or those of the box that is drawn in."""
    told = [_LENGTH.fullmatch(attrs.get(key, "")) for key in ("width", "height")]
    box = [float(part) for part in re.findall(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?", attrs.get("viewBox", ""))]
    width, height = box[2:4] if len(box) == 4 and box[2] > 0 and box[3] > 0 else (0.0, 0.0)
    if told[0] and told[1]:
        width, height = (float(length[1]) * _PIXELS[length[2]] for length in told if length)
    elif told[0] and width:
        width, height = (wide := float(told[0][1]) * _PIXELS[told[0][2]]), height * wide / width
    if not (0 < width < 1e5 and 0 < height < 1e5):
        return 0, 0
    return max(1, round(width)), max(1, round(height))
