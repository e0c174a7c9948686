"""What tests share: the real publication, built once, and a copy of it to break."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Playwright, sync_playwright

from gazette.drawing import render
from gazette.pipeline import BuildResult, Options, build
from tests.browser import fonts

# The same examples each time: a run of CI tells of the change, not of luck.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")

# What runs in the background of a shell is told to take no notice of Ctrl+C, and so is all that it starts; our tests press it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A build makes many values that all live as long as it does; looking for garbage among them at each 700 takes 7 % of the time.
gc.set_threshold(20_000, 20, 50)

ROOT = Path(__file__).resolve().parent.parent

# Images of CI forbid Python to write compiled modules: each of the processes that tests start would compile all of them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Tests write some 300,000 small files, which takes a disk half a minute: into memory, where there is plenty of it.
SHARED_MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > 10 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = str(SHARED_MEMORY)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--refresh-golden`` writes the golden pages of the mini-site anew; read what changed before you commit it."""
    parser.addoption("--refresh-golden", action="store_true", default=False)


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: browsers and timers are waited for."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


_FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def figures(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Records a line of what was measured; all are printed after the tests, whether they pass or not."""
    return request.config.stash.setdefault(_FIGURES, []).append


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of several hands its figures on."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["figures"] = session.config.stash.get(_FIGURES, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has ended: its figures are taken over."""
    node.config.stash.setdefault(_FIGURES, []).extend(node.workeroutput.get("figures", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what the tests measured."""
    if lines := config.stash.get(_FIGURES, []):
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture(scope="session", autouse=True)
def _draw_once() -> None:
    """Have a process draw a picture once: most tests build the mini-site, whose pictures take half of the time."""
    render.draw_image = lru_cache(maxsize=2000)(render.draw_image)
    render.draw_saved = lru_cache(maxsize=1000)(render.draw_saved)


@pytest.fixture(scope="session", autouse=True)
def _same_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the browsers of tests see the same fonts, whatever the machine has: pages are laid out alike, and as fast."""
    with suppress(FileNotFoundError):
        os.environ.update(fonts.environment(fonts.OF_TESTS, tmp_path_factory.mktemp("fonts")))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of Chromium; a process can start one only."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real publication's site, with its search index; nobody changes it, and the workers share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "publication"
    out = folder / "site"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not out.exists():
            outcome = build(Options(ROOT / "content", out))
            assert outcome.written, [str(problem) for problem in outcome.problems]
    return out


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the real content, to change: the folder that holds ``content/`` and ``glossary.yml``."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    for name in ("glossary.yml", "conversion.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def run() -> Callable[[Path], BuildResult]:
    """Builds a project folder into its own ``site``, without search."""

    def build_it(project: Path) -> BuildResult:
        return build(Options(project / "content", project / "site", search=False))

    return build_it
