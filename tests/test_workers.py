"""Worker processes: the same results as without them, whatever becomes of a worker."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gazette.pipeline import Options, build
from gazette.site_folder import SiteFolder
from gazette.workers import CAN_FORK, Call, Workers
from tests import mini_site

ROOT = Path(__file__).resolve().parent.parent


class State:
    """A state that remembers what it was told, and may end its process."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.calls: list[int] = []

    def add(self, number: int) -> tuple[int, int]:
        self.calls.append(number)
        return self.base + number, os.getpid()

    def remember(self, base: int) -> None:
        self.base = base

    def die(self, number: int) -> int:
        if multiprocessing.parent_process():
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    def fail(self, number: int) -> int:
        raise ValueError(number)

    def fail_in_workers(self, number: int) -> int:
        if multiprocessing.parent_process():
            raise ValueError(number)
        return number


def check_results_in_order(method: str) -> None:
    """Results come in the order of the calls, from several processes; a call with an owner goes to that worker."""
    workers = Workers(State, (100,), 3, method)
    try:
        results = list(workers.run([Call("add", number) for number in range(50)]))
        assert [value for value, _ in results] == list(range(100, 150))
        assert os.getpid() not in {process for _, process in results}
        owned = list(workers.run([Call("add", number, owner=1) for number in range(9)]))
        assert len({process for _, process in owned}) == 1
        workers.broadcast("remember", 200)
        assert [value for value, _ in workers.run([Call("add", 7) for _ in range(9)])] == [207] * 9
        assert not workers.lost
    finally:
        workers.close()


def test_results_come_in_order_from_spawned_workers() -> None:
    check_results_in_order("spawn")


@pytest.mark.skipif(not CAN_FORK, reason="not forked there")
def test_results_come_in_order_from_forked_workers() -> None:
    """In a process of its own: this one may have threads, beside which no worker is forked."""
    code = "from tests.test_workers import check_results_in_order; check_results_in_order('fork')"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_one_worker_is_this_process() -> None:
    workers = Workers(State, (1,), 1)
    workers.broadcast("remember", 5)
    assert list(workers.run([Call("add", 2, owner=7)])) == [(7, os.getpid())] and workers.count == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_what_a_killed_worker_does_not_return_is_made_by_the_parent() -> None:
    workers = Workers(State, (100,), 2, "spawn")
    workers.start(100)
    workers.broadcast("remember", 300)
    try:
        calls = [Call("add", 1, 0), Call("die", 2, 0), Call("add", 3, 0), Call("add", 4, 1), Call("add", 5)]
        first, second, third, fourth, fifth = workers.run(calls)
        assert (second, third[0], fourth[0], fifth[0]) == (2, 303, 304, 305) and first[0] == 301
        assert workers.lost == 1 and workers.count == 1
    finally:
        workers.close()


def test_an_error_is_the_parents() -> None:
    workers = Workers(State, (1,), 2, "spawn")
    workers.start(100)
    try:
        assert list(workers.run([Call("fail_in_workers", number) for number in range(4)])) == [0, 1, 2, 3]
        with pytest.raises(ValueError, match="7"):
            list(workers.run([Call("fail", 7)]))
        assert not workers.lost
    finally:
        workers.close()


def test_no_process_is_left() -> None:
    workers = Workers(State, (1,), 2, "spawn")
    workers.start(100)
    processes = {process for _, process in workers.run([Call("add", 1, 0), Call("add", 1, 1)])}
    workers.close()
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.skipif(not CAN_FORK, reason="not forked there")
def test_a_worker_ends_with_its_parent() -> None:
    code = (
        "import os, sys; from gazette.workers import Call, Workers; from tests.test_workers import State\n"
        "w = Workers(State, (1,), 2); print(*{p for _, p in w.run([Call('add', 1, 0), Call('add', 1, 1)])}, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    processes = [int(word) for word in done.stdout.split()]
    assert len(processes) == 2, done.stderr
    for _ in range(100):
        if not any(Path(f"/proc/{process}").exists() and "Z" not in _state(process) for process in processes):
            return
        time.sleep(0.05)
    pytest.fail("a worker is left")


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@pytest.mark.parametrize("jobs", [2, 5])
def test_a_build_with_workers_is_one_without(tmp_path: Path, jobs: int) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    one, many = mini_site.copy_to(tmp_path / "one"), mini_site.copy_to(tmp_path / "many")
    results = [
        build(Options(project / "content", project / "site"), SiteFolder(project / "site"), count)
        for project, count in ((one, 1), (many, jobs))
    ]
    assert results[0].problems == results[1].problems and all(result.written for result in results)
    assert mini_site.snapshot(one) == mini_site.snapshot(many)
