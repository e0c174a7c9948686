"""Build ``words.txt`` and ``bound.txt``; run by hand, rarely: ``python gazette/conversion/words/make.py DICT PYTHON``.

DICT is ``dict.txt`` of jieba 0.42.1 (MIT licence, LICENCES.txt). PYTHON has ``opencc`` (the C++ package, 1.4.2) and ``zhconv-rs``
(0.4.2), which do not ship with this project.

``words.txt`` has the words of two to six characters that occur five times or more and can matter: they overlap, contain or lie within a phrase
whose form is not that of its characters, or contain a character with several forms. A line for each first character: the character, its cost,
the characters that follow it in words which it does not begin, and after a space each word's rest, its cost, and ``?`` where the three
programs convert the word differently, variants of one character (VARIANTS) aside. A cost is -ln(frequency), drawn to the middle for words
(jieba counted another genre: a common word may not outweigh a rare one as much as there), in quarters, as one character from ``0`` on.

``bound.txt`` has the characters with several forms of which the package's words of two and three characters have another than the usual
one seldom: in fewer than five, or in fewer than fifteen and 8 %.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
MIN_OCCURRENCES, MAX_LENGTH = 5, 6
FLATTEN, MIDDLE = 0.75, 10.0
MAX_FEW, MAX_SOME, SHARE = 5, 15, 0.08
#: Variants of one character, of which programs prefer different ones.
VARIANTS = str.maketrans("台占裏羣爲衆啓佈週着峯祕牀麪鏽洩痺糉烟却脚汙溼嘆淩葯垻厠豔恆鉤巖菴喫厨檐嶽",
                         "臺佔裡群為眾啟布周著峰秘床麵鏽泄痹粽煙卻腳污濕歎凌藥壩廁艷恒鈎岩庵吃廚簷岳")  # fmt: skip

# Converts a list of words with another program of the same import name, in an environment of its own.
OTHER_PROGRAMS_SCRIPT = """
import json, sys, opencc
from zhconv_rs import zhconv
convert, words = opencc.OpenCC("s2tw").convert, json.load(sys.stdin)
print(json.dumps([[convert(word), str(zhconv(word, "zh-hant"))] for word in words]))
"""


def read_frequencies(path: Path) -> dict[str, int]:
    """Return the number of occurrences by word."""
    rows = (line.split(" ") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: int(row[1]) for row in rows if all("\u4e00" <= character <= "\u9fff" for character in row[0])}


def convert_elsewhere(words: Sequence[str], python: str) -> list[tuple[str, str]]:
    """Convert words with the two other programs."""
    done = subprocess.run(
        [python, "-c", OTHER_PROGRAMS_SCRIPT], input=json.dumps(words), capture_output=True, text=True, check=True
    )
    return [(one, other) for one, other in json.loads(done.stdout)]


def select_words(frequencies: dict[str, int], alternatives: Iterable[str], changing: Iterable[str]) -> list[str]:
    """Select the words of two characters and more that can matter."""
    risky, phrases = set(alternatives), set(changing)
    heads = {phrase[:k] for phrase in phrases for k in range(1, len(phrase))}
    tails = {phrase[k:] for phrase in phrases for k in range(1, len(phrase))}
    return [
        word
        for word, count in sorted(frequencies.items())
        if 2 <= len(word) <= MAX_LENGTH
        and count >= MIN_OCCURRENCES
        and (
            not risky.isdisjoint(word)
            or any(word[k:] in heads or word[:k] in tails for k in range(1, len(word)))
        )
    ]  # fmt: skip


def find_bound(
    phrases: dict[str, str], alternatives: dict[str, tuple[str, ...]], usual_forms: dict[str, str]
) -> list[str]:
    """Find the characters whose other forms are rare in the package's words."""
    has_other_form: dict[str, list[bool]] = defaultdict(list)
    for phrase, form in phrases.items():
        if len(phrase) < 4:
            for character, converted in zip(phrase, form, strict=True):
                if character in alternatives:
                    has_other_form[character].append(converted != usual_forms[character])
    return sorted(
        c
        for c in alternatives
        if sum(has_other_form[c]) < MAX_FEW
        or (sum(has_other_form[c]) < MAX_SOME and sum(has_other_form[c]) < SHARE * len(has_other_form[c]))
    )


def encode_cost(cost: float) -> str:
    """Encode a cost as one character."""
    from gazette.conversion.lexicon import STEPS_PER_UNIT, ZERO_SIGN

    return chr(ZERO_SIGN + round(cost * STEPS_PER_UNIT))


def main(source: Path, python: str) -> None:
    """Write the files."""
    from gazette.conversion import converter as conversion
    from gazette.conversion import words as word_files
    from gazette.conversion.ambiguous import find_alternatives
    from gazette.conversion.dictionaries import store_tables

    frequencies = read_frequencies(source)
    total = math.log(sum(frequencies.values()))
    tables = conversion.read_package_tables("Hant")
    alternatives = find_alternatives(store_tables(tables))
    character_forms = {
        key: form.split(" ")[0] for _, _, table in tables[0] for key, form in table.items() if len(key) == 1
    }
    phrases = {key: form.split(" ")[0] for _, _, table in tables[0] for key, form in table.items() if len(key) > 1}
    phrases |= word_files.read_forms("Hant")
    changing = [p for p, form in phrases.items() if form != "".join(character_forms.get(c, c) for c in p)]
    words = select_words(frequencies, alternatives, changing)
    risky = [word for word in words if not set(alternatives).isdisjoint(word)]
    converter = conversion.Converter()
    disputed = set()
    for word, others in zip(risky, convert_elsewhere(risky, python), strict=True):
        ours = converter.convert(word, "Hans", "Hant").translate(VARIANTS)
        if any(ours != other.translate(VARIANTS) for other in others):
            disputed.add(word)
    inner: dict[str, set[str]] = defaultdict(set)
    for word in (*words, *phrases):
        for one, following in pairwise(word[1:]):
            inner[one].add(following)
    entries: dict[str, list[str]] = defaultdict(list)
    for word in words:
        cost = FLATTEN * (total - math.log(frequencies[word])) + (1 - FLATTEN) * MIDDLE
        entries[word[0]].append(f"{word[1:]}{encode_cost(cost)}{'?' if word in disputed else ''} ")
    starts = {word for word in frequencies if len(word) == 1} | inner.keys() | entries.keys()
    lines = [
        f"{start}{encode_cost(total - math.log(max(1, frequencies.get(start, 1))))}{''.join(sorted(inner[start]))} {''.join(entries[start])}\n"
        for start in sorted(starts)
    ]
    (HERE / "words.txt").write_text("".join(lines), encoding="utf-8", newline="\n")
    converted = {phrase: converter.convert(phrase, "Hans", "Hant") for phrase in phrases if len(phrase) < 4}
    usual_forms = {character: converter.convert(character, "Hans", "Hant") for character in alternatives}
    head = "# Characters whose other forms stand in few known words alone (make.py)."
    (HERE / "bound.txt").write_text(
        f"{head}\n{''.join(find_bound(converted, alternatives, usual_forms))}\n", encoding="utf-8", newline="\n"
    )
    print(len(words), "words,", len(disputed), "disputed")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[2]))
    main(Path(sys.argv[1]), sys.argv[2])
