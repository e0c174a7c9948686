"""The desk's pages 与报告不同, 繁简, 名词, 原件与录入 and 页面, without a browser, on the mini-site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest

from gazette.desk.desk import Desk
from gazette.pipeline import Options
from gazette.preview.preview import Preview
from gazette.preview.server import PreviewState, Server
from tests import mini_site
from tests.test_desk import Visitor
from tests.test_problems import EXPLAINER, put

DIFFERS = "/desk/2031/differs/"

Open = Callable[..., Visitor]


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Open]:
    """Open the desk of a mini-site with some changes."""
    servers: list[Server] = []

    def start(*changes: Callable[[Path], None]) -> Visitor:
        project = mini_site.copy_to(tmp_path)
        mini_site.sign(project)
        for change in changes:
            change(project)
        state = PreviewState()
        server = Server(state, 0, lambda tokens: Desk(project / "content", tokens, lambda: state.outcome))
        servers.append(server)
        preview = Preview(Options(project / "content", None, search=False), state)
        preview.rebuild()
        return Visitor(project, server, preview)

    yield start
    for server in servers:
        server.close()


def words(page: str) -> str:
    """What a page says, without markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page.partition("<main")[2].partition("</main")[0])))


# ---------------------------------------------------------------- 与报告不同

WRONG_NUMBER = put(EXPLAINER, "- 1.续建步道力争40公里", "- 1.续建步道力争41公里")


@pytest.mark.parametrize(
    ("choice", "written", "label"),
    [("slip", "- 1.续建步道力争[41公里]{sic=40公里} {see=report#p3-7}", "报纸误"),
     ("doubt", "- 1.续建步道力争[41公里]{differs=40公里} {see=report#p3-7}", "说不准"),
     ("none", "- 1.续建步道力争41公里 {see=none}", "")],
)  # fmt: skip
def test_a_difference_is_judged_with_one_smallest_edit(open_desk: Open, choice: str, written: str, label: str) -> None:
    desk = open_desk(WRONG_NUMBER)
    before = desk.read(EXPLAINER)
    page = desk.get(DIFFERS)
    assert '<span class="hitx">41公里</span>' in page and '<span class="hitx">40公里</span>' in page
    assert "还有1句没有定" in words(page)
    desk.post(f"{DIFFERS}decide", choice=choice)
    assert desk.status == 200 and desk.read(EXPLAINER) == before.replace(
        "- 1.续建步道力争41公里 {see=report#p3-7}", written
    )
    assert "还有1句没有定" not in words(desk.page) and (not label or label in words(desk.page))
    assert not [p for p in desk.preview.state.problems if p.code == "report-differs"]
    desk.undo()
    assert desk.read(EXPLAINER) == before and "还有1句没有定" in words(desk.page)


def test_a_verdict_can_be_changed_and_the_line_opened(open_desk: Open) -> None:
    desk = open_desk()
    page = desk.get(DIFFERS)
    assert "与报告不同的都定了" in page
    desk.get("/desk/" + unescape(re.findall(r'href="/desk/(2031/differs/\?at=[^"]+)"', page)[0]))
    assert re.search(r'value="doubt" checked', desk.page)
    desk.post(f"{DIFFERS}decide", choice="slip")
    assert "数智[云脑[升级]{hant=陞級}]{sic=云脑一期}，[走上]{differs=步入}新征程。" in desk.read(EXPLAINER)
    desk.undo()
    desk.post(f"{DIFFERS}decide", choice="typo")
    assert "/line/" in desk.page and "数智[云脑[升级]{hant=陞級}]{differs=云脑一期}" in unescape(desk.page)


def test_another_sentence_of_the_report_is_looked_for_and_named(open_desk: Open) -> None:
    desk = open_desk(WRONG_NUMBER)
    desk.get(DIFFERS)
    desk.post(f"{DIFFERS}decide", choice="other", other="开通航线")
    assert desk.status == 422
    (anchor,) = re.findall(r'value="see:([\w-]+)"', desk.page)
    desk.post(f"{DIFFERS}decide", choice=f"see:{anchor}")
    assert f"- 1.续建步道力争41公里 {{see=report#{anchor}}}" in desk.read(EXPLAINER)
    for forged in ("see:none-such", "see:x}{y", "forged", ""):
        desk.get(DIFFERS)
        before = desk.read(EXPLAINER)
        if 'name="choice"' in desk.page:
            desk.post(f"{DIFFERS}decide", choice=forged)
        assert desk.read(EXPLAINER) == before


# ---------------------------------------------------------------- 繁简

SCRIPT, ANSWERS = "/desk/2031/script/", "content/conversions.yml"


def cards(page: str) -> list[str]:
    """The rows of each card."""
    return list(dict.fromkeys(re.findall(r'name="rows" value="([^"]+)"', page)))


def test_cards_are_answered_one_by_one_and_signed_once(open_desk: Open) -> None:
    desk = open_desk(put(EXPLAINER, "“三生”融合，一年一变。", "“三生”融合，一年一变。后山上云，后路不占地。"))
    before = desk.read(ANSWERS)
    page = desk.get(SCRIPT)
    rows = cards(page)
    assert "云→雲 1处" in words(page), "answered before in the same words"
    assert rows and "签名并记下（还有" in page
    desk.post(f"{SCRIPT}sign", name="范青")
    assert desk.status == 422 and desk.read(ANSWERS) == before
    for row in rows:
        desk.get(SCRIPT)
        desk.post(f"{SCRIPT}answer", rows=row, answer="accept")
        assert desk.status == 200, words(desk.page)
    assert "签名并记下（还有" not in desk.page and "by: 范青" not in desk.read(ANSWERS)
    desk.post(f"{SCRIPT}sign", name="范青")
    assert "繁简都核对过了" in desk.page and "by: 范青" in desk.read(ANSWERS)
    kept = [entry for entry in before.split("\n\n")[1:] if entry.strip() in desk.read(ANSWERS)]
    assert len(kept) == len(before.split("\n\n")[1:]), "what was answered stays as it is"
    for _ in range(len(rows) + 1):
        desk.undo()
    assert desk.read(ANSWERS) == before


def test_another_form_is_written_and_printed(open_desk: Open) -> None:
    desk = open_desk(put(EXPLAINER, "“三生”融合，一年一变。", "“三生”融合，一年一变。后山上云。"))
    page = desk.get(SCRIPT)
    row = cards(page)[0]
    for wrong in ("", "ab", "兩個字了", "a"):
        desk.post(f"{SCRIPT}answer", rows=row, answer="form", form=wrong)
        assert desk.status == 422 and 'aria-invalid="true"' in desk.page
    desk.post(f"{SCRIPT}answer", rows=row, answer="form", form="厚")
    assert "answer: 厚" in desk.read(ANSWERS)
    desk.get(SCRIPT)
    desk.post(f"{SCRIPT}sign", name="范青")
    assert "厚山" in desk.preview.site.files["zh-hant/2031/explainer/index.html"].decode()


# ---------------------------------------------------------------- 名词

TERMS, GLOSSARY = "/desk/2031/terms/", "glossary.yml"
HEAD = "# 以下是 2031/report 的附注，由导入写入。slug 是照读音拼的，请在发布前核对；发布后别人会引用，不要再动。\n"
NEW = f"""
{HEAD}- slug: haiwan-xindong
  term: 海湾行动
  definition: 清理海湾的行动。
  source: {{document: 2031/report, page: 3}}

- slug: shuangwan-liandong
  term: “双湾联动”
  definition: 东湾与西湾一体发展。
  source: {{document: 2031/report, page: 3}}
"""


def add_notes(project: Path) -> None:
    """What an import adds: a new note, and one that the editors have explained in the same words."""
    put(
        GLOSSARY,
        "  source: editor\n\n- slug: liangxiang-shidian-2032",
        "  source: {document: 2031/report, page: 2}\n\n- slug: liangxiang-shidian-2032",
    )(project)
    path = project / GLOSSARY
    path.write_bytes(path.read_bytes() + NEW.encode())


def at(slug: str) -> str:
    return f"{TERMS}?at={slug}"


def test_imported_notes_are_checked_and_their_addresses_changed(open_desk: Open) -> None:
    desk = open_desk(add_notes)
    before = desk.read(GLOSSARY)
    page = desk.get(TERMS)
    assert "2条附注还没有核对" in words(page) and "清理海湾的行动" in page
    for wrong in ("", "双湾", "A b", "sansheng", "shuangwan", "x{y}"):
        desk.post(f"{TERMS}save", choice="new", slug=wrong)
        assert desk.status == 422 and 'aria-invalid="true"' in desk.page and desk.read(GLOSSARY) == before
    desk.post(f"{TERMS}save", choice="new", slug="haiwan-xingdong")
    assert desk.read(GLOSSARY) == before.replace("haiwan-xindong", "haiwan-xingdong")
    desk.post(f"{TERMS}confirm")
    assert desk.read(GLOSSARY) == before.replace("haiwan-xindong", "haiwan-xingdong").replace(
        HEAD, "# 以下是 2031/report 的附注。\n"
    )
    assert "名词都核对过了" in desk.page
    desk.undo()
    desk.undo()
    assert desk.read(GLOSSARY) == before


def test_a_note_joins_an_entry_of_the_same_words(open_desk: Open) -> None:
    desk = open_desk(add_notes)
    before = desk.read(GLOSSARY)
    page = desk.get(at("shuangwan-liandong"))
    assert 'value="same:shuangwan"' in page
    desk.post(f"{TERMS}save", choice="same:shuangwan", slug="shuangwan-liandong")
    joined = "  source: [{document: 2031/report, page: 2}, {document: 2031/report, page: 3}]"
    assert joined in desk.read(GLOSSARY) and "slug: shuangwan-liandong" not in desk.read(GLOSSARY)
    assert "also: ['“双湾联动”']" in desk.read(GLOSSARY)
    desk.undo()
    assert desk.read(GLOSSARY) == before
    desk.get(at("haiwan-xindong"))
    desk.post(f"{TERMS}save", choice="same:shuangwan", slug="haiwan-xindong")
    assert desk.status == 422 and desk.read(GLOSSARY) == before, "another definition is another note"


def test_a_note_may_be_for_its_year_alone(open_desk: Open) -> None:
    desk = open_desk(add_notes)
    before = desk.read(GLOSSARY)
    desk.get(at("haiwan-xindong"))
    desk.post(f"{TERMS}save", choice="year", slug="haiwan-xindong")
    line = "  definition: 清理海湾的行动。\n  source: {document: 2031/report, page: 3}\n"
    assert desk.read(GLOSSARY) == before.replace(line, line + "  years: [2031]\n")
    desk.get(at("haiwan-xindong"))
    desk.post(f"{TERMS}save", choice="new", slug="haiwan-xindong")
    assert desk.read(GLOSSARY) == before


def test_a_published_address_stays(open_desk: Open) -> None:
    desk = open_desk(add_notes)
    desk.get("/desk/2031/done/")
    desk.post("/desk/2031/done/run")
    before = desk.read(GLOSSARY)
    page = desk.get(at("haiwan-xindong"))
    assert "已经发布，不能再改" in page and 'name="slug"' not in page
    desk.post(f"{TERMS}save", choice="new", slug="other")
    assert desk.status == 422 and desk.read(GLOSSARY) == before
