"""Check a library: what can be known only from a document together with the glossary, or from all documents at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from gazette.grouping import group_by
from gazette.model import NO_PROSE, Document, Entry, Figure, Indicator
from gazette.problems import Locus, Problem, suggest_similar
from gazette.settings import SiteConfig
from gazette.sources.links import LinkTarget


def list_anchors(document: Document, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the anchors of a document that prints the glossary's ``entries`` as notes; some may come twice."""
    for block in document.walk():
        if block.id:
            yield block.id
        for _, page in block.run.page_breaks if block.run else ():
            yield f"page-{page}"
    for heading in document.headings:
        yield heading.id
    yield from document.former
    for entry in entries:
        yield entry.source.note
        if entry.source.printed_on:
            yield f"page-{entry.source.printed_on}"
        for _, page in entry.definition.page_breaks:
            yield f"page-{page}"


def check_corrections(site: SiteConfig, targets: Iterable[LinkTarget]) -> Iterator[Problem]:
    """Report corrections whose place, given by ``targets``, does not exist."""
    for correction, target in zip(site.corrections, targets, strict=True):
        if correction.place and target.problem:
            code, message, fix = target.problem
            yield Problem(code, Locus(correction.path, correction.line), message, fix)


def check_topics(
    site: SiteConfig, indicators: Iterable[Indicator], entries: Iterable[Entry], path: str
) -> Iterator[Problem]:
    """Report the topics' indicators and terms that do not exist; ``path`` is that of the settings."""
    names, slugs = {each.id: each.name for each in indicators}, {each.slug: each.term for each in entries}
    for topic in site.topics:
        for kind, code, own, known in (
            ("指标", "indicator-unknown", topic.indicators, names), ("词条", "term-unknown", topic.terms, slugs)
        ):  # fmt: skip
            for name in own:
                if name not in known:
                    fix = suggest_similar(name, known) or f"请核对，或从话题里删去它；{kind}的名字不能用在这里。"
                    if same := next((each for each, words in known.items() if words == name), ""):
                        fix = f"这里写它的 {'id' if kind == '指标' else 'slug'}：{same}。"
                    message = f"话题「{topic.name}」里的{kind}「{name}」没有。"
                    yield Problem(code, Locus(path, *topic.places.get(name, (0, 0))), message, fix)


def check_explains(
    document: Document, sorted_documents: Sequence[Document], known: Collection[str], unread: frozenset[str]
) -> Iterator[Problem]:
    """Report ``explains`` that names an unknown document, unless its year has no report: then it is just not in the library."""
    explains = document.meta.explains
    if explains and explains not in known and explains not in unread:
        hint = suggest_similar(explains, known)
        same_year = [
            d.id for d in sorted_documents if d.id.split("/")[0] == explains.split("/")[0] and d.meta.kind == "report"
        ]
        if same_year or "/" not in explains:
            line = document.meta.lines.get("explains", 1)
            message = f"explains 指向没有的文献「{explains}」。"
            yield Problem("document-unknown", Locus(document.path, line), message, hint or "写成 2024/report。")


def check_main_documents(documents: Iterable[Document]) -> Iterator[Problem]:
    """Report documents of a year of which only one may stand for it, as both have the same place and label: two reports, or two
    explainers where there is no report, whose targets would be the year's. The name of a file must not decide between them."""
    bodies = group_by(documents, lambda each: (each.year, each.meta.place, each.meta.label))
    for (year, place, label), own in bodies.items():
        reports = tuple(each for each in own if each.meta.kind == "report")
        rivals = reports or tuple(each for each in own if each.meta.kind == "explainer")
        ordered = sorted(rivals, key=lambda each: each.id.partition("/")[2] not in ("report", "explainer"))
        for other in ordered[1:]:
            words = "报告" if reports else "报纸解读，又没有收录报告"
            whose = f"{place}{label}" or "没有写 place、label "
            message = f"{year}年有两篇{whose}的{words}：这一篇和 {ordered[0].path}，分不清以哪一篇的目标为准。"
            fix = (
                "请给其中一篇写 label（如 党代会、上半年）；是镇、街道的写 place。"
                if reports
                else "请给其中一篇写 label（如 海外版）。"
            )
            yield Problem("document-twice", Locus(other.path, other.meta.lines.get("kind", 1)), message, fix)


def check_has_text(document: Document) -> Iterator[Problem]:
    """Report a document that has a masthead and no text, as a new year's skeleton."""
    blocks = (block for root in document.blocks if root.name != "masthead" for block in root.walk())
    if not any(block.kind in ("paragraph", "item", "quote", "code", *NO_PROSE) for block in blocks):
        message, fix = "这篇文献只有标题，还没有正文。", "请写上正文；用不着的，删去这个文件。"
        yield Problem("document-empty", Locus(document.path, 1), message, fix, "warning")


def check_notes_shown(document: Document, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Report a document that has notes and no place that shows them."""
    swallowed = ("::: notes" in block.run.text for block in document.walk() if block.kind == "code" and block.run)
    if entries and not any(block.name == "notes" for block in document.walk()) and not any(swallowed):
        others = f"等{len(entries)}条" if len(entries) > 1 else ""
        message = f"附注「{entries[0].term}」{others}出自这篇文献，这里却没有显示它们的地方。"
        fix = "请在文献末尾写 ::: notes 和 ::: 两行；不是附注的，改 glossary.yml 里的 source。"
        yield Problem("note-unshown", Locus(document.path, 1), message, fix)


def find_missing_targets(
    goals: Mapping[int, Sequence[Figure]], indicators: Sequence[Indicator], documents: Sequence[Document]
) -> list[Problem]:
    """Report each year whose main documents state no target for a headline indicator; ``goals`` are the figures of these by year,
    ``documents`` all in the library's order."""
    paths = {document.year: document.path for document in reversed(documents) if not document.meta.distinction}
    targets = (figure for own in goals.values() for figure in own if figure.role == "target")
    stated = {(figure.indicator, figure.year) for figure in targets if figure.is_in_series}
    problems = []
    for year, path in sorted(paths.items()):
        missing = [i.name for i in indicators if i.headline and not i.place and (i.id, year) not in stated]
        if missing:
            message = f"{year}年没有标出这些主要目标：{'、'.join(missing)}。"
            fix = "在写到它的地方标记，如 [地区生产总值增长**6%**]{indicator=gdp-growth}；原文没有的可以不管。"
            problems.append(Problem("headline-missing", Locus(path, 1), message, fix, "warning"))
    return problems
