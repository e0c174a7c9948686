"""Characters with several forms in the other script, and those of them that need a review."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from gazette.conversion import dictionaries

#: Characters with a second Simplified form, of names or another meaning, that the package's tables do not list.
_MORE_ALTERNATIVES_TO_HANS = {"著": ("着", "著"), "汎": ("泛", "汎"), "陞": ("升", "陞"), "夥": ("伙", "夥")}
#: Characters from this one on are rare.
_FIRST_RARE = "\U00010000"


class AmbiguousCharacters(Struct, frozen=True):
    """The characters with several forms in the other script."""

    #: Their forms.
    alternatives: dict[str, tuple[str, ...]]
    #: Those that a person should check where no word decides.
    needs_review: frozenset[str]
    #: Matches any of them, and the signs that may replace them.
    pattern: re.Pattern[str]

    @classmethod
    def build(
        cls,
        target: str,
        stages: dictionaries.Stages,
        variants: dictionaries.CharacterTable,
        bound_characters: frozenset[str],
        signs: Iterable[str],
    ) -> AmbiguousCharacters:
        """Find those of a conversion to ``target``. The other forms of ``bound_characters`` occur in a few known words only."""
        alternatives = find_alternatives(stages, variants) | (_MORE_ALTERNATIVES_TO_HANS if target == "Hans" else {})
        needs_review = frozenset(alternatives) - (bound_characters if target == "Hant" else frozenset())
        return cls(alternatives, needs_review, compile_any_of((*alternatives, *signs)))


def find_alternatives(
    stages: dictionaries.Stages, variants: dictionaries.CharacterTable = dictionaries.EMPTY_CHARACTER_TABLE
) -> dict[str, tuple[str, ...]]:
    """Return the characters with several forms in the other script, variants replaced; without rare forms outside the main block."""
    found: dict[str, tuple[str, ...]] = {}
    tables = [[table.characters for table in stage if not table.phrases] for stage in stages]
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
    """Compile a pattern of any of these characters, and of all rare ones: a class that lists single ones is slow."""
    common = "".join(re.escape(character) for character in characters if character < _FIRST_RARE)
    return re.compile(f"[{common}{_FIRST_RARE}-\U0010ffff]")
