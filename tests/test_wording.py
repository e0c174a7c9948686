"""The interface's wording stands in both scripts, by hand: what is missing in one keeps the site from being built."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from gazette.conversion.converter import Converter, read_rules
from tests import mini_site

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "templates").glob("strings*.yml"))


def test_a_wording_that_is_missing_in_one_script_stops_the_build(tmp_path: Path) -> None:
    """The whole program, copied, with one word less."""
    for name in ("gazette", "templates", "static"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "build.py", tmp_path)
    mini_site.copy_to(tmp_path)
    wording = tmp_path / "templates" / "strings.pages.yml"
    text = wording.read_text(encoding="utf-8")
    row = "nav_about: {zh-Hans: 关于, zh-Hant: 關於}"
    assert text.count(row) == 1
    wording.write_text(text.replace(row, "nav_about: {zh-Hans: 关于}"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "build.py", "--no-search"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    line = text[: text.index(row)].count("\n") + 1
    assert done.returncode == 1
    assert f"strings.pages.yml:{line}:" in done.stdout + done.stderr and "key-missing" in done.stdout + done.stderr
    assert "zh-Hant" in done.stdout + done.stderr
    assert not (tmp_path / "site").exists()


def test_both_scripts_have_the_same_places_to_fill() -> None:
    for file in FILES:
        for key, row in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            filled = {lang: sorted(re.findall(r"\{\w*\}", text)) for lang, text in row.items()}
            assert filled["zh-Hans"] == filled["zh-Hant"], key


def test_traditional_wording_keeps_to_one_usage() -> None:
    """Words of the other shore, and forms that the newspaper does not print."""
    foreign = "網絡 鏈接 信息 默認 軟件 字段 搜索 搜尋 運行 鼠標 程序 裏 衞 羣 綫 着 説 编 台".split()
    wording = "\n".join(
        row["zh-Hant"] for file in FILES for row in yaml.safe_load(file.read_text(encoding="utf-8")).values()
    )
    assert not [word for word in foreign if word in wording]


def test_traditional_spelling_is_the_one_that_is_written_down() -> None:
    """The table of docs/words.md holds for the wording and for what the publication converts."""
    table = (ROOT / "docs" / "words.md").read_text(encoding="utf-8").partition("\n## Traditional spelling\n")[2]
    rows = re.findall(r"^\| ([一-鿿]+) \| ([一-鿿]+) \| ([一-鿿]+) \|", table, re.MULTILINE)
    assert {simplified for simplified, _, _ in rows} >= {"编制", "公布"}
    rules, problems = read_rules((ROOT / "conversion.yml").read_text(encoding="utf-8"), "conversion.yml")
    converter = Converter(rules)
    assert not problems
    wording = "\n".join(
        row["zh-Hant"] for file in FILES for row in yaml.safe_load(file.read_text(encoding="utf-8")).values()
    )
    for simplified, chosen, rejected in rows:
        assert converter.convert(f"{simplified}规划", "Hans", "Hant").startswith(chosen)
        assert rejected not in wording, rejected
