"""The page about the publication: who answers for it, where the texts come from, what was put right, what was judged."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests import mini_site
from tests.pagetext import Element, parse, read

LINT = Path(__file__).parent / "lint"
CONTACT = "contact: editors@example.org"
MADE = """corrections:
- {date: 2032-02-03, text: 解读第二条补上漏字。, place: 2032/explainer.md#e01}
- {date: 2032-03-01, text: 两处页码改正。}
"""


def built(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The site of a mini-site with other settings."""
    project = mini_site.copy_to(tmp_path)
    settings = project / "content" / "site.yml"
    text = settings.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    settings.write_text(text, encoding="utf-8")
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    return project / "site"


def section(site: Path, edition: str, name: str) -> Element:
    (found,) = read(site, f"{edition}/about/").find(tag="section", id=name)
    return found


def links(element: Element) -> list[str]:
    return [str(a.attrs["href"]) for a in element.find(tag="a")]


@pytest.mark.parametrize(
    ("contact", "href"),
    [("editors@example.org", "mailto:editors@example.org"), ("https://example.org/a?b=1", "https://example.org/a?b=1")],
)
def test_a_reader_can_follow_the_contact(tmp_path: Path, contact: str, href: str) -> None:
    site = built(tmp_path, (CONTACT, f"contact: {contact}"))
    shown = section(site, "zh-hans", "publisher")
    assert links(shown) == [href] and contact in shown.text()


def test_every_page_says_who_speaks(tmp_path: Path) -> None:
    site = built(tmp_path)
    for path in ("", "2031/", "2031/report/", "glossary/", "about/"):
        page = read(site, f"zh-hant/{path}")
        (foot,) = page.find(tag="footer", cls="foot")
        assert "本站不是政府網站。編輯：雲汐讀本編輯組。" in foot.text() and "正文據雲汐市" in foot.text()
        assert "mailto:editors@example.org" in links(foot)
    assert "本站不是政府网站" in section(site, "zh-hans", "publisher").text()


def test_where_there_is_no_contact_none_is_made_up(built_site: Path) -> None:
    for edition, words in (("zh-hans", "尚未公布联系方式"), ("zh-hant", "尚未公佈聯絡方式")):
        shown = section(built_site, edition, "publisher")
        assert words in shown.text() and not links(shown)
        assert ("原发布者负责" if edition == "zh-hans" else "原發佈者負責") in shown.text()


def test_the_floor_of_browsers_is_that_of_the_linters(built_site: Path) -> None:
    floor = dict(
        entry.split(" >= ") for entry in json.loads((LINT / "package.json").read_text("utf-8"))["browserslist"]
    )
    for edition in ("zh-hans", "zh-hant"):
        said = section(built_site, edition, "browsers").text()
        assert f"{floor['chrome']}至91" in said
        assert f"Safari {floor['safari']}至15.3" in said
        assert f"Firefox {floor['firefox']}及以上" in said


def test_corrections_stand_with_their_day_and_place_the_latest_first(tmp_path: Path) -> None:
    site = built(tmp_path, ("first: zh-hans\n", f"{MADE}first: zh-hans\n"))
    shown = section(site, "zh-hant", "corrections")
    days = shown.find(tag="time")
    assert [(day.attrs["datetime"], day.text()) for day in days] == [
        ("2032-03-01", "2032年3月1日"),
        ("2032-02-03", "2032年2月3日"),
    ]
    assert "解讀第二條補上漏字。" in shown.text() and "暫無更正" not in shown.text()
    assert links(shown) == ["../2032/explainer/#e01"]
    assert "暫無更正" in section(built(tmp_path / "without"), "zh-hant", "corrections").text()


def test_every_entry_of_a_page_stands_here_too_with_a_way_back(built_site: Path) -> None:
    """勘误与差异 of all documents: the same words as at the foot of each, and each leads to its place."""
    for edition in ("zh-hans", "zh-hant"):
        entries = section(built_site, edition, "readings").find(tag="li")
        own = []
        for file in sorted(built_site.glob(f"{edition}/*/*/index.html")):
            page = parse(file.read_text(encoding="utf-8"))
            for after in page.find(tag="section", cls="after"):
                own += [e.text() for e in after.find(tag="li") if str(e.attrs.get("id", "")).startswith("sic-")]
        assert len(entries) == len(own) > 15
        assert sorted(entry.text() for entry in entries) == sorted(own)
        for entry in entries:
            (back,) = (a for a in entry.find(tag="a") if a.has(cls="back"))
            path, _, anchor = str(back.attrs["href"]).partition("#")
            page = read(built_site, f"{edition}/{path.removeprefix('../')}")
            assert page.find(id=anchor), back.attrs["href"]
            (printed,) = entry.find(tag="dfn")
            assert printed.text() in page.find(id=anchor)[0].text(apparatus=True)


def test_each_document_is_named_with_its_original(built_site: Path) -> None:
    shown = section(built_site, "zh-hans", "sources")
    titles = shown.find(tag="h3")
    assert len(titles) == 5 and all(links(title) for title in titles)
    assert shown.text().count("原件：") >= 5 and shown.text().count("录入：") == 5


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [
        (("meeting",), "2030年12月20日，云汐市市长 范松作报告。"),
        (("meeting", "speaker"), "2030年12月20日。"),
        (("speaker", "date"), "云汐市第九届人民代表大会第二次会议。"),
    ],
)
def test_a_year_tells_of_its_report_what_is_known(tmp_path: Path, gone: tuple[str, ...], sentence: str) -> None:
    """A meeting that is not known leaves no hole in the sentence (在上作报告, 1月8日，。)."""
    project = mini_site.copy_to(tmp_path)
    report = project / "content/2031/report.md"
    kept = [line for line in report.read_text(encoding="utf-8").split("\n") if line.partition(":")[0] not in gone]
    report.write_text("\n".join(kept), encoding="utf-8")
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    words = read(project / "site", "zh-hans/2031/").text()
    assert sentence in words and "在上" not in words and "，。" not in words


def test_an_area_of_work_shows_what_is_known_of_it(tmp_path: Path) -> None:
    """Of a report without pages: how often the newspaper speaks of the area, with no separator before it."""
    project = mini_site.copy_to(tmp_path)
    for name in ("report", "explainer"):
        document = project / f"content/2031/{name}.md"
        text = re.sub(r"\[\]\{page=\d+\}|、?和\[第3页\]\(#page-3\)", "", document.read_text(encoding="utf-8"))
        document.write_text(text.replace("report#p3-7", "report#p2-7"), encoding="utf-8")
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    (areas,) = read(project / "site", "zh-hans/2031/").find(tag="section", id="areas")
    assert [row.text().strip() for row in areas.find(tag="p", cls="meta")] == ["报纸解读1处"]
