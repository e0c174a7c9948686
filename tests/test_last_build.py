"""A build that finds nothing changed leaves the site that a clean build would make, whatever happened in between."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gazette import command_line, last_build
from tests import mini_site

SAME = "没有改动"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return mini_site.copy_to(folder)


def run(project: Path, out: str, *flags: str) -> int:
    return command_line.main(
        ["--content", str(project / "content"), "--out", str(project / out), "--no-search", *flags]
    )


def both(project: Path, capture: Capture, *flags: str) -> str:
    """Build as usual and clean: the same code, problems and files. Gives what the usual one printed."""
    code, told = run(project, "site", *flags), capture.readouterr()
    other = project.with_name("other")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(project, other, symlinks=True, ignore=shutil.ignore_patterns("site", ".site.*", ".cache"))
    clean, plain = run(other, "site", "--clean", *flags), capture.readouterr()
    assert (code, told.err) == (clean, plain.err)
    if code == 0:
        assert mini_site.snapshot(project / "site") == mini_site.snapshot(other / "site")
    return told.out


def report(project: Path) -> Path:
    return project / "content" / "2031" / "report.md"


def test_nothing_changed_tells_the_same_problems_and_makes_nothing(project: Path, capsys: Capture) -> None:
    assert SAME not in both(project, capsys)
    before = [(path, path.stat().st_mtime_ns, path.stat().st_ino) for path in sorted((project / "site").rglob("*"))]
    assert SAME in both(project, capsys)
    assert before == [(p, p.stat().st_mtime_ns, p.stat().st_ino) for p in sorted((project / "site").rglob("*"))]


def test_other_flags_are_another_build(project: Path, capsys: Capture) -> None:
    both(project, capsys)
    assert SAME not in both(project, capsys, "--base-url", "https://example.org")
    assert SAME not in both(project, capsys)


def test_a_torn_record_is_no_use_and_no_harm(project: Path, capsys: Capture) -> None:
    run(project, "site")
    whole = mini_site.snapshot(project / "site")
    for content in (b"", b'{"sources": 1}', b"\xff\xfe", b"[" * 100_000):
        capsys.readouterr()
        (project / last_build.FILE).write_bytes(content)
        assert run(project, "site") == 0
        assert SAME not in capsys.readouterr().out, content[:20]
        assert mini_site.snapshot(project / "site") == whole
    run(project, "site")
    assert SAME in capsys.readouterr().out


def test_a_cache_that_cannot_be_written_is_no_problem(project: Path, capsys: Capture) -> None:
    (project / ".cache").write_text("a file where the folder should be")
    assert SAME not in both(project, capsys)
    assert SAME not in both(project, capsys)


def _written(page: Path) -> None:
    """Another word of the same length, and the time of writing given back."""
    known = page.stat()
    page.write_bytes(page.read_bytes()[:-1] + b" ")
    os.utime(page, ns=(known.st_atime_ns, known.st_mtime_ns))


def _swapped(page: Path) -> None:
    """Another file of the same length and time of writing in its place."""
    other = page.with_name("other.html")
    shutil.copy2(page, other)
    _written(other)
    other.replace(page)


def _linked(page: Path) -> None:
    other = page.rename(page.parents[2] / "page.html")
    page.symlink_to(other)


def _added(page: Path) -> None:
    (page.parent / "Thumbs.db").write_bytes(b"")


def _restored(page: Path) -> None:
    """An older site, put back from a copy that keeps the times of writing."""
    site = page.parents[1]
    shutil.copytree(site, site.with_name("copy"))
    _written(site.with_name("copy") / page.relative_to(site))
    shutil.rmtree(site)
    site.with_name("copy").rename(site)


@pytest.mark.parametrize(
    "touched", [_written, _swapped, _linked, _added, _restored, Path.unlink], ids=lambda f: f.__name__
)
def test_a_site_that_somebody_touched_is_built_again(
    project: Path, capsys: Capture, touched: Callable[[Path], None]
) -> None:
    run(project, "site")
    capsys.readouterr()
    touched(project / "site" / "zh-hans" / "index.html")
    assert SAME not in both(project, capsys)
    run(project, "site")
    assert SAME in capsys.readouterr().out


def test_a_link_in_the_content_is_looked_at_each_time(project: Path, capsys: Capture) -> None:
    elsewhere = project / "indicators.yml"
    linked = project / "content" / "indicators.yml"
    shutil.move(linked, elsewhere)
    linked.symlink_to("../indicators.yml")
    both(project, capsys)
    assert SAME not in both(project, capsys)


def test_a_change_while_it_builds_is_not_taken_for_what_was_built(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gazette import pipeline

    whole, text = pipeline.build, report(project).read_text("utf-8")

    def meanwhile(options: pipeline.Options, *rest: Any) -> pipeline.BuildResult:
        report(project).write_text(text.replace("，", "，并", 1), "utf-8")
        return whole(options, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "build", meanwhile)
        run(project, "site")
    report(project).write_text(text, "utf-8")
    capsys.readouterr()
    assert SAME not in both(project, capsys)
