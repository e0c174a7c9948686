"""Between the two scripts: the only door to OpenCC.

Text is converted a whole run at a time (never piecewise: 里程|碑 would become 裡程碑) and keeps its length, so that the
marks on it stay where they are. The base is ``s2tw`` and back ``tw2s`` (docs/decisions/0006-which-converter.md); the
house's own phrases win over the dictionaries' and the house's variants come last. Both stand in ``conversion.yml``,
each with its reason.

House phrases use the package's private ``_dict_chain_data``; the version is pinned and a test holds the hook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from opencc import OpenCC

from gazette.fields import Fields, each, read
from gazette.problems import Problem
from gazette.scripts import BY_CODE

# The engine converts Chinese inside these; they are sent through as private-use characters instead.
_GUARDED = re.compile(r"(?:https?://|www\.|mailto:)[^\s，。；：、）】》”’]+|[\w.+-]+@[\w-]+\.[\w.-]+")
_SHIELD = "\ue000"
# The package splits its text at these, so no key may hold one; its values end at a space.
_SEPARATORS = re.compile(r"[\s\-,.?!*，。、；：？！…“”‘’「」『』—－（）《》〈〉～．／＼【】]")


@dataclass(frozen=True, slots=True)
class House:
    """The house's rules: phrases and names from Simplified to Traditional, from Traditional to Simplified, last variants."""

    to_hant: tuple[tuple[str, str], ...] = ()
    to_hans: tuple[tuple[str, str], ...] = ()
    variants: tuple[tuple[str, str], ...] = ()


def read_house(text: str, path: str) -> tuple[House, tuple[Problem, ...]]:
    """The house's rules from ``conversion.yml``: lists ``phrases``, ``names``, ``variants`` of {hans, hant, reason}."""
    node, problems = read(text, path)
    if node is None:
        return House(), problems
    found = list(problems)
    top = Fields(node, path, ("phrases", "names", "variants", "back"))
    found.extend(top.problems)
    rows: dict[str, list[tuple[str, str]]] = {}
    for name in top.known:
        rows[name] = []
        for row in each(top.get(name), path, ("hans", "hant", "reason"), found):
            hans, hant = row.text("hans", required=True), row.text("hant", required=True)
            row.text("reason", required=True)
            if len(hans) != len(hant):
                row.note("conversion-length", row.node, f"「{hans}」与「{hant}」字数不同。", "两种写法的字数必须相同。")
            elif _SEPARATORS.search(hans + hant):
                row.note("conversion-phrase", row.node, f"「{hans}」含有标点或空格。", "词语里只能有汉字、字母和数字。")
            elif hans:
                rows[name].append((hans, hant))
    house = House(
        to_hant=tuple(rows["phrases"] + rows["names"]),
        to_hans=tuple((hant, hans) for hans, hant in rows["back"]),
        variants=tuple(rows["variants"]),
    )
    return house, tuple(found)


@dataclass(slots=True)
class Converter:
    """Converts between the scripts by the house's rules. Engines are made when first needed."""

    house: House = field(default_factory=House)
    _engines: dict[str, OpenCC] = field(default_factory=dict)
    _memo: dict[tuple[str, str], str] = field(default_factory=dict)

    def convert(self, text: str, source: str, target: str) -> str:
        """``text`` of script ``source`` (Hans, Hant) in script ``target``; the same text where they are equal.

        The caller checks that the length is kept, and reports it where it is not.
        """
        if source == target or not text:
            return text
        key = (target, text)
        known = self._memo.get(key)
        if known is None:
            known = self._memo[key] = self._convert(text, target)
        return known

    def _convert(self, text: str, target: str) -> str:
        guarded = [match.span() for match in _GUARDED.finditer(text)]
        shielded = text
        for start, end in guarded:
            shielded = shielded[:start] + _SHIELD * (end - start) + shielded[end:]
        converted = str(self._engine(target).convert(shielded))
        if len(converted) != len(text):
            return converted
        for start, end in guarded:
            converted = converted[:start] + text[start:end] + converted[end:]
        return converted

    def _engine(self, target: str) -> OpenCC:
        engine = self._engines.get(target)
        if engine is None:
            engine = self._engines[target] = OpenCC(BY_CODE[target].from_other)
            phrases = self.house.to_hant if target == "Hant" else self.house.to_hans
            if phrases:
                engine._dict_chain_data[0].insert(0, _dictionary(phrases))
            if target == "Hant" and self.house.variants:
                engine._dict_chain_data.append([_dictionary(self.house.variants)])
        return engine


def _dictionary(rows: tuple[tuple[str, str], ...]) -> tuple[int, int, dict[str, str]]:
    lengths = [len(key) for key, _ in rows]
    return max(lengths), min(lengths), dict(rows)


def fold(text: str) -> str:
    """``text`` with each Traditional character as its Simplified one, character by character: for comparing, not for reading."""
    table = _fold_table()
    return text.translate(table)


@cache
def _fold_table() -> dict[int, str]:
    engine = OpenCC("t2s")
    characters: dict[str, str] = {}
    for stage in engine._dict_chain_data:
        for _, _, words in stage:
            characters.update({key: value.split(" ")[0] for key, value in words.items() if len(key) == 1})
    return {ord(key): value for key, value in characters.items() if len(value) == 1}
