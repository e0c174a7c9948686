"""Style sheets are sent without comments and needless white space, and say the same."""

from __future__ import annotations

import pytest

from gazette.html.minify_css import minify_css


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a {\n  color: red;\n}\n", "a{color: red}"),
        ("/* why */ a{b:c} /* and ; } */\n", "a{b:c}"),
        ("a > b , c d{e:f;}", "a>b,c d{e:f}"),
        ("a :hover{width:calc(1rem + 2px)}", "a :hover{width:calc(1rem + 2px)}"),
        ('a{content:"/* ; } */";}', 'a{content:"/* ; } */"}'),
        (r"""a{content:"\"  ,  ";b:'  > '}""", r"""a{content:"\"  ,  ";b:'  > '}"""),
        ("@media print{\n  a{b:c}\n\n}\nd{e:f}", "@media print{a{b:c}}d{e:f}"),
    ],
)
def test_only_what_has_no_meaning_goes(written: str, sent: str) -> None:
    assert minify_css(written) == sent
    assert minify_css(sent) == sent
