"""Sets of fonts that readers' machines have, for a browser that knows no others: a fontconfig file for each.

The fonts are Debian's: fonts-dejavu-core, fonts-noto-cjk, fonts-wqy-microhei, fonts-arphic-gbsn00lp.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from tests.browser.install import WENQUANYI

FONTS = Path("/usr/share/fonts")
_DEJAVU = ("truetype/dejavu/DejaVuSans.ttf", "truetype/dejavu/DejaVuSans-Bold.ttf", "truetype/dejavu/DejaVuSerif.ttf")
_NOTO = tuple(
    f"opentype/noto/Noto{kind}CJK-{weight}.ttc" for kind in ("Sans", "Serif") for weight in ("Regular", "Bold")
)

#: Files below ``FONTS`` by the set's name.
SETS: dict[str, tuple[str | Path, ...]] = {
    "noto": _NOTO,
    "dejavu": (*_DEJAVU, *_NOTO),  # digits and letters as wide as they come
    "wenquanyi": (WENQUANYI,),
    "simplified": (*_DEJAVU, "truetype/arphic-gbsn00lp/gbsn00lp.ttf"),  # no face has the Traditional characters
}
#: What all browsers of tests see, where it is: a Chinese font that is quick to lay out, and the digits that stand in for ours.
OF_TESTS = (WENQUANYI, "truetype/dejavu/DejaVuSans-Bold.ttf")

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def environment(files: Iterable[str | Path], folder: Path) -> dict[str, str]:
    """The environment of a browser that has these fonts alone. ``folder`` is an empty one; it must stay while the browser runs.

    Raises FileNotFoundError where a font is not installed.
    """
    fonts, configuration = folder / "fonts", folder / "fonts.conf"
    fonts.mkdir()
    for file in files:
        path = FONTS / file
        if not path.is_file():
            raise FileNotFoundError(path)
        (fonts / path.name).symlink_to(path)
    configuration.write_text(_CONFIGURATION.format(fonts=fonts, cache=folder / "cache"), encoding="utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(configuration)}
