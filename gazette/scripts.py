"""One row per script in which the publication appears.

A new edition (Hong Kong, say) is a row here and its wording in ``templates/strings.yml``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """A script and the edition that is set in it.

    ``code`` is what front matter says (ISO 15924), ``lang`` the BCP 47 tag of the pages, ``folder`` the first part
    of their address, ``own_name`` what its readers call it, ``locale`` what Open Graph calls it, ``from_other`` the OpenCC configuration that converts
    *into* this script (shared/findings: s2tw and back with tw2s keep the length and change no words).
    """

    code: str
    lang: str
    folder: str
    own_name: str
    locale: str
    from_other: str


HANS = Script("Hans", "zh-Hans", "zh-hans", "简体", "zh_CN", "tw2s")
HANT = Script("Hant", "zh-Hant", "zh-hant", "繁體", "zh_TW", "s2tw")
SCRIPTS: tuple[Script, ...] = (HANS, HANT)
BY_CODE = {script.code: script for script in SCRIPTS}
