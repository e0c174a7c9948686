"""Between the two scripts: the only door to OpenCC.

Text is converted a whole run at a time (never piecewise: 里程|碑 would become 裡程碑) and keeps its length, so that the
marks on it stay where they are. The base is ``s2tw`` and back ``tw2s`` (docs/decisions/0006-which-converter.md); the
house's own phrases win over the dictionaries' and the house's variants come last. Both stand in ``conversion.yml``,
each with its reason. An editor's answer for a sentence (``content/conversions.yml``) wins over all of these, wherever that
sentence stands.

The package gives the dictionaries (:func:`dictionary`), read from its private ``_dict_chain_data`` (hence the pinned version
and the test that holds the hook); :mod:`gazette.conversion.dictionaries` applies them as it does, only faster. What the house fixes, and addresses, go
through it as private-use characters, so that no dictionary touches them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal, TypeVar

from opencc import OpenCC

from gazette.conversion import dictionaries as phrases
from gazette.conversion import words
from gazette.conversion.doubts import AmbiguousCharacters, compile_any_of
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
Why = Literal["default", "house", "second", "close", "name"]
#: By script: a sentence → what the dictionaries make of it, and the sentence where no word of them decides.
SentenceConversions = Mapping[str, Mapping[str, tuple[str, str]]]

# The engine converts Chinese inside these; they are sent through as private-use characters instead. Each begins where its
# characters begin, so that a long text without any is looked through once.
_GUARDED = re.compile(
    r"(?:https?://|www\.|mailto:)[!-~]+"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+"
)
#: None is in a text without any of these.
_GUARDS = ("://", "www.", "mailto:", "@")
_SHIELD = "\ue000"
#: Stands for a character whose reading was close.
_CLOSE = "\ue001"
#: Stands for a character of a word that several programs convert differently.
_DISPUTED = "\ue003"
#: Stands for a character that is taken for a part of a name.
_NAME = "\ue002"
_SENTENCE = re.compile("[^。！？]*[。！？]|[^。！？]+")
# A phrase is words: punctuation has no script to convert.
_NO_WORD = re.compile(r"[\W_]")
#: A surname is one before these (范先生, not 范围); a full name stands in ``names``.
_AFTER_SURNAMES = ("先生", "女士")
#: Why a character is asked about, by what stands for it.
_WHY: Mapping[str, Why] = {_CLOSE: "close", _NAME: "name", _DISPUTED: "second"}
#: Texts that are remembered: more than a large publication has, and a preview that runs all day does not grow.
_MOST = 300_000


@dataclass(frozen=True, slots=True)
class ConversionRules:
    """The house's rules: phrases, names and surnames from Simplified to Traditional, from Traditional to Simplified, last variants."""

    to_hant: tuple[tuple[str, str], ...] = ()
    to_hans: tuple[tuple[str, str], ...] = ()
    variants: tuple[tuple[str, str], ...] = ()


def read_rules(text: str, path: str) -> tuple[ConversionRules, tuple[Problem, ...]]:
    """The house's rules from ``conversion.yml``: lists ``phrases``, ``names``, ``surnames``, ``variants``, ``back`` of {hans, hant, reason}."""
    node, problems = read_yaml(text, path)
    if node is None:
        return ConversionRules(), problems
    found = list(problems)
    top = Fields(node, path, LISTS)
    found.extend(top.problems)
    rows: dict[str, list[tuple[str, str]]] = {}
    for name in top.known:
        rows[name] = []
        written: list[tuple[str, int]] = []
        for row in iterate_rows(top.get(name), path, KEYS, found):
            hans, hant = row.text("hans", required=True), row.text("hant", required=True)
            row.text("reason", required=True)
            if hans:
                written.append((hans, row.node.line))
            if len(hans) != len(hant):
                row.report(
                    "conversion-length", row.node, f"「{hans}」与「{hant}」字数不同。", "两种写法的字数必须相同。"
                )
            elif _NO_WORD.search(hans + hant):
                row.report(
                    "conversion-phrase", row.node, f"「{hans}」含有标点或空格。", "词语里只能有汉字、字母和数字。"
                )
            elif hans:
                rows[name].append((hans, hant))
        found.extend(find_duplicates(written, path, "转换"))
    called = [(hans + title, hant + title) for hans, hant in rows["surnames"] for title in _AFTER_SURNAMES]
    rules = ConversionRules(
        to_hant=tuple(rows["phrases"] + rows["names"] + called),
        to_hans=tuple((hant, hans) for hans, hant in rows["back"]),
        variants=tuple(rows["variants"]),
    )
    return rules, tuple(found)


@dataclass(frozen=True, slots=True)
class Risk:
    """A place in a text whose conversion a person should look at.

    ``form`` is what the edition prints for ``word``, ``other`` what else it could be; ``why``: no dictionary's phrase decided
    (default), the house's phrase did against the words of the sentence (house), programs convert the word differently (second), other words
    were nearly as likely (close), it is taken for a part of a name (name).
    """

    start: int
    end: int
    word: str
    form: str
    other: str
    why: tuple[Why, ...]


@dataclass(slots=True, eq=False)
class Converter:
    """Converts between the scripts by the house's rules and the editors' answers. Engines are made when first needed, of the
    ``dictionaries`` of their target where these were read already."""

    rules: ConversionRules = field(default_factory=ConversionRules)
    answers: Answers = field(default_factory=dict)
    dictionaries: Mapping[str, phrases.Stages] = field(default_factory=dict, repr=False)
    _engines: dict[str, _Engine] = field(default_factory=dict, repr=False)
    _memo: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _risks: dict[tuple[str, str], tuple[Risk, ...]] = field(default_factory=dict, repr=False)

    def convert(self, text: str, source: str, target: str) -> str:
        """``text`` of script ``source`` (Hans, Hant) in script ``target``; the same text where they are equal.

        The caller checks that the length is kept, and reports it where it is not.
        """
        if source == target or not text:
            return text
        converted = self._machine(text, target)
        if self.answers and len(converted) == len(text):
            for offset, sentence in iterate_sentences(text):
                for start, end, form in self.answers.get((target, sentence), ()):
                    converted = converted[: offset + start] + form + converted[offset + end :]
        return converted

    def risks(self, text: str, source: str, target: str) -> tuple[Risk, ...]:
        """The places that a person should look at, in order; none where the length is not kept. Answers do not count."""
        if source == target or not text:
            return ()
        key = (target, text)
        known = self._risks.get(key)
        if known is None:
            converted, known = self._engine(target).read(text)
            _remember(self._memo, key, converted)
            _remember(self._risks, key, known)
        return known

    def preload(self, conversions_of: SentenceConversions) -> None:
        """Go on with what was said of some sentences before."""
        for target, known in conversions_of.items():
            self._engine(target).sentences.update(known)

    def conversions_of(self, texts: Iterable[str], source: str) -> SentenceConversions:
        """What is said of the sentences of texts of script ``source``, to be learned by another converter."""
        targets = [code for code in BY_CODE if code != source]
        return {target: self._engine(target).learned(texts) for target in targets}

    def _machine(self, text: str, target: str) -> str:
        key = (target, text)
        known = self._memo.get(key)
        if known is None:
            known = self._engine(target).convert(text)
            _remember(self._memo, key, known)
        return known

    def _engine(self, target: str) -> _Engine:
        if target not in self._engines:
            stages = self.dictionaries.get(target) or load_dictionary(target)
            self._engines[target] = _engine(self.rules, target, stages)
        return self._engines[target]


def with_editor_answers(converter: Converter, answers: Answers) -> Converter:
    """A converter that keeps to the editors' ``answers``; it goes on with what the other has learned."""
    return replace(converter, answers=answers)


def _remember(memo: dict[K, T], key: K, value: T) -> None:
    if len(memo) >= _MOST:
        memo.clear()
    memo[key] = value


@dataclass(slots=True)
class _Engine:
    """The package in one direction, and what it must not touch: addresses, and the house's phrases with their forms."""

    target: str
    stages: phrases.Stages
    chain: phrases.Chain
    fixed: re.Pattern[str]
    listed: re.Pattern[str]
    forms: dict[str, str]
    variants: phrases.CharacterTable
    doubts: AmbiguousCharacters
    lexicon: Lexicon
    segmenter: Segmenter | None = None
    sentences: dict[str, tuple[str, str]] = field(default_factory=dict)
    disputed: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def convert(self, text: str) -> str:
        spans = self._spans(text)
        return self._fixed(self._said(_shielded(text, spans))[0], text, spans)

    def read(self, text: str) -> tuple[str, tuple[Risk, ...]]:
        """The converted text, and what in it a person should look at."""
        spans = self._spans(text)
        converted, alone = self._said(_shielded(text, spans))
        converted = self._fixed(converted, text, spans)
        return converted, self._risks(text, converted, spans, alone) if len(converted) == len(text) else ()

    def _said(self, shielded: str) -> tuple[str, str]:
        """The text through the chain, and where in it no word decides. No word crosses the end of a sentence, and many a sentence
        is asked for again, as a figure's, or stands in two documents."""
        conversions_of = [self._sentence(sentence) for sentence in _SENTENCE.findall(shielded)]
        return "".join(one for one, _ in conversions_of), "".join(alone for _, alone in conversions_of)

    def _sentence(self, sentence: str) -> tuple[str, str]:
        known = self.sentences.get(sentence)
        if known is None:
            known = self._segmented(sentence) if self.segmenter else self._plain(sentence)
            _remember(self.sentences, sentence, known)
        return known

    def _plain(self, sentence: str) -> tuple[str, str]:
        """What the dictionaries make of a sentence whose words are not known."""
        converted, alone = self.chain.convert(sentence), list(self.chain.undecided(sentence, _SHIELD))
        if len(converted) == len(sentence):
            for place, character in enumerate(alone):
                if character in self.doubts.several and self._is_in_word(converted, place):
                    alone[place] = _SHIELD
            for place in (*find_name_characters(sentence), *find_author_marks(sentence)):
                alone[place] = _NAME
                converted = converted[:place] + sentence[place] + converted[place + 1 :]
        return converted, "".join(alone)

    def _is_in_word(self, simplified: str, place: int) -> bool:
        """Whether a character stands in a word of two characters of the lexicon."""
        return any(start >= 0 and self.lexicon.has(simplified[start : start + 2]) for start in (place - 1, place))

    def _segmented(self, sentence: str) -> tuple[str, str]:
        """What the dictionaries make of a sentence, by the phrases that agree with its words."""
        assert self.segmenter
        divided = self.segmenter.divide(sentence)
        converted = self.chain.convert(sentence, divided.spans)
        signs = dict.fromkeys(divided.loose, "")
        for start, end in divided.spans:
            for place in self._disputed(sentence[start:end]):
                signs[start + place] = _DISPUTED
        signs |= dict.fromkeys(divided.close, _CLOSE)
        if len(converted) == len(sentence):
            for place, form in find_measures(sentence, self.lexicon):
                signs[place] = _SHIELD
                converted = converted[:place] + form + converted[place + 1 :]
            for place in find_surnames(sentence, self.lexicon):
                signs[place] = _NAME
                converted = converted[:place] + sentence[place] + converted[place + 1 :]
        alone = self.chain.undecided(sentence, _SHIELD, divided.spans)
        for place, sign in signs.items():
            alone = alone[:place] + (sign or sentence[place]) + alone[place + 1 :]
        return converted, alone

    def _disputed(self, phrase: str) -> tuple[int, ...]:
        """The places of a phrase that may have another form, where programs convert it differently."""
        known = self.disputed.get(phrase)
        if known is None:
            is_disputed = phrase in words.read_disputed() or (
                phrase not in words.read_forms(self.target) and self.lexicon.is_disputed(phrase)
            )
            places = (k for k, character in enumerate(phrase) if is_disputed and character in self.doubts.several)
            known = self.disputed[phrase] = tuple(places)
        return known

    def learned(self, texts: Iterable[str]) -> dict[str, tuple[str, str]]:
        """What is said of the sentences of texts."""
        shielded = (_shielded(text, self._spans(text)) for text in texts)
        return {sentence: self._sentence(sentence) for text in shielded for sentence in _SENTENCE.findall(text)}

    def _fixed(self, converted: str, text: str, spans: list[tuple[int, int, str]]) -> str:
        """The converted text with the house's variants and, if it kept its length, what the house fixes."""
        converted = self.variants.convert(converted)
        for start, end, form in spans if len(converted) == len(text) else ():
            converted = converted[:start] + form + converted[end:]
        return converted

    def _risks(self, text: str, converted: str, spans: list[tuple[int, int, str]], alone: str) -> tuple[Risk, ...]:
        """``alone`` is the text where no word decides, with :data:`_CLOSE` where that was close."""
        several, asked = self.doubts.several, self.doubts.asked
        found = [
            Risk(start, end, text[start:end], form, "", ("house",))
            for start, end, form in spans
            if text[start:end] in self.forms and not self._is_borne_out(text, start, end)
        ]
        fixed = {place for start, end, _ in spans for place in range(start, end)}
        for match in self.doubts.doubtful.finditer(alone):
            place, sign = match.start(), match[0]
            why = _WHY.get(sign) or ("default" if sign in asked else None)
            if why and place not in fixed:
                word, form = text[place], converted[place]
                others = "、".join(other for other in several.get(word, ()) if other != form)
                found.append(Risk(place, place + 1, word, form, others, (why,)))
        return tuple(sorted(found, key=lambda risk: risk.start))

    def _is_borne_out(self, text: str, start: int, end: int) -> bool:
        """Whether the words of its sentence agree with a phrase of the house: then nothing else was possible."""
        return self.segmenter is not None and self.segmenter.agrees(text, start, end)

    def _spans(self, text: str) -> list[tuple[int, int, str]]:
        """The places that the house or an address fixes, with their form."""
        pattern = self.fixed if any(sign in text for sign in _GUARDS) else self.listed
        return [(match.start(), match.end(), self.forms.get(match[0], match[0])) for match in pattern.finditer(text)]


def _shielded(text: str, spans: list[tuple[int, int, str]]) -> str:
    for start, end, _ in spans:
        text = text[:start] + _SHIELD * (end - start) + text[end:]
    return text


def load_dictionary(target: str) -> phrases.Stages:
    """The package's tables that convert to the script ``target``."""
    return _dictionary(target)


@cache
def _dictionary(target: str) -> phrases.Stages:
    stages = read_package_tables(target)
    # Words meet their table where a run is still in the source's own characters: first, or last on the way back.
    own = stages[0] if target == "Hant" else stages[-1]
    longest, shortest, table = own[0]
    forms = words.read_forms(target)
    own[0] = (longest, shortest, {**table, **forms})
    if target == "Hans":  # its first stage would turn 編著 into 編着 before the last one meets it
        longest, shortest, table = stages[0][0]
        stages[0][0] = (longest, shortest, {**table, **{word: word for word in forms}})
    return phrases.store_tables(stages)


def read_package_tables(target: str) -> list[list[phrases.RawTable]]:
    """The package's tables that convert to the script ``target``, as it holds them."""
    return [list(stage) for stage in OpenCC(BY_CODE[target].from_other)._dict_chain_data]


def _engine(rules: ConversionRules, target: str, stages: phrases.Stages) -> _Engine:
    forms = dict(rules.to_hant if target == "Hant" else rules.to_hans)
    # The longest phrase wins; an address wins over every phrase in it.
    listed = "|".join(re.escape(phrase) for phrase in sorted(forms, key=lambda p: (-len(p), p)))
    fixed = re.compile(f"{_GUARDED.pattern}|{listed}" if listed else _GUARDED.pattern)
    variants = phrases.build_character_table(
        {old: new for old, new in rules.variants if len(old) == 1} if target == "Hant" else {}
    )
    chain = phrases.build_chain(stages, OpenCC().split_chars_re)
    lexicon = Lexicon(words.read_lexicon())
    doubts = AmbiguousCharacters.find(target, stages, variants, words.read_bound(), _WHY)
    segmenter = None
    if target == "Hant" and chain.words:
        last = chain.stages[0][-1]
        plain = last.convert if isinstance(last, phrases.CharacterTable) else str
        segmenter = Segmenter(chain.words, lexicon, plain, doubts.asked)
    return _Engine(
        target, stages, chain, fixed, re.compile(listed or "(?!)"), forms, variants, doubts, lexicon, segmenter
    )


def fold(text: str) -> str:
    """``text`` with each Traditional character as its Simplified one, character by character: for comparing, not for reading."""
    table, traditional = _fold_table()
    return text.translate(table) if traditional.search(text) else text


@cache
def _fold_table() -> tuple[dict[int, str], re.Pattern[str]]:
    """The table, and the pattern of any character in it: a text that has none is looked through ten times faster."""
    engine = OpenCC("t2s")
    characters: dict[str, str] = {}
    for stage in engine._dict_chain_data:
        for _, _, table in stage:
            characters.update({key: value.split(" ")[0] for key, value in table.items() if len(key) == 1})
    table = {ord(key): value for key, value in characters.items() if len(value) == 1}
    return table, compile_any_of(map(chr, table))
