"""One row per script in which the publication appears.

A new edition (Hong Kong, say) is a row here and its wording in ``templates/strings*.yml``; tests/test_third_script.py adds one.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Script(Struct, frozen=True):
    """A script and the edition that is set in it."""

    code: str  #: what front matter says (ISO 15924)
    lang: str  #: BCP 47 tag of the pages
    folder: str  #: the first part of the pages' addresses
    own_name: str  #: what its readers call it
    locale: str  #: what Open Graph calls it
    #: OpenCC configuration that converts into it; s2tw and back with tw2s keep the length and change no words
    from_other: str
    #: The script whose written forms (``hant=``), rules and font it shares.
    base: Literal["Hans", "Hant"]


HANS = Script("Hans", "zh-Hans", "zh-hans", "简体", "zh_CN", "tw2s", "Hans")
HANT = Script("Hant", "zh-Hant", "zh-hant", "繁體", "zh_TW", "s2tw", "Hant")
SCRIPTS: tuple[Script, ...] = (HANS, HANT)
BY_CODE = {script.code: script for script in SCRIPTS}
