"""A site to be looked at before it is published (``--preview``, Netlify's deploy previews) asks not to be listed."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from gazette import command_line as command
from gazette.pipeline import Options, build
from tests import mini_site

ROOT = Path(__file__).resolve().parent.parent
NOINDEX = '<meta name="robots" content="noindex">'


def made(folder: Path, *, preview: bool) -> dict[str, str]:
    """the mini-site's text files by path; its pictures and its font are none."""
    project = mini_site.copy_to(folder)
    assert build(Options(project / "content", project / "site", search=False, preview=preview)).written
    files = (
        path
        for path in (project / "site").rglob("*")
        if path.is_file() and path.suffix not in (".png", ".pdf", ".woff2")
    )
    return {path.relative_to(project / "site").as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_every_page_of_a_preview_and_every_other_file_asks_not_to_be_listed(tmp_path: Path) -> None:
    files = made(tmp_path, preview=True)
    pages = {path: text for path, text in files.items() if path.endswith(".html")}
    assert len(pages) > 20
    assert [path for path, text in pages.items() if text.count(NOINDEX) != 1] == []
    assert files["_headers"] == "/*\n  X-Robots-Tag: noindex\n"
    assert "Disallow" not in files["robots.txt"], "a page that may not be read cannot say that it is not to be listed"


def test_a_preview_names_the_published_addresses_and_is_not_kept_on_a_device(tmp_path: Path) -> None:
    files = made(tmp_path, preview=True)
    page = files["zh-hans/2031/report/index.html"]
    assert '<link rel="canonical" href="https://example.org/yunxi/zh-hans/2031/report/">' in page
    assert "data-offline" not in page


def test_the_published_site_is_listed(tmp_path: Path) -> None:
    files = made(tmp_path, preview=False)
    assert {path for path, text in files.items() if path.endswith(".html") and NOINDEX in text} <= {
        path for path, text in files.items() if 'rel="canonical"' not in text
    }
    assert NOINDEX not in files["zh-hans/2031/report/index.html"] and "_headers" not in files


@pytest.mark.parametrize("context", ["deploy-preview", "branch-deploy"])
def test_netlify_builds_pull_requests_and_branches_as_previews(context: str) -> None:
    settings = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))
    published, preview = settings["build"]["command"], settings["context"][context]["command"]
    assert re.sub(r" --preview\b", "", preview) == published
    arguments = shlex.split(preview.partition("build.py")[2].replace("${URL}", "https://example.org"))
    assert command.parse_arguments(arguments).preview and not command.parse_arguments(arguments[1:]).preview
    assert "context" not in settings or "production" not in settings["context"]
