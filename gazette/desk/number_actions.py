"""The actions of the page 数字: mark a number, add an indicator, leave a number as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from gazette.desk import edits
from gazette.desk.entries import Change
from gazette.desk.number_items import (
    NAME,
    Item,
    cut_sentence,
    find_item,
    find_next,
    list_items,
    list_open_items,
    list_own_indicators,
    number_address,
)  # fmt: skip
from gazette.desk.page import Fields, Plan, Refusal, make_change, page_address
from gazette.desk.snapshot import Snapshot
from gazette.figures.indicators import read_indicators
from gazette.model import Indicator
from gazette.problems import suggest_similar
from gazette.sources.markdown import NO_INDICATOR
from gazette.suggestions.engine import Suggestion
from gazette.suggestions.marking import find_marks, marks_number
from gazette.suggestions.matching import unit_factor
from gazette.text_edits import Edit, apply_edits, line_spans, normalize

_NOT_SAFE = "这个数在别的记号里，或和别处分不清，编辑台不敢写。请在VS Code里标。"


def take(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Mark a number as the chosen indicator's, which may be a new one, or as none's."""
    item = find_item(list_items(snapshot), fields.get("at", ""))
    if item is None:
        return Refusal("这个数已经定了，或者文献改过，找不到它了。")
    choice = fields.get("indicator", "")
    if choice == "none":
        return _leave(snapshot, item, fields)
    role, year = fields.get("role", ""), fields.get("year", "")
    errors = {}
    if role not in ("target", "result"):
        errors["role"] = "请选目标或完成"
    if not re.fullmatch("(?:19|20)[0-9]{2}", year) and (year or not item.number.figure.period):
        errors["year"] = "写成2026这样的年份"
    added: tuple[Edit, ...] = ()
    if choice == "new":
        indicator, added, found = _add_indicator(snapshot, item, fields)
        errors |= found
    else:
        indicator, wrong = _find_indicator(snapshot, item, fields.get("other", "") if choice == "other" else choice)
        if wrong:
            errors["other" if choice == "other" else "indicator"] = wrong
    unit = item.number.figure.unit
    if indicator and unit_factor(indicator, snapshot.finder.fold(unit)) is None:
        place = {"new": "new-unit", "other": "other"}.get(choice, "indicator")
        errors[place] = f"“{indicator.name}”的单位是“{indicator.unit}”，这里是“{unit}”"
    if errors or indicator is None:
        return Refusal(errors=errors)
    marked = [(item, role, year)]
    if choice == "new" and item.new:
        result = item.new.result
        pair = [each for each in snapshot.finder.numbers[result.document] if each.figure.id == result.id]
        marked += [(Item("", each, "free"), result.role or "", str(result.year or "")) for each in pair]
    written = _mark(snapshot, marked, indicator.id)
    if not written:
        return Refusal(_NOT_SAFE)
    changes = [_change_document(snapshot, item, written)]
    words = cut_sentence(item.number).words
    message = f"采纳“{words}”为指标“{indicator.name}”"
    if added:
        changes.insert(0, make_change(snapshot, snapshot.path("indicators.yml"), added))
        message = f"新建指标“{indicator.name}”，标上“{words}”"
    kind = "new" if added else "taken" if indicator.id == item.indicator else "changed"
    return _finish(snapshot, item, fields, changes, message, kind)


def take_all(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Mark every number whose indicator is sure."""
    found = list_sure(snapshot)
    changes, count = [], 0
    for path in dict.fromkeys(each.file for each in found):
        marks = find_marks(path, snapshot.texts[path], [each for each in found if each.file == path])
        count += len(marks)
        if marks:
            changes.append(make_change(snapshot, path, tuple(marks.values())))
    if not count:
        return Refusal("没有可以一次采纳的。")
    here = page_address(snapshot, NAME, all=fields.get("all", ""))
    return Plan(tuple(changes), f"采纳全部“确定”的{count}个", here, here, {"taken": count})


def list_sure(snapshot: Snapshot) -> list[Suggestion]:
    """Return the suggestions that may be taken all at once."""
    found = [item.suggestion for item in list_open_items(snapshot) if item.status == "sure" and item.suggestion]
    return [each for each in found if each.role and each.year]


def _leave(snapshot: Snapshot, item: Item, fields: Fields) -> Plan | Refusal:
    """Mark a number as none of an indicator, so that it is not proposed again: ``[words]{indicator=none}``."""
    if item.number.proposed:
        found = _change_open_mark(snapshot, item, {"indicator": NO_INDICATOR}, is_bold=False)
    else:
        found = _mark(snapshot, [(item, "", "")], NO_INDICATOR)
    if not found:
        return Refusal(_NOT_SAFE)
    message = f"“{cut_sentence(item.number).words}”不是指标"
    return _finish(snapshot, item, fields, [_change_document(snapshot, item, found)], message, "none")


def _mark(snapshot: Snapshot, items: Sequence[tuple[Item, str, str]], indicator: str) -> Sequence[Edit]:
    """Return the edits that mark numbers of a document, each with its role and year; none if one of them cannot be marked."""
    path, wanted = _path(snapshot, items[0][0]), []
    for item, role, year in items:
        inherited, own = (
            item.number.block.attrs,
            {key: value for key, value in (("role", role), ("year", year)) if value},
        )
        if item.number.proposed:
            return _change_open_mark(snapshot, item, {"indicator": indicator, **own})
        suggestion = item.suggestion or snapshot.finder.describe(item.number, "", "sure")
        if suggestion is None:
            return ()
        attributes = tuple((key, value) for key, value in own.items() if inherited.get(key) != value)
        wanted.append(replace(suggestion, indicator=indicator, confidence="sure", attributes=attributes))
    found = find_marks(path, snapshot.texts[path], wanted)
    return tuple(found.values()) if len(found) == len(wanted) else ()


def _change_open_mark(
    snapshot: Snapshot, item: Item, attributes: Mapping[str, str], *, is_bold: bool = True
) -> Sequence[Edit]:
    """Return the edits of the mark with a question mark around a number; none if it cannot be told from others."""
    path, inherited = _path(snapshot, item), item.number.block.attrs
    text, lines = snapshot.texts[path], snapshot.finder.lines[path]
    first = item.number.block.line_at(item.number.figure.number_start)
    last = next((n for n in range(first, len(lines)) if not lines[n].strip()), len(lines))
    for marked in edits.find_marked_words(text, first, last):
        if marked.attrs.get("indicator") == item.number.proposed:
            own = {
                key: value for key, value in attributes.items() if marked.attrs.get(key, inherited.get(key)) != value
            }
            found = (*(() if is_bold else edits.remove_bold(text, marked)), *edits.set_attributes(text, marked, own))
            new, expected = apply_edits(text, found), {**marked.attrs, **own}
            is_right = any(each.attrs == expected for each in edits.find_marked_words(new, first, last))
            if is_right and marks_number(path, text, new, item.number.place):
                return found
    return ()


def _path(snapshot: Snapshot, item: Item) -> str:
    return snapshot.finder.documents[item.number.figure.document].path


def _change_document(snapshot: Snapshot, item: Item, found: Sequence[Edit]) -> Change:
    return make_change(snapshot, _path(snapshot, item), tuple(found))


def _finish(snapshot: Snapshot, item: Item, fields: Fields, changes: Sequence[Change], message: str, kind: str) -> Plan:
    items = list_items(snapshot) if fields.get("all") == "1" else list_open_items(snapshot)
    following = number_address(snapshot, find_next(items, item), fields)
    return Plan(tuple(changes), message, following, number_address(snapshot, item, fields), {kind: 1})


# ---------------------------------------------------------------- indicators


def _find_indicator(snapshot: Snapshot, item: Item, given: str) -> tuple[Indicator | None, str]:
    """Return the indicator of the document's place with an id or a name, or what is wrong."""
    known, fold, given = snapshot.finder.indicators, snapshot.finder.fold, given.strip()
    if not given:
        return None, "请选一个指标"
    own = list_own_indicators(snapshot, item).values()
    named, others = (
        [each for each in group if given == each.id or fold(given) in (fold(each.name), fold(each.full_name))]
        for group in (own, known.values())
    )
    if len(named) == 1:
        return named[0], ""
    if others and not named:
        return None, f"“{others[0].full_name}”是别处的指标，这一篇的请另建一个"
    similar = suggest_similar(given, [each.name for each in own])
    return None, f"没有叫“{given}”的指标。{similar}"


def _add_indicator(
    snapshot: Snapshot, item: Item, fields: Fields
) -> tuple[Indicator | None, tuple[Edit, ...], dict[str, str]]:
    """Return the indicator of the document's place that the form describes, the edit that adds it, and errors by field."""
    name, unit, group, key = (fields.get(f"new-{each}", "").strip() for each in ("name", "unit", "group", "id"))
    known, own = snapshot.finder.indicators, list_own_indicators(snapshot, item)
    place = snapshot.finder.documents[item.number.figure.document].meta.place
    errors = {f"new-{each}": "请填写" for each, value in (("name", name), ("unit", unit), ("id", key)) if not value}
    if any(snapshot.finder.fold(name) == snapshot.finder.fold(each.name) for each in own.values()):
        errors["new-name"] = "已经有叫这个名称的指标"
    if key in known:
        errors["new-id"] = "这个短名已经有了"
    elif key and (key == "none" or not re.fullmatch("[a-z][a-z0-9-]*", key)):
        errors["new-id"] = "只用小写字母开头的小写字母、数字和连字符"
    if errors:
        return None, (), errors
    path = snapshot.path("indicators.yml")
    text = snapshot.texts.get(path, "")
    lines = [text[start:end] for start, end in line_spans(text)]
    last = [each for each in known.values() if each.group == group][-1:] or list(known.values())[-1:]
    indent = re.match(r"\s*", lines[last[0].line - 1])[0] if last else ""  # type: ignore[index]
    values = {"id": key, "name": name, "unit": unit} | ({"group": group} if group else {})
    values |= {"place": place} if place else {}
    row = f"{indent}- {edits.flow_mapping(values)}"
    after = last[0].line if last else len(lines)
    while after < len(lines) and re.match(rf"{indent}\s+\S", lines[after]):
        after += 1
    added = edits.insert_lines(text, after, [row])
    read, problems = read_indicators(normalize(apply_edits(text, added)), path)
    new = [each for each in read if each.id == key]
    before = read_indicators(normalize(text), path)[1]
    if len(read) != len(known) + 1 or len(new) != 1 or len(problems) != len(before):
        return None, (), {"new-name": "content/indicators.yml 里写不进去，请在VS Code里加"}
    return new[0], added, {}
