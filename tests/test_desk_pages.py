"""The desk's pages 与报告不同, 繁简, 名词, 原件与录入 and 页面, without a browser, on the mini-site."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator
from html import unescape
from http.client import HTTPConnection
from pathlib import Path

import pytest

from gazette import editor_commands
from gazette.desk import journal
from gazette.desk.desk import Desk
from gazette.desk.journal import Journal
from gazette.pipeline import Options
from gazette.preview import server
from gazette.preview.preview import Preview
from gazette.preview.server import HOST, PreviewState, Server
from tests import mini_site
from tests.browser.sample import PDF
from tests.imports.word import make_document, make_paragraph, make_picture
from tests.test_desk import Visitor
from tests.test_problems import EXPLAINER, INDICATORS, REPORT, put

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
        servers.append(Server(state, 0, lambda tokens: Desk(project / "content", tokens, lambda: state.outcome)))
        preview = Preview(Options(project / "content", None, search=False), state)
        preview.rebuild()
        return Visitor(project, servers[-1], preview)

    yield start
    for each in servers:
        each.close()


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


def test_a_sentence_that_the_report_has_not_is_noted_as_such(open_desk: Open) -> None:
    desk = open_desk(put(EXPLAINER, "- 1.续建步道", "- 社区图书馆周末通宵亮灯\n- 1.续建步道"))
    before = desk.read(EXPLAINER)
    desk.get("/desk/2031/page/?of=2031/explainer")
    row = re.search(r'href="/desk/([^"]+)"[^>]*><span class="st">原句</span><span>社区图书馆周末通宵亮灯', desk.page)
    assert row
    desk.get("/desk/" + unescape(row[1]))
    desk.post("/desk/2031/line/unsourced")
    assert desk.status == 200 and desk.read(EXPLAINER) == before.replace("通宵亮灯", "通宵亮灯 {see=none}")
    assert "<iframe" in desk.page and "原句</span><span>社区图书馆" not in desk.page
    desk.undo()
    assert desk.read(EXPLAINER) == before
    desk.post("/desk/2031/line/unsourced", path=EXPLAINER, line="3")
    assert desk.status == 422 and desk.read(EXPLAINER) == before


def test_a_misprinted_number_is_noted_as_a_known_difference(open_desk: Open) -> None:
    """The two marked values differ by the same judgement, so that nothing is left to be reported."""
    desk = open_desk(put(EXPLAINER, "全市生产总值增长5.8%左右", "[全市生产总值增长**5.9%**左右]{indicator=gdp-growth}"))
    before = desk.read(INDICATORS)
    desk.get(DIFFERS)
    assert [p for p in desk.preview.state.problems if p.code == "figure-differs"]
    desk.post(f"{DIFFERS}decide", choice="slip")
    assert "differs: [2030 result]" in desk.read(INDICATORS) and "**[5.9%]{sic=5.8%}**左右" in desk.read(EXPLAINER)
    assert not [p for p in desk.preview.state.problems if p.code == "figure-differs"]
    desk.undo()
    assert desk.read(INDICATORS) == before


# ---------------------------------------------------------------- 数字, of a town

TOWN = """---
kind: report
script: Hans
place: 东港镇
title: 东港镇政府工作报告
{reviews}plans: {year}
---

::: masthead

# 东港镇政府工作报告

:::

## 今年工作 {{#s1 role=target year={year}}}

{words}

{more}
"""


def add_town(project: Path) -> None:
    """A town with an indicator that is called as the city's."""
    path = project / INDICATORS
    path.write_text(
        path.read_text("utf-8").rstrip()
        + "\n- {id: donggang-parks, name: 新建口袋公园, unit: 个, group: 民生, place: 东港镇}\n",
        "utf-8",
    )
    for year, words in (("2030", "[新建口袋公园**4个**]{indicator=donggang-parks}。"), ("2031", "新建口袋公园5个。")):
        more = "全市生产总值增长6%。" if year == "2031" else ""
        file = project / "content" / year / "town.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(TOWN.format(year=year, words=words, more=more, reviews=""), "utf-8")


def test_a_town_is_asked_about_its_own_indicators(open_desk: Open) -> None:
    """Of several places that count the same, the document's own is proposed and found by its name, and never another's."""
    desk = open_desk(add_town)
    numbers = "/desk/2031/numbers/"
    desk.get(f"{numbers}?at=2031/town:p1-1-f1")
    assert 'value="donggang-parks"' in desk.page and 'value="parks"' not in desk.page
    assert re.findall(
        '<option value="([^"]+)">', desk.page.partition('id="indicators"')[2].partition("</datalist>")[0]
    ) == ["新建口袋公园"]
    old = desk.read("content/2031/town.md")
    desk.post(f"{numbers}take", indicator="other", other="新建口袋公园")
    assert desk.read("content/2031/town.md") == old.replace(
        "新建口袋公园5个", "[新建口袋公园**5个**]{indicator=donggang-parks}"
    )
    place = f"{numbers}?at=2031/town:p1-2-f1&all=1"
    desk.get(place)
    assert 'value="gdp-growth"' not in desk.page
    for choice in ({"indicator": "gdp-growth"}, {"indicator": "other", "other": "全市生产总值增长"}):
        desk.post(f"{numbers}take", **choice)
        assert desk.status == 422 and "是别处的指标" in desk.page
    desk.get(place)
    desk.post(
        f"{numbers}take",
        indicator="new",
        new_name="全市生产总值增长",
        new_unit="%",
        new_group="",
        new_id="donggang-gdp",
    )
    assert (
        desk.read(INDICATORS).splitlines()[-1]
        == "- {id: donggang-gdp, name: 全市生产总值增长, unit: '%', place: 东港镇}"
    )
    assert "indicator=donggang-gdp}" in desk.read("content/2031/town.md")
    assert not [each for each in desk.preview.state.problems if each.code == "indicator-place"]
    desk.get(f"{numbers}?at=2031/report:p3-2-f1&all=1")
    assert "donggang" not in desk.page


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


# ---------------------------------------------------------------- 原件与录入

SOURCE = "/desk/2031/source/"
NEXT_YEAR = """政府工作报告

——2032年12月18日在云汐市第九届人民代表大会第三次会议上

云汐市市长 范松

各位代表：

一、2032年工作回顾

全市生产总值增长6.1%，居民人均可支配收入增长5.6%。

二、2033年主要任务

全市生产总值增长6%左右，新建公园7个。
"""


def send_file(desk: Visitor, name: str, data: bytes, **fields: str) -> str:
    """Send the form that imports a file."""
    parts = [
        f'--limit\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in ({"token": desk.fields()["token"], "seen": desk.fields()["seen"]} | fields).items()
    ]
    parts.append(
        f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        + data
        + b"\r\n--limit--\r\n"
    )
    sent = {"Origin": desk.origin, "Content-Type": "multipart/form-data; boundary=limit", "Cookie": desk.cookie}
    connection = HTTPConnection(HOST, desk.server.port, timeout=30)
    connection.request(
        "POST", f"{SOURCE}import", b"".join(parts), sent | {k: v for k, v in fields.items() if k == "Origin"}
    )
    answer = connection.getresponse()
    desk.status, location = answer.status, answer.headers.get("Location", "")
    desk.page = answer.read().decode()
    if desk.status == 303:
        desk.preview.rebuild()
        desk.get(location)
    return desk.page


def test_a_file_is_imported_as_the_command_does_and_undone(open_desk: Open, tmp_path: Path) -> None:
    desk = open_desk()
    before = mini_site.snapshot(desk.project)
    desk.get(SOURCE)
    send_file(desk, "2033年政府工作报告.txt", NEXT_YEAR.encode())
    assert desk.status == 200, words(desk.page)
    assert "2033年报告" in desk.page and "全市生产总值增长6%左右" in desk.page
    other = mini_site.copy_to(tmp_path.with_name(f"{tmp_path.name}-by-command"))
    (other / "2033年政府工作报告.txt").write_bytes(NEXT_YEAR.encode())
    assert editor_commands.import_file(other / "2033年政府工作报告.txt", other / "content", "report", 2033).written
    for name in ("report.md", "report.original.txt"):
        assert desk.read(f"content/2033/{name}") == (other / "content/2033" / name).read_bytes().decode()
    assert (desk.project / ".desk/originals/2033-report.txt").read_bytes() == NEXT_YEAR.encode()
    assert not [path for path in desk.preview.site.files if "originals" in path]
    desk.undo()
    assert desk.status == 200 and "原件与录入" in desk.page
    assert {k: v for k, v in mini_site.snapshot(desk.project).items() if ".desk" not in k} == before


def test_an_existing_document_is_replaced_only_if_that_is_said(open_desk: Open) -> None:
    desk = open_desk()
    before = desk.read(REPORT)
    desk.get(SOURCE)
    send_file(desk, "2031报告.txt", NEXT_YEAR.encode())
    assert desk.status == 422 and "已经有了，没有动它" in desk.page and desk.read(REPORT) == before
    send_file(desk, "2031报告.txt", NEXT_YEAR.encode(), exists="keep")
    assert desk.status == 200 and desk.read(REPORT) == before
    assert (desk.project / ".desk/originals/2031-report.txt").exists()
    send_file(desk, "2031报告.txt", NEXT_YEAR.encode(), exists="replace")
    assert desk.status == 200 and "新建公园7个" in desk.read(REPORT) and desk.read(REPORT) != before
    desk.undo()
    assert desk.read(REPORT) == before


def test_a_file_that_is_too_large_is_said_in_words(open_desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = open_desk()
    desk.get(SOURCE)
    monkeypatch.setattr(server, "MAX_BODY", 100_000)
    send_file(desk, "2033报告.pdf", bytes(20_000_000))
    assert desk.status == 413 and "文件超过64MB，没有导入" in desk.page


def make_illustrated(picture: bytes) -> bytes:
    """A Word document with a picture."""
    words = "".join(map(make_paragraph, filter(None, NEXT_YEAR.split("\n"))))
    return make_document(words + make_picture("rIdP1", "河边的公园"), None, {"rIdP1": picture})


def test_all_that_an_import_wrote_is_undone_after_a_restart_too(open_desk: Open) -> None:
    """With its pictures and its original; a second import with another picture of that name is not refused then."""
    desk = open_desk()
    before = mini_site.snapshot(desk.project)
    for picture in (b"\x89PNG\r\n\x1a\n one", b"\x89PNG\r\n\x1a\n another"):
        desk.get(SOURCE)
        send_file(desk, "2033报告.docx", make_illustrated(picture))
        assert desk.status == 200, words(desk.page)
        assert (desk.project / "content/2033/images/report-1.png").read_bytes() == picture
        assert (desk.project / ".desk/originals/2033-report.docx").exists()
        desk.server.desk.journal = restarted = Journal(desk.project / "content")  # type: ignore[union-attr]
        restarted.open()
        desk.undo()
        after = mini_site.snapshot(desk.project)
        assert {path: data for path, data in after.items() if not path.startswith(".desk")} == before
        assert not [*(desk.project / ".desk/originals").iterdir()]
        assert not (desk.project / "content/2033").exists()


def test_an_original_that_was_replaced_comes_back(open_desk: Open) -> None:
    desk = open_desk()
    for name, data in (("2031报告.txt", b"one"), ("2031报告.docx", b"two"), ("2031报告.docx", b"three")):
        desk.get(SOURCE)
        send_file(desk, name, data, exists="keep")
        assert desk.status == 200
    folder = desk.project / ".desk/originals"
    for left in ({"2031-report.docx": b"two"}, {"2031-report.txt": b"one"}, {}):
        desk.undo()
        assert {path.name: path.read_bytes() for path in folder.glob("*")} == left


def test_a_full_disk_while_an_original_is_kept_is_said(open_desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no picture of the import is left."""

    def fill(path: Path, data: bytes, mode: str) -> None:
        if "originals" in str(path):
            raise OSError(errno.ENOSPC, "full")
        write(path, data, mode)  # type: ignore[arg-type]

    desk, write = open_desk(), journal._write
    before = mini_site.snapshot(desk.project)
    desk.get(SOURCE)
    monkeypatch.setattr(journal, "_write", fill)
    send_file(desk, "2033报告.docx", make_illustrated(b"\x89PNG\r\n\x1a\n one"))
    assert desk.status == 507 and "磁盘满了" in desk.page
    after = mini_site.snapshot(desk.project)
    assert {path: data for path, data in after.items() if not path.startswith(".desk")} == before
    assert not [*(desk.project / ".desk/originals").iterdir()]


def test_a_conflict_is_not_solved_with_a_file_that_has_changed_again(open_desk: Open) -> None:
    """Who writes his own over the disk's has seen what the disk has; and a file that is gone is not made again from a few lines."""
    desk = open_desk(WRONG_NUMBER)
    desk.get(DIFFERS)
    for number in ("42公里", "43公里"):
        put(EXPLAINER, desk.read(EXPLAINER).split("步道力争")[1].split(" ")[0], number)(desk.project)
        theirs = desk.read(EXPLAINER)
        desk.post(f"{DIFFERS}decide", choice="none")
        assert desk.status == 409 and number in words(desk.page) and desk.read(EXPLAINER) == theirs
    (desk.project / EXPLAINER).unlink()
    desk.post(f"{DIFFERS}decide", choice="none")
    assert desk.status == 409 and 'name="mine"' not in desk.page and not (desk.project / EXPLAINER).exists()
    assert "两边合不到一起" in desk.page and "请选一边" not in desk.page


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [("x.txt", {}, 422), ("2033报告.exe", {}, 422), ("2033报告.pdf", {}, 422), ("报告.txt", {"year": "../../1"}, 422),
     ("2033.txt", {"kind": "../x"}, 422), ("2033报告.txt", {"token": "forged"}, 403), ("2033报告.txt", {"Origin": "https://evil.example"}, 403),
     ("../../2033报告.txt", {}, 200)],
)  # fmt: skip
def test_a_file_or_form_that_is_wrong_imports_nothing(
    open_desk: Open, name: str, fields: dict[str, str], status: int
) -> None:
    desk = open_desk()
    desk.get(SOURCE)
    before = mini_site.snapshot(desk.project)
    send_file(desk, name, NEXT_YEAR.encode(), **fields)
    assert desk.status == status
    if status == 200:
        assert "file: 2033报告.txt" in desk.read("content/2033/report.md"), "only the name of the file is used"
    else:
        assert mini_site.snapshot(desk.project) == before


def test_a_page_of_the_original_stands_beside_its_words(open_desk: Open) -> None:
    desk = open_desk()
    desk.get(SOURCE)
    send_file(desk, "2026-report.pdf", PDF.read_bytes())
    assert desk.status == 200 and "第1页，共2页" in words(desk.page)
    (picture,) = re.findall(r'<img src="([^"]+)"', desk.page)
    connection = HTTPConnection(HOST, desk.server.port, timeout=30)
    for address, kind in (
        (picture, b"\x89PNG"),
        (picture.replace("1.png", "9.png"), b""),
        (picture.replace("2026/report", "../../x"), b""),
    ):
        connection.request("GET", address)
        assert connection.getresponse().read()[:4] == kind, address
    first = desk.page
    desk.get("/desk/" + unescape(re.findall(r'href="/desk/([^"]+)" data-key="\]"', desk.page)[0]))
    assert "第2页，共2页" in words(desk.page) and desk.page != first


def test_doubts_wait_until_somebody_has_looked_at_them(open_desk: Open) -> None:
    table = NEXT_YEAR + "\n\n附注：\n\n1.海湾行动：清理海湾的行动。\n"
    desk = open_desk()
    desk.get(SOURCE)
    send_file(desk, "2033解读.txt", table.encode())
    assert desk.status == 200
    count = int(re.findall(r"存疑(\d+)处", words(desk.page))[0])
    assert count > 1 and "没有错" in desk.page
    address = "/desk/2033/source/"
    desk.post(f"{address}settle")
    assert desk.status == 200
    (left,) = re.findall(r"存疑(\d+)处", words(desk.page))
    put("content/2033/explainer.md", "title: ", "title: 改")(desk.project)
    desk.preview.rebuild()
    desk.get(address)
    assert int(left) == count - 1 == int(re.findall(r"存疑(\d+)处", words(desk.page))[0]), "an edit settles no doubt"
    desk.undo()
    assert f"存疑{count}处" in words(desk.page)
    desk.post(f"{address}settle", doubt="all")
    assert not re.search(r"存疑\d", words(desk.page).replace("看过了2033年报纸解读存疑", "")), "all are settled"


# ---------------------------------------------------------------- 页面, 完成


def test_the_page_lists_what_is_marked_and_what_waits(open_desk: Open) -> None:
    desk = open_desk(WRONG_NUMBER)
    page = desk.get("/desk/2031/page/?of=2031/explainer&in=zh-hant")
    assert '<iframe class="leaf" src="/zh-hant/2031/explainer/"' in page and "frame-src 'self'" in str(desk.headers)
    rows = dict(re.findall(r'href="/desk/([^"]+)" data-row data-anchor="([^"]+)"', page))
    shown = desk.preview.site.files["zh-hant/2031/explainer/index.html"].decode()
    assert rows and all(f'id="{anchor}"' in shown for anchor in rows.values())
    for href in rows:
        desk.get("/desk/" + unescape(href))
        assert desk.status == 200


def test_the_words_of_a_year_stand_in_its_documents(open_desk: Open) -> None:
    desk = open_desk()
    before = desk.read("content/site.yml")
    desk.get("/desk/2032/done/")
    for wrong in ("", "文献里没有这一句"):
        desk.post("/desk/2032/done/motto", motto=wrong)
        assert desk.status == 422 and 'aria-invalid="true"' in desk.page and desk.read("content/site.yml") == before
    desk.post("/desk/2032/done/motto", motto="云汐启航")  # the document is in Traditional characters
    assert desk.status == 200 and desk.read("content/site.yml") == before.replace(
        "向海图强\n", "向海图强\n  2032: 云汐启航\n"
    )
    assert "云汐启航" in desk.preview.site.files["zh-hans/2032/index.html"].decode()
    desk.undo()
    assert desk.read("content/site.yml") == before


def save_on_windows(project: Path) -> None:
    """Save all text files as Windows' editors do, with byte order mark and CRLF."""
    for path in (*project.glob("*.yml"), *(project / "content").rglob("*.*")):
        if path.suffix in (".yml", ".md"):
            path.write_bytes("\ufeff".encode() + path.read_bytes().replace(b"\n", b"\r\n"))


def test_files_of_windows_are_read_as_the_build_reads_them(open_desk: Open) -> None:
    """What has been published, the year's words and the addresses are known, and each file stays one of Windows."""
    desk = open_desk(add_notes)
    desk.get("/desk/2031/done/")
    desk.post("/desk/2031/done/run")
    save_on_windows(desk.project)
    desk.preview.rebuild()
    page = desk.get(at("haiwan-xindong"))
    assert "已经发布，不能再改" in page and 'name="slug"' not in page
    desk.get("/desk/2032/done/")
    desk.post("/desk/2032/done/motto", motto="云汐启航")
    assert desk.status == 200 and "  2032: 云汐启航\r\n" in desk.read("content/site.yml")
    put(EXPLAINER, "- 1.续建步道", "- 再添一条\r\n- 1.续建步道")(desk.project)
    desk.preview.rebuild()
    desk.get("/desk/2031/done/")
    desk.post("/desk/2031/done/run")
    for path in ("content/anchors.yml", "content/site.yml"):
        text = desk.read(path)
        assert text.startswith("\ufeff") and text.count("\r\n") == text.count("\n"), path


def test_a_document_may_be_deleted_while_it_is_open(open_desk: Open) -> None:
    """Whatever is asked or sent then is answered in words, and nothing is made again."""
    desk = open_desk(WRONG_NUMBER)
    pages = ("today/", "numbers/", "differs/", "terms/", "script/", "source/", "page/?of=2031/explainer", "done/")
    desk.get("/desk/2031/differs/")
    desk.post("/desk/2031/differs/decide", choice="slip")
    for each in (desk.project / "content" / "2031").glob("*.md"):
        each.unlink()
    for path in (*pages, "line/?path=content/2031/report.md"):
        desk.get(f"/desk/2031/{path}")
        assert desk.status == 404
    desk.get("/desk/2032/today/")
    desk.undo()
    assert desk.status == 409 and "没有撤销" in desk.page and 'name="mine"' not in desk.page
    assert not [*(desk.project / "content" / "2031").glob("*.md")]
    desk.post("/desk/undo")  # and leaves it as it is
    assert desk.status == 200 and "没有与报告不同的句子" in desk.page
    for each in desk.project.glob("content/*/*.md"):
        each.unlink()
    desk.preview.rebuild()
    desk.get("/desk/")
    assert desk.status == 404 and "还没有能读的文献" in desk.page
