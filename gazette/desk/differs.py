"""The page 与报告不同: where a newspaper has other words than the report, and what that is."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from gazette.desk.differ_actions import decide
from gazette.desk.differ_items import (
    NAME,
    Candidate,
    Item,
    count_differences,
    cut_explainer,
    cut_report,
    differ_address,
    find_candidates,
    find_next,
    list_items,
)  # fmt: skip
from gazette.desk.number_items import Sentence
from gazette.desk.page import DeskPage, Fields, Key, code_address, document_title, page_address
from gazette.desk.snapshot import Snapshot

_VERDICTS = {"slip": "报纸误", "doubt": "说不准"}


class QueueRow(Struct, frozen=True):
    """A difference in the list at the left."""

    href: str
    line: int
    words: str
    label: str
    current: bool


class Choice(Struct, frozen=True):
    """An answer."""

    value: str
    name: str
    note: str
    key: str  #: that chooses it
    checked: bool


class ItemView(Struct, frozen=True):
    """The difference in question."""

    at: str
    title: str
    line: int
    report_title: str
    report_place: str
    explainer: Sentence
    report: Sentence
    words: tuple[str, str]
    readers_see: str
    choices: tuple[Choice, ...]
    candidates: tuple[Candidate, ...]
    other: str
    code: str
    preview: str
    skip: str


class View(Struct, frozen=True):
    """The page."""

    queue: tuple[QueueRow, ...]
    open_count: int
    judged_count: int
    number: int  #: of the one that is shown, in the queue
    item: ItemView | None
    next_href: str
    errors: Fields


def build(snapshot: Snapshot, fields: Fields, errors: Fields) -> View:
    """Build the page: the difference ``at``, or the first one that waits."""
    items = list_items(snapshot)
    waiting = [item for item in items if not item.verdict]
    wanted = [item for item in items if item.key == fields.get("at", "")]
    current = next(iter((*wanted, *waiting)), None)
    return View(
        queue=tuple(_make_row(snapshot, item, item is current) for item in items),
        open_count=len(waiting),
        judged_count=len(items) - len(waiting),
        number=items.index(current) + 1 if current else 0,
        item=_make_item(snapshot, current, fields) if current else None,
        next_href=page_address(snapshot, "today"),
        errors=errors,
    )


def _make_row(snapshot: Snapshot, item: Item, current: bool) -> QueueRow:
    text = item.block.run.text[item.relation.start : item.relation.end].strip() if item.block.run else ""
    return QueueRow(differ_address(snapshot, item), item.line, text, _VERDICTS.get(item.verdict, "待定"), current)


def _make_item(snapshot: Snapshot, item: Item, fields: Fields) -> ItemView:
    document, report, difference = item.pair.document, item.pair.report, item.difference
    chosen = fields.get("choice", item.verdict)
    looks = chosen == "other" or chosen.startswith("see:")
    words = difference.report
    rows = (
        ("typo", "录错了", "打开这一行来改", "a"),
        ("slip", "报纸误", f"读者看到“误”，应为“{words}”", "b"),
        ("doubt", "说不准", "读者看到“异”，两边照录", "c"),
        ("none", "报告里没有这一句", "不再对照", "d"),
    )
    shown = {"slip": f"误，应为“{words}”", "doubt": f"异，报告作“{words}”"}
    page = item.relation.target_page
    return ItemView(
        at=item.key,
        title=document_title(snapshot, document.id),
        line=item.line,
        report_title=document_title(snapshot, report.id),
        report_place=(f"P{page}　" if page else "") + f"第{item.target.line_at(difference.target_start)}行",
        explainer=cut_explainer(item),
        report=cut_report(item),
        words=(difference.explainer, words),
        readers_see=shown.get(item.verdict, "还没有定"),
        choices=tuple(Choice(value, name, note, key, chosen == value) for value, name, note, key in rows),
        candidates=find_candidates(snapshot, item, fields.get("other", "")) if looks else (),
        other=fields.get("other", ""),
        code=code_address(snapshot, document.path, item.line),
        preview=f"/zh-hans/{document.id}/#{item.relation.anchor}",
        skip=differ_address(snapshot, find_next(list_items(snapshot), item)),
    )


def summarize(snapshot: Snapshot, counts: Mapping[str, int]) -> str:
    """Return a sentence about the differences of a year."""
    judged = sum(done for _, done in count_differences(snapshot).values())
    words = {"slip": "定为报纸误的{}处", "doubt": "说不准的{}处", "see": "改了原句的{}处"}
    done = "，".join(words[key].format(counts[key]) for key in words if counts.get(key))
    return f"与报告不同的地方定了{judged}处" + (f"；在编辑台{done}" if done else "") + "。" if judged or done else ""


PAGE = DeskPage(
    name=NAME,
    title="与报告不同",
    template="differs.html",
    build=build,
    digit=4,
    keys=(
        Key("A B C D", "定为哪一种"), Key("Enter", "定下"), Key("/", "在报告里查"), Key("↑ ↓", "换一种"), Key("→", "先放着"),
    ),
    count=count_differences,
    summarize=summarize,
    actions={"decide": decide},
)  # fmt: skip
