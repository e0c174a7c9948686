"""What is kept between builds: found again by values alone, and of no use where it is torn, old or foreign."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from gazette.model import Document, Mark, Run, Source
from gazette.sources.document import parse_document
from gazette.store import Store, _digest

TEXT = (
    "---\nkind: report\nscript: Hans\ntitle: 报告\n---\n\n::: masthead\n# 报告\n:::\n\n增长[6.5%]{indicator=growth}。\n"
)
calls: list[object] = []


def made(run: Run, more: Mapping[str, Decimal]) -> tuple[Run, Decimal, frozenset[str]]:
    calls.append(run)
    return run, more["value"], frozenset(run.text)


def store(folder: Path, code: str = "1", *, clean: bool = False) -> Store:
    return Store(folder, code, (made, parse_document), clean=clean)


@pytest.fixture(autouse=True)
def _none_called() -> None:
    calls.clear()


RUN = Run("增长6.5%", (Mark("figure", 2, 6, {"indicator": "growth"}),), 7)
VALUE = {"value": Decimal("6.50")}


def test_a_result_is_found_again_by_the_values_of_its_arguments(tmp_path: Path) -> None:
    first = store(tmp_path)(made, RUN, VALUE)
    again = store(tmp_path)(made, Run(*(getattr(RUN, name) for name in ("text", "marks", "line"))), dict(VALUE))
    assert repr(again[:2]) == repr(first[:2])
    assert again[2] == first[2]
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("run", "value", "code"),
    [
        (Run("增长6.6%", RUN.marks, 7), VALUE, "1"),
        (Run(RUN.text, RUN.marks, 8), VALUE, "1"),
        (Run(RUN.text, (), 7), VALUE, "1"),
        (RUN, {"value": Decimal("6.5")}, "1"),  # equal, but not the same
        (RUN, VALUE, "2"),
    ],
)
def test_other_values_or_other_code_are_another_call(
    tmp_path: Path, run: Run, value: Mapping[str, Decimal], code: str
) -> None:
    store(tmp_path)(made, RUN, VALUE)
    assert repr(store(tmp_path, code)(made, run, value)[:2]) == repr((run, value["value"]))
    assert len(calls) == 2


def test_a_document_comes_back_whole(tmp_path: Path) -> None:
    source = Source("content/2031/report.md", TEXT)
    first, again = (store(tmp_path)(parse_document, source)[0] for _ in range(2))
    assert isinstance(again, Document)
    assert again == first
    assert again is not first


def test_what_a_build_did_not_ask_for_is_dropped(tmp_path: Path) -> None:
    store(tmp_path)(made, RUN, VALUE)
    other = store(tmp_path)
    other(made, Run("别的"), VALUE)
    other.forget()
    assert len(list(tmp_path.iterdir())) == 1
    store(tmp_path, clean=True)
    assert not list(tmp_path.iterdir())


class Calls:
    """A pickle that writes a file when it is read by whoever trusts it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.write_text, (self.path, "ran"))


@pytest.mark.parametrize("kind", ["empty", "torn", "junk", "no seal", "sealed junk", "foreign", "not a row", "folder"])
def test_a_bad_file_is_no_use_and_no_harm(tmp_path: Path, kind: str) -> None:
    folder, ran = tmp_path / "kept", tmp_path / "ran"
    store(folder)(made, RUN, VALUE)
    [file] = folder.iterdir()
    whole = file.read_bytes()
    foreign = pickle.dumps((Calls(ran),))
    bad = {
        "empty": b"", "torn": whole[:-3], "junk": b"\x00" * 50, "no seal": whole[20:], "sealed junk": _digest(b"junk") + b"junk",
        "foreign": _digest(foreign) + foreign, "not a row": _digest(b"I1\n.") + b"I1\n.",
    }  # fmt: skip
    file.unlink()
    if kind == "folder":
        file.mkdir()
    else:
        file.write_bytes(bad[kind])
    assert store(folder)(made, RUN, VALUE)[:2] == (RUN, VALUE["value"])
    assert len(calls) == 2
    assert not ran.exists()


def test_a_folder_that_cannot_be_written_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    found = store(tmp_path / "kept")
    assert found(made, RUN, VALUE)[0] == RUN
    found.forget()


def test_functions_that_are_not_worth_it_are_called(tmp_path: Path) -> None:
    assert store(tmp_path)(len, "四个字符") == 4
    assert not list(tmp_path.iterdir())
