"""Run the build: the stages in their order, which only this module knows.

sources → documents → checks of all together → groups of documents → pages about all → search, exports ══ gate ══ site/

What the last site has already is not built again: the facts of a document or a part are found under a key, and its files are
linked into the next site.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from gazette import causes, site_parts
from gazette.conversion import converter as conversion
from gazette.conversion.convert_document import ConvertText, convert_entries
from gazette.conversion.review import find_shared_rows, match_rows
from gazette.conversion.review_file import Review, format_decisions, match_decisions, read_decisions, updated_decisions
from gazette.exports import feed, open_data, redirects, service_worker, sitemap, web_manifest
from gazette.facts import DocumentFacts, FigureIndex, IndicatorCheck, PartFacts, SharedFacts, SiteFacts, fingerprint
from gazette.figures import indicators
from gazette.figures.plausibility import PlausibilityCheck
from gazette.groups import (
    EntriesTask,
    GroupTask,
    Inputs,
    PartTask,
    Start,
    Surroundings,
    fingerprint_document,
    fingerprint_entries,
    fingerprint_terms,
    form_groups,
    select_settings,
)
from gazette.html import assets, link_check
from gazette.library import check_library, glossary
from gazette.model import Document, Source
from gazette.pages.publication import Artifact, Buffer, FileRecord, LongArtifact, PageRecord, Totals
from gazette.part_builder import PartBuilder
from gazette.problems import Problem
from gazette.progress import ProgressCallback, ignore_progress
from gazette.search import index as search
from gazette.site_folder import Destination, Discard, SiteFolder, SiteWriteError
from gazette.site_parts import Part, Publication
from gazette.sources import anchor_registry, files, markdown, site_settings
from gazette.sources.attach_pictures import find_unused_pictures
from gazette.sources.document import document_id
from gazette.sources.links import resolve_link
from gazette.workers import Call, Workers

T = TypeVar("T")
#: The facts of a document, or why it has none.
Extracted = tuple[DocumentFacts | None, tuple[Problem, ...]]


class Options(Struct, frozen=True):
    """The options of the command line."""

    content: Path
    out: Path | None  #: ``None`` writes nothing (check)
    base_url: str = ""
    strict: bool = False  #: whether warnings stop the build
    search: bool = True
    offline: bool = True  #: false in the live preview
    preview: bool = False  #: whether search engines are asked not to list the site; it has no offline mode then
    record_anchors: bool = False  #: whether the anchor registry is formatted


class BuildResult(Struct, frozen=True):
    """The result of a build."""

    problems: tuple[Problem, ...]  #: errors and warnings in the order of files and lines
    written: bool
    stopped: bool  #: by an error, or with ``--strict`` by a warning
    pages: int = 0
    documents: int = 0
    figures: int = 0
    terms: int = 0
    notes: tuple[Problem, ...] = ()  #: problems that editors have judged
    anchors: Source | None = None  #: the anchor registry as of this build, if it was asked for
    seconds: float = 0.0
    review: Review = field(default_factory=Review)
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: the names of the search records, by page
    lost_workers: int = 0  #: worker processes that ended before their time; their work was done again


def build(
    options: Options,
    destination: Destination | None = None,
    jobs: int = 1,
    on_progress: ProgressCallback = ignore_progress,
) -> BuildResult:
    """Run the pipeline, with up to ``jobs`` processes. If there is an error, nothing is written, and the last good site stays."""
    destination = destination or (SiteFolder(options.out) if options.out else Discard())
    run = _Build(options, destination, jobs, on_progress)
    try:
        return run.run()
    finally:
        destination.close()


class _Build:
    """A build; the methods are its stages, in their order."""

    def __init__(self, options: Options, destination: Destination, jobs: int, on_progress: ProgressCallback) -> None:
        self.options, self.destination, self.jobs, self.on_progress = options, destination, jobs, on_progress
        self.started = time.monotonic()
        self.problems: list[Problem] = []
        self.last = destination.last_facts()
        self.review = Review()
        self.facts: dict[str, DocumentFacts] = {}
        self.written: list[FileRecord] = []
        self.records: dict[str, tuple[str, ...]] = {}
        self.rows: dict[str, Mapping[str, bytes]] = {}  #: in the files for re-users, of the documents built now

    def collect(self, result: tuple[T, tuple[Problem, ...]]) -> T:
        """Take the problems of a result; return its value."""
        self.problems.extend(result[1])
        return result[0]

    def run(self) -> BuildResult:
        self.on_progress("读文件", 0, 0)
        self.read_inputs()
        workers = Workers(PartBuilder, (self.inputs,), self.jobs, load=conversion.load_dictionaries)
        try:
            self.read_documents(workers)
            self.check_publication()
            return self.build_site(workers)
        except SiteWriteError as error:
            self.problems.extend(error.problems)
            return self.make_result(workers)
        finally:
            workers.close()

    # ------------------------------------------------------------ what all groups share

    def read_inputs(self) -> None:
        """Read all files but the documents' text."""
        options, collect = self.options, self.collect
        self.sources = sources = collect(files.read_sources(options.content))
        settings = collect(site_settings.read_site(sources.site.text, sources.site.path, options.base_url))
        lasting = settings.offline and options.offline and not options.preview
        settings = site_settings.with_command_line_options(settings, lasting, options.preview)
        strings = site_settings.with_corner_quotes(collect(site_settings.read_strings(sources.strings)), settings)
        addresses, self.assets = assets.bundle_assets(sources.static, sources.fonts)
        originals = {source.path.removesuffix(files.ORIGINAL_SUFFIX) + ".md": source for source in sources.originals}
        glossary_file, indicators_file = sources.glossary, sources.indicators
        self.inputs = Inputs(
            content=options.content,
            site=settings,
            strings=strings,
            rules=collect(conversion.read_rules(sources.conversion.text, sources.conversion.path)),
            entries=collect(glossary.read_entries(glossary_file.text, glossary_file.path, markdown.parse_inline)),
            indicators=collect(indicators.read_indicators(indicators_file.text, indicators_file.path)),
            registry=collect(anchor_registry.read_registry(sources.anchors.text, sources.anchors.path)),
            documents={source.path: source for source in sources.documents},
            originals=originals,
            pictures=sources.pictures,
            glossary_path=glossary_file.path,
            templates=sources.templates,
            addresses=addresses,
            writer=self.destination.writer,
            records=self.destination.records if options.search else None,
            images=self.destination.draws_images,
            record_anchors=options.record_anchors,
        )

    # ------------------------------------------------------------ documents

    def read_documents(self, workers: Workers) -> None:
        """Read the facts of all documents: those of unchanged ones are known from the last build."""
        inputs = self.inputs
        notes = glossary.notes_by_document(inputs.entries)
        measures = [(indicator.id, indicator.name, indicator.unit, indicator.units) for indicator in inputs.indicators]
        shared = fingerprint(inputs.rules, measures, inputs.glossary_path, self.options.record_anchors)
        digests = self.fingerprint_pictures()
        keys = {}
        for path in inputs.documents:
            name, last = document_id(path), self.last.documents.get(path)
            shown = {each: digests.get(each, "") for each in (last.document.pictures if last else ())}
            keys[path] = fingerprint(shared, path, fingerprint_document(inputs, path, name, notes.get(name, ()), shown))
        known = {path: facts for path, facts in self.last.documents.items() if facts.key == keys.get(path)}
        changed = [path for path in inputs.documents if path not in known]
        owners = _distribute(changed, inputs.documents, workers.start(len(changed)))
        results = workers.run([Call("extract", path, owners.get(path), Extracted) for path in changed])
        found: dict[str, DocumentFacts] = {}
        for path, (facts, problems) in self.report_each("读文献", changed, results):
            self.problems.extend(problems)
            if facts is not None:
                name = facts.document.id
                shown = {each: digests.get(each, "") for each in facts.document.pictures}
                own = fingerprint_document(inputs, path, name, notes.get(name, ()), shown)
                found[path] = replace(facts, key=fingerprint(shared, path, own))
        self.owners = owners
        every = ((found | known)[path] for path in inputs.documents if path in found or path in known)
        kinds = ("report", "explainer", "coverage")
        order = sorted(every, key=lambda f: (f.document.year, kinds.index(f.document.meta.kind), f.document.id))
        self.facts = {facts.document.id: facts for facts in order}
        for facts in order:
            self.problems.extend(facts.problems)

    def fingerprint_pictures(self) -> dict[str, str]:
        """Return a fingerprint of each picture file that a document may show."""
        data, _ = files.read_pictures(self.sources.pictures, self.options.content)
        return {path: fingerprint(content) for path, content in data.items()}

    def report_each(self, stage: str, names: Sequence[str], results: Iterable[T]) -> Iterator[tuple[str, T]]:
        """Yield names with their results, reporting how many are done."""
        for done, (name, result) in enumerate(zip(names, results, strict=True)):
            self.on_progress(stage, done, len(names))
            yield name, result

    # ------------------------------------------------------------ checks of all documents together

    def check_publication(self) -> None:
        """Check what can be known only from all documents at once, above all the figures; match the editors' answers."""
        self.on_progress("核对", 0, 0)
        inputs, sources, facts = self.inputs, self.sources, self.facts
        paths = set(map(document_id, sources.document_paths))
        self.unread = unread = frozenset(paths - facts.keys())
        documents = [each.document for each in facts.values()]
        if not unread:
            self.problems.extend(find_unused_pictures(documents, sources.pictures, self.problems))
        for document in documents:
            self.problems.extend(check_library.check_explains(document, documents, facts, unread))
        places = {document.id: document.path for document in documents}
        self.figures = FigureIndex(facts)
        self.goals = site_parts.list_goals(self.figures, inputs.indicators)
        self.check_figures(places)
        first = {document.year: document.path for document in reversed(documents)}
        self.problems.extend(check_library.find_missing_targets(self.goals, inputs.indicators, first))
        self.anchors = {name: each.anchors for name, each in facts.items()}
        self.corrections = tuple(
            resolve_link(correction.place, "", self.anchors, unread) for correction in inputs.site.corrections
        )
        self.problems.extend(check_library.check_corrections(inputs.site, self.corrections))
        self.problems.extend(anchor_registry.check_published_anchors(places, self.anchors, unread, inputs.registry))
        self.problems.extend(glossary.check_sources(inputs.entries, (*self.anchors, *unread), inputs.glossary_path))
        self.match_answers()

    def check_figures(self, places: Mapping[str, str]) -> None:
        """Check the figures of each indicator against each other; what did not change is known from the last build."""
        figures, known = self.figures, self.inputs.indicators
        wordings = {
            indicator.id: fingerprint([each.wordings_key for each in figures.points(indicator.id).values()])
            for indicator in known
        }
        check = PlausibilityCheck(known, figures.figures, places, conversion.fold)
        self.checks: dict[str, IndicatorCheck] = {}
        for indicator in known:
            own = [(places[name], each.figures) for name, each in figures.points(indicator.id).items()]
            alike = [(each.id, each.name, wordings[each.id]) for each in known if each.unit == indicator.unit]
            key, last = fingerprint(indicator, own, alike), self.last.checks.get(indicator.id)
            result = last if last and last.key == key else IndicatorCheck(key, tuple(check.check(indicator)))
            self.checks[indicator.id] = result
            self.problems.extend(result.problems)

    def match_answers(self) -> None:
        """Match the conversions that a person should check with the editors' answers."""
        inputs, sources = self.inputs, self.sources
        lock = sources.conversions
        decisions = self.collect(read_decisions(lock.text, lock.path)) if lock else ()
        places = {"site": sources.site.path, "glossary": sources.glossary.path, "indicators": sources.indicators.path}
        key = fingerprint(inputs.site, inputs.entries, inputs.indicators, inputs.rules, places)
        self.shared = shared = self.last.shared
        if shared.key != key:
            converter = conversion.Converter(inputs.rules)
            rows = find_shared_rows(
                inputs.site, inputs.entries, inputs.indicators, places, converter.convert, converter.risks
            )
            self.shared = shared = SharedFacts(key, rows)
        # Only if the file of decisions has no problems itself.
        path = lock.path if lock and all(problem.locus.path != lock.path for problem in self.problems) else ""
        every = (row for rows in (*(each.rows for each in self.facts.values()), shared.rows) for row in rows)
        self.review = self.collect(match_rows(every, decisions, path, unread=bool(self.unread)))
        answers = sorted(self.review.answers.items())
        key = fingerprint(key, answers)
        if shared.converted_key != key:
            converter = conversion.with_editor_answers(conversion.Converter(inputs.rules), self.review.answers)
            text = ConvertText(converter.convert, inputs.site.quotes == "corner")
            self.collect(convert_entries(inputs.entries, text, inputs.glossary_path))
            self.shared = replace(shared, converted_key=key)

    # ------------------------------------------------------------ groups, and the pages about all documents

    def build_site(self, workers: Workers) -> BuildResult:
        """Build all pages and the other files, and exchange the site."""
        if self.is_stopped() or not self.facts:
            self.build_groups(workers, renders=False)
            return self.make_result(workers)
        if failed := self.destination.open():
            self.problems.extend(failed)
            return self.make_result(workers)
        if not self.destination.stands(self.last):
            self.last = replace(self.last, groups={}, parts={}, files={}, index=PartFacts(""))
        groups = self.build_groups(workers, renders=True)
        # ══ gate: any error → every problem at once, nothing written ══
        if self.is_stopped():
            return self.make_result(workers)
        publication = self.make_publication(groups)
        parts = self.build_parts(workers, site_parts.list_searched_parts(publication))
        pages = self.list_pages(publication, groups, parts)
        with self.index_search(pages) as indexed:
            parts |= self.build_parts(workers, site_parts.list_other_parts(publication))
            home = parts["home"].pages[0]
            parts |= self.build_parts(workers, [site_parts.make_root_part(publication, home.picture)])
            pages = self.list_pages(publication, groups, parts)
            self.on_progress("查链接", 0, 0)
            self.write(self.assets)
            parts |= self.export(publication, pages, home)
            known = self.list_files((*groups.values(), *parts.values()))
            self.check_links({*known, *(file.path for file in self.written)}, pages)
            index = indexed()
        if self.is_stopped() or self.options.out is None:
            return self.make_result(workers, publication, pages)
        records = self.list_files((*groups.values(), *parts.values(), index))
        records |= {file.path: file for file in self.written}
        worker = service_worker.render_service_worker(
            records.values(), self.sources.static, self.inputs.addresses, wanted=self.inputs.site.offline
        )
        records |= {file.path: self.destination.writer.write(file.path, file.content) for file in worker}
        self.on_progress("存文件", 0, 0)
        self.problems.extend(self.destination.commit(tuple(records.values()), self.last.files))
        written = not self.is_stopped()
        if written:
            self.save_facts(groups, parts, index, records)
        return self.make_result(workers, publication, pages, written=written)

    def build_groups(self, workers: Workers, *, renders: bool) -> dict[str, PartFacts]:
        """Build the groups, by their first document; those that are known from the last build are not built again."""
        inputs = self.inputs
        answers = sorted(self.review.answers.items())
        settings, search_wanted = select_settings(inputs.site), inputs.records is not None
        self.pages_key = fingerprint(
            settings, inputs.strings, inputs.templates, inputs.addresses, inputs.rules, answers, search_wanted
        )
        names = [(each.id, each.name) for each in inputs.indicators if each.headline]
        shared = fingerprint(self.pages_key, fingerprint_terms(inputs.entries), names)
        self.years = tuple(sorted({facts.document.year for facts in self.facts.values()}))
        self.has_indicator_pages = any(self.figures.is_shown(indicator.id) for indicator in inputs.indicators)
        known: dict[str, PartFacts] = {}
        tasks: dict[str, GroupTask] = {}
        edits: dict[str, EntriesTask] = {}
        for documents, reports in form_groups([facts.document for facts in self.facts.values()]):
            name, surroundings = documents[0].id, self.find_surroundings(documents)
            keys = [self.facts[document.id].key for document in documents]
            key, last = fingerprint(shared, keys, reports, surroundings), self.last.groups.get(name)
            changed = self.find_changed_entries(last) if last and last.key == key else None
            if last and changed == ():
                known[name] = last
            elif last and changed and renders:
                edits[name] = EntriesTask(last, changed)
            else:
                paths = tuple(document.path for document in documents)
                tasks[name] = GroupTask(key, paths, reports, surroundings, renders)
        images = {path: missing for part in self.list_last_parts() for path, missing in part.images.items()}
        workers.broadcast("start", Start(self.review.answers, images if renders else {}))
        calls = [Call("replace_entries", task, None, PartFacts) for task in edits.values()]
        calls += (Call("build_group", task, self.owners.get(task.documents[0]), PartFacts) for task in tasks.values())
        built: dict[str, PartFacts] = {}
        for name, part in self.report_each("写网页", (*edits, *tasks), workers.run(calls)):
            self.rows.update({each: document.rows for each, document in part.documents.items()})
            published = {each: document.copy_parts() for each, document in part.documents.items()}
            built[name] = replace(part, documents=published)
        groups = {
            name: known.get(name) or built[name] for name in sorted((*known, *built), key=tuple(self.facts).index)
        }
        for part in groups.values():
            self.problems.extend(part.problems)
        return groups

    def find_changed_entries(self, last: PartFacts) -> tuple[str, ...] | None:
        """Return the glossary entries of a part whose text alone has changed; ``None`` if more has changed of one."""
        current = fingerprint_entries(self.inputs.entries)
        changed = [slug for slug, keys in last.entries.items() if current.get(slug) != keys]
        is_text_alone = all(slug in current and current[slug][0] == last.entries[slug][0] for slug in changed)
        return tuple(changed) if is_text_alone else None

    def list_last_parts(self) -> Iterator[PartFacts]:
        """Yield all parts of the last site."""
        yield from self.last.groups.values()
        yield from self.last.parts.values()

    def find_surroundings(self, documents: Sequence[Document]) -> Surroundings:
        """Return what a group uses of the rest of the publication."""
        years = {year for document in documents for year in (document.year - 1, document.year)}
        goals = [goal for year in sorted(years) for goal in self.goals.get(year, ())]
        stating = {figure.document: self.facts[figure.document].document for figure in goals}
        return Surroundings(
            years=self.years,
            has_indicator_pages=self.has_indicator_pages,
            goals=tuple(goals),
            documents=tuple(map(site_parts.strip_to_kind, stating.values())),
            links={
                document.id: {
                    href: resolve_link(href, document.id, self.anchors, self.unread)
                    for href in self.facts[document.id].links
                }
                for document in documents
            },
        )

    def make_publication(self, groups: Mapping[str, PartFacts]) -> Publication:
        """Put all documents together, in the library's order."""
        built = {name: document for part in groups.values() for name, document in part.documents.items()}
        published = {name: built[name] for name in self.facts}
        totals = Totals(
            documents=len(self.facts),
            figures=sum(facts.figure_count for facts in self.facts.values()),
            indicators=len(self.inputs.indicators),
            relations=sum(each.relation_count for each in published.values()),
            entries=len(self.inputs.entries),
            rows=len(self.review.rows),
            open_rows=len(self.review.open),
        )
        return Publication(
            self.inputs, self.facts, published, self.figures, self.goals, totals, self.corrections, self.pages_key
        )

    def build_parts(self, workers: Workers, parts: Iterable[Part]) -> dict[str, PartFacts]:
        """Build pages about all documents; those that are known from the last build are not built again."""
        built: dict[str, PartFacts | None] = {}
        tasks: dict[str, PartTask] = {}
        for part in parts:
            last = self.last.parts.get(part.name)
            built[part.name] = last if last and last.key == part.key else None
            if built[part.name] is None:
                tasks[part.name] = part.make_task()
        results = workers.run([Call("build_part", task, None, PartFacts) for task in tasks.values()])
        facts: dict[str, PartFacts] = {name: known or next(results) for name, known in built.items()}
        for each in facts.values():
            self.problems.extend(each.problems)
        return facts

    def build_files(self, name: str, key: object, render: Callable[[], Iterable[Artifact | LongArtifact]]) -> PartFacts:
        """Build files that are no pages from what ``key`` identifies; those of the last build are not built again."""
        own, last = fingerprint(name, self.pages_key, key), self.last.parts.get(name)
        return last if last and last.key == own else PartFacts(own, files=tuple(self.write(render())))

    def list_pages(
        self, publication: Publication, groups: Mapping[str, PartFacts], parts: Mapping[str, PartFacts]
    ) -> tuple[PageRecord, ...]:
        """Return all pages in a fixed order: home, years, documents, glossary, indicators and the others."""
        by_document: dict[str, list[PageRecord]] = {}
        for page in (page for part in groups.values() for page in part.pages):
            by_document.setdefault("/".join(page.path.split("/")[:2]), []).append(page)
        front = ("home", *(f"{year}/" for year in publication.years))
        back = ("glossary", "indicators/", *(each.id for each in publication.shown_indicators), "data", "about", "root")
        return (
            *(page for name in front if name in parts for page in parts[name].pages),
            *(page for name in self.facts for page in by_document.get(name, ())),
            *(page for name in back if name in parts for page in parts[name].pages),
        )

    # ------------------------------------------------------------ the other files

    @contextmanager
    def index_search(self, pages: Sequence[PageRecord]) -> Iterator[Callable[[], PartFacts]]:
        """Index the search while the block runs; yield a function that waits for it. An index of the same texts is known from
        the last build."""
        self.records = {page.path: page.search for page in pages if page.search}
        key, last = fingerprint(self.records), self.last.index
        if not self.inputs.records or self.destination.defers_search or last.key == key:
            yield lambda: last if last.key == key and self.inputs.records else PartFacts("")
            return
        results: list[tuple[tuple[Artifact, ...], tuple[Problem, ...]]] = []
        folder = self.inputs.records
        thread = Thread(target=lambda: results.append(search.index_records(self.records, folder, conversion.fold)))
        thread.start()

        def wait() -> PartFacts:
            self.on_progress("建检索", 0, 0)
            thread.join()
            return PartFacts(key, files=tuple(self.write(self.collect(results[0]))))

        try:
            yield wait
        finally:
            thread.join()

    def export(
        self, publication: Publication, pages: Sequence[PageRecord], home: PageRecord
    ) -> dict[str, PartFacts]:  # fmt: skip
        """Write the files that are made from the facts of all documents."""
        inputs, by_path, documents = self.inputs, {page.path: page for page in pages}, publication.documents
        base, first, preview = inputs.site.base_url, inputs.site.first, inputs.site.preview
        rows = self.list_rows(publication)
        data, self.spans = open_data.render_document_data(rows)
        self.write((*data, *open_data.render_schemas(base)))
        self.rows.clear()
        uses = [(document.id, publication.published[document.id].uses) for document in documents.values()]
        scripts = [document.meta.script for document in documents.values()]
        listed = [(document, by_path[f"{document.id}/"]) for document in documents.values()]
        shown = [(page.path, page.canonical, page.meta, page.alternates, page.is_above_editions) for page in pages]
        entries_data = (
            "data/glossary",
            (inputs.entries, uses, scripts),
            lambda: open_data.render_entries(base, inputs.entries, documents, uses),
        )
        indicators_data = (
            "data/indicators",
            (inputs.indicators, [publication.figures.shown_key(each.id) for each in inputs.indicators]),
            lambda: open_data.render_indicators(base, inputs.indicators, publication.figures.figures),
        )
        manifests = (
            "manifests",
            home.meta.site,
            lambda: web_manifest.render_manifests(home.meta.site, inputs.strings, inputs.addresses),
        )
        feeds = (
            "feeds",
            (home, [(d.meta, page) for d, page in listed]),
            lambda: feed.render_feeds(home, listed, inputs.strings),
        )
        sitemaps = ("sitemap", shown, lambda: sitemap.render_sitemap(pages, base))
        rules = ("redirects", (shown, preview), lambda: redirects.render_redirects(pages, first, preview=preview))
        return {
            name: self.build_files(name, key, render)
            for name, key, render in (entries_data, indicators_data, manifests, feeds, sitemaps, rules)
        }

    def check_links(self, paths: AbstractSet[str], pages: Sequence[PageRecord]) -> None:
        """Check that each link leads to a file of the site; the last site's links are known to do so."""
        links = [page.links for page in pages]
        self.links_key = fingerprint(sorted(paths), links)
        if self.links_key != self.last.links_key:
            self.problems.extend(link_check.check_links(paths, pages))

    def list_rows(self, publication: Publication) -> list[Mapping[str, Buffer]]:
        """Return the rows of all documents in the files for re-users; those of unchanged ones stand in the last site's."""
        names = publication.published
        known = any(name not in self.rows for name in names)
        last = {path: self.destination.writer.read_last(path) for path in open_data.FILES.values()} if known else {}
        return [self.rows.get(name) or open_data.read_rows(last, published.spans) for name, published in names.items()]

    def write(self, artifacts: Iterable[Artifact | LongArtifact]) -> list[FileRecord]:
        """Write files of the site."""
        write = self.destination.writer.write
        written = [
            write(file.path, *file.parts) if isinstance(file, LongArtifact) else write(file.path, file.content)
            for file in artifacts
        ]
        self.written.extend(written)
        return written

    def list_files(self, parts: Iterable[PartFacts]) -> dict[str, FileRecord]:
        """Return the files of parts by path."""
        parts = tuple(parts)
        records = {file.path: file for part in parts for file in part.files}
        for path in (path for part in parts for path in part.images if path not in records):
            if path in self.last.files:  # drawn for a part of the last site
                records[path] = self.last.files[path]
        return records

    # ------------------------------------------------------------ the end

    def save_facts(
        self, groups: Mapping[str, PartFacts], parts: Mapping[str, PartFacts], index: PartFacts,
        files: Mapping[str, FileRecord],
    ) -> None:  # fmt: skip
        """Store the facts of the site for the next build."""
        spans = dict(zip(self.facts, self.spans, strict=True))
        stored = {}
        for name, part in groups.items():
            documents = {each: replace(document, spans=spans[each]) for each, document in part.documents.items()}
            stored[name] = replace(part, documents=documents)
        facts = SiteFacts(
            documents={facts.document.path: facts for facts in self.facts.values()},
            groups=stored, parts=parts, checks=self.checks, links_key=self.links_key, shared=self.shared, index=index, files=files,
        )  # fmt: skip
        self.destination.save(facts)

    def is_stopped(self) -> bool:
        """Return whether there is an error, or with ``--strict`` a warning."""
        strict = self.options.strict
        return any(p.severity == "error" or (strict and p.severity == "warning") for p in self.problems)

    def make_result(
        self, workers: Workers, publication: Publication | None = None, pages: Sequence[PageRecord] = (), *, written: bool = False
    ) -> BuildResult:  # fmt: skip
        """Return the result of the build."""
        parts, facts, registry = self.list_kinds(), self.facts.values(), self.inputs.registry
        anchors = {each.document.id: each.registry_rows for each in facts}
        return BuildResult(
            problems=causes.remove_consequences((p for p in self.problems if p.severity != "note"), parts),
            notes=causes.remove_consequences((p for p in self.problems if p.severity == "note"), parts),
            written=written,
            stopped=self.is_stopped(),
            pages=sum(len(page.links) for page in pages),
            documents=len(facts),
            figures=sum(each.figure_count for each in facts),
            terms=len(self.inputs.entries),
            anchors=Source(registry.path, anchor_registry.format_registry(anchors))
            if self.options.record_anchors
            else None,
            seconds=time.monotonic() - self.started,
            review=self.review,
            records=self.records if publication else {},
            lost_workers=workers.lost,
        )

    def list_kinds(self) -> dict[str, causes.Part]:
        """Return what each file is to the build."""
        sources = self.sources
        return {
            self.options.content.name: "content", sources.site.path: "site", sources.indicators.path: "indicators",
            sources.glossary.path: "glossary", sources.conversion.path: "conversion", sources.anchors.path: "anchors",
            **{source.path: "conversions" for source in (sources.conversions,) if source},
            **{source.path: "strings" for source in sources.strings},
        }  # fmt: skip


_EXPLAINS = re.compile(rb"^explains: *([\w/-]+)", re.MULTILINE)


def _distribute(paths: Sequence[str], sources: Mapping[str, files.RawFile], count: int) -> dict[str, int]:
    """Divide documents among workers by the length of their texts, each with those that it seems to explain: which group a
    document belongs to is known only when it has been read."""
    if not count:
        return {}
    groups: dict[str, list[str]] = {}
    for path in paths:
        match = _EXPLAINS.search(sources[path].data, 0, 4000)
        groups.setdefault(match[1].decode() if match else document_id(path), []).append(path)
    owners: dict[str, int] = {}
    loads = [0] * count
    for own in sorted(groups.values(), key=lambda own: -sum(len(sources[path].data) for path in own)):
        owner = loads.index(min(loads))
        loads[owner] += sum(len(sources[path].data) for path in own)
        owners.update(dict.fromkeys(own, owner))
    return owners


def record(options: Options) -> BuildResult:
    """Check the content, and record its anchors in the registry, so that they stay; if there is an error, write nothing."""
    result = build(replace(options, out=None, search=False, record_anchors=True))
    if result.stopped or result.anchors is None:
        return result
    problems = files.save_file(options.content.parent, result.anchors)
    return replace(result, problems=result.problems + problems, stopped=bool(problems))


def write_review(result: BuildResult, content: Path, by: str, today: str) -> tuple[Review, tuple[Problem, ...]]:
    """Update ``content/conversions.yml``: add new rows as open, drop stale ones, sign answers by ``by`` if given.

    Returns the updated review.
    """
    decisions = updated_decisions(result.review, by, today)
    source = Source(f"{content.name}/conversions.yml", format_decisions(decisions))
    return match_decisions(result.review.rows, decisions), files.save_file(content.parent, source)
