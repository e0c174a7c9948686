"""The command ``init``, from the package as it is installed: its publication of another place builds, and passes the strict check."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from gazette import VERSION, init_command
from gazette.init_command import Answers, create_publication
from gazette.pipeline import Options, build
from gazette.sources import site_settings, versions
from tests.test_place import STRANGE
from tests.test_problems import entries, fences

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--place", "清河县", "--newspaper", "清河日报", "--base-url", "https://qinghe.example.org",
    "--contact", "editors@example.org", "--year", "2031",
)  # fmt: skip
ANSWERS = Answers("清河县", "清河日报", "https://example.org", "editors@example.org", 2031)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the installed package: the wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    assert VERSION in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "packages")
    return folder / "packages"


@pytest.fixture(scope="module")
def run(installed: Path) -> Run:
    """Runs Python with the installed package in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"}

    def run_it(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip

    return run_it


@pytest.fixture(scope="module")
def publication(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new publication, whose site is built."""
    folder = tmp_path_factory.mktemp("init")
    for command in (("init", "清河", *FLAGS), ("--content", "清河/content")):
        done = run(folder, "-m", "gazette", *command)
        assert done.returncode == 0, done.stderr
    return folder / "清河"


def test_the_package_has_its_command(installed: Path) -> None:
    [text] = (path.read_text("utf-8") for path in installed.glob("*.dist-info/entry_points.txt"))
    assert "gazette = gazette.__main__:main" in text


def test_the_publication_passes_the_strict_check_and_builds(publication: Path, run: Run) -> None:
    checked = run(publication, "build.py", "check", "--strict")
    assert (checked.returncode, checked.stderr) == (0, "") and "没有问题" in checked.stdout
    page = (publication / "site/zh-hant/2031/report/index.html").read_text("utf-8")
    assert "正文據清河縣人民代表大會會議文件錄入，解讀據《清河日報》版面錄入；" in page
    cards = (publication / "site/zh-hans/2031/index.html").read_text("utf-8")
    assert cards.count('class="goal-card"') == 6
    for word in ("做好了", "没有改动"):
        assert word in run(publication, "build.py").stdout, "an installed program knows what it built"


def test_it_names_no_other_place(publication: Path) -> None:
    files = [path for path in publication.rglob("*") if path.is_file() and ".cache" not in path.parts]
    text = {path: path.read_bytes().decode("utf-8", "replace") for path in files if path.suffix != ".png"}
    own = {path: STRANGE.findall(words) for path, words in text.items() if "docs" not in path.parts}
    assert len(own) > 60 and not {path: words for path, words in own.items() if words}


def test_hosts_and_editors_find_their_settings(publication: Path) -> None:
    netlify = tomllib.loads((publication / "netlify.toml").read_text("utf-8"))
    assert netlify["build"]["command"] == (
        'python -m pip install -r requirements.txt && python build.py --base-url "${URL}"'
    )
    workflow = yaml.safe_load((publication / ".github/workflows/publish.yml").read_text("utf-8"))
    steps = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]
    assert "python build.py check --github" in steps
    assert (publication / "build.py").read_bytes() == (ROOT / "build.py").read_bytes()
    for path in (ROOT / ".vscode").rglob("*.*"):
        assert (publication / path.relative_to(ROOT)).read_bytes() == path.read_bytes()
    assert not [path for path in publication.rglob("*.yml") if "{place}" in path.read_text("utf-8")]


def test_without_the_program_the_command_says_what_to_do(publication: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "build.py"], cwd=publication, capture_output=True, text=True, encoding="utf-8", check=False,
        env={"PYTHONIOENCODING": "utf-8", "PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.startswith("缺少程序 gazette，请照 README.md 安装。")


def test_a_folder_that_is_not_empty_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    done = run(tmp_path, "-m", "gazette", "init", ".", *FLAGS)
    assert done.returncode == 1 and "错误[folder-not-empty]" in done.stderr and not done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".git").mkdir()
    (tmp_path / "new" / ".DS_Store").touch()
    assert create_publication(tmp_path / "new", ANSWERS).written, "an empty repository is empty"
    inner = create_publication(tmp_path / "new" / "inner", ANSWERS)
    assert any("别的仓库" in message for message in inner.messages)
    result = create_publication(tmp_path / "notes.txt", ANSWERS)
    assert [problem.code for problem in result.problems] == ["folder-not-empty"]
    folder = tmp_path / "云汐"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    [problem] = create_publication(folder, ANSWERS).problems
    assert [str(problem)] == fences(entries()["folder-not-empty"], "text")


@pytest.mark.parametrize(
    ("place", "short"),
    [
        ("沙市", "沙市"),
        ("某某自治县", "某某"),
        (" 乾县　", "乾县"),
        ("No. 7 区", ""),
        ("雲汐市", ""),
        ("云&<汐市", ""),
        ("云" * 41, ""),
    ],
)
def test_any_name_gives_a_publication_without_problems(tmp_path: Path, place: str, short: str) -> None:
    """Here without a newspaper too."""
    answers = {"place": place, "newspaper": "", "base_url": "", "contact": "https://example.org/a?b=c#d"}
    if not short:
        with pytest.raises(init_command.UnusableAnswerError, match="用简体，不带空格和标点"):
            init_command.ask(answers)
        return
    made = Answers(**init_command.ask({**answers, "base_url": "https://example.org/x/"}), year=2031)
    assert made.base_url == "https://example.org/x"
    assert create_publication(tmp_path / "a", made).written
    result = build(Options(tmp_path / "a" / "content", None, strict=True, search=False))
    assert not result.problems and not (tmp_path / "a/content/2031/explainer.md").exists()
    settings, _ = site_settings.read_site((tmp_path / "a/content/site.yml").read_text("utf-8"), "f")
    assert (settings.place, settings.short, settings.contact) == (place.strip(), short, made.contact)


def test_what_no_flag_says_is_asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed: Iterator[str] = iter(["{清河}", "清河县", "", "", "清河", "editors@example.org"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    answers = init_command.ask(dict.fromkeys(question.name for question in init_command.QUESTIONS))
    assert answers == {
        "place": "清河县", "newspaper": "", "base_url": "https://example.org", "contact": "editors@example.org",
    }  # fmt: skip
    assert capsys.readouterr().err.count("不能用") == 2


def test_the_origin_of_an_installed_program_is_written_down() -> None:
    texts = init_command.list_files(ANSWERS, "git+https://example.org/gazette@v1")
    assert texts["requirements.txt"].endswith("gazette @ git+https://example.org/gazette@v1\n")
    assert "\n# gazette @ " in init_command.list_files(ANSWERS, "")["requirements.txt"]


def test_every_migration_is_of_a_version_that_there_is() -> None:
    own = versions.parse_version(VERSION)
    assert own and all(version <= own for version, _ in versions.MIGRATIONS)
    assert [version for version, _ in versions.MIGRATIONS] == sorted(version for version, _ in versions.MIGRATIONS)
    assert not versions.list_migrations(own)
