"""Count the sentences that are converted right, wrong, and silently wrong: ``python -m bench.boundary FILE``.

Each line of the file, after a heading, has a script, a sentence and its right forms (``|`` between them), separated by tabs. A wrong
character is silent if the review would not ask about it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gazette.conversion.converter import Converter, read_rules

ROOT = Path(__file__).resolve().parent.parent
#: Forms of the same word, of which a publication uses one.
_EQUAL_FORMS = str.maketrans("佈週台", "布周臺")


def main(path: Path) -> None:
    """Print each wrong sentence and the counts."""
    rules, _ = read_rules((ROOT / "conversion.yml").read_text(encoding="utf-8"), "conversion.yml")
    converter = Converter(rules)
    counts = dict.fromkeys(("right", "wrong", "silent", "questions"), 0)
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        script, text, expected = line.split("\t")
        target = "Hant" if script == "Hans" else "Hans"
        converted = converter.convert(text, script, target)
        questioned = {k for r in converter.risks(text, script, target) for k in range(r.start, r.end)}
        counts["questions"] += len(questioned)
        candidates = [_find_errors(converted, form) for form in expected.split("|") if len(form) == len(converted)]
        errors = min(candidates, key=len)
        silent = errors - questioned
        counts["silent" if silent else "wrong" if errors else "right"] += 1
        if errors:
            print(f"{text}\t{converted}\t{expected}{'	silent' if silent else ''}")
    print(", ".join(f"{count} {name}" for name, count in counts.items()))


def _find_errors(converted: str, form: str) -> set[int]:
    pairs = zip(converted.translate(_EQUAL_FORMS), form.translate(_EQUAL_FORMS), strict=True)
    return {place for place, (a, b) in enumerate(pairs) if a != b}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
