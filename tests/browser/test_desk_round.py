"""A new year by the desk alone: from two Word files to a built site, and the same by hand to compare with.

The example publication of an invented city gets its year 2033. Every key, click and typed character is counted.
"""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from gazette.conversion.review_file import format_decisions, updated_decisions
from gazette.editor_commands import import_file
from gazette.pipeline import Options, build, record
from gazette.site_folder import SiteFolder
from tests import commands, mini_site
from tests.browser.axe import violations
from tests.test_problems import ROOT

EXAMPLE = ROOT / "examples" / "yunxi"
#: Of keys, clicks and typed characters.
MAX_ACTIONS = 60
REPORT_NAME, EXPLAINER_NAME = "2033年政府工作报告.docx", "2033年报纸解读.docx"
REPORT = """政府工作报告
——2032年12月16日在云汐市第九届人民代表大会第四次会议上
云汐市市长 范松
各位代表：
现在，我代表市人民政府向大会作工作报告，请予审议。
一、2032年工作回顾
过去一年，地区生产总值增长6.2%，一般公共预算收入增长4.6%，居民人均可支配收入增长5.7%。
（一）港口更加开放。开通航线7条，近岸海域优良水质比例达89.6%。
（二）城市更加宜居。新建口袋公园17个，新增滨海步道15.5公里。
（三）民生更有温度。新增城镇就业8100人，新增学位2650个，新办长者食堂12家，新增养老床位120张。
二、2033年主要任务
2033年政府工作的总体要求是：坚持稳中求进，聚力开放、宜居、温度，把好事办实。
今年经济社会发展的主要预期目标是：地区生产总值增长6%左右，一般公共预算收入增长4.5%，居民人均可支配收入增长5.5%以上。
（一）向海开放。开通航线8条，近岸海域优良水质比例提高到91%，推进“海上周末”行动。
（二）向美更新。新建口袋公园18个，新增滨海步道16公里，后山片区让山于民。
（三）为民办事。新增城镇就业8200人以上，新增学位2700个，新办长者食堂13家，新增养老床位150张。
附注：
（P1）“海上周末”行动：周末增开海上航线、开放渔港码头的行动。"""
EXPLAINER = """云汐日报
好事办到心坎上，2033年云汐这么干！
——政府工作报告解读
本报记者 范松
01向海开放
开通航线8条，推进“海上周末”行动。
02向美更新
新建口袋公园19个，新增滨海步道16公里。
03为民办事
新增城镇就业8200人以上，新办长者食堂13家。"""
#: What an editor would write by hand: the words in the file, those that are to be marked, and the mark.
MARKS = (
    ("report", "地区生产总值增长6.2%", "gdp-growth"), ("report", "一般公共预算收入增长4.6%", "revenue-growth"),
    ("report", "居民人均可支配收入增长5.7%", "income-growth"), ("report", "开通航线7条", "port-routes"),
    ("report", "近岸海域优良水质比例达89.6%", "water-quality"), ("report", "新建口袋公园17个", "pocket-parks"),
    ("report", "新增滨海步道15.5公里", "seaside-trail"), ("report", "新增城镇就业8100人", "urban-jobs"),
    ("report", "新增学位2650个", "school-places"), ("report", "新办长者食堂12家", "elderly-canteens"),
    ("report", "新增养老床位120张", "xinzeng-yanglao-chuangwei"), ("report", "地区生产总值增长6%左右", "gdp-growth"),
    ("report", "一般公共预算收入增长4.5%", "revenue-growth"), ("report", "居民人均可支配收入增长5.5%以上", "income-growth"),
    ("report", "开通航线8条", "port-routes"), ("report", "近岸海域优良水质比例提高到91%", "water-quality"),
    ("report", "新建口袋公园18个", "pocket-parks"), ("report", "新增滨海步道16公里", "seaside-trail"),
    ("report", "新增城镇就业8200人以上", "urban-jobs"), ("report", "新增学位2700个", "school-places"),
    ("report", "新办长者食堂13家", "elderly-canteens"), ("report", "新增养老床位150张", "xinzeng-yanglao-chuangwei"),
    ("explainer", "开通航线8条", "port-routes"), ("explainer", "新增滨海步道16公里", "seaside-trail"),
    ("explainer", "新增城镇就业8200人以上", "urban-jobs"), ("explainer", "新办长者食堂13家", "elderly-canteens"),
)  # fmt: skip
_VALUE = re.compile(r"[\d.]+(?:%|条|个|公里|人|家|张)")


def make_docx(text: str) -> bytes:
    """Make a Word document with a paragraph for each line."""
    from docx import Document

    word, output = Document(), io.BytesIO()
    for line in text.split("\n"):
        word.add_paragraph(line)
    word.save(output)
    return output.getvalue()


class Hand:
    """An editor's hand: what it does is counted, and the machine's answers are timed."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions, self.seconds = page, 0, 0.0

    def _wait(self, started: float, count: int) -> None:
        expect(self.page.locator("main:not([aria-busy])")).to_have_count(1)
        self.seconds += time.monotonic() - started
        self.actions += count
        assert self.actions <= MAX_ACTIONS, self.page.locator("main").inner_text()

    def press(self, *keys: str) -> None:
        for key in keys:
            started = time.monotonic()
            self.page.keyboard.press(key)
            self._wait(started, 1)

    def choose(self, field: Locator, path: Path) -> None:
        """Choose a file in the browser's window: open it, choose, confirm."""
        started = time.monotonic()
        field.set_input_files(path)
        self._wait(started, 3)

    def drop(self, path: Path) -> None:
        """Drop a file on the window."""
        started = time.monotonic()
        self.page.evaluate(
            """([name, bytes]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], name));
                document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
            }""",
            [path.name, list(path.read_bytes())],
        )
        self._wait(started, 1)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "desk", ignore=shutil.ignore_patterns(".cache", "site"))
    for name, text in ((REPORT_NAME, REPORT), (EXPLAINER_NAME, EXPLAINER)):
        (tmp_path / name).write_bytes(make_docx(text))
    return tmp_path / "desk"


@pytest.fixture
def address(project: Path) -> Iterator[str]:
    with commands.serve(project) as addresses:
        yield addresses["编辑台"]


def make_by_hand(folder: Path, files: Path) -> Path:
    """Do the same by commands and an editor of texts."""
    project = folder / "by-hand"
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".cache", "site"))
    content = project / "content"
    for name, kind in ((REPORT_NAME, "report"), (EXPLAINER_NAME, "explainer")):
        assert import_file(files / name, content, kind, 2033).written

    def put(path: str, old: str, new: str) -> None:
        text = (project / path).read_text("utf-8")
        assert text.rpartition("-->")[2].count(old) == 1 or text.count(old) == 1, (path, old)
        before, place, after = text.rpartition(old)
        (project / path).write_text(before + new + after if place else text, "utf-8")

    for name, words, indicator in MARKS:
        bold = _VALUE.sub(lambda value: f"**{value[0]}**", words)
        put(f"content/2033/{name}.md", words, f"[{bold}]{{indicator={indicator}}}")
    put("content/2033/explainer.md", "新建口袋公园19个", "[新建口袋公园**[19个]{sic=18个}**]{indicator=pocket-parks}")
    row = "- {id: xinzeng-yanglao-chuangwei, name: 新增养老床位, unit: 张, group: 民生}\n"
    canteens = "- {id: elderly-canteens, name: 新办长者食堂, unit: 家, group: 民生, direction: more}\n"
    put("content/indicators.yml", canteens, canteens + row)
    parks = "group: 城市, direction: more, units: {处: 1}"
    put("content/indicators.yml", parks, f"{parks}, differs: [2033 target]")
    put("content/site.yml", "  2032: 把好事办到家门口\n", "  2032: 把好事办到家门口\n  2033: 聚力开放、宜居、温度\n")
    review = build(Options(content, None, search=False)).review
    answers = updated_decisions(review)
    text = format_decisions(answers).replace(
        'answer: open\n  by: ""\n  when: ""', 'answer: accept\n  by: 示例编辑\n  when: "2033-01-02"'
    )
    (content / "conversions.yml").write_text(text, "utf-8")
    recorded = record(Options(content, None)).anchors
    assert recorded
    (content / "anchors.yml").write_text(recorded.text, "utf-8")
    done = build(Options(content, project / "site", strict=True), SiteFolder(project / "site"))
    assert done.written, done.problems
    return project / "site"


def test_a_new_year_by_the_desk_alone(project: Path, address: str, page: Page, figures: Callable[[str], None]) -> None:
    hand = Hand(page)
    started = time.monotonic()
    page.goto(address)
    hand.seconds += time.monotonic() - started
    heading, status = page.locator("main h1"), page.locator("main")

    hand.drop(project.parent / REPORT_NAME)
    expect(status).to_contain_text("2033年报告", timeout=60_000)
    hand.press("i")
    hand.choose(page.locator("#file"), project.parent / EXPLAINER_NAME)
    expect(page.locator("#import button")).to_be_focused()
    hand.press("Enter")
    expect(status).to_contain_text("2033年报纸解读")
    while page.get_by_role("button", name="没有错").count():
        hand.press("Enter")

    hand.press("3")
    expect(heading).to_have_text("数字")
    hand.press("Shift+Enter")
    while page.locator("#item").count():
        hand.press("Enter")
    expect(status).to_contain_text("数字都定了")
    hand.press("4", "b", "Enter")
    expect(status).to_contain_text("与报告不同的都定了")
    hand.press("6", "Shift+Enter")
    expect(status).to_contain_text("名词都核对过了")
    hand.press("5")
    while page.locator(".cards > li:not(.known)").count() or page.locator(".cards").count():
        hand.press("Enter")
    expect(status).to_contain_text("繁简都核对过了")
    hand.press("8", "m", "y")
    expect(status).to_contain_text("聚力开放、宜居、温度")
    hand.press("Enter")
    started = time.monotonic()
    expect(page.locator(".run")).to_contain_text("做好了", timeout=60_000)
    hand.seconds += time.monotonic() - started
    assert not violations(page)

    theirs, mine = make_by_hand(project.parent, project.parent), project / "site"
    by_hand, by_desk = mini_site.snapshot(theirs), mini_site.snapshot(mine)
    differing = sorted(name for name in by_hand.keys() | by_desk.keys() if by_hand.get(name) != by_desk.get(name))
    assert not differing, differing[:20]
    assert hand.actions <= MAX_ACTIONS, hand.actions
    figures(f"a new year by the desk alone: {hand.actions} actions, the machine took {hand.seconds:.1f} s")
