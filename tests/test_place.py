"""Everything of a place is in its publication: another place's site has its names, and none of any other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import mini_site

#: Names of the publication in ``content/``, and of whoever reads it abroad.
STRANGE = re.compile("晋江|晉江|泉州|福建|闽南|閩南|菲律宾|菲律賓|菲华|菲華|jinjiang|fujian|philippine", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the invented place."""
    project = mini_site.copy_to(tmp_path_factory.mktemp("place"))
    assert mini_site.build_in(project).written
    return project / "site"


def read(site: Path, page: str) -> str:
    return (site / page / "index.html").read_text("utf-8")


def test_no_file_names_another_place(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.is_file() and path.suffix != ".png"]
    assert len(files) > 50
    found = {
        path.relative_to(site).as_posix(): STRANGE.findall(path.read_bytes().decode("utf-8", "replace"))
        for path in files
    }
    assert not {path: words for path, words in found.items() if words}


def test_the_names_stand_in_both_scripts(site: Path) -> None:
    assert "正文据云汐市人民代表大会会议文件录入，解读据《云汐日报》版面录入；" in read(site, "zh-hans/2031")
    assert "正文據雲汐市人民代表大會會議文件錄入，解讀據《雲汐日報》版面錄入；" in read(site, "zh-hant/2031")
    assert "用字依《雲汐日報》海外版的習慣。" in read(site, "zh-hant/about")
    assert "<b>雲汐</b> <span>政府工作報告 <small>原文·解讀·數字</small>" in read(site, "zh-hant")
    assert '"short_name": "雲汐"' in (site / "zh-hant" / "manifest.webmanifest").read_text("utf-8")


def test_names_are_converted_by_the_rules_of_the_publication(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    settings, rules = project / "content" / "site.yml", project / "conversion.yml"
    settings.write_text(settings.read_text("utf-8").replace("place: 云汐市", "place: 里岳市"), "utf-8")
    row = "phrases:\n  - {hans: 里岳, hant: 里岳, reason: 地名}\n"
    rules.write_text(rules.read_text("utf-8").replace("phrases:\n", row), "utf-8")
    assert mini_site.build_in(project).written
    assert "本站收錄里岳市歷年政府工作報告" in read(project / "site", "zh-hant/about")


def test_a_publication_may_have_no_rules_of_conversion(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    (project / "conversion.yml").unlink()
    assert mini_site.build_in(project).written
    (project / "conversion.yml").write_text("# 还没有。\n", "utf-8")
    assert mini_site.build_in(project).written


def test_a_government_that_publishes_itself_does_not_deny_it(tmp_path: Path, site: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    settings = project / "content" / "site.yml"
    settings.write_text("official: true\n" + settings.read_text("utf-8"), "utf-8")
    assert mini_site.build_in(project).written
    for page in ("zh-hans", "zh-hant/about"):
        assert re.search("不是政府[网網]站", read(site, page))
        assert not re.search("不是政府[网網]站", read(project / "site", page))


def test_one_accent_colours_pages_icon_and_pictures(tmp_path: Path, site: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    settings = project / "content" / "site.yml"
    settings.write_text("accent: '#6B2D8C'\n" + settings.read_text("utf-8"), "utf-8")
    assert mini_site.build_in(project).written
    [icon], [sheet] = ((project / "site" / "assets").glob(name) for name in ("icon.*", "site.*.css"))
    assert "#6b2d8c" in icon.read_text("utf-8") and "#b02a14" not in icon.read_text("utf-8")
    colours = re.findall(r"--zhu:(#[0-9a-f]+)", sheet.read_text("utf-8"))
    assert colours[-5:-1] == ["#6b2d8c", "#c1a7cf", "#c1a7cf", "#6b2d8c"], (
        "the last is of print.css, whose selectors are weaker"
    )
    own, others = ({path.name for path in (each / "share").iterdir()} for each in (project / "site", site))
    assert own.isdisjoint(others), "a picture in another colour has another name"


def test_what_a_publication_does_not_have_is_not_mentioned(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    settings = project / "content" / "site.yml"
    text = re.sub("(?m)^(short|newspaper|edition): .*\n", "", settings.read_text("utf-8"))
    settings.write_text(text + "assembly: 云汐市第九届人民代表大会\n", "utf-8")
    assert mini_site.build_in(project).written
    page = read(project / "site", "zh-hans/about")
    assert "正文据云汐市第九届人民代表大会会议文件录入；页码为" in page
    assert "再由编者订正。同一段" in page and "《》" not in page
    assert "<b>云汐市</b> <span>政府工作报告 <small>" in page
