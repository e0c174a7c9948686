"""What the desk does if another program has changed a file meanwhile: lines merge, or nothing is written."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from gazette.desk import conflicts
from gazette.desk.conflicts import compare, merge, try_changes
from gazette.desk.entries import Change, Entry
from gazette.desk.journal import Journal
from gazette.text_edits import Edit, line_spans

BASE = "一\n二\n三\n四\n五\n六\n"
PATH = "content/2031/report.md"


def change(base: str, *lines: tuple[int, int, str]) -> Change:
    """A change that puts other words in the place of lines, from one up to the other."""
    spans = line_spans(base)
    edits = (Edit(spans[first - 1][0], spans[last - 1][1], new) for first, last, new in lines)
    return Change(PATH, base, tuple(edits))


def write_mine(mine: Change, disk: str | None) -> str | None:
    """What the disk has if the editor writes a change all the same; ``None`` if that is refused."""
    try:
        (merged,) = merge(try_changes([mine], {} if disk is None else {PATH: disk}))
    except LookupError:
        return None
    assert merged.text == disk
    return merged.new_text


@pytest.mark.parametrize(
    ("lines", "disk", "expected"),
    [
        ([(3, 3, "叁")], "零\n一\n二\n三\n四\n五\n六\n七\n", "零\n一\n二\n叁\n四\n五\n六\n七\n"),
        ([(2, 4, "二三四")], "零\n一\n二\n三\n四\n五\n六\n", "零\n一\n二三四\n五\n六\n"),
        ([(2, 4, "二三四")], "一\n二\n四\n五\n六\n", None),
        ([(2, 4, "二三四")], "一\n二\n三\n又\n四\n五\n六\n", None),
        ([(2, 2, "贰"), (3, 3, "叁")], "一\n二三\n四\n五\n六\n", None),
        ([(2, 2, "贰"), (3, 3, "叁")], "一\n四\n五\n六\n", None),
        ([(3, 3, "叁")], None, None),
        ([(7, 7, "七\n")], "一\n二\n三\n四\n五\n六\n柒\n", "一\n二\n三\n四\n五\n六\n柒\n七\n"),
        ([(3, 3, "叁\n又三")], BASE.replace("\n", "\r\n"), "一\r\n二\r\n叁\r\n又三\r\n四\r\n五\r\n六\r\n"),
    ],
    ids=["moved", "several lines", "one of several is gone", "one between", "two in one", "two are gone", "no file", "both at the end", "line ends"],
)  # fmt: skip
def test_lines_merge_or_nothing_is_written(
    lines: list[tuple[int, int, str]], disk: str | None, expected: str | None
) -> None:
    mine = change(BASE, *lines)
    assert write_mine(mine, disk) == expected
    pairs = compare(try_changes([mine], {} if disk is None else {PATH: disk}))
    assert "".join(f"{p.mine.before}{p.mine.differing}{p.mine.after}" for p in pairs) == "".join(
        r.new for r in mine.ranges
    )


def test_a_line_that_both_have_changed_is_the_editors_choice_and_both_are_shown() -> None:
    mine = change("一\n新建公园9个。\n三\n", (2, 2, "[新建公园**9个**]{indicator=parks}。"))
    disk = "一\n新建公园10个。\n三\n"
    assert write_mine(mine, disk) == "一\n[新建公园**9个**]{indicator=parks}。\n三\n"
    (pair,) = compare(try_changes([mine], {PATH: disk}))
    assert (pair.line, pair.disk.before + pair.disk.differing + pair.disk.after) == (2, "新建公园10个。")
    assert write_mine(mine, "一\n别的一句话，和它不相干。\n三\n") is None, "another line stands there"


def test_a_new_file_is_not_added_to_one_that_was_made_meanwhile() -> None:
    mine = Change(PATH, None, (Edit(0, 0, BASE),))
    assert write_mine(mine, "别人的\n") is None
    assert write_mine(mine, None) == BASE


def test_random_edits_of_both_lose_and_double_no_line() -> None:
    """Each side replaces, adds and removes lines, some of which are alike; whatever merges has all of both."""
    chance, merged = random.Random(20), 0
    for turn in range(600):
        base = [f"第{chance.randrange(12) if turn % 2 else n}行，有几个字" for n in range(chance.randrange(1, 14))]
        places = chance.sample(range(len(base)), min(len(base), chance.randrange(1, 4)))
        mine = change("\n".join(base), *((n + 1, n + 1, f"我写的{turn}-{n}\n再一行{n}") for n in places))
        theirs: list[str] = []
        for line in base:
            what = chance.randrange(8)
            theirs += {0: [], 1: [f"别人的{chance.random()}", line], 2: [f"{line}，改了"], 3: [line, line]}.get(
                what, [line]
            )
        disk = "\n".join(theirs)
        result = write_mine(mine, disk)
        if result is None:
            continue
        merged += 1
        before, after, new = (
            Counter(text.split("\n")) for text in (disk, result, "\n".join(r.new for r in mine.ranges))
        )
        assert new - after == Counter() and after - before - new == Counter(), (
            "what I wrote is there once, and nothing else is new"
        )
        gone = before - after
        assert gone.total() == len(places) and all(line.removesuffix("，改了") in base for line in gone), (
            "and in place of my lines"
        )
        kept = [line for line in result.split("\n") if line not in new]
        rest = iter(theirs)
        assert all(line in rest for line in kept), "the others are in their order"
    assert merged > 150


def test_undoing_merges_too_with_and_without_the_text_it_made(tmp_path: Path) -> None:
    """After a restart the text is not known: the changed lines must be on the disk once, as they were."""
    content = tmp_path / "content"
    file = content / "2031" / "report.md"
    file.parent.mkdir(parents=True)
    file.write_bytes(BASE.encode())
    keeper = Journal(content)
    written = keeper.write([change(BASE, (2, 2, "贰"), (4, 4, "肆\n又四"))], "改了")
    assert isinstance(written, Entry)
    made = file.read_bytes().decode()
    for disk, is_known, expected in (
        ("零\n" + made, True, "零\n" + BASE), ("零\n" + made, False, "零\n" + BASE), (made + "贰\n", True, BASE + "贰\n"), (made + "贰\n", False, None),
        (made.replace("又四\n", ""), True, None), (made.replace("又四\n", ""), False, None),
    ):  # fmt: skip
        file.write_bytes(disk.encode())
        recall = (lambda _: made) if is_known else (lambda _: None)
        attempts = conflicts.try_undoing(keeper.find_changed(written), {PATH: disk}, recall)
        try:
            assert [each.new_text for each in merge(attempts)] == [expected]
        except LookupError:
            assert expected is None
