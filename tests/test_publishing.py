"""Whatever goes wrong while a site is written, readers have the old one whole or the new one whole, and the next build is clean."""

from __future__ import annotations

import os
import random
import resource
import shlex
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock

from gazette import site_folder
from gazette.exports import extra_files
from gazette.pages.publication import Artifact
from gazette.pipeline import Options, build
from gazette.site_folder import SiteFolder
from tests import commands, mini_site
from tests.commands import Command
from tests.slow_writes import write_slowly

ROOT = Path(__file__).resolve().parent.parent
SITE = "content/site.yml"
KILLS = 16


def retitle(project: Path, title: str) -> None:
    """Change a word that stands on every page."""
    text = (project / SITE).read_text(encoding="utf-8")
    lines = [f"title: {title}" if line.startswith("title:") else line for line in text.split("\n")]
    (project / SITE).write_text("\n".join(lines), encoding="utf-8")


def built(project: Path) -> dict[str, bytes]:
    assert build(Options(project / "content", project / "site", search=False)).written
    return mini_site.snapshot(project / "site")


def arguments(project: Path, out: Path) -> tuple[str | Path, ...]:
    return "--content", project / "content", "--out", out, "--no-search"


def command(project: Path, out: Path) -> list[str]:
    return [sys.executable, str(commands.SCRIPT), *map(str, arguments(project, out))]


def leftovers(project: Path) -> list[str]:
    return sorted(
        path.name
        for path in project.iterdir()
        if path.name.startswith(".") and path.name not in (".site.files", ".site.lock", ".site.old", ".cache")
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return mini_site.copy_to(tmp_path / "project")


def test_a_build_killed_at_any_moment_leaves_one_whole_site(project: Path) -> None:
    """The moments are spread over the whole run; half of them fall into the writing, which is made slower for it."""
    sites = {}
    for title in ("旧题", "新题"):
        retitle(project, title)
        sites[title] = built(project)
    titles = list(sites)
    chance = random.Random(7)
    seen, during_writing = set(), 0
    for turn in range(KILLS):
        retitle(project, titles[turn % 2])
        process = Command(*arguments(project, project / "site"), prepare=write_slowly if turn % 2 else None)
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.05, 1.2 if turn % 2 else 0.5))
        process.kill()
        during_writing += any((project / ".site.new").rglob("*.html"))
        now = mini_site.snapshot(project / "site")
        seen.add(next((title for title, site in sites.items() if site == now), "neither"))
    assert seen <= set(titles), "a site that is neither the old one nor the new one"
    assert during_writing > 1, "nearly none was killed while it wrote: this tests little"
    retitle(project, "再题")
    clean = mini_site.copy_to(project.parent / "clean")
    retitle(clean, "再题")
    assert built(project) == built(clean)
    assert leftovers(project) == []


def test_what_shows_that_a_folder_is_ours_is_removed_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a removal is cut off, the next build knows the rest for its own."""
    staging = tmp_path / ".site.new"
    for name in (".gazette", *(f"{number}.html" for number in range(40)), "b/c.html"):
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).write_text("x")
    removed: list[str] = []
    unlink = os.unlink

    def record(path: str, **named: int) -> None:
        removed.append(Path(path).name)
        unlink(path, **named)

    monkeypatch.setattr(os, "unlink", record)
    site_folder._remove(staging)
    assert len(removed) == 42 and removed[-1] == ".gazette"


def test_a_swap_cut_off_between_its_renames_is_undone(project: Path) -> None:
    """Where the system cannot exchange two names: the old site is aside, the new one not yet there."""
    before = built(project)
    (project / "site").rename(project / ".site.old")
    shutil.copytree(project / ".site.old", project / ".site.new")
    (project / ".site.new" / "index.html").unlink()
    retitle(project, "")  # this build is stopped by a problem of its own
    assert not build(Options(project / "content", project / "site", search=False)).written
    retitle(project, "云汐市政府工作报告")
    assert built(project) == before
    assert leftovers(project) == []


@pytest.mark.parametrize("exchange", [True, False])
def test_a_swap_puts_the_new_site_in_place_with_and_without_exchange(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(site_folder, "_exchange", lambda *_: False)
    out = tmp_path / "site"
    for content in (b"one", b"two"):
        assert site_folder.write_site((Artifact("a/index.html", content), Artifact("same.txt", b"same")), out) == ()
        assert (out / "a/index.html").read_bytes() == content and (out / "same.txt").read_bytes() == b"same"
    assert leftovers(tmp_path) == []
    assert (tmp_path / ".site.old/a/index.html").read_bytes() == b"one"


def test_the_next_site_is_made_up_from_the_one_before_the_last(tmp_path: Path) -> None:
    """Its folders are not made again, what did not change is linked or stays, and nothing is written into a file that a site has."""
    out = tmp_path / "site"

    def place(path: str) -> int:
        return (out / path).stat().st_ino

    def written(*files: tuple[str, bytes]) -> None:
        assert site_folder.write_site([Artifact(*file) for file in files], out) == ()
        now = {path: content for path, content in mini_site.snapshot(out).items() if (out / path).is_file()}
        assert now == dict([*files, (site_folder.MARKER.path, site_folder.MARKER.content)])
        assert all(any(folder.iterdir()) for folder in out.rglob("*") if folder.is_dir())

    same = ("a/same.txt", b"same")
    written(same, ("a/b/page.html", b"1"), ("gone/page.html", b""))
    folder, file = place("a/b"), place("a/same.txt")
    written(same, ("a/b/page.html", b"2"), ("a/c", b"a file"))
    assert mini_site.snapshot(tmp_path / ".site.old")["a/b/page.html"] == b"1"
    written(same, ("a/b/page.html", b"3"), ("a/c/page.html", b"now a folder"))
    assert (place("a/b"), place("a/same.txt")) == (folder, file)
    assert mini_site.snapshot(tmp_path / ".site.old")["a/b/page.html"] == b"2"


@pytest.mark.parametrize("what", ["a link in it", "a word changed", "a folder shut", "half of it"])
def test_whatever_was_done_to_the_site_before_the_last_the_next_is_right(project: Path, what: str) -> None:
    clean = mini_site.copy_to(project.parent / "clean")
    retitle(clean, "再题")
    for title in ("旧题", "新题"):
        retitle(project, title)
        built(project)
    old, elsewhere = project / ".site.old", project.parent / "elsewhere"
    shutil.copytree(old, elsewhere)
    before = mini_site.snapshot(elsewhere)
    if what == "a link in it":
        shutil.rmtree(old / "zh-hans")
        (old / "zh-hans").symlink_to(elsewhere / "zh-hans")
        (old / "index.html").unlink()
        (old / "index.html").symlink_to(elsewhere / "index.html")
    elif what == "a word changed":
        (old / "zh-hans/index.html").write_bytes(b"changed")
    elif what == "a folder shut":
        (old / "zh-hans").chmod(0)
    else:
        shutil.rmtree(old / "zh-hant")
        shutil.move(old, project / ".site.new")
    retitle(project, "再题")
    assert built(project) == built(clean)
    assert mini_site.snapshot(elsewhere) == before
    assert leftovers(project) == []


def test_this_system_exchanges_in_one_step(tmp_path: Path) -> None:
    """On Linux and macOS there is no moment without a site: a reader who looks all the time always finds one."""
    if sys.platform == "win32":
        pytest.fail("run on Linux or macOS")
    out, done, gaps = tmp_path / "site", threading.Event(), []

    def look() -> None:
        while not done.is_set():
            if not (out / "index.html").is_file():
                gaps.append(time.monotonic())

    site_folder.write_site((Artifact("index.html", b"0"),), out)
    watcher = threading.Thread(target=look)
    watcher.start()
    for turn in range(1, 60):
        assert site_folder.write_site((Artifact("index.html", str(turn).encode()),), out) == ()
    done.set()
    watcher.join()
    assert not gaps


def test_nothing_changed_touches_nothing(project: Path) -> None:
    before = built(project)
    place = (project / "site").stat()
    assert built(project) == before
    assert (project / "site").stat().st_ino == place.st_ino


def test_somebody_elses_file_in_the_site_is_moved_aside_with_a_word(project: Path) -> None:
    before, site = built(project), project / "site"
    for turn, name in enumerate(("my-notes.txt", "my-notes-2.txt", "my-notes-3.txt")):
        (site / "my-notes.txt").write_text(f"mine {turn}", encoding="utf-8")
        (site / "zh-hans" / "Thumbs.db").write_text("litter", encoding="utf-8")
        outcome = mini_site.build_in(project)
        assert outcome.written and [(p.code, p.severity) for p in outcome.problems] == [("out-foreign", "warning")]
        assert mini_site.snapshot(site) == before
        assert (project / "site-kept" / name).read_text(encoding="utf-8") == f"mine {turn}"
    (site / "zh-hans" / "2031" / "page.html").write_text("mine", encoding="utf-8")
    strict = build(Options(project / "content", site, search=False, strict=True), SiteFolder(site))
    assert not strict.written and (site / "zh-hans" / "2031" / "page.html").exists()
    assert "zh-hans/2031/page.html" in str(strict.problems[0])
    retitle(project, "新题")
    shutil.rmtree(project / "content" / "2032")
    outcome = mini_site.build_in(project)
    assert [p.code for p in outcome.problems] == ["out-foreign"], "pages that are gone are the site's own"
    assert (project / "site-kept" / "zh-hans" / "2031" / "page.html").exists()
    assert not mini_site.build_in(project).problems


def test_files_of_the_publication_are_published_as_they_are(project: Path) -> None:
    static = project / "content" / "static"
    files = {
        "CNAME": b"yunxi.example.org\n",
        ".well-known/security.txt": b"x",
        "a/plan.pdf": b"%PDF\0",
        "notes.md": b"# x",
    }
    for name, data in files.items():
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_bytes(data)
    (static / ".DS_Store").write_bytes(b"litter")
    site = built(project)
    assert {name: site[name] for name in files} == files
    assert not any(name.endswith(".DS_Store") for name in site)
    (static / "CNAME").unlink()
    outcome = mini_site.build_in(project)
    assert outcome.written and not outcome.problems and not (project / "site" / "CNAME").exists()


def test_the_names_at_the_root_of_a_site_are_all_known(project: Path) -> None:
    """No file of ``content/static/`` may have one of them."""
    built(project)
    build(Options(project / "content", project / "site", preview=True), SiteFolder(project / "site"))
    names = {path.name for path in (project / "site").iterdir()}
    assert names == {*extra_files.OWN_FILES, *extra_files.OWN_FOLDERS}


def test_a_full_disk_leaves_the_old_site(project: Path) -> None:
    """A file system too small for a second site; where none can be mounted, a limit on the size of files."""
    before = built(project)
    retitle(project, "新题")
    room = project.parent / "room"
    room.mkdir()
    shutil.move(project / "site", project.parent / "kept")
    size = sum(len(content) for content in before.values()) * 2 // 1024
    script = f"""
set -e
mount -t tmpfs -o size={size}k tmpfs {room}
cp -r {project.parent / "kept"} {room / "site"}
set +e
{shlex.join(command(project, room / "site"))} 2> {project / "said"}
echo $? > {project / "code"}
cp -r {room / "site"} {project / "site"}
umount {room}
"""
    mounted = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, check=False)
    if mounted.returncode or not (project / "code").exists():
        shutil.copytree(project.parent / "kept", project / "site", dirs_exist_ok=True)
        limit = max(len(content) for content in before.values()) // 2
        done = subprocess.run(
            command(project, project / "site"), capture_output=True, text=True, encoding="utf-8", check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )  # fmt: skip
        (project / "code").write_text(str(done.returncode), encoding="utf-8")
        (project / "said").write_text(done.stderr, encoding="utf-8")
    assert (project / "code").read_text(encoding="utf-8").strip() == "1"
    assert "[write-failed]" in (project / "said").read_text(encoding="utf-8")
    assert mini_site.snapshot(project / "site") == before
    assert leftovers(project) == []


@pytest.mark.parametrize(
    "what", ["a file where the site should be", "a link where the site should be", "no folder can be made"]
)
def test_a_target_that_cannot_be_written_is_told(project: Path, what: str) -> None:
    out = project / "site"
    if what.startswith("a file"):
        out.write_text("mine", encoding="utf-8")
    elif what.startswith("a link"):
        (project / "elsewhere").mkdir()
        out.symlink_to(project / "elsewhere")
    else:
        (project / "blocked").write_text("mine", encoding="utf-8")
        out = project / "blocked" / "site"
    before = mini_site.snapshot(project)
    outcome = build(Options(project / "content", out, search=False))
    assert not outcome.written and [p.code for p in outcome.problems] in (["out-not-ours"], ["write-failed"])
    after = mini_site.snapshot(project)
    assert {name: data for name, data in after.items() if name != ".site.lock"} == before


@pytest.mark.parametrize("name", [".site.old", ".site.new"])
@pytest.mark.parametrize("what", ["a link", "a file", "a folder of somebody's"])
def test_what_is_not_ours_beside_the_site_is_left_alone(project: Path, name: str, what: str) -> None:
    built(project)
    foreign, elsewhere = project / name, project.parent / "elsewhere"
    shutil.copytree(project / "site", elsewhere)
    if what == "a link":
        foreign.symlink_to(elsewhere)
    elif what == "a file":
        foreign.write_text("mine", encoding="utf-8")
    else:
        foreign.mkdir()
        (foreign / "letter.txt").write_text("mine", encoding="utf-8")
    retitle(project, "新题")
    before = mini_site.snapshot(project.parent)
    outcome = build(Options(project / "content", project / "site", search=False))
    assert [(p.code, p.locus.path) for p in outcome.problems] == [("out-not-ours", name)]
    assert mini_site.snapshot(project.parent) == before


def test_two_builds_at_once_do_not_mix(project: Path) -> None:
    other = mini_site.copy_to(project.parent / "other")
    retitle(other, "另题")
    sites = [built(other)]
    sites.append(built(project))
    for _ in range(4):
        running = [Command(*arguments(each, project / "site")) for each in (project, other)]
        assert [process.wait().returncode for process in running] == [0, 0]
        assert mini_site.snapshot(project / "site") in sites
    assert leftovers(project) == []


def test_a_build_that_does_not_end_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    site_folder.write_site((Artifact("index.html", b"old"),), tmp_path / "site")
    with FileLock(tmp_path / ".site.lock"):
        problems = site_folder.write_site((Artifact("index.html", b"new"),), tmp_path / "site", lock_timeout=0.1)
    assert [str(problem) for problem in problems] == [
        "site: 错误[build-running] 另一次生成还没有结束。 请等它结束，或关掉它，再试。"
    ]
    assert (tmp_path / "site/index.html").read_bytes() == b"old"


def test_content_that_changes_during_the_build_does_not_tear_the_site(project: Path) -> None:
    """All is read once at the start: what a build publishes is what stood there then, or the build after it."""
    retitle(project, "甲题")
    sites = [built(project)]
    retitle(project, "乙题")
    sites.append(built(project))
    for turn in range(6):
        process = Command(*arguments(project, project / "site"))
        time.sleep(0.04 * turn)
        retitle(project, ("甲题", "乙题")[turn % 2])
        assert process.wait().returncode == 0
        assert mini_site.snapshot(project / "site") in sites
