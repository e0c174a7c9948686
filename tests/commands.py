"""Run ``build.py`` as a person does, in a process of its own.

The process is forked from one that has loaded the program: starting Python and loading the program take longer than most
commands. So the program is always the one of this checkout. How the command starts is tested where interpreter options or an
environment are given, and in tests/test_interrupt.py.
"""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "build.py"
_ADDRESS = re.compile(r"^(\w+)：(http:\S+)", re.MULTILINE)
_CONTEXT = get_context("forkserver")  # the tests run where there is one
_CONTEXT.set_forkserver_preload(["tests.loaded_program"])


class Command:
    """A command that runs."""

    def __init__(
        self, *arguments: str | Path, script: Path = SCRIPT, prepare: Callable[[], object] | None = None
    ) -> None:
        """Start the ``script`` of a publication with the arguments; ``prepare`` is called in its process before it."""
        self._folder = tempfile.TemporaryDirectory(prefix="command-")
        self._outputs = [Path(self._folder.name) / name for name in ("stdout", "stderr")]
        for output in self._outputs:
            output.touch()
        self.arguments = list(map(str, arguments))
        start = (self.arguments, script, dict(os.environ), list(map(str, self._outputs)), prepare)
        self._process = _CONTEXT.Process(target=_execute, args=start)
        self._process.start()
        self._done: subprocess.CompletedProcess[str] | None = None

    def wait(self, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Wait for the end; return the exit code and what was printed. Raise TimeoutExpired if it runs longer; it is not ended."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self.arguments, timeout)
        if self._done is None:
            printed = [output.read_text("utf-8") for output in self._outputs]
            self._done = subprocess.CompletedProcess(self.arguments, self._process.exitcode, *printed)
            self._folder.cleanup()
        return self._done

    def read_output(self) -> str:
        """Return what it has printed so far."""
        return "".join(output.read_text("utf-8") for output in self._outputs)

    def has_ended(self) -> bool:
        """Return whether it has ended."""
        return self._process.exitcode is not None

    def end(self) -> None:
        """Ask it to end, wait until it has, and kill it if that takes too long."""
        self._process.terminate()
        self._process.join(10)
        self.kill()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()


def run(*arguments: str | Path, script: Path = SCRIPT) -> subprocess.CompletedProcess[str]:
    """Run the ``script`` of a publication with the arguments; return its exit code and what it printed."""
    command = Command(*arguments, script=script)
    try:
        return command.wait()
    except BaseException:
        command.kill()
        raise


@contextmanager
def serve(project: Path) -> Iterator[dict[str, str]]:
    """Serve a publication on a free port; yield the addresses that are printed, by their names: 预览, 编辑台."""
    command, end = Command("serve", "--content", project / "content", "--port", "0"), time.monotonic() + 60
    try:
        while not (found := dict(_ADDRESS.findall(command.read_output()))).keys() >= {"预览", "编辑台"}:
            assert not command.has_ended() and time.monotonic() < end, command.read_output()
            time.sleep(0.02)
        yield found
    finally:
        command.end()


def _execute(
    arguments: list[str], script: Path, environment: dict[str, str], outputs: list[str], prepare: Callable[[], object] | None
) -> None:  # fmt: skip
    """Become the command, in the folder of the script, with nobody at the keyboard."""
    assert "tests.loaded_program" in sys.modules, "the process that commands are forked from has not loaded the program"
    os.chdir(script.parent)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate([os.devnull, *outputs]):
        file = os.open(path, os.O_WRONLY if number else os.O_RDONLY)
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = (open(n, "w" if n else "r", encoding="utf-8", closefd=False) for n in range(3))  # noqa: SIM115
    sys.argv, sys.path[0], tempfile.tempdir = [str(script), *arguments], str(script.parent), None
    if prepare:
        prepare()
    runpy.run_path(str(script), run_name="__main__")
