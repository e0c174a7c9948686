"""Makes ``words.txt.gz``, the words by which text is segmented, by hand and seldom: ``python gazette/words/make.py DICT``.

DICT is ``dict.txt`` of jieba 0.42.1 (MIT licence, LICENCES.txt). Needs ``opencc`` (the C++ package, 1.4.2) and ``zhconv-rs``
(0.4.2) beside this project's own package, in an environment of their own or with their names aside; neither ships with it.

Chosen are words of two to six characters that occur five times or more and can matter: they hold a character with several
forms, or can overlap a phrase whose form is not that of its characters. A word is doubtful (``?``) where the three programs
convert it to different words, variants of one character (VARIANTS) aside.

The file: a block for each first character, blocks apart by an empty line; in each line a word, a tab, its cost
(8 × ln(all occurrences ÷ its own), rounded), and ``?`` where it is doubtful.
"""

from __future__ import annotations

import gzip
import json
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCALE, LEAST, LONGEST = 8, 5, 6
#: Writings of one word that programs prefer differently.
VARIANTS = str.maketrans("台占裏羣爲衆啓佈週着峯祕牀麪鏽洩痺糉烟却脚汙溼嘆淩葯垻厠豔恆鉤巖菴喫厨檐嶽",
                         "臺佔裡群為眾啟布周著峰秘床麵鏽泄痹粽煙卻腳污濕歎凌藥壩廁艷恒鈎岩庵吃廚簷岳")  # fmt: skip

# Converts a list of words with another program of the same import name, in an environment of its own.
OTHERS = """
import json, sys, opencc
from zhconv_rs import zhconv
convert, words = opencc.OpenCC("s2tw").convert, json.load(sys.stdin)
print(json.dumps([[convert(word), str(zhconv(word, "zh-hant"))] for word in words]))
"""


def read_frequencies(path: Path) -> dict[str, int]:
    """Occurrences by word."""
    rows = (line.split(" ") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: int(row[1]) for row in rows}


def convert_elsewhere(words: Sequence[str], python: str) -> list[tuple[str, str]]:
    """What the two other programs make of the words."""
    done = subprocess.run([python, "-c", OTHERS], input=json.dumps(words), capture_output=True, text=True, check=True)
    return [(one, other) for one, other in json.loads(done.stdout)]


def choose_words(frequencies: dict[str, int], several: Iterable[str], phrases: dict[str, str]) -> dict[str, int]:
    """The words that can matter, with their occurrences; single characters all."""
    risky, first, last = set(several), {p[0] for p in phrases}, {p[-1] for p in phrases}
    return {
        word: count
        for word, count in frequencies.items()
        if (len(word) == 1 and "\u4e00" <= word <= "\u9fff")
        or (
            2 <= len(word) <= LONGEST
            and count >= LEAST
            and (word[-1] in first or word[0] in last or not risky.isdisjoint(word))
        )
    }


def main(source: Path, python: str) -> None:
    """Write the file."""
    from gazette.domain import conversion
    from gazette.domain.phrases import listed

    frequencies = read_frequencies(source)
    total = sum(frequencies.values())
    raw = conversion.read_package("Hant")
    several = conversion.find_ambiguous(listed(raw))
    single = {key: form.split(" ")[0] for _, _, table in raw[0] for key, form in table.items() if len(key) == 1}
    phrases = {key: form.split(" ")[0] for _, _, table in raw[0] for key, form in table.items() if len(key) > 1}
    changing = {p: f for p, f in phrases.items() if f != "".join(single.get(c, c) for c in p)}
    words = choose_words(frequencies, several, changing)
    risky = [word for word in words if len(word) > 1 and not set(several).isdisjoint(word)]
    converter = conversion.Converter()
    doubtful = set()
    for word, others in zip(risky, convert_elsewhere(risky, python), strict=True):
        ours = converter.convert(word, "Hans", "Hant").translate(VARIANTS)
        if any(ours != other.translate(VARIANTS) for other in others):
            doubtful.add(word)
    blocks: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        cost = round(SCALE * math.log(total / max(1, words[word])))
        blocks[word[0]].append(f"{word}\t{cost}{'?' if word in doubtful else ''}\n")
    text = "\n".join("".join(lines) for lines in blocks.values())
    (HERE / "words.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(len(words), "words,", len(doubtful), "doubtful,", len(text.encode()), "bytes")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent.parent))
    main(Path(sys.argv[1]), sys.argv[2])
