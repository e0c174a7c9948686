"""Which characters have several forms in the other script, and which of them a person is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gazette.conversion import dictionaries

#: Characters with a second Simplified form that the package's tables do not list: names keep it, or another meaning has it.
_MORE_TO_HANS = {"著": ("着", "著"), "汎": ("泛", "汎"), "陞": ("升", "陞"), "夥": ("伙", "夥")}
_RARE = "\U00010000"


@dataclass(frozen=True, slots=True)
class AmbiguousCharacters:
    """The characters with ``several`` forms in the other script, those of them that are ``asked`` about where no word decides, and a
    pattern that finds any of them and the signs that stand for some."""

    several: dict[str, tuple[str, ...]]
    asked: frozenset[str]
    doubtful: re.Pattern[str]

    @classmethod
    def find(
        cls,
        target: str,
        stages: dictionaries.Stages,
        variants: dictionaries.CharacterTable,
        bound: frozenset[str],
        signs: Iterable[str],
    ) -> AmbiguousCharacters:
        """Those of a conversion. ``bound`` are the characters of which single words alone have the other forms."""
        several = find_alternatives(stages, variants) | (_MORE_TO_HANS if target == "Hans" else {})
        asked = frozenset(several) - (bound if target == "Hant" else frozenset())
        return cls(several, asked, compile_any_of((*several, *signs)))


def find_alternatives(
    stages: dictionaries.Stages, variants: dictionaries.CharacterTable = dictionaries.EMPTY_CHARACTER_TABLE
) -> dict[str, tuple[str, ...]]:
    """The characters that have several forms in the other script, after its variants; rare ones outside the main block aside."""
    found: dict[str, tuple[str, ...]] = {}
    tables = [[table.characters for table in stage if not table.words] for stage in stages]
    for depth, stage in enumerate(tables):
        later = [words for after in tables[depth + 1 :] for words in after]
        for characters in stage:
            for character, value in characters.items():
                if " " not in value:
                    continue
                forms = [form for form in value.split(" ") if "\u4e00" <= form <= "\u9fff"]
                for table in later:
                    forms = [table.get(form, form).split(" ")[0] for form in forms]
                forms = list(dict.fromkeys(variants.convert(form) for form in forms))
                if len(forms) > 1:
                    found[character] = tuple(forms)
    return found


def compile_any_of(characters: Iterable[str]) -> re.Pattern[str]:
    """The pattern of any of these characters, and of any rare character: a class that lists these is slow to search for."""
    common = "".join(re.escape(character) for character in characters if character < _RARE)
    return re.compile(f"[{common}{_RARE}-\U0010ffff]")
