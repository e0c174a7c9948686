"""Run every fuzzer for a fixed number of inputs, and every input that once failed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz import FOUND, TARGETS

#: How many inputs each fuzzer makes; `make fuzz` makes as many as its time allows.
COUNTS = {"document": 600, "yaml": 600, "alignment": 400, "import": 100, "build": 30}


@pytest.mark.parametrize("name", TARGETS)
def test_changed_files_never_break_the_program(tmp_path: Path, name: str) -> None:
    for number in range(COUNTS[name]):
        (tmp_path / str(number)).mkdir()
        TARGETS[name](random.Random(f"{name}-{number}"), tmp_path / str(number))


def test_inputs_that_once_failed_pass(tmp_path: Path) -> None:
    for found in sorted(path.name for path in FOUND.iterdir() if path.name[0] != "."):
        (tmp_path / found).mkdir()
        TARGETS[found.rpartition("-")[0]](random.Random(found), tmp_path / found)
