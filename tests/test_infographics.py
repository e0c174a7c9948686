"""Infographics (一图读懂): they say what their pages say, nothing in them is cut, touches or is too small, and they print on one A3 page."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image

from gazette.drawing import render
from gazette.drawing.chart import lay_out_chart
from gazette.drawing.frame import CODE, RIGHT
from gazette.drawing.infographic import TALLEST, lay_out_infographic
from gazette.drawing.pdf import divide_columns
from gazette.drawing.qr_code import encode_address
from gazette.drawing.sheet import Box, Sheet, Sign, Words
from gazette.pages.chart_picture import ChartPicture, PicturePoint, PictureYear
from gazette.pages.drawings import VERSION
from gazette.pages.infographic import Goal, Infographic, Item, Section
from gazette.pages.share_card import CardFigure
from gazette.pipeline import Options, build
from gazette.preview.preview import MemorySite
from gazette.shown import Shown
from gazette.text import WORD_END
from tests import mini_site, pagetext

ROOT = Path(__file__).resolve().parent.parent
FIGURE = CardFigure("target", "超", "900", "家", "以上")
ITEM = Item(f"新增{WORD_END}高新{WORD_END}企业", FIGURE)
SECTION = Section("01", ("以新型工业化为突破，", "加快建设强市"), ITEM, (), (ITEM,) * 6, (), 0)
#: One that uses all faces, inks and parts.
SAMPLE = Infographic(
    "zh-Hans", "一图读懂", "云汐日报", ("目标", "完成"), title=f"向海{WORD_END}图强！", subtitle="——解读", byline="记者",
    goals_title="2031年主要预期目标",
    goals=(Goal("生产总值增长", CardFigure("target", "", "6", "%", "左右"), "2030年", (CardFigure("result", "预计", "7", "%"),)),) * 6,
    sections=(SECTION, Section("02", ("让文明文化更繁荣",), None, (), (), ("评选新一批非遗人",), 3)),
    more="另有{count}条，见全文", dropped="略去{count}项", sources=(("出处", "云汐日报。"),), address="https://example.org/zh-hans/2031/", address_label="全文",
)  # fmt: skip
#: Of the sample's picture by version. Another number here: the same contents are drawn in another way, so raise VERSION.
PRINTS = {4: "f97966779060cd45"}


class Publication(dict[str, Infographic]):
    """The infographics of a folder of content by the address of their page, and the site."""

    def __init__(self, content: Path, out: Path) -> None:
        super().__init__()
        self.site = MemorySite()
        draw = render.draw_saved
        render.draw_saved = lambda contents, _: {".png": contents, ".pdf": contents}  # type: ignore[assignment,dict-item]
        try:
            assert build(Options(content, out, search=False), self.site).written
        finally:
            render.draw_saved = draw
        self.charts: dict[str, ChartPicture] = {}
        for path, html in self.site.files.items():
            names = (
                re.findall(rb'assets/[a-z]+[.][0-9a-f]{12}[.]png(?=" download=)', html)
                if path.endswith(".html")
                else ()
            )
            for name in names:
                contents: Any = self.site.pictures[name.decode()]()
                found: dict[str, Any] = self if isinstance(contents, Infographic) else self.charts
                found[path.removesuffix("index.html")] = contents


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return Publication(ROOT / "content", tmp_path_factory.mktemp("infographics") / "site")


def plain(text: Shown) -> str:
    return str(text).replace(WORD_END, "")


def figures(contents: Infographic) -> Iterator[CardFigure]:
    """Every figure with a number."""
    items = [*contents.results, *(i for s in contents.sections for i in (*([s.lead] if s.lead else ()), *s.pairs))]
    every = [item.figure for item in items]
    every += (figure for goal in contents.goals for figure in (goal.figure, *goal.before))
    every += (figure for row in contents.rows for year in row.years for figure in year)
    yield from (figure for figure in every if figure.number)


def box_of(words: Words) -> tuple[float, float, float, float]:
    """What a text covers, without the empty edges of its characters."""
    is_number = words.text.replace("%", "").replace(".", "").isascii()
    size = words.face.size
    return (
        words.x,
        words.base - size * (0.71 if is_number else 0.8),
        words.right,
        words.base + size * (0 if is_number else 0.05),
    )


def check_layout(sheet: Sheet, edge: float = 0) -> None:
    """Nothing is smaller than 28 pixels, reaches the ``edge``, or covers something else."""
    texts = [part for part in sheet.parts if isinstance(part, Words)]
    for words in texts:
        assert words.face.size >= 28, words
        assert not words.text.startswith(("，", "。", "、", "！")) and WORD_END not in words.text, words
        left, top, right, bottom = box_of(words)
        assert (
            left >= 0
            and right - words.face.tracking <= (edge or sheet.width - 20)
            and top >= 20
            and bottom <= sheet.y - 20
        ), words
    for words, sign in product(texts, (part for part in sheet.parts if isinstance(part, Sign))):
        (left, top, right, bottom), half = box_of(words), sign.size * 0.7 - 3
        is_beside = right <= sign.x - half or sign.x + half <= left
        assert is_beside or bottom <= sign.y - half or sign.y + half <= top, (words.text, sign)
    for one, other in combinations(texts, 2):
        a, b = box_of(one), box_of(other)
        assert a[2] <= b[0] + 3 or b[2] <= a[0] + 3 or a[3] <= b[1] + 3 or b[3] <= a[1] + 3, (one.text, other.text)


# ---------------------------------------------------------------- what they show


def test_explainers_years_and_topics_have_one_in_both_scripts(real: Publication) -> None:
    pages = {f"{n}/" for n in (2023, 2024, 2025)} | {f"{n}/explainer/" for n in (2023, 2024, 2025)}
    topics = "education housing health elderly childcare jobs transport environment overseas business".split()
    pages |= {f"topics/{topic}/" for topic in topics}
    assert set(real) == {f"{folder}/{page}" for folder in ("zh-hans", "zh-hant") for page in pages}
    assert real["zh-hant/2025/"].title == "年主要預期目標" and real["zh-hans/2025/"].title == "年主要预期目标"


def test_each_figure_stands_in_the_documents(real: Publication, built_site: Path) -> None:
    for address, contents in real.items():
        folder, year = address.split("/")[:2]
        year = "2025" if year == "topics" else year
        words = {n: read_documents(built_site, folder, n) for n in range(2023, int(year) + 2)}
        items = [*contents.results, *(i for s in contents.sections for i in (*([s.lead] if s.lead else ()), *s.pairs))]
        for item in items:  # of the year's own documents, with their noun, word for word
            assert re.sub("预计|預計|力争|力爭", "", str(item.figure.whole)) in words[int(year)], (address, item)
        for figure in figures(contents):
            number = f"{figure.number}{figure.unit}"
            assert any(number in each for each in words.values()), (address, figure)


def read_documents(site: Path, folder: str, year: int) -> str:
    """The words of a year's documents, without white space."""
    pages = (
        pagetext.read(site, f"{folder}/{year}/{kind}/")
        for kind in ("report", "explainer", "congress")
        if (site / folder / str(year) / kind).exists()
    )
    articles = (article.text() for page in pages for article in page.find(tag="article", cls="document"))
    return re.sub(r"\s", "", "".join(articles))


def test_an_editor_names_the_figure_that_is_large(real: Publication) -> None:
    sections = {section.numeral: section for section in real["zh-hans/2024/explainer/"].sections}
    lead = sections["08"].lead
    assert lead and (plain(lead.noun), lead.figure.number, lead.figure.unit) == (
        "新增优质学位",
        "1",
        "万个",
    )
    assert [
        (year.year, year.target and year.target.label, year.result and year.result.label)
        for year in sections["08"].chart
    ] == [
        (2023, "8000", "1.2万"),
        (2024, "1万", None),
    ]


def test_a_slip_of_the_print_is_not_spread_and_this_is_said(real: Publication) -> None:
    contents = real["zh-hans/2024/explainer/"]
    nouns = [plain(item.noun) for section in contents.sections for item in ((section.lead,) if section.lead else ())]
    assert "高新企业" in nouns and "高薪企业" not in nouns
    assert "误字已更正" in plain(contents.sources[0][1]) and "2025" not in plain(contents.sources[0][1])
    assert "新征程" in plain(real["zh-hant/2023/explainer/"].title)


def test_what_is_not_known_is_said(real: Publication) -> None:
    goal = real["zh-hans/2024/explainer/"].goals[2]
    assert [figure.whole for figure in goal.before] == ["5.0%", "报告未提"]


# ---------------------------------------------------------------- how they look


def test_nothing_is_small_cut_or_covered(real: Publication) -> None:
    for contents in (*real.values(), SAMPLE):
        sheet = lay_out_infographic(contents)
        check_layout(sheet, RIGHT + 12)  # a numeral exceeds the columns by its side bearing
        assert 1200 < sheet.y <= TALLEST


def test_charts_are_laid_out_as_well(real: Publication) -> None:
    assert len(real.charts) == 2 * 63
    for chart in real.charts.values():
        check_layout(lay_out_chart(chart))


def test_a_chart_of_many_years_writes_the_figures_that_have_room() -> None:
    def point(role: Literal["target", "result"], year: int, middle: float) -> PicturePoint:
        return PicturePoint(role, middle, 30 + year % 7 * 10, CardFigure(role, "预计", str(10000 + year), "", "以上"))

    years = tuple(
        PictureYear(
            str(year),
            4 * k + 2,
            (point("target", year, 4 * k + 1), point("result", year, 4 * k + 3)),
            (FIGURE, FIGURE),
            "+1.5个百分点",
        )
        for k, year in enumerate(range(2001, 2026))
    )
    chart = ChartPicture("zh-Hans", "目标与完成情况", "云汐", ("目标", "完成"), "生产总值", "单位：个", ((50, "1万"), (100, "2万个")), years, ("年份", "目标", "完成", "相差"), (("出处", "报告"),))  # fmt: skip
    sheet = lay_out_chart(chart)
    check_layout(sheet)
    said = [part.text for part in sheet.parts if isinstance(part, Words)]
    assert "12025" in said and "2018" in said and "2017" not in said[said.index("年份") :]


def test_no_paragraph_ends_with_a_single_character(real: Publication) -> None:
    for contents in real.values():
        texts = [
            part for part in lay_out_infographic(contents).parts if isinstance(part, Words) and part.face.size >= 33
        ]
        for above, below in pairwise(texts):
            if above.face == below.face and above.x == below.x and 0 < below.base - above.base < above.face.size * 1.8:
                assert len(below.text) > 1, (above.text, below.text)


def test_one_that_would_be_too_long_leaves_out_pairs_and_says_so() -> None:
    sheet = lay_out_infographic(replace(SAMPLE, sections=(SECTION,) * 14))
    said = "".join(part.text for part in sheet.parts if isinstance(part, Words))
    assert sheet.y <= TALLEST
    assert re.search(r"略去[0-9]+项", said)


def test_long_texts_fit() -> None:
    figure = CardFigure("target", "预计", "12345.6", "亿立方米", "左右")
    item = Item("实施一项名字非常长非常长的行动计划" * 3, figure)
    goal = Goal(
        "城乡居民人均可支配收入及其他收入的增长" * 2,
        CardFigure("target", "", "12345.67", "%", "左右"),
        "2030年",
        (figure,),
    )
    section = replace(SECTION, title=("加快建设" * 20,), lead=item, pairs=(item,) * 3)
    check_layout(
        lay_out_infographic(
            replace(SAMPLE, plate="云汐" * 30, title="向海图强" * 12, goals=(goal,) * 4, sections=(section,))
        )
    )


def test_the_code_leads_to_the_page(real: Publication) -> None:
    for address in ("zh-hans/2024/explainer/", "zh-hant/2025/"):
        contents = real[address]
        assert str(contents.address).endswith(f"/{address}")
        sheet = lay_out_infographic(contents)
        rows = encode_address(str(contents.address))
        frame = next(part for part in reversed(sheet.parts) if isinstance(part, Box) and part.height == CODE)
        module = CODE // (len(rows) + 8)
        x, y = frame.x + 2 - CODE + (CODE - module * len(rows)) // 2, frame.y + (CODE - module * len(rows)) // 2
        with Image.open(io.BytesIO(sheet.draw(int(sheet.y)).encode_png())) as picture:
            grey, middle = picture.convert("L"), module // 2
            places = [
                [(int(x) + k * module + middle, int(y) + n * module + middle) for k in range(len(rows))]
                for n in range(len(rows))
            ]
            seen = tuple(tuple(int(str(grey.getpixel(place))) < 128 for place in line) for line in places)
        assert seen == rows


# ---------------------------------------------------------------- files


def test_the_print_is_one_page_of_a3_that_shows_all_of_it() -> None:
    files = render.draw_saved(SAMPLE, "")
    document = pypdfium2.PdfDocument(files[".pdf"])
    assert len(document) == 1
    assert [round(length / 72 * 25.4) for length in document[0].get_size()] == [420, 297]
    assert document.get_metadata_value("Title") == "向海图强！"
    page = document[0].render(scale=1).to_pil().convert("L")
    assert page.getextrema()[0] < 60, "there is a picture on it"
    left, top, right, bottom = page.point(lambda shade: 255 * (shade < 200)).getbbox() or (0, 0, 0, 0)
    assert left >= 30 and top >= 30 and right <= page.width - 30 and bottom <= page.height - 30


def test_columns_are_cut_between_sections_only() -> None:
    *_, columns = divide_columns(1000, [100, 300, 350, 800])
    assert columns == ((0, 100), (100, 350), (350, 800), (800, 1000)), "the tallest is as short as can be"
    assert list(divide_columns(500, [])) == [((0, 500),)]


def test_a_short_one_is_printed_large_on_a_page_that_it_fills(real: Publication) -> None:
    """Topics are a quarter as long as explainers; in four columns they would leave three quarters of the page empty."""
    for address in ("zh-hans/topics/education/", "zh-hant/topics/overseas/", "zh-hans/topics/business/"):
        page = pypdfium2.PdfDocument(render.draw_saved(real[address], "")[".pdf"])[0].render(scale=0.5).to_pil()
        ground = page.convert("L").point(lambda shade: 255 * (shade < 200))
        left, top, right, bottom = ground.getbbox() or (0, 0, 0, 0)
        assert (right - left) * (bottom - top) > 0.4 * page.width * page.height, address
        halves = [
            ground.crop((0, 0, page.width, page.height // 2)),
            ground.crop((0, page.height // 2, page.width, page.height)),
        ]
        assert all(half.getbbox() for half in halves), address


def test_a_character_without_a_glyph_is_reported_and_shown_as_printers_do() -> None:
    contents = replace(SAMPLE, title="𠀀海")
    assert render.find_missing(contents) == "𠀀"
    said = [part.text for part in lay_out_infographic(contents, "𠀀").parts if isinstance(part, Words)]
    assert "〓海" in said


def test_it_is_drawn_as_it_was() -> None:
    assert hashlib.sha256(render.draw_saved(SAMPLE, "")[".png"]).hexdigest()[:16] == PRINTS[VERSION]


def test_a_preview_draws_when_asked(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    site = MemorySite()
    assert build(Options(project / "content", project / "site", search=False), site).written
    assert not [path for path in site.files if path.startswith("assets/infographic")]
    for path, draw in site.pictures.items():
        assert draw()[:4] == (b"%PDF" if path.endswith(".pdf") else b"\x89PNG")
    kinds = [
        path.partition("/")[2].partition(".")[0] + path[-4:] for path in site.pictures if path.startswith("assets/")
    ]
    assert {kind: kinds.count(kind) for kind in kinds} == {"infographic.png": 12, "infographic.pdf": 12, "chart.png": 6}


_HALF_YEAR = """---
kind: {kind}
script: Hans
title: 半年
publisher: 云汐日报
{key}
---

# 半年

## 01上半年 {{#e01 role=result year=2031}}

上半年，[生产总值增长**6.3%**]{{indicator=half}}，[新建公园**5个**]{{indicator=half-parks}}。

## 02下半年 {{#e02 role=target year=2031}}

全年[全市生产总值增长**6.5%**]{{indicator=gdp-growth}}。
"""


def test_half_a_years_numbers_are_named_so_and_its_targets_are_its_own(tmp_path: Path) -> None:
    content = mini_site.copy_to(tmp_path) / "content"
    for name, kind, key in (("half", "report", "label: 上半年"), ("half-paper", "explainer", "explains: 2031/half")):
        (content / "2031" / f"{name}.md").write_text(_HALF_YEAR.format(kind=kind, key=key), "utf-8")
    with (content / "indicators.yml").open("a", encoding="utf-8") as file:
        file.write(
            "\n- {id: half, name: 上半年生产总值增长, unit: '%'}\n- {id: half-parks, name: 上半年新建公园, unit: 个}\n"
        )
    picture = Publication(content, tmp_path)["zh-hans/2031/half-paper/"]
    nouns = [item.noun for section in picture.sections for item in (section.lead, *section.pairs) if item]
    assert [str(noun).replace(WORD_END, "")[:3] for noun in nouns[:2]] == ["上半年"] * 2, nouns
    assert [goal.figure.number for goal in picture.goals] == ["6.5"]
    assert "2031年上半年报告" in str(picture.sources[0][1]).replace(WORD_END, "")
