"""Share images: each page names one that is there, it says the page's own figures in the page's script, nothing of it is cut,
and it is the same wherever it is drawn."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from gazette.drawing import line_breaking, render
from gazette.drawing.canvas import find_missing_characters
from gazette.pages.publication import PageRecord
from gazette.pages.share_card import HEIGHT, WIDTH, CardFigure, Row, ShareCard
from gazette.pipeline import Options, build
from gazette.preview.preview import MemorySite, Preview
from gazette.preview.server import PreviewState
from gazette.scripts import SCRIPTS
from gazette.shown import in_script, select_script
from tests import mini_site, pagetext

ROOT = Path(__file__).resolve().parent.parent
MARGIN = 36
"""Pixels at each edge of a picture that stay paper."""
#: A card that uses all there is: both faces, all inks, a title in two lines, a figure in words.
CARD = ShareCard(
    "zh-Hant", "雲汐市政府工作報告", "報告全文", ("目標", "完成"), CardFigure("", "", "2031", "年"), "", "“向海圖強”：實施三年行動",
    "2030年12月20日，雲汐市", (Row("全市生產總值增長", (CardFigure("target", "", "6.5", "%", "左右"),), "本年完成", (CardFigure("result", "預計", "十二", "個"),)),),
)  # fmt: skip
#: Of its picture. Another number here, where no line of the drawing has changed: Pillow or zlib draws or packs otherwise.
PRINT = "8bde72a08c22439a"


Pages = tuple[PageRecord, ...]


def published(content: Path, out: Path) -> Pages:
    """The pages of a folder of content."""
    site = MemorySite()
    assert build(Options(content, out, search=False), site).written
    return tuple(
        page for parts in (site.facts.groups, site.facts.parts) for part in parts.values() for page in part.pages
    )


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The mini-site's pages."""
    project = mini_site.copy_to(tmp_path_factory.mktemp("share"))
    return published(project / "content", project / "site")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The real publication's pages."""
    return published(ROOT / "content", tmp_path_factory.mktemp("share") / "site")


def cards(publication: Pages) -> dict[str, ShareCard]:
    """The cards by the page's address."""
    return {
        page.address(script): select_script(page.picture.card, SCRIPTS.index(script))
        for page in publication
        if page.picture
        for script in (SCRIPTS[:1] if page.is_above_editions else SCRIPTS)
    }


def drawn(card: ShareCard) -> bytes:
    return render.draw_image(card)


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


def framed(picture: bytes) -> bool:
    """Whether the picture's edges are paper."""
    box = opened(picture).getbbox()
    assert box is not None
    return box[0] >= MARGIN and box[1] >= MARGIN and box[2] <= WIDTH - MARGIN and box[3] <= HEIGHT - 12


# ---------------------------------------------------------------- what pages say


def test_each_page_names_a_picture_that_is_there(built_site: Path, figures: Callable[[str], None]) -> None:
    sizes: dict[str, int] = {}
    pages = 0
    for file in sorted(built_site.rglob("index.html")):
        page = pagetext.parse(file.read_text(encoding="utf-8"))
        told = {
            str(e.attrs["property"]): str(e.attrs["content"]) for e in page.find(tag="meta") if "property" in e.attrs
        }
        root = str(page.find(tag="link", rel="canonical")[0].attrs["href"]).removesuffix(
            file.parent.relative_to(built_site).as_posix().strip(".") + "/"
        )
        assert told["og:image"].startswith(f"{root.rstrip('/')}/share/"), file
        path = told["og:image"].removeprefix(root.rstrip("/") + "/")
        content = (built_site / path).read_bytes()
        with opened(content) as picture:
            assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
        assert (told["og:image:width"], told["og:image:height"]) == (str(WIDTH), str(HEIGHT))
        assert told["og:image:type"] == "image/png" and len(told["og:image:alt"]) > 8
        assert [e.attrs["content"] for e in page.find(tag="meta", name="twitter:card")] == ["summary_large_image"]
        sizes[path] = len(content)
        pages += 1
    assert pages > 150 and {p.relative_to(built_site).as_posix() for p in (built_site / "share").iterdir()} == set(
        sizes
    )
    figures(
        f"share images: {len(sizes)} for {pages} pages, {sum(sizes.values()) // len(sizes)} bytes on average, {max(sizes.values())} at most"
    )
    assert max(sizes.values()) <= 45_000 and sum(sizes.values()) <= 25_000 * len(sizes)


def test_a_document_shows_its_picture_to_search_engines(built_site: Path) -> None:
    page = pagetext.read(built_site, "zh-hans/2024/report/")
    blocks = [json.loads(script.text()) for script in page.find(tag="script", type="application/ld+json")]
    shown = [e.attrs["content"] for e in page.find(tag="meta", property="og:image")]
    assert [block["image"] for block in blocks if block["@type"] == "Report"] == shown


def test_a_picture_says_the_figures_of_the_cards_on_its_page(built_site: Path) -> None:
    for path in ("zh-hans/", "zh-hant/", "zh-hans/2023/", "zh-hans/2024/", "zh-hant/2024/", "zh-hans/2025/"):
        page = pagetext.read(built_site, path)
        alt = str(page.find(tag="meta", property="og:image:alt")[0].attrs["content"])
        goals = page.find(tag="article", cls="goal-card")
        assert len(goals) == 6
        for goal in goals:
            (name,) = (e for e in goal.walk() if e.tag in ("h2", "h3"))
            (figure,) = goal.find(cls="big")
            words = figure.text(apparatus=True).split(" ")[-1]
            assert f"{name.text()}{words}" in alt, path


def test_each_page_has_a_picture_of_its_own_or_its_editions(real: Pages) -> None:
    found = cards(real)
    shared = ("search/", "compare/")
    own = {path: card for path, card in found.items() if path.count("/") > 1 and not path.endswith(shared)}
    assert len(set(own.values())) == len(own), "what differs looks different"
    assert all(
        found[path.removesuffix("compare/")] == card for path, card in found.items() if path.endswith("compare/")
    )
    assert found["zh-hant/search/"] == found["zh-hant/"] and found["index.html"] == found["zh-hans/"]


# ---------------------------------------------------------------- what a picture shows


def test_the_traditional_edition_shows_traditional_words(mini: Pages) -> None:
    found = cards(mini)
    year = found["zh-hant/2031/"]
    assert (year.lang, year.site, year.title, year.key) == (
        "zh-Hant",
        "雲汐市政府工作報告",
        "向海圖強",
        ("目標", "完成"),
    )
    assert [row.name for row in year.goals] == ["全市生產總值增長", "居民人均可支配收入增長"]
    assert found["zh-hans/2031/"].title == "向海图强"
    assert found["zh-hant/2031/report/"].kind == "報告全文"


def test_an_indicators_picture_sets_target_beside_result(mini: Pages) -> None:
    card = cards(mini)["zh-hans/indicators/gdp-growth/"]
    assert (card.big.role, card.big.whole, card.big_label) == ("target", "6.5%以上", "2032年目标")
    told = [(row.name, *((each.role, each.whole) for each in row.figures)) for row in card.rows]
    assert told[:2] == [
        ("2032", ("target", "6.5%以上"), ("", "尚待公布")),
        ("2031", ("target", "6%左右"), ("result", "预计6.1%")),
    ]


def test_a_figure_changed_in_the_text_changes_the_pictures_that_show_it(tmp_path: Path, mini: Pages) -> None:
    project = mini_site.copy_to(tmp_path)
    file = project / "content" / "2032" / "explainer.md"
    text = file.read_text(encoding="utf-8")
    assert text.count("**5.5%**") == 1
    file.write_text(text.replace("**5.5%**", "**5.7%**"), encoding="utf-8")
    now, then = pictures(published(project / "content", project / "site")), pictures(mini)
    changed = {path for path in then if now[path] != then[path]}
    assert {"zh-hans/", "zh-hant/", "zh-hans/2032/", "zh-hans/indicators/income-growth/", "index.html"} <= changed
    assert not {"zh-hans/2031/", "zh-hans/2031/report/", "zh-hans/glossary/", "zh-hans/indicators/parks/"} & changed


def pictures(publication: Pages) -> dict[str, str]:
    """The address of each page's picture."""
    return {
        page.address(script): in_script(page.picture.path, SCRIPTS.index(script))
        for page in publication
        if page.picture
        for script in (SCRIPTS[:1] if page.is_above_editions else SCRIPTS)
    }


def test_nothing_reaches_the_edge(mini: Pages, real: Pages) -> None:
    for card in {*cards(mini).values(), *cards(real).values()}:
        assert framed(drawn(card)), card


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, title="實施一項名字非常長非常長的行動計劃，" * 9, line="據" * 200),
        replace(CARD, site="雲汐" * 40, kind="報告" * 40),
        replace(CARD, goals=tuple(Row("城鄉居民人均可支配收入及其他收入的增長" * 2, (CardFigure("target", "預計不少於", "123456.7", "億立方米", "左右"),), "本年完成", (CardFigure("result", "預計", "1234567", "億立方米"),)) for _ in range(6))),
        replace(CARD, goals=(), title="題" * 300),
        replace(CARD, goals=(), rows=tuple(Row("很長的名字" * 9, (CardFigure("target", "", "12345678", "億立方米", "左右"),)) for _ in range(6))),
        replace(CARD, goals=(), big=CardFigure("target", "預計不少於", "12345678", "億立方米", "左右"), rows=tuple(Row("2031", (CardFigure("target", "預計", "12345", "億立方米"), CardFigure("result", "預計", "12345", "億立方米"))) for _ in range(4))),
    ],
    ids=["title", "head", "goals", "title alone", "rows", "years"],
)  # fmt: skip
def test_long_words_are_made_to_fit(card: ShareCard) -> None:
    assert framed(drawn(card))


def test_a_line_with_a_character_that_no_face_has_is_left_out() -> None:
    assert find_missing_characters("向海圖強𬱖", "zh-Hant") == "𬱖" and not find_missing_characters(
        "向海图强 喆“”……", "zh-Hant"
    )
    card = replace(CARD, title="向海圖強𬱖")
    assert render.find_missing_characters(card) == "𬱖"
    assert render.draw_image(card, "", "𬱖") == drawn(replace(CARD, title=""))
    goal = replace(CARD.goals[0], name="𬱖")
    assert render.draw_image(replace(CARD, goals=(*CARD.goals, goal)), "", "𬱖") == drawn(CARD)


# ---------------------------------------------------------------- always the same


def test_a_picture_is_the_same_in_every_process() -> None:
    code = (
        "import hashlib; from tests.test_share import CARD, drawn; print(hashlib.sha256(drawn(CARD)).hexdigest()[:16])"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True, timeout=60,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    render.draw_image(replace(CARD, title="先畫別的"))
    assert prints == {hashlib.sha256(drawn(CARD)).hexdigest()[:16]} == {PRINT}


def test_a_picture_is_drawn_once_and_kept(tmp_path: Path, mini: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    project, drawn = mini_site.copy_to(tmp_path), list[ShareCard]()
    draw = render.draw_image

    def count(card: ShareCard, accent: str, missing: str) -> bytes:
        drawn.append(card)
        return draw(card, accent, missing)

    monkeypatch.setattr(render, "draw_image", count)
    assert mini_site.build_in(project, "program").written
    files = sorted(f"share/{path.name}" for path in (project / "site/share").iterdir())
    assert len(drawn) == len(files) and files == sorted(set(pictures(mini).values()))
    drawn.clear()
    report = project / "content/2031/report.md"
    report.write_text(report.read_text("utf-8").replace("。\n", "，再说一句。\n", 1), "utf-8")
    assert mini_site.build_in(project, "program").written
    assert not drawn and files == sorted(f"share/{path.name}" for path in (project / "site/share").iterdir())


def test_check_tells_of_a_character_and_draws_nothing(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    settings = project / "content" / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("向海图强", "向海图强𬱖"), encoding="utf-8")
    outcome = build(Options(project / "content", None))
    assert [(p.code, p.locus.path) for p in outcome.problems] == [
        ("share-character", f"{e}/2031/") for e in ("zh-hans", "zh-hant")
    ]
    assert not (project / "site").exists()


def test_a_preview_draws_none(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    shown = PreviewState()
    outcome = Preview(Options(project / "content", project / "site", offline=False), shown).rebuild()
    assert outcome.written and "zh-hans/index.html" in shown.site.files
    assert not [path for path in shown.site.files if path.startswith("share/")]


def test_no_picture_is_kept_offline(built_site: Path) -> None:
    assert ".png" not in (built_site / "sw.js").read_text(encoding="utf-8")


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("追赶、突破、引领、提升！晋江踏上2023新征程！", 14, ("追赶、突破、引领、提升！", "晋江踏上2023新征程！")),
        ("“爱拼敢拼善拼” 2024年，晋江这么创！", 16, ("“爱拼敢拼善拼”", "2024年，晋江这么创！")),
        ("地区生产总值增长", 6, ("地区生产", "总值增长")),
        ("规模以上工业2024年增加值", 8, ("规模以上工业", "2024年增加值")),
    ],
)
def test_lines_break_after_a_stop_or_in_the_middle(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert line_breaking.break_lines(text, width, 2, len) == lines


@given(st.text("政府工作，。“”（）《》——……12.5% a", min_size=1, max_size=60), st.integers(4, 40), st.integers(1, 4))
def test_lines_lose_nothing_and_begin_and_end_as_they_may(text: str, width: int, most: int) -> None:
    lines = line_breaking.break_lines(text, width, most, len)
    if lines is None:
        return
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert len(lines) <= most and all(len(line) <= width for line in lines)
    for before, after in pairwise(lines):
        assert before[-1] not in line_breaking.NOT_LAST and after[0] not in line_breaking.NOT_FIRST
        assert not (before[-1].isdigit() and after[0].isdigit())


def test_pages_of_an_address_all_have_a_picture(mini: Pages) -> None:
    without = [page.path for page in mini if page.canonical and not page.picture]
    assert not without
