"""A third script is a row in ``gazette/scripts.py`` and its wording: the mini-site with an edition for Hong Kong.

The scripts are read when the program is loaded, so it is built in a process of its own.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests import mini_site, pagetext

ROOT = Path(__file__).resolve().parent.parent
BUILD = """
import sys
from pathlib import Path
from gazette import scripts
added = scripts.Script("HantHK", "zh-Hant-HK", "zh-hk", "香港繁體", "zh_HK", "s2hk", "Hant")
scripts.SCRIPTS += (added,)
scripts.BY_CODE[added.code] = added
from gazette.pipeline import Options, build
from gazette.sources import files
project, program = map(Path, sys.argv[1:])
files.read_sources.__defaults__ = (program,)
outcome = build(Options(project / "content", project / "site"))
print(*outcome.problems, sep="\\n")
sys.exit(not outcome.written)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini-site in three scripts."""
    folder = tmp_path_factory.mktemp("three")
    project = mini_site.copy_to(folder / "project")
    settings = project / "content" / "site.yml"
    text, count = re.subn(r"(?m)^tagline: .*", "tagline: 家里家外", settings.read_text(encoding="utf-8"))
    assert count == 1
    settings.write_text(text, encoding="utf-8")
    for name in ("templates", "static"):
        shutil.copytree(ROOT / name, folder / "program" / name)
    for file in (folder / "program" / "templates").glob("strings*.yml"):
        wording = yaml.safe_load(file.read_text(encoding="utf-8"))
        for texts in wording.values():
            texts["zh-Hant-HK"] = texts["zh-Hant"]
        file.write_text(yaml.safe_dump(wording, allow_unicode=True), encoding="utf-8")
    command = [sys.executable, "-c", BUILD, str(project), str(folder / "program")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "site"


def page(site: Path, path: str) -> pagetext.Element:
    return pagetext.parse((site / path / "index.html").read_text(encoding="utf-8"))


def test_every_page_is_in_all_three(site: Path) -> None:
    pages = [
        {file.relative_to(site / folder).as_posix() for file in (site / folder).rglob("*.html")}
        for folder in ("zh-hans", "zh-hant", "zh-hk")
    ]
    assert len(pages[0]) > 10
    assert pages[0] == pages[1] == pages[2]


def test_each_leads_to_the_other_two(site: Path) -> None:
    for folder, others in (("zh-hans", ["zh-hant", "zh-hk"]), ("zh-hk", ["zh-hans", "zh-hant"])):
        switches = page(site, f"{folder}/2031/report").find(tag="a", cls="script-switch")
        assert [str(switch.attrs["href"]) for switch in switches] == [
            f"../../../{other}/2031/report/" for other in others
        ]
        assert len(page(site, f"{folder}/2031/report").find(tag="link", rel="alternate")) >= len(others) + 2


def test_the_words_are_those_of_the_script(site: Path) -> None:
    forms = {"zh-hans": ("第九届", "家里家外"), "zh-hant": ("第九屆", "家裡家外"), "zh-hk": ("第九屆", "家裏家外")}
    for folder, (in_report, in_title) in forms.items():
        assert in_report in page(site, f"{folder}/2031/report").find(tag="article", cls="document")[0].text()
        assert in_title in page(site, folder).find(tag="title")[0].text()


def test_each_has_its_search_feed_and_pictures(site: Path) -> None:
    for name in ("pagefind/pages.json", "feed.xml", "manifest.webmanifest"):
        assert (site / "zh-hk" / name).is_file()
    assert list((site / "share").glob("zh-hk-*.png"))
