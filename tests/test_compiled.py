"""Compiled templates are used again, and never a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from gazette.html.template_cache import TemplateCache


def render(folder: Path, source: str, settings: bytes = b"", *, trim: bool = False) -> str:
    cache = TemplateCache(settings, folder)
    return (
        Environment(loader=DictLoader({"a": source}), trim_blocks=trim, bytecode_cache=cache).get_template("a").render()
    )


def test_what_was_compiled_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert render(tmp_path, "{{ 1 + 1 }}") == "2"
    monkeypatch.setattr(Environment, "compile", lambda *_, **__: pytest.fail("compiled anew"))
    assert render(tmp_path, "{{ 1 + 1 }}") == "2"


def test_another_source_or_other_settings_are_compiled_anew(tmp_path: Path) -> None:
    source = "{% if true %}\nyes{% endif %}"
    assert render(tmp_path, "{{ 1 + 1 }}") == "2"
    assert render(tmp_path, source, b"loose") == "\nyes"
    assert render(tmp_path, source, b"trimmed", trim=True) == "yes"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("cut", [0, 3, 19, 20, 30, 200])
def test_a_torn_file_is_compiled_anew(tmp_path: Path, cut: int) -> None:
    render(tmp_path, "{{ 1 + 1 }}")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for data in (whole[:cut], whole[:cut] + b"\xff" + whole[cut + 1 :]):
        file.write_bytes(data)
        assert render(tmp_path, "{{ 1 + 1 }}") == "2"
        assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert render(tmp_path / "file" / "templates", "{{ 1 + 1 }}") == "2"
