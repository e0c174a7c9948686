"""Fill the wording of the interface with the names of a publication: its place, its newspaper, its title."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gazette.conversion.convert_document import ConvertText
from gazette.pages.publication import Strings
from gazette.scripts import SCRIPTS
from gazette.settings import SiteConfig
from gazette.shown import in_script
from gazette.sources.bodies import Body

#: That this is no site of the government.
_INDEPENDENT = ("foot_independent", "about_independent")


def fill_names(strings: Strings, site: SiteConfig, convert_text: ConvertText, bodies: Mapping[str, Body]) -> Strings:
    """Return the wording with the names of the settings in all scripts, and with the words that are settings themselves:
    ``site_title``, ``brand``, ``brand_title``, ``tagline``. A wording with a name that is not set becomes empty;
    the others are to be formatted, as braces in a name are doubled. The foot of the pages does not name the assembly as the source
    of all if the publication has documents of other ``bodies``."""
    names = {
        "place_name": site.place,
        "site_title": site.title,
        "assembly": site.assembly,
        "newspaper": site.newspaper,
        "edition": site.edition,
        "editors": site.publisher,
    }
    own = {
        "site_title": site.title,
        "brand": site.short,
        "brand_title": _remove_place(site),
        "tagline": site.tagline,
    }
    name_sign = re.compile("{(" + "|".join(names) + ")}")
    filled: dict[str, dict[str, str]] = {}
    for place, script in enumerate(SCRIPTS):
        forms = {key: in_script(convert_text(name, "Hans"), place) for key, name in names.items()}

        def fill(words: str, forms: dict[str, str] = forms) -> str:
            if not all(forms[key] for key in name_sign.findall(words)):
                return ""
            return name_sign.sub(lambda match: forms[match[1]].replace("{", "{{").replace("}", "}}"), words)

        filled[script.lang] = {key: fill(words) for key, words in strings[script.lang].items()} | {
            key: in_script(convert_text(words, "Hans"), place) for key, words in own.items()
        }
    if any(body != Body() for body in bodies.values()):
        filled = {lang: own | {"foot_report": own["foot_reports"]} for lang, own in filled.items()}
    if site.official:
        filled = {lang: own | dict.fromkeys(_INDEPENDENT, "") for lang, own in filled.items()}
    return filled


def _remove_place(site: SiteConfig) -> str:
    """Return the title without the place's name at its head, which stands before it as the brand."""
    return next((site.title.removeprefix(n) for n in (site.place, site.short) if site.title.startswith(n)), site.title)
