"""Between the two scripts: the only door to OpenCC.

Text is converted a whole run at a time (never piecewise: 里程|碑 would become 裡程碑) and keeps its length, so that the
marks on it stay where they are. The base is ``s2tw`` and back ``tw2s`` (docs/decisions/0006-which-converter.md); the
house's own phrases win over the dictionaries' and the house's variants come last. Both stand in ``conversion.yml``,
each with its reason.

What the house fixes, and addresses, are sent through the engine as private-use characters, so that no dictionary touches them;
:func:`fold` reads the package's private ``_dict_chain_data``, hence the pinned version and the test that holds the hook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from opencc import OpenCC

from gazette.fields import Fields, duplicates, each, read
from gazette.problems import Problem
from gazette.scripts import BY_CODE

# The engine converts Chinese inside these; they are sent through as private-use characters instead.
_GUARDED = re.compile(r"(?:https?://|www\.|mailto:)[^\s，。；：、）】》”’]+|[\w.+-]+@[\w-]+\.[\w.-]+")
_SHIELD = "\ue000"
# A phrase is words: punctuation has no script to convert.
_NO_WORD = re.compile(r"[\W_]")


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
        written: list[tuple[str, int]] = []
        for row in each(top.get(name), path, ("hans", "hant", "reason"), found):
            hans, hant = row.text("hans", required=True), row.text("hant", required=True)
            row.text("reason", required=True)
            if hans:
                written.append((hans, row.node.line))
            if len(hans) != len(hant):
                row.note("conversion-length", row.node, f"「{hans}」与「{hant}」字数不同。", "两种写法的字数必须相同。")
            elif _NO_WORD.search(hans + hant):
                row.note("conversion-phrase", row.node, f"「{hans}」含有标点或空格。", "词语里只能有汉字、字母和数字。")
            elif hans:
                rows[name].append((hans, hant))
        found.extend(duplicates(written, path, "转换"))
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
    _engines: dict[str, _Engine] = field(default_factory=dict)
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
            if target not in self._engines:
                self._engines[target] = _engine(self.house, target)
            known = self._memo[key] = self._engines[target].convert(text)
        return known


@dataclass(frozen=True, slots=True)
class _Engine:
    """The package in one direction, and what it must not touch: addresses, and the house's phrases with their forms."""

    package: OpenCC
    fixed: re.Pattern[str]
    forms: dict[str, str]
    variants: dict[int, str]

    def convert(self, text: str) -> str:
        spans = [
            (match.start(), match.end(), self.forms.get(match[0], match[0])) for match in self.fixed.finditer(text)
        ]
        shielded = text
        for start, end, _ in spans:
            shielded = shielded[:start] + _SHIELD * (end - start) + shielded[end:]
        converted = str(self.package.convert(shielded)).translate(self.variants)
        if len(converted) != len(text):
            return converted
        for start, end, form in spans:
            converted = converted[:start] + form + converted[end:]
        return converted


def _engine(house: House, target: str) -> _Engine:
    forms = dict(house.to_hant if target == "Hant" else house.to_hans)
    # The longest phrase wins; an address wins over every phrase in it.
    phrases = "|".join(re.escape(phrase) for phrase in sorted(forms, key=lambda p: (-len(p), p)))
    fixed = re.compile(f"{_GUARDED.pattern}|{phrases}" if phrases else _GUARDED.pattern)
    variants = {ord(old): new for old, new in house.variants if len(old) == 1} if target == "Hant" else {}
    return _Engine(OpenCC(BY_CODE[target].from_other), fixed, forms, variants)


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
