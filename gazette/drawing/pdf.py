"""Print a tall picture on one page of A3: a PDF that shows it in columns. The picture is in it once, as the PNG file has it."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from operator import itemgetter

#: A3 landscape and portrait and their margin in points, and how many points a pixel takes at most, which is 144 an inch.
PAGES, MARGIN, LARGEST = ((1190.55, 841.89), (841.89, 1190.55)), 34.0, 0.5
#: What is shown of the picture's width, which numerals and frames exceed a little at both sides, and the space between columns.
LEFT, WIDTH, GAP = 48, 984, 36
MOST_COLUMNS = 4
#: How much of the empty space above a section is not shown at the foot of a column, so that nothing of the section is.
EDGE = 8
#: How much of the empty space at the picture's head is not shown, so that the plate and the rules of columns stand in one line.
HEAD = 36

#: Where each column begins and ends in the picture.
Columns = tuple[tuple[float, float], ...]


def wrap_picture(picture: bytes, cuts: Sequence[float], title: str) -> bytes:
    """Return a PDF of one page with a PNG picture in up to four columns, which begin at some of the ``cuts``; the page lies or
    stands, and has as many columns, as lets the picture be largest."""
    width, height, palette, data = _read_png(picture)
    page, columns, scale = _choose_page(height, cuts)
    wide, tallest = _measure(columns)
    x, head = (page[0] - wide * scale) / 2, (page[1] + tallest * scale) / 2
    drawn = []
    for top, bottom in columns:
        clip = f"{x:.3f} {head - (bottom - top) * scale:.3f} {WIDTH * scale:.3f} {(bottom - top) * scale:.3f} re W n"
        place = f"{width * scale:.3f} 0 0 {height * scale:.3f} {x - LEFT * scale:.3f} {head + (top - height) * scale:.3f} cm"
        drawn.append(f"q {clip} {place} /P Do Q")
        x += (WIDTH + GAP) * scale
    content = "\n".join(drawn).encode()
    red, green, blue = (shade / 255 for shade in palette[:3])  # the picture's ground covers the page
    content = f"{red:.3f} {green:.3f} {blue:.3f} rg 0 0 {page[0]} {page[1]} re f\n".encode() + content
    predictor = f"<</Predictor 15/Colors 1/BitsPerComponent 4/Columns {width}>>"
    image = (
        f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 4/Filter/FlateDecode"
        f"/DecodeParms{predictor}/ColorSpace[/Indexed/DeviceRGB {len(palette) // 3 - 1}<{palette.hex()}>]/Length {len(data)}>>"
    )
    return _write_pdf(
        (
            b"<</Type/Catalog/Pages 2 0 R/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page[0]} {page[1]}]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>".encode(),
            f"<</Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream",
            image.encode() + b"\nstream\n" + data + b"\nendstream",
            f"<</Title<feff{title.encode('utf-16-be').hex()}>>>".encode(),
        )
    )


def _choose_page(height: float, cuts: Sequence[float]) -> tuple[tuple[float, float], Columns, float]:
    """Return the page, the columns and the scale with which the picture is largest; of equal ones that with fewer columns."""
    found: list[tuple[tuple[float, float], Columns, float]] = []
    for divided in divide_columns(height, cuts):
        columns = tuple((max(top, HEAD), bottom - EDGE) for top, bottom in divided)
        wide, tallest = _measure(columns)
        for page in PAGES:
            found.append((page, columns, min(LARGEST, (page[0] - 2 * MARGIN) / wide, (page[1] - 2 * MARGIN) / tallest)))
    return max(found, key=itemgetter(2))


def _measure(columns: Columns) -> tuple[float, float]:
    """Return the width of columns together, and the height of the tallest."""
    return len(columns) * (WIDTH + GAP) - GAP, max(bottom - top for top, bottom in columns)


def divide_columns(height: float, cuts: Sequence[float]) -> Iterator[Columns]:
    """Divide a picture's height at some of the ``cuts`` into one column, two, up to four, of which the tallest is as short as
    possible; yield each division."""
    edges = [0.0, *cuts, height]
    #: By edge, for one number of columns: the tallest, how uneven they are, and where each begins and ends.
    best: dict[int, tuple[float, float, tuple[tuple[float, float], ...]]] = {0: (0.0, 0.0, ())}
    for _ in range(min(MOST_COLUMNS, len(edges) - 1)):
        longer = {}
        for end in range(1, len(edges)):
            found = [
                (max(tallest, edges[end] - edges[start]), uneven + (edges[end] - edges[start]) ** 2, (*columns, (edges[start], edges[end])))
                for start, (tallest, uneven, columns) in best.items()
                if start < end
            ]  # fmt: skip
            if found:
                longer[end] = min(found)
        best = longer
        yield best[len(edges) - 1][2]


def _read_png(picture: bytes) -> tuple[int, int, bytes, bytes]:
    """Return width, height, palette and compressed pixels of a PNG that a canvas has encoded."""
    chunks = dict(_list_chunks(picture))
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    return width, height, chunks[b"PLTE"], chunks[b"IDAT"]


def _list_chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def _write_pdf(objects: Sequence[bytes]) -> bytes:
    """Write a PDF of these objects; the first is its catalog, the last its description."""
    parts, places = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], list[int]()
    for number, each in enumerate(objects, 1):
        places.append(sum(map(len, parts)))
        parts.append(f"{number} 0 obj\n".encode() + each + b"\nendobj\n")
    start = sum(map(len, parts))
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>\nstartxref\n{start}\n%%EOF\n"
    parts.append(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}{end}".encode())
    return b"".join(parts)
