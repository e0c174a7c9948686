"""The service worker as it is built: what it is told of the site, and how it is switched off."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from gazette.exports import service_worker
from gazette.pages.publication import Artifact, record_file
from gazette.pipeline import Options, build
from gazette.preview.preview import Preview
from gazette.preview.server import PreviewState
from gazette.sources import site_settings
from tests import mini_site

STATIC = {"worker/service_worker.js": "serve();\n", "worker/unregister.js": "unregister();\n"}
ASSETS = {
    name: f"assets/{name}"
    for name in ("site.css", "figures.css", "figures.woff2", "head.js", "site.js", "aloud.js", "saved.js", "search.js")
}
FILES = (Artifact("zh-hans/offline.html", b"<p>"), Artifact("zh-hans/pagefind/a.pf_index", b"index"))


def told(worker: bytes) -> dict[str, Any]:
    """What the build tells the worker."""
    first = worker.decode().partition("\n")[0]
    found: dict[str, Any] = json.loads(first.removeprefix("const SITE = ").removesuffix(";"))
    return found


def test_the_worker_names_files_that_are_there(built_site: Path) -> None:
    found = told((built_site / "sw.js").read_bytes())
    assert set(found["messages"]) == set(found["bundles"]) == {"zh-hans", "zh-hant"}
    paths = [*found["shell"], *(path for bundle in found["bundles"].values() for path in bundle)]
    assert len(paths) > 20
    for path in paths:
        assert (built_site / path / "index.html" if path.endswith("/") else built_site / path).is_file(), path
    held = {
        p.relative_to(built_site).as_posix() for p in (built_site / "zh-hant" / "pagefind").rglob("*") if p.is_file()
    }
    assert held <= set(found["bundles"]["zh-hant"])


def test_the_cache_changes_exactly_with_the_site() -> None:
    def name(files: tuple[Artifact, ...]) -> str:
        records = [record_file(file.path, file.content) for file in files]
        (worker,) = service_worker.render_service_worker(records, STATIC, ASSETS, wanted=True)
        build_name: str = told(worker.content)["build"]
        return build_name

    assert name(FILES) == name(FILES[::-1])
    names = {name(FILES), name(FILES[:1]), name((FILES[0], replace(FILES[1], content=b"other")))}
    assert len(names | {name((FILES[0], replace(FILES[1], path="zh-hans/pagefind/b.pf_index")))}) == 4


def test_a_large_index_is_not_fetched_unasked() -> None:
    large = Artifact("zh-hans/pagefind/b.pf_index", b"x" * service_worker.MOST)
    records = [record_file(file.path, file.content) for file in (*FILES, large)]
    (worker,) = service_worker.render_service_worker(records, STATIC, ASSETS, wanted=True)
    assert told(worker.content)["bundles"] == {}


@pytest.mark.parametrize(("line", "kept"), [("", True), ("offline: true\n", True), ("offline: false\n", False)])
def test_the_setting(line: str, kept: bool) -> None:
    text = f"title: 题\nplace: 地\nbase_url: https://example.org\ncontact: a@example.org\n{line}"
    settings, problems = site_settings.read_site(text, "content/site.yml")
    assert not problems
    assert settings.offline is kept


def test_another_value_of_the_setting_is_told() -> None:
    _, problems = site_settings.read_site(
        "title: 题\nplace: 地\nbase_url: https://example.org\ncontact: a@example.org\noffline: no\n", "content/site.yml"
    )
    assert [(p.code, p.locus.line) for p in problems] == [("value-unknown", 5)]


def test_switched_off_it_takes_itself_away(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    settings = project / "content" / "site.yml"
    settings.write_text(settings.read_text("utf-8") + "offline: false\n", "utf-8")
    assert mini_site.build_in(project).written
    check_off(project / "site")


def test_a_preview_is_never_kept(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    shown = PreviewState()
    assert Preview(Options(project / "content", None, search=False), shown).rebuild().written
    for path, content in shown.site.files.items():
        (project / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (project / "site" / path).write_bytes(content)
    check_off(project / "site")
    shutil.rmtree(project / "site")
    assert build(Options(project / "content", project / "site", search=False)).written
    assert b"unregister" not in (project / "site" / "sw.js").read_bytes()


def check_off(out: Path) -> None:
    """No page asks for the worker; who has one gets one that leaves."""
    assert b"unregister" in (out / "sw.js").read_bytes()
    assert not list(out.rglob("offline.html"))
    assert not [page for page in out.rglob("*.html") if "data-offline" in page.read_text("utf-8")]
