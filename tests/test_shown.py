"""Texts with a form in each script, and the page that is cut at their slots."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazette.html.link_check import collect_links
from gazette.html.slots import Slots
from gazette.shown import Text, concat, fill, in_script, join, map_forms, of_forms, strip_end

YEAR = of_forms(["年后", "年後"])


def test_forms_that_are_alike_are_a_plain_string() -> None:
    assert of_forms(["年", "年"]) == "年"
    assert map_forms(YEAR, lambda form: form[:1]) == "年"
    assert isinstance(YEAR, Text) and YEAR[1:] == of_forms(["后", "後"])


def test_texts_are_put_together_form_by_form() -> None:
    assert concat("2024", YEAR) == of_forms(["2024年后", "2024年後"])
    assert concat("2024", "年") == "2024年"
    assert join("、", ["一", YEAR]) == of_forms(["一、年后", "一、年後"])
    assert join(YEAR, ["一", "二"]) == of_forms(["一年后二", "一年後二"])
    assert fill("{n}{what}", n=3, what=YEAR) == of_forms(["3年后", "3年後"])
    assert fill(of_forms(["见于{n}处", "見於{n}處"]), n=2) == of_forms(["见于2处", "見於2處"])
    assert strip_end(of_forms(["说。", "說。"]), "。") == of_forms(["说", "說"])
    assert [in_script(YEAR, place) for place in (0, 1)] == ["年后", "年後"]


def test_a_text_is_never_taken_for_a_string() -> None:
    with pytest.raises(TypeError):
        str(YEAR)
    with pytest.raises(TypeError):
        f"{YEAR}"
    with pytest.raises(ValueError, match="some scripts only"):
        bool(of_forms(["有", ""]))


def test_a_page_is_cut_at_its_slots() -> None:
    slots = Slots()
    inner = slots.make(["&lt;后&gt;", "&lt;後&gt;"])
    assert slots.make(["<i></i>", "<i></i>"]) == "<i></i>", "none where all are alike"
    outer = slots.make([f"<b>{inner}</b>", ""])
    assert list(slots.split(f"a{inner}{outer}z")) == ["a&lt;后&gt;<b>&lt;后&gt;</b>z", "a&lt;後&gt;z"]


def test_links_are_collected_from_all_that_the_editions_have() -> None:
    slots = Slots()
    year, note = slots.make(["后", "後"]), slots.make(['<i id="n" href="../a.css?1"></i>', ""])
    html = f'<a id="m" href="#x"></a><a id="{year}" href="//x.cn"></a><a href="{year}/#m"></a>{note}{note}'
    simplified, traditional = collect_links(["hans/p/index.html", "hant/p/index.html"], html, slots, "/")
    assert simplified.ids == {"m", "后", "n"}
    assert simplified.duplicate_ids == ("n",)
    assert simplified.files == {"hans/p/index.html", "hans/p/后/index.html", "hans/a.css"}
    assert simplified.fragments == {"hans/p/index.html": {"x"}, "hans/p/后/index.html": {"m"}}
    assert traditional.ids == {"m", "後"}
    assert not traditional.duplicate_ids
    assert traditional.files == {"hant/p/index.html", "hant/p/後/index.html"}


def test_templates_have_no_line_end_before_an_attribute() -> None:
    """So that the search for links finds them all."""
    for template in (Path(__file__).parent.parent / "templates").rglob("*.html"):
        assert not re.search(r"(?m)^\s*(id|href|src)=", template.read_text()), template
