"""docs/editors.md is followed to the letter, on a copy of the content, from ``new`` to the built pages of 2026.

Its fences say what to do: ``console`` is run, ``text`` must be on the screen (… stands for anything), ``diff`` changes the file
that the words above name, ``yaml`` and ``markdown`` add to it or are it. Only the installation (it would ask the registry)
and the preview (it would not end) are not run.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gazette import command_line as command
from tests import commands, mini_site
from tests.browser.pictures import DESK, IMAGES, PICTURES
from tests.browser.sample import PDF

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "docs" / "editors.md"
PYTHON = ".venv\\Scripts\\python "
_FENCE = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"`((?:content/)?[\w/.-]+\.(?:md|yml))`")


@dataclass(frozen=True)
class Step:
    """A fence of the handbook: its kind, what it holds, and the words between it and the fence before."""

    kind: str
    note: str
    text: str
    words: str
    file: str
    line: int


def steps() -> Iterator[Step]:
    """The fences in their order."""
    book, end, file = BOOK.read_text(encoding="utf-8"), 0, ""
    for fence in _FENCE.finditer(book):
        words = book[end : fence.start()]
        file = ([file, *_PATH.findall(words)])[-1]
        yield Step(fence[1], fence[2] or "", fence[3], words, file, book.count("\n", 0, fence.start()) + 1)
        end = fence.end()


def run(project: Path, line: str) -> str:
    """A line of the console, with this Python in the place of the project's own: what it prints."""
    assert line.startswith(PYTHON), line
    script, *arguments = shlex.split(line.removeprefix(PYTHON).replace("\\", "/"))
    assert command.parse_arguments(arguments)
    if arguments[:1] == ["serve"]:
        return ""
    done = commands.run(*arguments, script=project / script)
    waits = arguments[:1] == ["review"] and "还有0处" not in done.stdout
    assert done.returncode == (1 if waits else 0), f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def shown(text: str, screen: str) -> Iterator[str]:
    """Lines of the handbook that are not on the screen."""
    printed = screen.splitlines()
    for line in text.splitlines():
        pattern = ".*".join(map(re.escape, line.split("…")))
        if not any(re.fullmatch(pattern, other) for other in printed):
            yield line


def change(path: Path, step: Step) -> None:
    """Take away the lines with a minus, write those with a plus."""
    lines = [line or " " for line in step.text.splitlines()]
    assert all(line[0] in " -+" for line in lines), step.line
    old = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
    new = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
    text = path.read_text(encoding="utf-8")
    if "全部替换" in step.words:
        assert old in text, step.line
    else:
        assert text.count(old) == 1, f"line {step.line} of the handbook: “{old}” stands {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def follow(project: Path) -> str:
    """Do what the handbook says; what the last console printed."""
    screen = ""
    for step in steps():
        path = project / step.file
        if step.note in ("install", "example"):
            continue
        if step.kind == "console":
            screen = "\n".join(run(project, line) for line in step.text.splitlines())
        elif step.kind == "text":
            assert not list(shown(step.text, screen)), (step.line, screen)
        elif step.kind == "diff":
            change(path, step)
        elif "末尾加上" in step.words:
            path.write_text(path.read_text(encoding="utf-8") + step.text, encoding="utf-8")
        else:
            assert "整个换成" in step.words, step.line
            path.write_text(step.text, encoding="utf-8")
    return screen


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an editor changes of the project, and the handbook followed in it."""
    folder = tmp_path_factory.mktemp("editor") / "练习"
    for name in ("content", "docs/samples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "glossary.yml", "conversion.yml"):
        shutil.copy(ROOT / name, folder)
    settings = folder / "content" / "site.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("contact: ''", "contact: editors@example.org"), encoding="utf-8")
    follow(folder)
    return folder


def test_the_round_ends_with_a_built_year(project: Path) -> None:
    """The strict check that the handbook ends with has passed: ``follow`` holds each command to its exit code."""
    year = (project / "site/zh-hans/2026/index.html").read_text(encoding="utf-8")
    cards = re.findall(r'<article class="goal-card" data-indicator="([\w-]+)".*?</article>', year, re.DOTALL)
    assert cards == [
        "gdp-growth", "revenue-growth", "local-revenue-growth", "industry-growth", "investment-growth", "income-growth",
    ]  # fmt: skip
    assert '<span class="digits">5.5</span><span class="unit">%</span><span class="qualifier">左右</span>' in year
    assert "步入新征程，再创新业绩" in year


def test_the_thread_goes_on_to_the_new_year(project: Path) -> None:
    thread = (project / "site/zh-hans/indicators/gdp-growth/index.html").read_text(encoding="utf-8")
    assert "../../2026/report/#" in thread and "5.5%" in thread and "6.2%" in thread
    parks = (project / "site/zh-hans/indicators/pocket-parks/index.html").read_text(encoding="utf-8")
    assert "../../2026/report/#" in parks and "../../2026/explainer/#" in parks


def test_readers_find_the_new_year_in_both_scripts(project: Path) -> None:
    for edition, words in (("zh-hans", "双港联动"), ("zh-hant", "雙港聯動")):
        report = (project / f"site/{edition}/2026/report/index.html").read_text(encoding="utf-8")
        assert words in report and "范松" in report
        explainer = (project / f"site/{edition}/2026/explainer/index.html").read_text(encoding="utf-8")
        assert "differs-mark" in explainer and f"{'报告' if edition == 'zh-hans' else '報告'}P2" in explainer
        assert (
            (project / f"site/{edition}/glossary/index.html").read_text(encoding="utf-8").count("shuanggang-liandong")
        )
        texts = b"".join(p.read_bytes() for p in (project / f"site/{edition}/pagefind/text").rglob("*") if p.is_file())
        assert words.encode() in texts, "the search has its text"


def test_the_old_years_are_as_they_were(project: Path) -> None:
    for path in sorted((ROOT / "content").glob("202[345]/*.md")):
        assert (project / path.relative_to(ROOT)).read_bytes() == path.read_bytes()


# ---------------------------------------------------------------- the book itself


def test_the_installation_names_what_there_is() -> None:
    lines = [line for step in steps() if step.note == "install" for line in step.text.splitlines()]
    windows, mac = lines[:3], lines[3:]
    assert windows[0] == "py -m venv .venv" and mac[0] == "python3 -m venv .venv"
    assert [line.replace("\\", "/").replace("Scripts", "bin") for line in windows[1:]] == mac[1:]
    assert windows[1].endswith("-m pip install -r requirements.txt") and (ROOT / "requirements.txt").is_file()
    assert {"win32": tuple(windows), "darwin": tuple(mac)} == command.STEPS
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(line in readme for line in windows)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_without_the_libraries_the_installation_is_told(platform: str) -> None:
    """As on that system, with a Python that has nothing installed."""
    code = "import runpy, sys; sys.path.insert(0, '.'); sys.platform, sys.argv = sys.argv[1], ['build.py']; runpy.run_path('build.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code, platform], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    chinese, english = done.stderr.splitlines()
    assert done.returncode == 2 and not done.stdout
    assert chinese.endswith("请先运行：" + "，再运行：".join(command.STEPS[platform]))
    assert english.endswith("First run: " + ", then: ".join(command.STEPS[platform]))


def test_the_examples_are_those_of_the_pictures() -> None:
    mini = "\n".join(path.read_text(encoding="utf-8") for path in sorted(mini_site.HERE.rglob("*.md")))
    examples = [step for step in steps() if step.note == "example"]
    assert len(examples) >= 6
    for step in examples:
        assert step.text.rstrip("\n") in mini, step.line


def test_every_picture_is_shown_once_described_and_small() -> None:
    book = BOOK.read_text(encoding="utf-8")
    pictures = re.findall(r"!\[([^\]]+)\]\((images/[^)]+)\)", _FENCE.sub("", book))
    assert sorted(path for _, path in pictures) == sorted(f"images/editors/{name}.png" for name in (*PICTURES, *DESK))
    assert sorted(path.stem for path in IMAGES.iterdir()) == sorted((*PICTURES, *DESK))
    for alternative, path in pictures:
        assert len(alternative) >= 8 and re.search("[\u4e00-\u9fff]", alternative)
        assert (ROOT / "docs" / path).stat().st_size < 60_000, path
    assert PDF.stat().st_size < 250_000


def test_the_codes_and_links_of_the_book_are_there() -> None:
    book, told = BOOK.read_text(encoding="utf-8"), (ROOT / "docs/problems.md").read_text(encoding="utf-8")
    codes = set(re.findall(r"^\| `([a-z]+(?:-[a-z]+)+)`", book, re.MULTILINE)) | set(
        re.findall(r"\[([a-z]+-[a-z]+)\] ", book)
    )
    assert len(codes) > 5 and all(f"### {code}：" in told for code in codes), codes
    for target in re.findall(r"\]\(([\w/.-]+\.md)\)", book):
        assert (BOOK.parent / target).is_file()
