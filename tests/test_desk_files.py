"""What the desk writes: the smallest edits, a journal that loses nothing, and no file but the publication's own."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gazette.desk import conflicts, edits, journal
from gazette.desk.access import find_writable
from gazette.desk.entries import Change, Conflict, Entry
from gazette.desk.journal import Journal
from gazette.desk.snapshot import SnapshotReader
from gazette.problems import Problem
from gazette.sources.files import file_stamps
from gazette.sources.yaml_fields import read_yaml
from gazette.text_edits import Edit, apply_edits, line_spans
from tests import mini_site
from tests.test_problems import GLOSSARY, INDICATORS, REPORT

#: As Windows' editors save it: byte order mark, CRLF.
WINDOWS = "\ufeff# 一、工作 {#s1}\r\n\r\n[新建**9个**]{indicator=parks?}，再建[3个]{indicator=gdp year=2031}。\r\n"


# ---------------------------------------------------------------- edits


def only(text: str, number: int = 0) -> edits.MarkedWords:
    return list(edits.find_marked_words(text, 3))[number]


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            edits.set_attributes(WINDOWS, only(WINDOWS), {"indicator": "parks"}),
            "[新建**9个**]{indicator=parks}，再建[3个]{indicator=gdp year=2031}。",
        ),
        (edits.unwrap_words(WINDOWS, only(WINDOWS)), "新建9个，再建[3个]{indicator=gdp year=2031}。"),
        (
            edits.set_attributes(WINDOWS, only(WINDOWS, 1), {"year": "2030", "note": "见“二”"}),
            "[新建**9个**]{indicator=parks?}，再建[3个]{indicator=gdp year=2030 note=见“二”}。",
        ),
        (
            edits.add_block_attributes(WINDOWS, 3, {"see": "none"}),
            "[新建**9个**]{indicator=parks?}，再建[3个]{indicator=gdp year=2031}。 {see=none}",
        ),
    ],
    ids=["accept", "take back", "other attributes", "block"],
)
def test_an_edit_changes_its_words_alone(found: tuple[Edit, ...], line: str) -> None:
    old, new = WINDOWS.split("\r\n"), apply_edits(WINDOWS, found).split("\r\n")
    assert new == [*old[:2], line, *old[3:]]


def test_a_value_that_needs_quotes_gets_them() -> None:
    assert edits.format_attributes({"sic": "高新企业", "note": '应作 "高新"'}) == "sic=高新企业 note='应作 \"高新\"'"
    with pytest.raises(ValueError, match="both"):
        edits.format_attributes({"note": "both ' and \""})


def test_lines_are_added_where_they_belong_with_the_files_line_ends() -> None:
    text = "- {id: a}\r\n- {id: b}\r\n\r\n# 完"
    row = "- " + edits.flow_mapping({"id": "c", "unit": "%", "name": "是: 否"})
    assert (
        apply_edits(text, edits.insert_lines(text, 1, [row]))
        == "- {id: a}\r\n- {id: c, unit: '%', name: '是: 否'}\r\n- {id: b}\r\n\r\n# 完"
    )
    assert apply_edits(text, edits.append_lines(text, [row])).endswith(
        "# 完\r\n- {id: c, unit: '%', name: '是: 否'}\r\n"
    )
    assert apply_edits("# 空\n[]\n", edits.append_lines("# 空\n[]\n", ["- 甲"])) == "# 空\n- 甲\n"
    line = "- word: 于\n  answer: open # 待定\n"
    assert apply_edits(line, edits.set_scalar(line, 2, "answer", "accept")) == "- word: 于\n  answer: accept # 待定\n"


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=12)
    | st.text("\\\"'\r\n\t\0\x85\u2028\u2029\ufeff\x7f :#-{}[],&*!|>%@`~无2n ", max_size=8)
)
@example("no")
@example("\r\x85\u2028\u2029\0\ufeff\x1b")
def test_a_yaml_scalar_is_read_as_it_was_meant(value: str) -> None:
    """In a list entry, and in a mapping on one line with others."""
    text = f"- {edits.quote_scalar(value)}\n- {edits.flow_mapping({'a': value, 'b': 'c'})}\n"
    node, problems = read_yaml(text, "x.yml")
    assert node and node.items and not problems, text
    assert [node.items[0].text, (node.items[1].mapping or {})["a"].text] == [value.strip()] * 2
    assert text.count("\n") == 2 == len(text.splitlines())


# ---------------------------------------------------------------- the journal


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = mini_site.copy_to(tmp_path) / "content"
    (folder / "2031" / "report.md").write_bytes(WINDOWS.encode())
    (tmp_path / ".desk" / "originals").mkdir(parents=True)
    (tmp_path / ".desk" / "originals" / "2031-report.txt").write_bytes("旧的".encode())
    return folder


#: Files that are no texts: a new picture, and an original in place of another.
FILES = {
    "content/2031/images/ponds.png": b"\x89PNG",
    ".desk/originals/2031-report.txt": None,
    ".desk/originals/2031-report.pdf": b"%PDF",
}


def read(content: Path) -> dict[str, bytes]:
    paths = [content.parent / path for path in (REPORT, INDICATORS, *FILES)]
    return {path.relative_to(content.parent).as_posix(): path.read_bytes() for path in paths if path.exists()}


def changes(content: Path) -> list[Change]:
    """A change of two files, which belong together."""
    texts = {path: data.decode() for path, data in read(content).items() if path in (REPORT, INDICATORS)}
    added = edits.append_lines(texts[INDICATORS], ["- {id: ponds, name: 新建池塘, unit: 个}"])
    marked = edits.set_attributes(texts[REPORT], only(texts[REPORT]), {"indicator": "ponds"})
    return [Change(INDICATORS, texts[INDICATORS], added), Change(REPORT, texts[REPORT], marked)]


def test_every_write_can_be_undone_in_order_after_restarts(content: Path) -> None:
    states = [read(content)]
    first = Journal(content)
    first.open()
    written = first.write(changes(content), "新建指标", "2031/numbers/")
    assert isinstance(written, Entry)
    states.append(read(content))
    text = states[1][REPORT].decode()
    again = first.write([Change(REPORT, text, edits.replace_line(text, 1, "\ufeff# 一、全年工作 {#s1}"))], "改了第1行")
    assert isinstance(again, Entry)
    assert b"\xef\xbb\xbf# \xe4" in read(content)[REPORT] and read(content)[REPORT].count(b"\r\n") == WINDOWS.count(
        "\r\n"
    )

    assert Journal(content).undo(written.number) is None, "only the last one"
    for state, number in ((states[1], again.number), (states[0], written.number)):
        restarted = Journal(content)
        restarted.open()
        assert [entry.number for entry in restarted.standing][-1] == number
        assert isinstance(restarted.undo(number), Entry)
        assert read(content) == state
    assert Journal(content).undo(written.number) is None


def test_a_file_that_was_changed_meanwhile_is_never_overwritten(content: Path) -> None:
    wanted = changes(content)
    (content / "2031" / "report.md").write_bytes(WINDOWS.replace("9个", "10个").encode())
    theirs = read(content)
    keeper = Journal(content)
    assert keeper.write(wanted, "新建指标") == Conflict(REPORT)
    assert read(content) == theirs and not keeper.standing

    texts = {path: data.decode() for path, data in theirs.items()}
    attempts = conflicts.try_changes(wanted, texts)
    pairs = conflicts.compare(each for each in attempts if conflicts.is_changed(each))
    assert [(pair.line, pair.disk.differing, pair.mine.differing) for pair in pairs] == [
        (3, "10个**]{indicator=parks?", "9个**]{indicator=ponds")
    ]
    written = keeper.write(conflicts.merge(attempts), "新建指标")
    assert isinstance(written, Entry)
    assert "[新建**9个**]{indicator=ponds}" in read(content)[REPORT].decode()

    (content / "indicators.yml").write_bytes(b"# other\n" + read(content)[INDICATORS])
    assert keeper.undo(written.number) == Conflict(INDICATORS)
    texts = {path: data.decode() for path, data in read(content).items()}
    changed = keeper.find_changed(written)
    assert [change.path for change in changed] == [INDICATORS]
    back = conflicts.merge(conflicts.try_undoing(changed, texts, lambda _: None))
    assert isinstance(keeper.undo(written.number, back), Entry)
    assert read(content) == theirs | {INDICATORS: b"# other\n" + theirs[INDICATORS]}


class Trap:
    """Does something at one of the steps that reach the disk, in the middle of it where it writes."""

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.left, self.act = at, act

    @contextmanager
    def set(self) -> Iterator[None]:
        real: dict[str, Callable[..., None]] = {"_write": journal._write, "_flush_folder": journal._flush_folder}
        replace = os.replace
        with pytest.MonkeyPatch.context() as patch:
            for name, function in real.items():
                patch.setattr(journal, name, self.guard(function))
            patch.setattr(os, "replace", self.guard(replace))
            yield

    def guard(self, function: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: Any) -> None:
            self.left -= 1
            if self.left == 0:
                if function is journal_write:
                    function(arguments[0], arguments[1][: len(arguments[1]) // 2], arguments[2])
                self.act()
            function(*arguments)

        return call


journal_write = journal._write


def fill_disk() -> None:
    raise OSError(errno.ENOSPC, "full")


def leftovers(content: Path) -> list[str]:
    return [path.name for path in content.parent.rglob(".*") if path.name != ".desk"]


def test_a_full_disk_at_any_step_changes_nothing_and_says_so(content: Path) -> None:
    """And the next try, with room on the disk, succeeds."""
    before = read(content)
    for at in range(1, 40):
        trap, keeper = Trap(at, fill_disk), Journal(content)
        keeper.open()
        with trap.set():
            outcome = keeper.write(changes(content), "新建指标", files=FILES)
        if isinstance(outcome, Entry):
            break
        assert isinstance(outcome, Problem) and "磁盘满了" in outcome.message
        assert read(content) == before and not Journal(content).standing and not leftovers(content), at
    assert isinstance(outcome, Entry) and trap.left > 0 and at > 5, "the trap was set behind the last step"
    after = read(content)
    assert isinstance(keeper.undo(outcome.number), Entry) and read(content) == before
    assert isinstance(keeper.write(changes(content), "新建指标", files=FILES), Entry) and read(content) == after


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("undoing", [False, True], ids=["write", "undo"])
def test_killed_at_any_step_it_has_written_all_or_nothing(content: Path, undoing: bool) -> None:
    start = read(content)
    keeper = Journal(content)
    first = keeper.write(changes(content), "新建指标", files=FILES)
    assert isinstance(first, Entry)
    done = read(content)
    if not undoing:
        keeper.undo(first.number)
    outcomes = set()
    for at in range(1, 40):
        child = os.fork()
        if child == 0:
            with Trap(at, lambda: os.kill(os.getpid(), signal.SIGKILL)).set():
                own = Journal(content)
                if undoing:
                    own.read()
                    own.undo(own.standing[-1].number)
                else:
                    own.write(changes(content), "新建指标", files=FILES)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        again = Journal(content)
        again.open()
        assert not leftovers(content), at
        state = read(content)
        assert state in (start, done), at
        assert bool(again.standing) == (state == done), "the journal knows what is on the disk"
        outcomes.add(state == done)
        if os.WIFEXITED(status):
            break
        if (state == done) != undoing:  # it was done before it was killed
            if undoing:
                assert isinstance(again.write(changes(content), "新建指标", files=FILES), Entry)
            else:
                assert isinstance(again.undo(again.standing[-1].number), Entry)
    assert os.WIFEXITED(status) and at > 5 and len(outcomes) == 2


def test_a_torn_line_of_the_journal_is_no_entry(content: Path) -> None:
    keeper = Journal(content)
    keeper.write(changes(content), "新建指标", files=FILES)
    with keeper.path.open("ab") as file:
        file.write(b'\n{"number":2,"time":0,"kind":"do","mess')
    again = Journal(content)
    again.open()
    assert [entry.number for entry in again.standing] == [1]
    assert isinstance(again.undo(1), Entry)
    assert not Journal(content).undo(1)


def test_what_somebody_has_restored_is_no_interrupted_write(content: Path) -> None:
    """One of two files is as before again, by hand: opening the desk does not take back the other."""
    start = read(content)
    assert isinstance(Journal(content).write(changes(content), "新建指标"), Entry)
    done = read(content)
    (content / "indicators.yml").write_bytes(start[INDICATORS])
    again = Journal(content)
    again.open()
    assert read(content) == done | {INDICATORS: start[INDICATORS]} and len(again.standing) == 1


def test_two_desks_of_one_folder_share_the_journal(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sees what the other has written; one that has not seen it yet writes nothing."""
    first, second = Journal(content), Journal(content)
    start = read(content)
    written = first.write(changes(content), "新建指标")
    assert isinstance(written, Entry)
    done = read(content)
    assert isinstance(second.undo(written.number), Entry) and read(content) == start
    again = first.write(changes(content), "新建指标")
    assert isinstance(again, Entry) and again.number == 3 and read(content) == done
    monkeypatch.setattr(second, "read", lambda: None)
    line = Change(REPORT, done[REPORT].decode(), edits.replace_line(done[REPORT].decode(), 1, "改"))
    assert isinstance(second.write([line], "改了第1行"), Problem) and read(content) == done and not leftovers(content)


def test_a_journal_that_cannot_be_read_or_made_is_said(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written that could not be undone."""
    keeper, start = Journal(content), read(content)
    assert isinstance(keeper.write(changes(content), "新建指标"), Entry)
    done, data = read(content), keeper.path.read_bytes()

    def refuse(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "locked")

    line = Change(REPORT, done[REPORT].decode(), edits.replace_line(done[REPORT].decode(), 1, "改"))
    with monkeypatch.context() as patch:
        patch.setattr(type(keeper.path), "read_bytes", refuse)
        fresh = Journal(content)
        fresh.read()
    monkeypatch.setattr(fresh, "read", lambda: None)
    assert isinstance(fresh.write([line], "改了第1行"), Problem)
    assert read(content) == done and keeper.path.read_bytes() == data

    shutil.rmtree(content.parent / ".desk")
    (content.parent / ".desk").write_bytes(b"")
    outcome = Journal(content).write([line], "改了第1行")
    assert isinstance(outcome, Problem) and "一个字也没有少" in outcome.message
    assert read(content)[REPORT] == done[REPORT] != start[REPORT]


# ---------------------------------------------------------------- which files


def test_links_that_lead_round_in_circles_hold_nobody_up(content: Path) -> None:
    """Two links to the folder around them, whose paths are without number."""
    before = file_stamps([content])
    for name in ("one", "two"):
        (content / "2031" / name).symlink_to(content, target_is_directory=True)
    (content / "2031" / "linked.md").symlink_to(content / "2031" / "report.md")
    assert len(file_stamps([content])) == len(before) + 1
    assert REPORT in SnapshotReader(content).read().texts


def test_only_the_publications_own_files_can_be_written(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path / "project")
    content, outside = project / "content", tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("秘密", "utf-8")
    (project / "build.py").write_text("", "utf-8")
    (content / "out.md").symlink_to(outside / "secret.md")
    (content / "2033").symlink_to(outside)
    (content / "ring.md").symlink_to(content / "ring.md")
    (content / "inside.md").symlink_to(content / "2031" / "report.md")
    for path in (REPORT, INDICATORS, GLOSSARY, "conversion.yml", "content/2040/report.md", "content/inside.md"):
        assert find_writable(content, path), path
    for path in (
        "", "content", "content/", "build.py", "../outside/secret.md", "content/../build.py", "content/../../outside/secret.md",
        "/etc/passwd", str(outside / "secret.md"), "content//2031/report.md", "content/./2031/report.md", "content/out.md",
        "content/2033/secret.md", "content/ring.md", "content/.git/config", ".desk/journal", "content\\..\\build.py",
        "content/2031/report.md\0.md", "content/C:/x.md", "content/2031/report.md::$DATA", "content/2031", "content/a.md ", "content/a.",
        "glossary.yml/x", "Content/2031/report.md",
    ):  # fmt: skip
        assert find_writable(content, path) is None, path
    assert not isinstance(Journal(content).write([Change("content/out.md", "秘密", (Edit(0, 2, "改"),))], ""), Entry)
    assert (outside / "secret.md").read_text("utf-8") == "秘密"
    assert len(line_spans("a\r\nb\rc\n")) == 4
