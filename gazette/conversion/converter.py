"""Convert text between the two scripts. The only module that imports OpenCC.

Text is converted a whole run at a time (never in pieces: 里程|碑 would become 裡程碑) and keeps its length, so that
marks on it keep their offsets. The base is ``s2tw`` and back ``tw2s`` (docs/decisions/0006-which-converter.md); a
publication's own phrases win over the dictionaries' and its variants come last. Both are in ``conversion.yml``,
each with its reason. An editor's answer for a sentence (``content/conversions.yml``) wins over all of these, wherever that
sentence occurs.

The dictionaries are read from the package's private ``_dict_chain_data`` (hence the pinned version and the test of it);
:mod:`gazette.conversion.dictionaries` applies them as the package does, only faster. Phrases of the publication and addresses
go through them as private-use characters, so that no dictionary changes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Literal, TypeVar

from msgspec import Struct
from opencc import OpenCC

from gazette.conversion import words
from gazette.conversion.ambiguous import AmbiguousCharacters, compile_any_of
from gazette.conversion.dictionaries import (
    Chain,
    CharacterTable,
    RawTable,
    Stages,
    build_chain,
    build_character_table,
    store_tables,
)
from gazette.conversion.lexicon import Lexicon
from gazette.conversion.names import find_author_marks, find_measures, find_name_characters, find_surnames
from gazette.conversion.segmentation import Segmenter
from gazette.problems import Problem
from gazette.scripts import BY_CODE
from gazette.sources.yaml_fields import Fields, find_duplicates, iterate_rows, read_yaml
from gazette.text import iterate_sentences

K = TypeVar("K")
T = TypeVar("T")
LISTS = ("phrases", "names", "surnames", "variants", "back")
KEYS = ("hans", "hant", "reason")
#: (script, sentence) → the places in it that an editor decided: (start, end, form).
Answers = Mapping[tuple[str, str], tuple[tuple[int, int, str], ...]]
RiskReason = Literal["default", "rule", "disputed", "close", "name"]
#: A place that no dictionary may change: start, end, form.
_Protected = tuple[int, int, str]

# The package converts Chinese inside these. Each begins where its characters begin, so that a long text without any is
# searched once.
_ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:)[!-~]+"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+"
)
#: A text without any of these has no address.
_ADDRESS_SIGNS = ("://", "www.", "mailto:", "@")
#: Masks protected characters, and those that a word decides.
_MASK = "\ue000"
#: Signs for characters that need a review: another division into words was nearly as likely; the character is taken for
#: a part of a name; several programs convert its word differently.
_CLOSE, _NAME, _DISPUTED = "\ue001", "\ue002", "\ue003"
_REASON_BY_SIGN: Mapping[str, RiskReason] = {_CLOSE: "close", _NAME: "name", _DISPUTED: "disputed"}
_SENTENCE = re.compile("[^。！？]*[。！？]|[^。！？]+")
# A phrase is words: punctuation has no script.
_NOT_A_WORD = re.compile(r"[\W_]")
#: A surname is one before these (范先生, not 范围); full names are listed in ``names``.
_TITLES_AFTER_SURNAMES = ("先生", "女士")
#: Bounds the memory of a worker, and of a preview that runs all day.
_MAX_CACHED = 30_000


class ConversionRules(Struct, frozen=True):
    """The rules of a publication: pairs of a form and what it becomes."""

    to_hant: tuple[tuple[str, str], ...] = ()  #: phrases, names and surnames, from Simplified to Traditional
    to_hans: tuple[tuple[str, str], ...] = ()  #: phrases from Traditional to Simplified
    variants: tuple[tuple[str, str], ...] = ()  #: characters of the Traditional edition that are replaced at the end


@lru_cache(maxsize=1)  # a preview reads the same again and again
def read_rules(text: str, path: str) -> tuple[ConversionRules, tuple[Problem, ...]]:
    """Read ``conversion.yml``: lists ``phrases``, ``names``, ``surnames``, ``variants``, ``back`` of {hans, hant, reason}."""
    node, yaml_problems = read_yaml(text, path)
    if node is None:
        return ConversionRules(), yaml_problems
    problems = list(yaml_problems)
    top = Fields(node, path, LISTS)
    problems.extend(top.problems)
    rows: dict[str, list[tuple[str, str]]] = {name: [] for name in LISTS}
    for name in LISTS:
        phrase_lines: list[tuple[str, int]] = []
        for row in iterate_rows(top.get(name), path, KEYS, problems):
            hans, hant = row.text("hans", required=True), row.text("hant", required=True)
            row.text("reason", required=True)
            if hans:
                phrase_lines.append((hans, row.node.line))
            if len(hans) != len(hant):
                message = f"「{hans}」与「{hant}」字数不同。"
                row.report("conversion-length", row.node, message, "两种写法的字数必须相同。")
            elif _NOT_A_WORD.search(hans + hant):
                message = f"「{hans}」含有标点或空格。"
                row.report("conversion-phrase", row.node, message, "词语里只能有汉字、字母和数字。")
            elif hans:
                rows[name].append((hans, hant))
        problems.extend(find_duplicates(phrase_lines, path, "转换"))
    surnames = [(hans + title, hant + title) for hans, hant in rows["surnames"] for title in _TITLES_AFTER_SURNAMES]
    rules = ConversionRules(
        to_hant=tuple(rows["phrases"] + rows["names"] + surnames),
        to_hans=tuple((hant, hans) for hans, hant in rows["back"]),
        variants=tuple(rows["variants"]),
    )
    return rules, tuple(problems)


class Risk(Struct, frozen=True):
    """A place in a text whose conversion a person should check."""

    start: int
    end: int
    #: The words at the place, what the edition prints for them, and what else they could become.
    word: str
    form: str
    other: str
    #: Why it is a risk: no word decided (default), a phrase of the publication did against the words of the sentence (rule),
    #: several programs convert the word differently (disputed), another division into words was nearly as likely (close), it is
    #: taken for a part of a name (name).
    why: tuple[RiskReason, ...]


@dataclass(slots=True, eq=False)
class Converter:
    """Converts between the scripts by a publication's rules and its editors' answers."""

    rules: ConversionRules = field(default_factory=ConversionRules)
    answers: Answers = field(default_factory=dict)
    #: By target script, built when first needed.
    _directions: dict[str, _OneWayConverter] = field(default_factory=dict, repr=False)
    _conversion_cache: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _risk_cache: dict[tuple[str, str], tuple[Risk, ...]] = field(default_factory=dict, repr=False)

    def convert(self, text: str, source: str, target: str) -> str:
        """Convert ``text`` from script ``source`` (Hans, Hant) to script ``target``; return it as it is where they are equal.

        The caller checks that the length is the same, and reports it where it is not.
        """
        if source == target or not text:
            return text
        key = (target, text)
        converted = self._conversion_cache.get(key)
        if converted is None:
            converted = self._direction(target).convert(text)
            _store(self._conversion_cache, key, converted)
        if self.answers and len(converted) == len(text):
            for offset, sentence in iterate_sentences(text):
                for start, end, form in self.answers.get((target, sentence), ()):
                    converted = converted[: offset + start] + form + converted[offset + end :]
        return converted

    def risks(self, text: str, source: str, target: str) -> tuple[Risk, ...]:
        """Return the places that a person should check, in order; none where the length changes. Answers are disregarded."""
        if source == target or not text:
            return ()
        key = (target, text)
        risks = self._risk_cache.get(key)
        if risks is None:
            converted, risks = self._direction(target).convert_with_risks(text)
            _store(self._conversion_cache, key, converted)
            _store(self._risk_cache, key, risks)
        return risks

    def _direction(self, target: str) -> _OneWayConverter:
        if target not in self._directions:
            self._directions[target] = _OneWayConverter.build(self.rules, target)
        return self._directions[target]


def with_editor_answers(converter: Converter, answers: Answers) -> Converter:
    """Return a converter that follows the editors' ``answers``; it shares the caches of the other."""
    return replace(converter, answers=answers)


def _store(cache: dict[K, T], key: K, value: T) -> None:
    if len(cache) >= _MAX_CACHED:
        cache.clear()
    cache[key] = value


@dataclass(slots=True)
class _OneWayConverter:
    """Converts to one script by the dictionaries and a publication's rules, and finds the risks."""

    target: str
    chain: Chain
    #: Matches the publication's phrases.
    phrase_pattern: re.Pattern[str]
    #: Matches these and addresses.
    protected_pattern: re.Pattern[str]
    #: The forms of the publication's phrases.
    phrase_forms: dict[str, str]
    variants: CharacterTable
    ambiguous: AmbiguousCharacters
    lexicon: Lexicon
    #: For Simplified text; Traditional text is converted without its words being known.
    segmenter: Segmenter | None = None
    sentence_cache: dict[str, tuple[str, str]] = field(default_factory=dict)
    disputed_cache: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    @lru_cache(maxsize=4)  # a preview converts by the same rules again and again
    def build(cls, rules: ConversionRules, target: str) -> _OneWayConverter:
        """Build the converter to ``target``."""
        stages = load_dictionary(target)
        base = BY_CODE[target].base
        forms = dict(rules.to_hant if base == "Hant" else rules.to_hans)
        # The longest phrase wins; an address wins over every phrase in it.
        phrases = "|".join(re.escape(phrase) for phrase in sorted(forms, key=lambda p: (-len(p), p)))
        replaced = {old: new for old, new in rules.variants if base == "Hant" and len(old) == 1}
        variants = build_character_table(replaced)
        chain = build_chain(stages, OpenCC().split_chars_re)
        lexicon = Lexicon(words.read_lexicon())
        ambiguous = AmbiguousCharacters.build(base, stages, variants, words.read_bound(), _REASON_BY_SIGN)
        segmenter = None
        if base == "Hant" and chain.phrases:
            convert_characters = last.convert if isinstance(last := chain.stages[0][-1], CharacterTable) else str
            segmenter = Segmenter(chain.phrases, lexicon, convert_characters, ambiguous.needs_review)
        return cls(
            target=target,
            chain=chain,
            phrase_pattern=re.compile(phrases or "(?!)"),
            protected_pattern=re.compile(f"{_ADDRESS.pattern}|{phrases}" if phrases else _ADDRESS.pattern),
            phrase_forms=forms,
            variants=variants,
            ambiguous=ambiguous,
            lexicon=lexicon,
            segmenter=segmenter,
        )

    def convert(self, text: str) -> str:
        protected = self._find_protected(text)
        return self._finish(self._convert_sentences(_mask(text, protected))[0], text, protected)

    def convert_with_risks(self, text: str) -> tuple[str, tuple[Risk, ...]]:
        """Return the converted text, and what in it a person should check."""
        protected = self._find_protected(text)
        converted, undecided = self._convert_sentences(_mask(text, protected))
        converted = self._finish(converted, text, protected)
        return converted, self._find_risks(text, converted, protected, undecided) if len(converted) == len(text) else ()

    def _convert_sentences(self, masked: str) -> tuple[str, str]:
        """Return the conversion of a text, and the text with the characters masked that a word decides.

        No word crosses the end of a sentence. Many a sentence is converted again, as a figure's, or is in two documents.
        """
        conversions = [self._convert_sentence(sentence) for sentence in _SENTENCE.findall(masked)]
        return "".join(one for one, _ in conversions), "".join(undecided for _, undecided in conversions)

    def _convert_sentence(self, sentence: str) -> tuple[str, str]:
        known = self.sentence_cache.get(sentence)
        if known is None:
            known = self._convert_segmented(sentence) if self.segmenter else self._convert_unsegmented(sentence)
            _store(self.sentence_cache, sentence, known)
        return known

    def _convert_unsegmented(self, sentence: str) -> tuple[str, str]:
        """Convert a sentence whose division into words is unknown."""
        converted, undecided = self.chain.convert(sentence), list(self.chain.mask_decided(sentence, _MASK))
        if len(converted) == len(sentence):
            for place, character in enumerate(undecided):
                if character in self.ambiguous.alternatives and self._is_in_word(converted, place):
                    undecided[place] = _MASK
            for place in (*find_name_characters(sentence), *find_author_marks(sentence)):
                undecided[place] = _NAME
                converted = converted[:place] + sentence[place] + converted[place + 1 :]
        return converted, "".join(undecided)

    def _is_in_word(self, simplified: str, place: int) -> bool:
        """Whether a character is in a word of two characters of the lexicon."""
        return any(start >= 0 and self.lexicon.has(simplified[start : start + 2]) for start in (place - 1, place))

    def _convert_segmented(self, sentence: str) -> tuple[str, str]:
        """Convert a sentence by the phrases that agree with its words."""
        assert self.segmenter
        segmentation = self.segmenter.segment(sentence)
        converted = self.chain.convert(sentence, segmentation.phrases)
        signs = dict.fromkeys(segmentation.loose, "")
        for start, end in segmentation.phrases:
            for place in self._find_disputed(sentence[start:end]):
                signs[start + place] = _DISPUTED
        signs |= dict.fromkeys(segmentation.close, _CLOSE)
        if len(converted) == len(sentence):
            for place, form in find_measures(sentence, self.lexicon):
                signs[place] = _MASK
                converted = converted[:place] + form + converted[place + 1 :]
            for place in find_surnames(sentence, self.lexicon):
                signs[place] = _NAME
                converted = converted[:place] + sentence[place] + converted[place + 1 :]
        undecided = self.chain.mask_decided(sentence, _MASK, segmentation.phrases)
        for place, sign in signs.items():
            undecided = undecided[:place] + (sign or sentence[place]) + undecided[place + 1 :]
        return converted, undecided

    def _find_disputed(self, phrase: str) -> tuple[int, ...]:
        """Return the places of ambiguous characters in a phrase that several programs convert differently."""
        known = self.disputed_cache.get(phrase)
        if known is None:
            is_disputed = phrase in words.read_disputed() or (
                phrase not in words.read_forms(BY_CODE[self.target].base) and self.lexicon.is_disputed(phrase)
            )
            places = (k for k, char in enumerate(phrase) if is_disputed and char in self.ambiguous.alternatives)
            known = self.disputed_cache[phrase] = tuple(places)
        return known

    def _finish(self, converted: str, text: str, protected: list[_Protected]) -> str:
        """Return the converted text with variants replaced and, if its length is the same, the protected places put back."""
        converted = self.variants.convert(converted)
        for start, end, form in protected if len(converted) == len(text) else ():
            converted = converted[:start] + form + converted[end:]
        return converted

    def _find_risks(self, text: str, converted: str, protected: list[_Protected], undecided: str) -> tuple[Risk, ...]:
        """Return the risks; ``undecided`` is the text with masks and signs."""
        risks = [
            Risk(start, end, word=text[start:end], form=form, other="", why=("rule",))
            for start, end, form in protected
            if text[start:end] in self.phrase_forms and not self._agrees_with_words(text, start, end)
        ]
        protected_places = {place for start, end, _ in protected for place in range(start, end)}
        for match in self.ambiguous.pattern.finditer(undecided):
            place, sign = match.start(), match[0]
            why = _REASON_BY_SIGN.get(sign) or ("default" if sign in self.ambiguous.needs_review else None)
            if why and place not in protected_places:
                word, form = text[place], converted[place]
                other = "、".join(other for other in self.ambiguous.alternatives.get(word, ()) if other != form)
                risks.append(Risk(place, place + 1, word=word, form=form, other=other, why=(why,)))
        return tuple(sorted(risks, key=lambda risk: risk.start))

    def _agrees_with_words(self, text: str, start: int, end: int) -> bool:
        """Whether a phrase of the publication agrees with the words of its sentence: then there is no risk."""
        return self.segmenter is not None and self.segmenter.agrees_with_words(text, start, end)

    def _find_protected(self, text: str) -> list[_Protected]:
        has_address = any(sign in text for sign in _ADDRESS_SIGNS)
        pattern = self.protected_pattern if has_address else self.phrase_pattern
        return [(m.start(), m.end(), self.phrase_forms.get(m[0], m[0])) for m in pattern.finditer(text)]


def _mask(text: str, protected: list[_Protected]) -> str:
    for start, end, _ in protected:
        text = text[:start] + _MASK * (end - start) + text[end:]
    return text


def load_dictionaries() -> None:
    """Load all dictionaries."""
    for target in BY_CODE:
        load_dictionary(target)
    fold("")


@cache
def load_dictionary(target: str) -> Stages:
    """Return the dictionaries that convert to the script ``target``."""
    stages = read_package_tables(target)
    # Our own words go into the stage in which a run is in the source's own characters: the first, or the last on the way back.
    base = BY_CODE[target].base
    own_stage = stages[0] if base == "Hant" else stages[-1]
    longest, shortest, table = own_stage[0]
    forms = words.read_forms(base)
    own_stage[0] = (longest, shortest, {**table, **forms})
    if base == "Hans":  # the first stage would turn 編著 into 编着 before the last one sees it
        longest, shortest, table = stages[0][0]
        stages[0][0] = (longest, shortest, {**table, **{word: word for word in forms}})
    return store_tables(stages)


def read_package_tables(target: str) -> list[list[RawTable]]:
    """Return the package's tables that convert to the script ``target``, as they are."""
    return [list(stage) for stage in OpenCC(BY_CODE[target].from_other)._dict_chain_data]


@lru_cache(10_000)  # a text is compared with many things, and in a preview again after each save
def fold(text: str) -> str:
    """Replace each Traditional character by its Simplified one, for comparing, not for reading."""
    table, traditional = _load_fold_table()
    return text.translate(table) if traditional.search(text) else text


@cache
def _load_fold_table() -> tuple[dict[int, str], re.Pattern[str]]:
    """Return the table, and the pattern of any character in it: searching a text without one is ten times faster than translating."""
    tables = (table for stage in OpenCC("t2s")._dict_chain_data for _, _, table in stage)
    characters = {key: value.split(" ")[0] for table in tables for key, value in table.items() if len(key) == 1}
    folded = {ord(key): value for key, value in characters.items() if len(value) == 1}
    return folded, compile_any_of(map(chr, folded))
