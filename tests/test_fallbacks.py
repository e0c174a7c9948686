"""Browsers without container queries get the same rules as media queries."""

from __future__ import annotations

import pytest

from gazette.outputs.fallbacks import add_media_queries


@pytest.mark.parametrize(
    ("css", "added"),
    [
        ("a{b:c}", ""),
        (
            "@container (min-width:40rem){a{b:c}d{e:f}}",
            "@supports not (container-type:inline-size){@media (min-width:52.5rem){a{b:c}d{e:f}}}",
        ),
        (
            """@container (max-width:39.99rem){a::before{content:"}\\"{"}}""",
            """@supports not (container-type:inline-size){@media (max-width:52.4869rem){a::before{content:"}\\"{"}}}""",
        ),
    ],
)
def test_each_container_query_has_its_media_query(css: str, added: str) -> None:
    assert add_media_queries(css) == css + added


def test_a_query_inside_another_rule_stays_inside() -> None:
    css = "@supports (a:b){@container (min-width:10rem){c{d:e}}f{g:h}}i{j:k}"
    fallback = "@supports not (container-type:inline-size){@media (min-width:13.125rem){c{d:e}}}"
    assert (
        add_media_queries(css)
        == f"@supports (a:b){{@container (min-width:10rem){{c{{d:e}}}}{fallback}f{{g:h}}}}i{{j:k}}"
    )


def test_a_brace_that_is_not_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="closing brace"):
        add_media_queries("@container (min-width:10rem){a{b:c}")
