"""Build the parts of a site that are new: groups of documents, and pages about all documents. The others are the last site's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.check_publication import Checked
from gazette.facts import FigureIndex, PartFacts, SiteFacts, fingerprint
from gazette.groups import (
    EntriesTask,
    GroupTask,
    Inputs,
    PartTask,
    Start,
    Surroundings,
    fingerprint_entries,
    fingerprint_terms,
    form_groups,
    list_nav,
    select_settings,
)
from gazette.model import Document, Figure
from gazette.pages.indicator_lists import INDEX, list_places
from gazette.pages.infographic import CHART_YEARS
from gazette.pages.library_index import Holdings, find_holdings
from gazette.pages.publication import FileRecord, PageRecord, Totals
from gazette.pages.targets import targets_path
from gazette.pages.topic_quotes import topic_path
from gazette.progress import ProgressCallback, report_each
from gazette.read_publication import Documents
from gazette.site_parts import Part, Publication, strip_to_kind
from gazette.sources.bodies import Body
from gazette.workers import Call, Workers


class Groups(Struct, frozen=True):
    """The groups of a publication."""

    facts: Mapping[str, PartFacts]  #: by their first document
    rows: dict[str, Mapping[str, bytes]]  #: by document, of those built now: its rows in the files for re-users

    def with_spans(self, spans: Mapping[str, Mapping[str, tuple[int, int]]]) -> Groups:
        """Return them with the places of each document's rows in the files for re-users."""
        groups = {}
        for name, part in self.facts.items():
            documents = {each: replace(document, spans=spans[each]) for each, document in part.documents.items()}
            groups[name] = replace(part, documents=documents)
        return Groups(groups, {})


def build_groups(
    inputs: Inputs, documents: Documents, checked: Checked, last: SiteFacts, workers: Workers, on_progress: ProgressCallback,
    *, renders: bool,
) -> Groups:  # fmt: skip
    """Build the groups that are not known from the last build; ``renders`` says whether pages are wanted, not only problems."""
    facts, entries = documents.facts, fingerprint_entries(inputs.entries)
    names = [(each.id, each.full_name, each.place) for each in inputs.indicators if each.headline]
    topics = [(topic.id, topic.indicators, topic.terms, topic.words) for topic in inputs.site.topics]
    shared = fingerprint(make_pages_key(inputs, checked), fingerprint_terms(inputs.entries), names, topics)
    known: dict[str, PartFacts] = {}
    tasks: dict[str, GroupTask] = {}
    edits: dict[str, EntriesTask] = {}
    years, holdings = list_years(documents), find_holdings(each.document for each in facts.values())
    has_indicators = any(checked.figures.is_shown(indicator.id) for indicator in inputs.indicators)
    nav = list_nav(inputs.site, has_indicators=has_indicators)
    for members, reports in form_groups([each.document for each in facts.values()]):
        surroundings = _find_surroundings(members, documents, checked, years, holdings, nav)
        key = fingerprint(shared, [facts[document.id].key for document in members], reports, surroundings)
        name, before = members[0].id, last.groups.get(members[0].id)
        changed = _find_changed_entries(before, entries) if before and before.key == key else None
        if before and changed == ():
            known[name] = before
        elif before and changed and renders:
            edits[name] = EntriesTask(before, changed)
        else:
            series, stating = _find_series(surroundings, documents, checked)
            paths = tuple(each.path for each in members)
            tasks[name] = GroupTask(key, paths, reports, surroundings, series, stating, renders)
    parts = (*last.groups.values(), *last.parts.values()) if renders else ()
    images = {path: missing for part in parts for path, missing in part.images.items()}
    workers.broadcast("start", Start(checked.review.answers, images))
    calls = [Call("replace_entries", task, None, PartFacts) for task in edits.values()]
    calls += (Call("build_group", task, documents.owners.get(task.documents[0]), PartFacts) for task in tasks.values())
    rows: dict[str, Mapping[str, bytes]] = {}
    for name, part in report_each(on_progress, "写网页", (*edits, *tasks), workers.run(calls)):
        rows |= {each: document.rows for each, document in part.documents.items() if document.rows}
        known[name] = replace(part, documents={each: own.copy_parts() for each, own in part.documents.items()})
    return Groups({name: known[name] for name in facts if name in known}, rows)


def make_pages_key(inputs: Inputs, checked: Checked) -> str:
    """Return a fingerprint of what all pages share."""
    answers, is_searched = sorted(checked.review.answers.items()), inputs.records is not None
    settings = select_settings(inputs.site)
    others = {name: body for name, body in inputs.bodies.items() if body != Body()}
    sources = dict.fromkeys(source.document for entry in inputs.entries for source in entry.sources)
    bodies = bool(others), [(name, others.get(name)) for name in sources]
    return fingerprint(
        settings, bodies, inputs.strings, inputs.templates, inputs.addresses, inputs.rules, answers, is_searched
    )


def list_years(documents: Documents) -> tuple[int, ...]:
    """Return the years that have a document, earliest first."""
    return tuple(sorted(documents.by_year))


def _find_changed_entries(part: PartFacts, entries: Mapping[str, tuple[str, str]]) -> tuple[str, ...] | None:
    """Return the glossary entries of a part whose text alone has changed; ``None`` if more has changed of one."""
    changed = [slug for slug, keys in part.entries.items() if entries.get(slug) != keys]
    is_text_alone = all(slug in entries and entries[slug][0] == part.entries[slug][0] for slug in changed)
    return tuple(changed) if is_text_alone else None


def _find_surroundings(
    members: Sequence[Document], documents: Documents, checked: Checked, years: tuple[int, ...], holdings: Holdings,
    nav: tuple[str, ...],
) -> Surroundings:  # fmt: skip
    """Return what a group uses of the rest of the publication."""
    own_years = sorted({year for document in members for year in (document.year - 1, document.year)})
    goals = tuple(goal for year in own_years for goal in checked.goals.get(year, ()))
    stating = {figure.document: documents.facts[figure.document].document for figure in goals}
    return Surroundings(
        years=years,
        holdings=holdings.select(own_years),
        nav=nav,
        names=checked.names,
        goals=goals,
        documents=tuple(map(strip_to_kind, stating.values())),
        links={document.id: checked.links[document.id] for document in members},
        series=tuple(_list_series(members, documents, checked.figures)),
    )


def _list_series(
    members: Sequence[Document], documents: Documents, figures: FigureIndex
) -> Iterator[tuple[str, str, str]]:
    """Yield what small charts of a group show: of each indicator of its documents the documents of the last years, if they have a
    figure that may stand for its year, or are its own."""
    years = {document.year - back for document in members for back in range(CHART_YEARS)}
    names = {name for year in years for name in documents.by_year.get(year, ())}
    own_names = {each.id for each in members}
    own = dict.fromkeys(indicator for document in members for indicator in documents.facts[document.id].points)
    for indicator in own:
        for name, points in figures.points(indicator).items():
            if name in names and (points.year_keys or name in own_names):
                yield indicator, name, points.values_key


def _find_series(
    surroundings: Surroundings, documents: Documents, checked: Checked
) -> tuple[tuple[Figure, ...], tuple[Document, ...]]:
    """Return the figures that a group's charts show, and the documents that state them."""
    names = {name for _, name, _ in surroundings.series}
    every = (f for i in dict.fromkeys(i for i, _, _ in surroundings.series) for f in checked.figures.charted_figures(i))
    series = tuple(figure for figure in every if figure.document in names)
    stating = tuple(strip_to_kind(facts.document) for name, facts in documents.facts.items() if name in names)
    return series, stating


def make_publication(inputs: Inputs, documents: Documents, checked: Checked, groups: Groups) -> Publication:
    """Put all documents together, in the library's order."""
    facts = documents.facts
    built = {name: document for part in groups.facts.values() for name, document in part.documents.items()}
    totals = Totals(
        documents=len(facts),
        figures=sum(each.figure_count for each in facts.values()),
        indicators=len(inputs.indicators),
        relations=sum(each.relation_count for each in built.values()),
        entries=len(inputs.entries),
        rows=len(checked.review.rows),
        open_rows=len(checked.review.open),
    )
    return Publication(
        inputs=inputs,
        facts=facts,
        published={name: built[name] for name in facts},
        figures=checked.figures,
        goals=checked.goals,
        totals=totals,
        corrections=checked.corrections,
        names=checked.names,
        pages_key=make_pages_key(inputs, checked),
    )


def build_parts(parts: Iterable[Part], last: SiteFacts, workers: Workers) -> dict[str, PartFacts]:
    """Build the parts that are not known from the last build."""
    built: dict[str, PartFacts | None] = {}
    tasks: list[PartTask] = []
    for part in parts:
        before = last.parts.get(part.name)
        built[part.name] = before if before and before.key == part.key else None
        if built[part.name] is None:
            tasks.append(part.make_task())
    results = workers.run([Call("build_part", task, None, PartFacts) for task in tasks])
    return {name: known or next(results) for name, known in built.items()}


def list_pages(publication: Publication, groups: Groups, parts: Mapping[str, PartFacts]) -> tuple[PageRecord, ...]:
    """Return all pages in a fixed order: home, years, documents, topics, glossary, indicators and the others."""
    by_document: dict[str, list[PageRecord]] = {}
    for page in (page for part in groups.facts.values() for page in part.pages):
        by_document.setdefault("/".join(page.path.split("/")[:2]), []).append(page)
    front = ("home", *(path for year in publication.years for path in (f"{year}/", targets_path(year))))
    topics = ("topics/", *(topic_path(topic.id) for topic in publication.inputs.site.topics))
    shown = publication.shown_indicators
    indicators = (INDEX, *list_places(publication.inputs.site, shown).values(), *(each.id for each in shown))
    back = (*topics, "glossary", *indicators, "data", "about", "root")
    return (
        *(page for name in front if name in parts for page in parts[name].pages),
        *(page for name in publication.facts for page in by_document.get(name, ())),
        *(page for name in back if name in parts for page in parts[name].pages),
    )


def list_files(parts: Iterable[PartFacts], last: Mapping[str, FileRecord]) -> dict[str, FileRecord]:
    """Return the files of parts by path; a share image that is not among them was drawn for a part of the last site."""
    parts = tuple(parts)
    records = {file.path: file for part in parts for file in part.files}
    images = (path for part in parts for path in part.images)
    return records | {path: last[path] for path in images if path not in records and path in last}
