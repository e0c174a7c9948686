"""Browsers without container queries get the same rules as media queries."""

from __future__ import annotations

import pytest

from gazette.html.css_fallbacks import media_queries


@pytest.mark.parametrize(
    ("css", "inside"),
    [
        ("@container (min-width:40rem){a{b:c}d{e:f}}", "@media (min-width:52.5rem){a{b:c}d{e:f}}"),
        (
            "@container (min-width:40rem){a{b:c}}g{h:i}@container (min-width:60rem){j{k:l}}@container (min-width:40rem){d{e:f}}",
            "@media (min-width:52.5rem){a{b:c}d{e:f}}@media (min-width:78.75rem){j{k:l}}",
        ),
        (
            """@container (max-width:39.99rem){a::before{content:"}\\"{"}}b{c:d}""",
            """@media (max-width:52.4869rem){a::before{content:"}\\"{"}}""",
        ),
        ("@supports (a:b){@container (min-width:10rem){c{d:e}}f{g:h}}", "@media (min-width:13.125rem){c{d:e}}"),
    ],
)
def test_each_container_query_has_its_media_query(css: str, inside: str) -> None:
    assert media_queries(css) == f"@supports not (width:1cqi){{{inside}}}"


def test_without_container_queries_there_is_nothing_to_add() -> None:
    assert media_queries("a{b:c}@media print{d{e:f}}") == ""


def test_a_brace_that_is_not_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="closing brace"):
        media_queries("@container (min-width:10rem){a{b:c}")
