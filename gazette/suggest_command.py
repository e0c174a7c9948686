"""The command ``suggest``: propose the indicators of a year's unmarked numbers, or write them into the documents."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from pathlib import Path

from gazette.conversion.converter import fold
from gazette.figures.indicators import read_indicators
from gazette.model import Indicator, Source
from gazette.sources import files
from gazette.suggestions.engine import Number, Suggestion, SuggestionFinder
from gazette.suggestions.marking import find_marks, format_mark
from gazette.suggestions.new_indicators import NewIndicator, find_new_indicators
from gazette.text_edits import apply_edits

_CONFIDENCES = {"sure": "有把握", "likely": "可能是"}
_ROLES = {"target": "目标", "result": "完成", None: ""}


def read_library(content: Path) -> tuple[tuple[Source, ...], tuple[Indicator, ...]]:
    """Read the documents that can be decoded, and the indicators; the build reports what is wrong with them."""
    sources, _ = files.read_sources(content)
    texts = (files.decode_text(file)[0] for file in sources.documents)
    indicators, _ = read_indicators(sources.indicators.text, sources.indicators.path)
    return tuple(text for text in texts if text), indicators


def find_suggestions(content: Path, document: str) -> tuple[Suggestion, ...]:
    """Return the suggestions for a document, such as ``2026/report``; none if it cannot be read."""
    finder = SuggestionFinder(*read_library(content), fold)
    return finder.suggest(document) if document in finder.documents else ()


def run(content: Path, year: int, *, as_json: bool = False, write: bool = False) -> int:
    """Print the suggestions for a year's documents, or ``write`` them; return the exit code.

    It is 1 if no document of the year can be read, or if one cannot be written.
    """
    sources, indicators = read_library(content)
    finder = SuggestionFinder(sources, indicators, fold)
    names = [document.id for document in finder.documents.values() if document.year == year]
    found = [suggestion for name in names for suggestion in finder.suggest(name)]
    hidden = [each for name in names for each in finder.list_hidden(name)] if not as_json else []
    if as_json:
        print(json.dumps([_to_row(each) for each in found], ensure_ascii=False, indent=1))
    elif found and write:
        code = _write(content.parent, [each for each in sources if each.path in {s.file for s in found}], found)
        _print_hidden(finder, hidden)
        return code
    elif names:
        _print_table(found, {indicator.id: indicator.name for indicator in indicators})
        _print_hidden(finder, hidden)
        _print_new_indicators([each for name in names for each in find_new_indicators(finder, name)])
    if not names:
        print(f"没有可以读的{year}年的文献。先运行 python build.py check，看有什么错误。", file=sys.stderr)
    return 0 if names else 1


def _to_row(suggestion: Suggestion) -> dict[str, str | int]:
    names = ("file", "line", "text", "value", "indicator", "confidence")
    return {name: getattr(suggestion, name) for name in names}


def _print_hidden(finder: SuggestionFinder, hidden: list[tuple[Number, str]]) -> None:
    """Print the numbers that only an editor can mark."""
    if hidden:
        print(f"另有{len(hidden)}处看来也是指标，文件里夹着别的记号，请自己标：")
    for number, indicator in hidden:
        figure = number.figure
        print(f"  {finder.documents[figure.document].path}:{figure.line}　{figure.text}　{indicator}")


def _print_new_indicators(found: list[NewIndicator]) -> None:
    """Print indicators that an editor may add, as they are written in ``content/indicators.yml``."""
    if found:
        print(
            "报告里完成和目标都有、还没有指标的数值。要逐年对照的，写进 content/indicators.yml（id 可以改短），再运行一次："
        )
    for each in found:
        place = f", place: {each.place}" if each.place else ""
        print(f"- {{id: {each.id}, name: {each.name}, unit: '{each.unit}', group: {each.group}{place}}}")
        print(f"  第{each.result.line}行完成「{each.result.text}」，第{each.target.line}行目标「{each.target.text}」")


def _write(root: Path, sources: list[Source], found: list[Suggestion]) -> int:
    """Write suggestions into their files, and print how many were written and which were not."""
    written: list[Suggestion] = []
    for source in sources:
        text = files.read_text(root / source.path) or ""  # with the file's own line ends
        wanted = [each for each in found if each.file == source.path and each.role and each.year]
        marks = find_marks(source.path, text, wanted)
        problems = files.save_file(root, Source(source.path, apply_edits(text, marks.values()))) if marks else ()
        if problems:
            print(*problems, sep="\n", file=sys.stderr)
            return 1
        written += marks
    sure = sum(each.confidence == "sure" for each in written)
    print(
        f"写进文献：有把握的{sure}处，可能的{len(written) - sure}处。可能的带着问号，check 会列出，网站不算；是的就删去问号。"
    )
    if left := [each for each in found if each not in written]:
        print(f"{len(left)}处没有写，请自己标（几处相同的字分不清，或在别的记号里，或那一节没有写 role= 和 year=）：")
        print(*(f"  {each.file}:{each.line}　{each.text}　{each.indicator}" for each in left), sep="\n")
    return 0


def _print_table(found: list[Suggestion], names: dict[str, str]) -> None:
    """Print a line a number, with the mark as an editor would write it."""
    for file, own in groupby(found, lambda each: each.file):
        print(file)
        for each in own:
            when = f"{each.year}年" if each.year else ""
            about = "，".join(filter(None, (names[each.indicator], when + _ROLES[each.role])))
            print(f"  第{each.line}行　{_CONFIDENCES[each.confidence]}　{format_mark(each)}　{about}")
    sure = sum(each.confidence == "sure" for each in found)
    if found:
        print(
            f"有把握的{sure}处，可能的{len(found) - sure}处。请对照原件核对，再把标记写进文献；或一次写进去：suggest 年份 --write。"
        )
    else:
        print("没有找到可以照别的文献标出的数值。")
