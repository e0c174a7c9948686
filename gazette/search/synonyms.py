"""Write the synonyms for the browser: ``pagefind/synonyms.json`` of each edition. ``static/js/search/synonyms.js`` reads it.

What readers type is compared with each character folded to its Simplified one, so the file is the same in all editions: ``groups``
are rows of folded words to type, words to look for and words to offer; ``fold`` has pairs of a character and its folded one. How an
edition writes the words that are found is seen where they are found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from gazette.library.synonyms import SynonymGroup
from gazette.model import Indicator
from gazette.pages.publication import Artifact
from gazette.scripts import SCRIPTS
from gazette.search.tokens import IDEOGRAPHS, normalize

Row = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def list_synonyms(groups: Iterable[SynonymGroup], indicators: Iterable[Indicator]) -> list[Row]:
    """Return the rows of the file: the groups, and each indicator that is called by other names as well."""
    rows = [(group.say, group.find, group.near) for group in groups]
    return rows + [(indicator.also, (indicator.name,), ()) for indicator in indicators if indicator.also]


def render_synonyms(rows: Iterable[Row], fold: Callable[[str], str]) -> tuple[Artifact, ...]:
    """Render the file of each edition. ``fold`` maps Traditional characters to Simplified ones."""
    folded = [([fold(normalize(word)) for word in say], find, near) for say, find, near in rows]
    used = {character for say, _, _ in folded for word in say for character in word}
    pairs = zip(IDEOGRAPHS, fold(IDEOGRAPHS), strict=True)
    variants = "".join(typed + plain for typed, plain in pairs if plain in used and typed != plain)
    file = {"fold": variants, "groups": folded}
    content = json.dumps(file, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return tuple(Artifact(f"{script.folder}/pagefind/synonyms.json", content) for script in SCRIPTS)
