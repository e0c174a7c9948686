"""``quotes: corner``: 「」『』 in the Traditional edition, nested right; “ ” as the paper prints without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazette.text import to_corner_quotes
from tests import mini_site
from tests.pagetext import article, bare, read


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("“甲”", "「甲」"),
        ("“甲‘乙’丙”", "「甲『乙』丙」"),
        ("“甲“乙”丙”", "「甲『乙』丙」"),
        ("“甲‘乙“丙”丁’戊”", "「甲『乙「丙」丁』戊」"),
        ("‘甲’、“乙”", "「甲」、「乙」"),
        ("“甲”“乙”", "「甲」「乙」"),
        ("“Xi’an”、Xi’an", "「Xi’an」、Xi’an"),
        ("“甲‘乙”丙“丁”", "「甲『乙」丙「丁」"),
        ("乙。”丙‘丁’", "乙。」丙「丁」"),
        ("乙’”", "乙』」"),
        ("“甲", "「甲"),
        ("没有引号", "没有引号"),
    ],
)
def test_nesting(written: str, set_: str) -> None:
    assert to_corner_quotes(written) == set_
    assert len(set_) == len(written)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the mini-site with the option."""
    copy = mini_site.copy_to(tmp_path)
    settings = copy / "content" / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "quotes: corner\n", encoding="utf-8")
    report = copy / "content" / "2031" / "report.md"
    text = report.read_text(encoding="utf-8")
    assert "> 向新而行。" in text
    report.write_text(text.replace("> 向新而行。", "> “**发展‘一**二’”。“甲“乙”‘丙’”。"), encoding="utf-8")
    return copy


def test_the_traditional_edition_alone_has_corners(project: Path) -> None:
    outcome = mini_site.build_in(project)
    assert outcome.written and not outcome.problems
    site = project / "site"
    words = {e: bare(article(site, f"{e}/2031/report/").text()) for e in ("zh-hans", "zh-hant")}
    assert "「發展『一二』」。「甲『乙』『丙』」。" in words["zh-hant"]
    assert "“发展‘一二’”。“甲“乙”‘丙’”。" in words["zh-hans"]
    assert len(words["zh-hans"]) == len(words["zh-hant"])
    for path in sorted(site.glob("zh-hant/**/index.html")):
        page = read(path.parent, ".").text(apparatus=True)
        assert not set(page) & set("“”"), path
    assert "「三生」融合" in bare(read(site, "zh-hant/glossary/").text(apparatus=True))
    assert not any(set("「」『』") & set(path.read_text("utf-8")) for path in site.glob("zh-hans/2031/**/index.html"))


def test_a_document_printed_traditional_is_set_so_too(project: Path) -> None:
    hant = project / "content" / "2032" / "explainer.md"
    text = hant.read_text(encoding="utf-8")
    assert "改造。" in text
    hant.write_text(text.replace("改造。", "“甲‘乙’”改造。"), encoding="utf-8")
    assert mini_site.build_in(project).written
    assert "「甲『乙』」改造" in bare(article(project / "site", "zh-hant/2032/explainer/").text())
    assert "“甲‘乙’”改造" in bare(article(project / "site", "zh-hans/2032/explainer/").text())


def test_without_the_option_they_stay_as_printed(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    assert mini_site.build_in(project).written
    words = bare(article(project / "site", "zh-hant/2031/report/").text())
    assert "“三生”融合" in words and "「" not in words
