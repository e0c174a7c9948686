"""Word documents written part by part, with content that no library writes: notes, numbering, tracked changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{_W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def make_document(
    body: str, parts: Mapping[str, str] | None = None, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Make a Word document.

    ``parts``: the XML inside the root of ``styles``, ``numbering``, ``footnotes``, ``comments``…; ``pictures``: bytes by relationship (``rIdP1``).
    """
    parts, pictures = parts or {}, pictures or {}
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes"}
    roots |= {"comments": "comments", "header": "hdr"}
    related = "".join(f'<Relationship Id="{n}" Type="{_TYPE}{n}" Target="{n}.xml"/>' for n in parts)
    related += "".join(f'<Relationship Id="{n}" Type="{_TYPE}image" Target="media/{n}.bin"/>' for n in pictures)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>")
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>',
        )
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{roots[name]} {_NAMES}>{xml}</w:{roots[name]}>")
        for name, data in pictures.items():
            archive.writestr(f"word/media/{name}.bin", data)
    return output.getvalue()


def make_paragraph(text: str = "", *, style: str = "", properties: str = "", runs: str = "") -> str:
    """Make a paragraph; ``runs`` is XML that stands behind its text."""
    style_xml = f'<w:pStyle w:val="{style}"/>' if style else ""
    text_run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{style_xml}{properties}</w:pPr>{text_run}{runs}</w:p>"


def make_run(text: str, properties: str = "") -> str:
    """Make a run of text."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def make_table(rows: list[list[str]]) -> str:
    """Make a table of plain cells; a cell that is XML already stays as it is."""
    cells = "".join(
        "<w:tr>"
        + "".join(cell if cell.startswith("<w:tc>") else f"<w:tc>{make_paragraph(cell)}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def make_picture(name: str, alt: str = "") -> str:
    """Make a picture in a line of its own, as Word writes it."""
    return make_paragraph(
        runs=f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="P" descr="{alt}"/><a:graphic><a:graphicData uri="x/picture">'
        f'<a:blip r:embed="{name}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
