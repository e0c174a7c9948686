"""Ctrl+C at whatever moment: one sentence, no traceback, the exit code of the signal; what stands stays as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gazette.interrupt import SENTENCE
from tests import mini_site

ROOT = Path(__file__).resolve().parent.parent
#: Presses Ctrl+C when a module is first asked for: a moment that is always the same.
PRESS = """
import os, signal, sys

class PageRenderer:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["PRESS_AT"]:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, PageRenderer())
"""


def press(tmp_path: Path, moment: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "sitecustomize.py").write_text(PRESS)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PRESS_AT": moment}
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *arguments],
        capture_output=True, text=True, encoding="utf-8", env=environment, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="a signal is no exit code there")
@pytest.mark.parametrize(
    ("moment", "command"),
    [
        ("gazette.last_build", ("build",)),
        ("gazette.pipeline", ("build",)),
        ("opencc", ("check", "--jobs", "2")),
        ("gazette.sources.near_misses.spans", ("review",)),
        ("gazette.pipeline", ("anchors",)),
        ("gazette.editor_commands", ("new", "2033")),
        ("gazette.importing.convert", ("import", "a.txt", "--year", "2033", "--kind", "report")),
        ("gazette.preview.server", ("serve",)),
    ],
    ids=str,
)
def test_ctrl_c_is_one_sentence(tmp_path: Path, moment: str, command: tuple[str, ...]) -> None:
    project = mini_site.copy_to(tmp_path / "project")
    before = mini_site.snapshot(project)
    done = press(tmp_path, moment, *command, "--content", str(project / "content"))
    assert done.stderr.strip() == SENTENCE, done.stderr
    assert done.returncode in (-signal.SIGINT, 130) and not done.stdout
    assert mini_site.snapshot(project) == before
