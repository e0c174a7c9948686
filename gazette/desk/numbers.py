"""The page 数字: which number is which indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gazette.desk.number_actions import list_sure, take, take_all
from gazette.desk.number_items import (
    NAME,
    Item,
    Past,
    Sentence,
    count_numbers,
    cut_sentence,
    explain,
    find_item,
    find_next,
    list_choices,
    list_items,
    list_open_items,
    list_own_indicators,
    list_past,
    number_address,
)  # fmt: skip
from gazette.desk.page import DeskPage, Fields, Key, code_address, document_title, page_address
from gazette.desk.snapshot import Snapshot
from gazette.model import Figure, Indicator
from gazette.suggestions.engine import Suggestion
from gazette.suggestions.new_indicators import find_label, make_id

_LABELS = {"sure": "确定", "likely": "可能", "open": "待定", "new": "新指标", "free": "没有"}
_HISTORY = 3
_OUTLIER = 10


class Value(Struct, frozen=True):
    """A number as it is printed large."""

    role: str
    before: str
    number: str
    unit: str


class QueueRow(Struct, frozen=True):
    """A number in the list at the left."""

    href: str
    line: int
    words: str
    value: str
    label: str
    current: bool


class PastView(Struct, frozen=True):
    """A sentence of another document about an indicator."""

    title: str
    place: str
    sentence: Sentence
    value: Value


class Choice(Struct, frozen=True):
    """An indicator that may be chosen."""

    id: str
    name: str
    label: str  #: 确定, 可能, or empty
    history: tuple[tuple[str, str], ...]  #: role and words: 2025 2.6万个以上
    past: PastView | None
    checked: bool


class ItemView(Struct, frozen=True):
    """The number in question."""

    at: str
    title: str
    place: str
    code: str  #: the address that opens its line in VS Code
    preview: str
    sentence: Sentence
    value: Value
    role: str
    year: str
    unit: str
    bold: str
    why: str
    choices: tuple[Choice, ...]
    chosen: str  #: other, new, none, or empty
    other: str
    new: Mapping[str, str]
    opens_new: bool
    skip: str  #: the address of the next number


class View(Struct, frozen=True):
    """The page."""

    queue: tuple[QueueRow, ...]
    open_count: int
    sure_count: int
    marked_count: int
    free_count: int
    shows_all: bool
    all_href: str
    item: ItemView | None
    next_href: str  #: of the page after this one
    indicators: tuple[Indicator, ...]
    groups: tuple[str, ...]
    errors: Fields


# ---------------------------------------------------------------- what is shown


def build(snapshot: Snapshot, fields: Fields, errors: Fields) -> View:
    """Build the page: the number ``at``, or the first one."""
    shows_all = fields.get("all") == "1"
    items = list_items(snapshot) if shows_all else list_open_items(snapshot)
    waiting = list_open_items(snapshot)
    current = find_item(items, fields.get("at", "")) or (items[0] if items else None)
    counts = count_numbers(snapshot).values()
    return View(
        queue=tuple(_make_row(snapshot, item, item is current, fields) for item in items),
        open_count=len(waiting),
        sure_count=len(list_sure(snapshot)),
        marked_count=sum(done for _, done in counts),
        free_count=len(list_items(snapshot)) - len(waiting),
        shows_all=shows_all,
        all_href=page_address(snapshot, NAME, all="" if shows_all else "1"),
        item=_make_item(snapshot, current, items, fields) if current else None,
        next_href=page_address(snapshot, "today"),
        indicators=tuple(list_own_indicators(snapshot, current).values()) if current else (),
        groups=tuple(dict.fromkeys(each.group for each in snapshot.indicators if each.group)),
        errors=errors,
    )


def _make_row(snapshot: Snapshot, item: Item, current: bool, fields: Fields) -> QueueRow:
    sentence, figure = cut_sentence(item.number), item.number.figure
    value = _make_value(figure)
    amount = value.before + value.number + value.unit
    return QueueRow(
        href=number_address(snapshot, item, fields), line=figure.line, words=sentence.words.replace(amount, "").strip("，、 ") or item.number.statement.subject,
        value=amount, label=_LABELS[item.status], current=current,
    )  # fmt: skip


def _make_value(figure: Figure) -> Value:
    number = figure.printed_number
    text = figure.text[figure.number_start - figure.start : figure.number_end - figure.start]
    unit = text.removeprefix(number) if text.startswith(number) else figure.unit
    return Value(figure.role or "", figure.before, number, unit + figure.after)


def _make_item(snapshot: Snapshot, item: Item, items: Sequence[Item], fields: Fields) -> ItemView:
    figure = item.number.figure
    ids = list_choices(snapshot, item)
    past = {each: list_past(snapshot, each, figure) for each in ids}
    given = fields.get("indicator", "")
    first = item.indicator if item.status in ("sure", "new") else ""
    checked = given or first or ("new" if item.status == "new" else "")
    base = _find_words(snapshot, item)
    new = {key: fields.get(f"new-{key}", value) for key, value in _propose_new(snapshot, item).items()}
    path = snapshot.finder.documents[figure.document].path
    return ItemView(
        at=item.key,
        title=document_title(snapshot, figure.document),
        place=_format_place(figure.line, figure.page),
        code=code_address(snapshot, path, figure.line),
        preview=f"/zh-hans/{figure.document}/#{figure.anchor}",
        sentence=cut_sentence(item.number),
        value=_make_value(figure),
        role=fields.get("role", figure.role or ""),
        year=fields.get("year", str(figure.year or "")),
        unit=figure.unit,
        bold=base.value if base else "",
        why=_warn_of_outlier(figure, past.get(item.indicator, ()))
        or explain(snapshot, item, past.get(item.indicator, ())),
        choices=tuple(_make_choice(snapshot, item, each, past[each], checked == each) for each in ids),
        chosen=checked if checked in ("other", "new", "none") else "",
        other=fields.get("other", ""),
        new=new,
        opens_new=checked == "new",
        skip=number_address(snapshot, find_next(items, item), fields),
    )


def _format_place(line: int, page: int | None) -> str:
    return f"第{line}行" + (f"　P{page}" if page else "")


def _make_choice(snapshot: Snapshot, item: Item, indicator: str, past: Sequence[Past], checked: bool) -> Choice:
    figures = sorted((each.figure for each in past), key=lambda figure: -(figure.year or 0))
    history = (
        (figure.role or "", f"{figure.year or figure.period} {value.before}{value.number}{value.unit}")
        for figure in figures
        for value in [_make_value(figure)]
    )
    label = (
        {"sure": "确定", "likely": "可能", "open": "可能"}.get(item.status, "") if indicator == item.indicator else ""
    )
    shown = _show_past(snapshot, past[0]) if past else None
    return Choice(
        indicator, snapshot.finder.indicators[indicator].name, label,
        tuple(dict.fromkeys(history))[:_HISTORY], shown, checked,
    )  # fmt: skip


def _show_past(snapshot: Snapshot, past: Past) -> PastView:
    title, place = document_title(snapshot, past.document), _format_place(past.line, past.page)
    return PastView(title, place, past.sentence, _make_value(past.figure))


def _warn_of_outlier(figure: Figure, past: Sequence[Past]) -> str:
    """Return a warning if a value is far from the nearest one of its role."""
    last = next(
        (each.figure for each in past if each.figure.role == figure.role and each.figure.unit == figure.unit), None
    )
    if last is None or not last.value or not figure.value:
        return ""
    factor = max(figure.value / last.value, last.value / figure.value)
    return f"和{last.year}年相差{int(factor)}倍，请对照原件" if factor >= _OUTLIER else ""


def _propose_new(snapshot: Snapshot, item: Item) -> Mapping[str, str]:
    """Return name, unit, group and id of an indicator that an editor may add for a number."""
    if item.new:
        return {"name": item.new.name, "unit": item.new.unit, "group": item.new.group, "id": item.new.id}
    name = find_label(item.number) or item.number.statement.subject
    place = snapshot.finder.documents[item.number.figure.document].meta.place
    near = next((snapshot.finder.indicators[each].group for each in list_choices(snapshot, item)), "")
    return {"name": name, "unit": item.number.figure.unit, "group": near, "id": make_id(name, place)}


def _find_words(snapshot: Snapshot, item: Item) -> Suggestion | None:
    return item.suggestion or snapshot.finder.describe(item.number, item.indicator, "sure")


def summarize(snapshot: Snapshot, counts: Mapping[str, int]) -> str:
    """Return a sentence about the numbers of a year: how many are marked, and what was done for it at the desk."""
    marked = sum(done for _, done in count_numbers(snapshot).values())
    words = {"taken": "采纳{}个", "changed": "您改了{}个", "new": "新建指标{}个", "none": "不是指标的{}个"}
    done = "，".join(words[key].format(counts[key]) for key in words if counts.get(key))
    return f"{snapshot.year}年标了{marked}个数字" + (f"；在编辑台{done}" if done else "") + "。"


PAGE = DeskPage(
    name=NAME,
    title="数字",
    template="numbers.html",
    build=build,
    digit=3,
    keys=(
        Key("Enter", "采纳"), Key("N", "不是指标"), Key("↑ ↓", "换一个"), Key("→", "先放着"), Key("/", "找指标"),
        Key("M", "新建"), Key("L", "看全句"), Key("Shift Enter", "采纳全部“确定”的"),
    ),
    count=count_numbers,
    summarize=summarize,
    actions={"take": take, "all": take_all},
)  # fmt: skip
