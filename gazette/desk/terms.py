"""The page 名词: the notes of a year's documents; whether they are the same as older ones, and under which addresses they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from gazette.desk import edits
from gazette.desk.number_items import Sentence
from gazette.desk.page import (
    DeskPage,
    Fields,
    Key,
    Plan,
    Refusal,
    code_address,
    document_title,
    make_change,
    page_address,
)
from gazette.desk.snapshot import Snapshot
from gazette.desk.term_items import (
    FILE,
    NAME,
    Term,
    count_terms,
    describe_source,
    find_heads,
    find_next,
    find_use,
    has_same_definition,
    list_terms,
    parse,
    term_address,
)  # fmt: skip
from gazette.importing.glossary_update import CHECKED_HEAD, SOURCE_LINE
from gazette.model import Entry
from gazette.text_edits import Edit, apply_edits, line_spans

_NOT_SAFE = "glossary.yml 里这一条的写法编辑台不敢动，请在VS Code里改。"


class QueueRow(Struct, frozen=True):
    """A term in the list at the left."""

    href: str
    line: int
    term: str
    label: str
    current: bool


class Choice(Struct, frozen=True):
    """What a term may be."""

    value: str
    name: str
    note: str
    checked: bool


class ItemView(Struct, frozen=True):
    """The term in question."""

    at: str
    title: str
    line: int
    term: str
    definition: str
    source: str
    use: Sentence | None
    slug: str
    is_published: bool
    choices: tuple[Choice, ...]
    code: str
    skip: str


class View(Struct, frozen=True):
    """The page."""

    queue: tuple[QueueRow, ...]
    waiting: int
    item: ItemView | None
    next_href: str
    errors: Fields


def build(snapshot: Snapshot, fields: Fields, errors: Fields) -> View:
    """Build the page: the term ``at``, or the first that waits."""
    terms = list_terms(snapshot)
    wanted = [term for term in terms if term.entry.slug == fields.get("at", "")]
    waiting = [term for term in terms if not term.is_checked]
    current = next(iter((*wanted, *waiting)), None)
    return View(
        queue=tuple(_make_row(snapshot, term, term is current) for term in terms),
        waiting=len(waiting),
        item=_make_item(snapshot, current, fields) if current else None,
        next_href=page_address(snapshot, "today"),
        errors=errors,
    )


def _make_row(snapshot: Snapshot, term: Term, current: bool) -> QueueRow:
    entry = term.entry
    kind = "添了出处" if len(entry.sources) > 1 else f"只管{entry.years[0]}年" if entry.years else "新"
    return QueueRow(term_address(snapshot, entry.slug), entry.line, entry.term, kind, current)


def _make_item(snapshot: Snapshot, term: Term, fields: Fields) -> ItemView:
    entry = term.entry
    chosen = fields.get("choice", "year" if entry.years else "new")
    choices = [Choice("new", "新词条", "各年的文献里都用它", chosen == "new")]
    for other in term.similar:
        same, where = has_same_definition(entry, other), describe_source(snapshot, other) or "编者的词条"
        note = "解释一字不差，给它添一个出处，这一条删去" if same else "解释不同：附注照印，只能各立一条"
        if same:
            choices.append(Choice(f"same:{other.slug}", f"与“{other.term}”（{where}）相同", note, False))
        else:
            choices[0] = Choice("new", "新词条", f"与“{other.term}”（{where}）的解释不同", chosen == "new")
    choices.append(Choice("year", f"只管{snapshot.year}年", "别的年份同样的字指另一件事", chosen == "year"))
    return ItemView(
        at=entry.slug, title=document_title(snapshot, term.document), line=entry.line, term=entry.term,
        definition=entry.definition.text, source=describe_source(snapshot, entry), use=find_use(snapshot, term),
        slug=fields.get("slug", entry.slug), is_published=term.is_published, choices=tuple(choices),
        code=code_address(snapshot, FILE, entry.line),
        skip=term_address(snapshot, next_term.entry.slug if (next_term := find_next(list_terms(snapshot), term)) else ""),
    )  # fmt: skip


# ---------------------------------------------------------------- actions


def confirm(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:  # noqa: ARG001
    """Note in the file that a person has looked at all notes that were imported for the year."""
    text = snapshot.texts.get(FILE, "")
    own = {document.id for document in snapshot.documents}
    heads = {name: line for name, line in find_heads(text).items() if name in own}
    count = sum(not term.is_checked for term in list_terms(snapshot))
    found = tuple(
        edit for name, line in heads.items() for edit in edits.replace_line(text, line, CHECKED_HEAD.format(name=name))
    )
    if not found:
        return Refusal("都已经核对过了。")
    here = page_address(snapshot, NAME)
    return Plan((make_change(snapshot, FILE, found),), f"核对了{count}条附注", here, here, {"terms": count})


def save(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Write what a term is, and its address."""
    terms = list_terms(snapshot)
    term = next((each for each in terms if each.entry.slug == fields.get("at", "")), None)
    if term is None:
        return Refusal("没有这一条了，glossary.yml 可能改过。")
    following = find_next(terms, term)
    choice, slug = fields.get("choice", "new"), fields.get("slug", term.entry.slug).strip()
    if choice.startswith("same:"):
        same = next((each for each in term.similar if f"same:{each.slug}" == choice), None)
        if same is None or not has_same_definition(term.entry, same):
            return Refusal(errors={"choice": "解释不同，不能并成一条"})
        found, message = _join(snapshot, term, same), f"“{term.entry.term}”并进已有的一条，添了出处"
    else:
        if wrong := _check_slug(snapshot, term, slug):
            return Refusal(errors={"slug": wrong})
        found, message = _change(snapshot, term, slug, choice), f"“{term.entry.term}”的网址是 {slug}"
        if found == ():
            return Plan((), "", term_address(snapshot, following.entry.slug if following else ""), "")
    if found is None:
        return Refusal(_NOT_SAFE)
    place = term_address(snapshot, term.entry.slug)
    next_address = term_address(snapshot, following.entry.slug if following else "")
    return Plan((make_change(snapshot, FILE, found),), message, next_address, place, {"changed": 1})


def _check_slug(snapshot: Snapshot, term: Term, slug: str) -> str:
    """Return what is wrong with an address; empty if nothing is."""
    entries = parse(snapshot.texts[FILE])
    if slug == term.entry.slug:
        return ""
    if term.is_published:
        return "已经发布过，别人会引用，不能再改"
    if not re.fullmatch("[a-z0-9][a-z0-9-]*", slug):
        return "只用小写字母、数字和连字符"
    if any(slug == each.slug for each in entries):
        return "别的词条已经用了"
    settings = snapshot.texts.get(snapshot.path("site.yml"), "")
    is_named = re.search(rf"(?<![\w-]){re.escape(term.entry.slug)}(?![\w-])", settings)
    if is_named or any(term.entry.slug in each.see for each in entries):
        return "别的词条或话题指着它，请在VS Code里一起改"
    return ""


def _find_lines(text: str, entry: Entry) -> tuple[int, int]:
    """Return the first line of an entry, and the one after its last."""
    lines = [text[start:end] for start, end in line_spans(text)]
    last = next((n for n in range(entry.line, len(lines)) if not re.match(r"\s+\S", lines[n])), len(lines))
    return entry.line, last + 1


def _find_key(text: str, entry: Entry, key: str) -> int:
    """Return the line of an entry with a key; 0 if there is none."""
    spans = line_spans(text)
    for line in range(*_find_lines(text, entry)):
        if re.match(rf"(?:- |\s+){key}:", text[slice(*spans[line - 1])]):
            return line
    return 0


def _change(snapshot: Snapshot, term: Term, slug: str, choice: str) -> tuple[Edit, ...] | None:
    """Return the edits that give an entry another address, or other years; ``None`` if they cannot be made."""
    text, entry = snapshot.texts[FILE], term.entry
    found: tuple[Edit, ...] = ()
    if slug != entry.slug:
        line = _find_key(text, entry, "slug")
        found += edits.set_scalar(text, line, "slug", slug) if line else ()
    line, years = _find_key(text, entry, "years"), (snapshot.year,) if choice == "year" else ()
    if choice == "year" and not entry.years:
        found += edits.insert_lines(text, _find_lines(text, entry)[1] - 1, [f"  years: [{snapshot.year}]"])
    elif choice == "new" and entry.years and line:
        spans = line_spans(text)
        found += (Edit(spans[line - 1][0], spans[line][0] if line < len(spans) else len(text), ""),)
    if not found:
        return () if slug == entry.slug and bool(entry.years) == bool(years) else None
    new = {each.term + each.definition.text: (each.slug, each.years) for each in parse(apply_edits(text, found))}
    old = {each.term + each.definition.text: (each.slug, each.years) for each in parse(text)}
    wanted = old | {entry.term + entry.definition.text: (slug, years or (entry.years if choice == "year" else ()))}
    return found if new == wanted else None


def _join(snapshot: Snapshot, term: Term, same: Entry) -> tuple[Edit, ...] | None:
    """Return the edits that remove an entry and name its source in another; ``None`` if they cannot be made."""
    text, entry = snapshot.texts[FILE], term.entry
    spans = line_spans(text)
    own, theirs = (_find_key(text, each, "source") for each in (entry, same))
    source, old = (SOURCE_LINE.match(text[slice(*spans[line - 1])]) if line else None for line in (own, theirs))
    if source is None or old is None:
        return None
    first, last = _find_lines(text, entry)
    after = spans[last - 1][0] if last <= len(spans) else len(text)
    if last < len(spans) and not text[slice(*spans[last - 1])].strip():
        after = spans[last][0]  # with the empty line
    values = [
        match["value"].strip("[]") if match["value"].startswith("[") else match["value"] for match in (old, source)
    ]
    start = spans[theirs - 1][0]
    found: tuple[Edit, ...] = (
        Edit(start + old.start("value"), start + old.end("value"), f"[{', '.join(values)}]"),
        Edit(spans[first - 1][0], after, ""),
    )
    if entry.term not in (same.term, *same.also):
        if _find_key(text, same, "also"):
            return None
        found += edits.insert_lines(
            text, _find_key(text, same, "term"), [f"  also: [{edits.quote_scalar(entry.term)}]"]
        )
    count, before = len(entry.sources) + len(same.sources), parse(text)
    new = parse(apply_edits(text, found))
    joined = next((each for each in new if each.slug == same.slug), None)
    is_right = joined is not None and len(joined.sources) == count and len(new) == len(before) - 1
    return found if is_right else None


def summarize(snapshot: Snapshot, counts: Mapping[str, int]) -> str:  # noqa: ARG001
    """Return a sentence about the notes that were looked at."""
    words = {"terms": "核对附注{}条", "changed": "改了名词{}条"}
    done = "，".join(words[key].format(counts[key]) for key in words if counts.get(key))
    return f"{done}。" if done else ""


PAGE = DeskPage(
    name=NAME,
    title="名词",
    template="terms.html",
    build=build,
    digit=6,
    keys=(
        Key("Enter", "存，看下一个"),
        Key("↑ ↓", "换一种"),
        Key("→", "先放着"),
        Key("E", "改网址"),
        Key("Shift Enter", "都核对过了"),
    ),
    count=count_terms,
    summarize=summarize,
    actions={"save": save, "confirm": confirm},
)
