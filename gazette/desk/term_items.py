"""List the glossary's entries that documents of a year print as notes, and those of other documents that may be the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from gazette.desk.number_items import Sentence
from gazette.desk.page import document_title, page_address
from gazette.desk.snapshot import Snapshot
from gazette.importing.glossary_update import UNCHECKED_HEAD
from gazette.library.glossary import read_entries
from gazette.model import Entry
from gazette.sources import markdown
from gazette.sources.anchor_registry import read_registry
from gazette.text import find_sentences, remove_whitespace
from gazette.text_edits import line_spans, normalize

#: The page's address, and the file.
NAME, FILE = "terms", "glossary.yml"


class Term(Struct, frozen=True):
    """An entry that a document prints as a note."""

    entry: Entry
    document: str
    is_checked: bool  #: whether a person has looked at it after the import
    is_published: bool  #: then its address is not to be changed
    similar: tuple[Entry, ...]  #: entries for the same term, or with the same definition


def parse(text: str) -> tuple[Entry, ...]:
    """Read a glossary, all characters as in the file."""
    return read_entries(normalize(text), FILE, markdown.parse_inline)[0]


def list_terms(snapshot: Snapshot) -> tuple[Term, ...]:
    """Return the notes of the year's documents, in the glossary's order."""
    return snapshot.once(f"terms {snapshot.year}", lambda: _list_terms(snapshot))


def _list_terms(snapshot: Snapshot) -> tuple[Term, ...]:
    text = snapshot.texts.get(FILE, "")
    entries, heads = parse(text), find_heads(text)
    registry, _ = read_registry(snapshot.read(snapshot.path("anchors.yml")), "")
    own = {document.id for document in snapshot.documents}
    terms = []
    for entry in entries:
        for source in entry.sources:
            if source.document in own:
                published = any(each.anchor == source.note for each in registry.anchors.get(source.document, ()))
                is_checked = not 0 < heads.get(source.document, 0) < entry.line
                similar = tuple(
                    other for other in entries if other is not entry and _are_similar(snapshot, entry, other)
                )
                terms.append(Term(entry, source.document, is_checked, published, similar))
    return tuple(terms)


def _are_similar(snapshot: Snapshot, entry: Entry, other: Entry) -> bool:
    fold = snapshot.finder.fold
    names = [{fold(re.sub(r"[\W_]", "", name)) for name in (each.term, *each.also)} for each in (entry, other)]
    return bool(names[0] & names[1]) or has_same_definition(entry, other)


def has_same_definition(entry: Entry, other: Entry) -> bool:
    """Return whether two entries have one definition, so that one may stand for both."""
    return entry.script == other.script and remove_whitespace(entry.definition.text) == remove_whitespace(
        other.definition.text
    )


def find_heads(text: str) -> dict[str, int]:
    """Return the line above the notes of each document that nobody has looked at since the import."""
    pattern = re.compile(re.escape(UNCHECKED_HEAD).replace(r"\{name\}", r"(\S+)"))
    lines = (text[start:end] for start, end in line_spans(text))
    return {match[1]: number for number, line in enumerate(lines, 1) if (match := pattern.fullmatch(line.strip()))}


def count_terms(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Return for each document how many notes wait for a person, and how many have been looked at."""
    terms = list_terms(snapshot)
    found = {}
    for document in snapshot.documents:
        own = [term.is_checked for term in terms if term.document == document.id]
        if own:
            found[document.id] = (own.count(False), own.count(True))
    return found


def find_use(snapshot: Snapshot, term: Term) -> Sentence | None:
    """Return the first sentence of the document that has the term."""
    fold = snapshot.finder.fold
    names = sorted(map(fold, (term.entry.term, *term.entry.also)), key=len, reverse=True)
    for block in snapshot.finder.documents[term.document].walk():
        text = block.run.text if block.run else ""
        for name in names:
            place = fold(text).find(name)
            if place >= 0:
                first, last = next(((a, b) for a, b in find_sentences(text) if a <= place < b), (0, len(text)))
                end = place + len(name)
                return Sentence(text[first:place], text[place:end], text[end : max(last, end)])
    return None


def describe_source(snapshot: Snapshot, entry: Entry) -> str:
    """Return which documents print an entry: 2024年报告P9、2025年报告."""
    return "、".join(
        document_title(snapshot, source.document) + (f"P{source.page}" if source.page else "")
        for source in entry.sources
    )


def find_next(terms: Sequence[Term], term: Term) -> Term | None:
    """Return the next term after one that waits, the first after the last; ``None`` if there is no other."""
    place = next((k for k, each in enumerate(terms) if each.entry.slug == term.entry.slug), -1)
    others = (each for each in (*terms[place + 1 :], *terms[: max(place, 0)]) if not each.is_checked)
    return next(others, None)


def term_address(snapshot: Snapshot, slug: str) -> str:
    """Return the address of a term below the desk; of the first one for an empty ``slug``."""
    return page_address(snapshot, NAME, at=slug)
