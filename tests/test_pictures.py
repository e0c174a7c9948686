"""Pictures of documents: what a file is is told by its content, an SVG can do nothing but be seen, and an edited picture is a new
file of the site. Tables and pictures keep their anchors."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from gazette import last_build
from gazette.exports import pictures
from gazette.model import Source
from gazette.pages.document import _pieces
from gazette.pipeline import Options
from gazette.preview.preview import Preview
from gazette.preview.server import PreviewState
from gazette.shown import first_form
from gazette.sources import anchor_registry, svg
from gazette.sources.document import parse_document
from tests import mini_site, stages

PIER = "content/2031/images/pier.svg"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:e="urn:e" viewBox="0 0 30 20"'
KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}


def raster(kind: str, size: tuple[int, int] = (30, 20), **options: object) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(file, kind, **options)
    return file.getvalue()


def codes(path: str, data: bytes) -> list[str]:
    return [problem.code for problem in pictures.examine_picture(path, data)[1]]


@pytest.mark.parametrize("end", KINDS)
def test_a_picture_is_measured_and_named_by_its_content(end: str) -> None:
    data = raster(KINDS[end])
    image, problems = pictures.examine_picture(f"content/2031/images/甲.{end.upper()}", data)
    assert image is not None and not problems
    assert (image.width, image.height) == (30, 20)
    other, _ = pictures.examine_picture(f"content/2030/images/乙.{end}", data)
    assert other is not None and other.file == image.file and image.file.endswith(f".{end}")
    changed, _ = pictures.examine_picture(f"content/2031/images/甲.{end}", raster(KINDS[end], (30, 21)))
    assert changed is not None and changed.file != image.file


@pytest.mark.parametrize("end", KINDS)
def test_a_file_that_is_not_whole_or_called_otherwise_is_refused(end: str) -> None:
    data = raster(KINDS[end], (300, 200))
    assert codes(f"a.{end}", data[: len(data) // 2]) == ["picture-broken"]
    assert codes(f"a.{end}", b"") == codes(f"a.{end}", b"<html></html>") == ["picture-broken"]
    wrong = "png" if end != "png" else "jpg"
    assert codes(f"a.{wrong}", data) == codes("a.svg", data) == ["picture-broken"]
    assert codes(f"a.{end}", raster("GIF")) == ["picture-broken"]


def test_a_picture_that_moves_is_refused_and_one_of_a_phone_is_not() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    assert codes("a.webp", file.getvalue()) == ["picture-broken"]
    file = io.BytesIO()
    frames[0].save(file, "MPO", save_all=True, append_images=frames[1:])  # a JPEG with a second one behind it
    assert codes("a.jpg", file.getvalue()) == []


@pytest.mark.parametrize("end", ["jpg", "webp", "avif"])
def test_a_photograph_has_the_size_as_it_is_shown(end: str) -> None:
    about = Image.Exif()
    about[0x0112] = 6  # a quarter turn
    image, _ = pictures.examine_picture(f"a.{end}", raster(KINDS[end], exif=about))
    assert image is not None and (image.width, image.height) == (20, 30)


def test_the_head_of_an_avif_tells_its_size_as_well() -> None:
    about = Image.Exif()
    about[0x0112] = 6
    plain, turned = pictures.measure_avif(raster("AVIF")), pictures.measure_avif(raster("AVIF", exif=about))
    assert plain is not None and (plain.width, plain.height) == (30, 20)
    assert turned is not None and (turned.width, turned.height) == (20, 30)
    assert pictures.measure_avif(raster("AVIF")[:40]) is None and pictures.measure_avif(raster("JPEG")) is None


def test_very_many_pixels_are_not_unpacked() -> None:
    assert codes("a.png", raster("PNG", (4200, 9))) == ["picture-large"]
    flat = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(flat, "PNG")
    assert codes("a.png", flat.getvalue()) == ["picture-broken"]


@pytest.mark.parametrize(
    "drawing",
    [
        f'{HEAD}><rect fill="url(#a)" style="fill:url( \'#a\' )"/></svg>',
        f'{HEAD}><style>.a{{fill:red}}</style><use xlink:href="#a"/><metadata><e:a e:href="http://e"/></metadata></svg>',
        f'{HEAD} e:file="C:\\a.svg"><image href="data:image/png;base64,AAAA"/></svg>',
        '<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="5mm"/>',
    ],
)
def test_a_drawing_is_taken(drawing: str) -> None:
    image, problems = pictures.examine_picture("a.svg", drawing.encode())
    assert not problems and image is not None and (image.width, image.height) == (30, 20 - ("mm" in drawing))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>a()</script>", '<rect onclick="a()"/>', '<rect ONLOAD="a()"/>', "<foreignObject/>", '<animate attributeName="x"/>',
        '<set attributeName="href" to="javascript:a()"/>', '<image href="https://e/a.png"/>', '<image xlink:href="a.png"/>',
        '<use href="a.svg#b"/>', '<use href="data:image/svg+xml;base64,AAAA"/>', '<a href=" javascript:a()"/>',
        '<rect fill="url(https://e/a.svg#b)"/>', '<rect style="fill:URL( //e )"/>', "<style>@import 'a.css';</style>",
        "<style>@im\\port 'a.css';</style>", "<style>a{b:url(c)}</style>", '<g xml:base="https://e/"/>',
        '<h:iframe xmlns:h="http://www.w3.org/1999/xhtml"/>', "<?xml-stylesheet href='a.css'?>", "<audio/>", "<script/>",
        "<style>" + " " * 70_000 + "@import 'a.css';</style>",
    ],
)  # fmt: skip
def test_a_drawing_that_could_do_something_is_refused(inside: str) -> None:
    found = svg.inspect_svg(f"{HEAD}>{inside}</svg>".encode())
    assert found.unsafe and not found.broken
    assert codes("a.svg", f"{HEAD}>{inside}</svg>".encode()) == ["picture-unsafe"]


def test_a_drawing_with_a_document_type_or_entities_is_refused() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + f"{HEAD}><text>&b;</text></svg>"
    assert codes("a.svg", bomb.encode()) == codes("a.svg", bomb.encode("utf-16")) == ["picture-unsafe"]
    assert codes("a.svg", f"{HEAD}>{'<g>' * 5000}".encode()) == ["picture-broken"]


# ---------------------------------------------------------------- in a publication


def test_an_edited_picture_is_a_new_file_and_the_site_is_as_if_built_clean(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path / "a")
    report = project / "content/2031/report.md"
    again = '![又一次](./images/pier.svg "图2")\n\n![再一次](images/copy.svg)\n\n::: imprint'
    report.write_text(report.read_text("utf-8").replace("::: imprint", again), "utf-8")
    (project / "content/2031/images/copy.svg").write_bytes((project / PIER).read_bytes())

    def built() -> tuple[dict[str, bytes], str]:
        outcome = mini_site.build_in(project, "code")
        assert outcome.written, [str(problem) for problem in outcome.problems]
        return mini_site.snapshot(project / "site"), last_build.sources_fingerprint(project / "content", "code", ())

    first, print_ = built()
    assert len([path for path in first if path.startswith("assets/picture.")]) == 1
    for path in (PIER, "content/2031/images/copy.svg"):
        (project / path).write_text(
            (project / path).read_text("utf-8").replace('"0 0 960 320"', '"0 0 480 160"'), "utf-8"
        )
    second, other = built()
    assert print_ != other
    (name,) = (path for path in second if path.startswith("assets/picture."))
    for told in ("sitemap.xml", "zh-hans/feed.xml", "zh-hant/feed.xml", "sw.js", "zh-hant/2031/report/index.html"):
        assert name in second[told].decode(), told
    page = second["zh-hans/2031/report/index.html"].decode()
    assert page.count('width="480" height="160"') == 3 and "assets/picture." in page
    mini_site.build_in(project)
    assert {path for path in first if "picture" in path}.isdisjoint(second)
    clean = mini_site.copy_to(tmp_path / "b")
    for path in ("content/2031/report.md", PIER, "content/2031/images/copy.svg"):
        (clean / path).write_bytes((project / path).read_bytes())
    mini_site.build_in(clean)
    assert mini_site.snapshot(clean / "site") == second


def test_the_preview_shows_an_edited_picture(tmp_path: Path) -> None:
    project, shown = mini_site.copy_to(tmp_path), PreviewState()
    preview = Preview(Options(project / "content", None, search=False), shown)
    assert preview.rebuild().written
    before = {path for path in shown.site.files if path.startswith("assets/picture.")}
    (project / PIER).write_text((project / PIER).read_text("utf-8").replace("40公里", "41公里"), "utf-8")
    assert preview.rebuild().written
    after = {path for path in shown.site.files if path.startswith("assets/picture.")}
    assert len(before) == len(after) == 1 and before != after
    assert after.pop() in shown.site.files["zh-hant/2031/report/index.html"].decode()


def test_a_picture_that_is_a_link_out_of_the_content_is_refused(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path / "project")
    (project / PIER).rename(tmp_path / "pier.svg")
    (project / PIER).symlink_to(tmp_path / "pier.svg")
    outcome = mini_site.build_in(project)
    assert not outcome.written and [problem.code for problem in outcome.problems] == ["path-outside"]


def test_the_search_finds_rows_captions_and_pictures() -> None:
    front = "---\nkind: report\nscript: Hans\ntitle: 题\n---\n::: masthead\n# 题\n:::\n\n"
    body = ': 表1\n\n| 指标 | 目标 |\n|---|---|\n| 岸线 | |\n\n![港湾](a.jpg)\n\n![步道](b.jpg "图2")\n'
    document, _ = parse_document(Source("content/2031/report.md", front + body))
    assert document is not None
    pieces = [piece for block in document.blocks[1:] for piece in _pieces(block, {}, ())]
    assert [(piece.id, first_form(piece.text).rstrip()) for piece in pieces] == [
        ("p0-1", "表1"), ("p0-1-r1", "指标\n目标"), ("p0-1-r2", "岸线"), ("p0-2", "港湾"), ("p0-3", "图2"),
    ]  # fmt: skip


def test_what_has_no_words_of_its_own_keeps_its_anchor() -> None:
    """A table and a picture without a caption, published as p0-1 and p0-2; one of each is put in before them."""
    front = "---\nkind: report\nscript: Hans\ntitle: 题\n---\n::: masthead\n# 题\n:::\n\n"
    old = "| 甲 |\n|---|\n| 1 |\n\n![港湾](images/a.jpg)\n"
    document, _ = parse_document(Source("content/2031/report.md", front + old))
    assert document is not None
    published, problems = anchor_registry.read_registry(stages.record_anchors(document), "anchors.yml")
    assert not problems
    assert anchor_registry.assign_published_anchors(document, published) == document
    new = "| 乙 |\n|---|\n| 2 |\n\n![步道](images/b.jpg)\n\n"
    longer, _ = parse_document(Source("content/2031/report.md", front + new + old))
    assert longer is not None
    held = [
        block
        for block in anchor_registry.assign_published_anchors(longer, published).walk()
        if block.kind in ("table", "picture", "row")
    ]
    assert [block.id for block in held[4:]] == ["p0-1", "p0-1-r1", "p0-1-r2", "p0-2"]
    assert len({block.id for block in held}) == 8
