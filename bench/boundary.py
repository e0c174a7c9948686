"""How many sentences the conversion has right, wrong, and wrong in silence: ``python -m bench.boundary FILE``.

The file has lines of script, sentence and right forms (``|`` between them), separated by tabs; its first line is a heading. A wrong
character is silent where the review would not ask about it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gazette.conversion.converter import Converter, read_rules

ROOT = Path(__file__).resolve().parent.parent
#: Forms of the same word, of which the house has one.
_ALIKE = str.maketrans("佈週台", "布周臺")


def main(path: Path) -> None:
    """Print each wrong sentence and the counts."""
    house, _ = read_rules((ROOT / "conversion.yml").read_text(encoding="utf-8"), "conversion.yml")
    converter = Converter(house)
    counts = dict.fromkeys(("right", "wrong", "silent", "questions"), 0)
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        script, text, expected = line.split("\t")
        target = "Hant" if script == "Hans" else "Hans"
        made = converter.convert(text, script, target)
        asked = {k for r in converter.risks(text, script, target) for k in range(r.start, r.end)}
        counts["questions"] += len(asked)
        faults = [_faults(made, form) for form in expected.split("|") if len(form) == len(made)]
        fault = min(faults, key=len)
        silent = fault - asked
        counts["silent" if silent else "wrong" if fault else "right"] += 1
        if fault:
            print(f"{text}\t{made}\t{expected}{'	silent' if silent else ''}")
    print(", ".join(f"{count} {name}" for name, count in counts.items()))


def _faults(made: str, form: str) -> set[int]:
    pairs = zip(made.translate(_ALIKE), form.translate(_ALIKE), strict=True)
    return {place for place, (a, b) in enumerate(pairs) if a != b}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
