"""Check and build the site as the commands do, in processes of their own, while the desk goes on answering."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from gazette.problems import Locus, Problem

#: The folder of the program's package, from which Python finds it.
_PROGRAM = Path(__file__).resolve().parents[2]
State = Literal["waiting", "running", "done", "failed"]


class JobStep(Struct, frozen=True):
    """A command."""

    name: str
    state: State = "waiting"
    seconds: float = 0.0
    output: str = ""  #: its last line
    problems: tuple[Problem, ...] = ()


class JobStatus(Struct, frozen=True):
    """How far a job is; without steps if there was none."""

    steps: tuple[JobStep, ...] = ()
    texts: str = ""  #: the key of the snapshot that it began with

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        states = [step.state for step in self.steps]
        return bool(states) and "failed" not in states and states[-1] != "done"

    def find(self, name: str) -> JobStep:
        """Return a step; one that waits if there is none."""
        return next((step for step in self.steps if step.name == name), JobStep(name))


NO_JOB = JobStatus()


class Job:
    """Runs ``check`` and then ``build`` for the publication in a folder."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.status = NO_JOB
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def start(self, texts: str, *, strict: bool) -> None:
        """Begin, unless it is running; with ``strict``, warnings stop it as well. ``texts`` is the key of the snapshot."""
        if self.status.is_running:
            return
        self.status = JobStatus((JobStep("check"), JobStep("build")), texts)
        self._thread = threading.Thread(target=self._run, args=(strict,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; a site that is not finished is dropped."""
        self._is_closed = True
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        if self._thread is not None:
            self._thread.join(10)

    def _run(self, strict: bool) -> None:
        content = ["--content", str(self.content)]
        check = ["check", "--json", *(["--strict"] if strict else []), *content]
        for name, command in (
            ("check", check),
            ("build", ["build", "--out", str(self.content.parent / "site"), *content]),
        ):
            if self._is_closed or not self._run_step(name, command):
                return

    def _run_step(self, name: str, command: Sequence[str]) -> bool:
        """Run one command; return whether it succeeded."""
        started = time.monotonic()
        self._update(name, state="running")
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gazette", *command], cwd=_PROGRAM,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, encoding="utf-8",
                errors="replace",
            )  # fmt: skip
            out, err = self._process.communicate()
            code = self._process.returncode
        except OSError as error:
            out, err, code = "", str(error), 1
        problems = _read_problems(out) if name == "check" else ()
        last = (
            [*err.strip().splitlines(), *out.strip().splitlines()] if name == "build" else err.strip().splitlines()
        )[-1:]
        self._update(
            name,
            state="failed" if code else "done",
            seconds=time.monotonic() - started,
            output="".join(last),
            problems=problems,
        )
        return not code

    def _update(self, name: str, **values: Any) -> None:
        steps = (replace(step, **values) if step.name == name else step for step in self.status.steps)
        self.status = replace(self.status, steps=tuple(steps))


def _read_problems(text: str) -> tuple[Problem, ...]:
    """Read what ``check --json`` prints."""
    try:
        rows = json.loads(text)
    except ValueError:
        return ()
    return tuple(
        Problem(
            row["code"], Locus(row["path"], row["line"], row["column"]), row["message"], row["fix"], row["severity"]
        )
        for row in rows
    )
