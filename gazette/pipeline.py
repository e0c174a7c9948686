"""Run the build: the stages in their order, which only this module knows.

inputs → documents → checks of all together → groups of documents → pages about all → search and exports ══ gate ══ site/

What the last site has already is not built again: the facts of a document or a part are found under a key, and its files are
linked into the next site.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from gazette import causes, site_parts
from gazette.build_parts import build_groups, build_parts, list_files, list_pages, make_publication
from gazette.check_publication import Checked, check_publication
from gazette.conversion.converter import load_dictionaries
from gazette.conversion.review_file import Review, format_decisions, match_decisions, updated_decisions
from gazette.destination import Destination, Discard, SiteWriteError
from gazette.export_files import export, index_search, write_document_data, write_files
from gazette.exports.service_worker import render_service_worker
from gazette.facts import PartFacts, SiteFacts, fingerprint
from gazette.html.link_check import check_links
from gazette.model import Source
from gazette.options import Options
from gazette.pages.publication import PageRecord
from gazette.part_builder import PartBuilder
from gazette.problems import Problem
from gazette.progress import ProgressCallback, ignore_progress
from gazette.read_publication import Documents, Reading, read_documents, read_inputs
from gazette.site_folder import SiteFolder
from gazette.sources import anchor_registry, files
from gazette.workers import Workers

__all__ = ("BuildResult", "Options", "build", "record", "write_review")


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
    started = time.monotonic()
    destination = destination or (SiteFolder(options.out) if options.out else Discard())
    last = destination.last_facts()
    on_progress("读文件", 0, 0)
    reading, problems = read_inputs(options, destination)
    workers = Workers(PartBuilder, (reading.inputs, destination.builder), jobs, load=load_dictionaries)
    try:
        documents, found = read_documents(reading, last.documents, workers, on_progress)
        problems += found
        on_progress("核对", 0, 0)
        checked, found = check_publication(reading, documents, last, problems)
        problems += found
        result = _Run(options, destination, reading, documents, checked, workers, on_progress, list(problems))
        site = result.build_site(last)
    finally:
        workers.close()
        destination.close()
    destination.builder = workers.made_here
    return replace(site, seconds=time.monotonic() - started, lost_workers=workers.lost)


class _Run:
    """A build whose documents have been read and checked."""

    def __init__(
        self, options: Options, destination: Destination, reading: Reading, documents: Documents, checked: Checked,
        workers: Workers, on_progress: ProgressCallback, problems: list[Problem],
    ) -> None:  # fmt: skip
        self.options, self.destination, self.reading, self.documents = options, destination, reading, documents
        self.checked, self.workers, self.on_progress, self.problems = checked, workers, on_progress, problems

    def build_site(self, last: SiteFacts) -> BuildResult:
        """Build all pages and the other files, and exchange the site; ``last`` are the facts of the last one."""
        common = (self.reading.inputs, self.documents, self.checked)
        if self.is_stopped() or not self.documents.facts:
            groups = build_groups(*common, last, self.workers, self.on_progress, renders=False)
            self.collect(groups.facts)
            return self.make_result()
        try:
            self.problems.extend(self.destination.open())
            if self.is_stopped():
                return self.make_result()
            if not self.destination.stands(last):
                last = replace(last, groups={}, parts={}, files={}, index=PartFacts(""), links_key="")
            return self.build_pages(last)
        except SiteWriteError as error:
            self.problems.extend(error.problems)
            return self.make_result()

    def build_pages(self, last: SiteFacts) -> BuildResult:
        """Build all pages from groups, and then from all groups together."""
        destination, workers, inputs = self.destination, self.workers, self.reading.inputs
        common, writer = (inputs, self.documents, self.checked), destination.writer
        groups = build_groups(*common, last, workers, self.on_progress, renders=True)
        self.collect(groups.facts)
        # ══ gate: any error → every problem at once, nothing written ══
        if self.is_stopped():
            return self.make_result()
        publication = make_publication(*common, groups)
        parts = build_parts(site_parts.list_searched_parts(publication), last, workers)
        records = {page.path: page.search for page in list_pages(publication, groups, parts) if page.search}
        with index_search(records, last.index, destination, wanted=self.options.search) as index:
            parts |= build_parts(site_parts.list_other_parts(publication), last, workers)
            root = site_parts.make_root_part(publication, parts["home"].pages[0].picture)
            parts |= build_parts([root], last, workers)
            self.collect(parts)
            pages = list_pages(publication, groups, parts)
            self.on_progress("查链接", 0, 0)
            assets = PartFacts("", files=write_files(writer, self.reading.assets))
            data, groups = write_document_data(publication, groups, writer)
            parts |= export(publication, pages, last.parts, writer)
            known = list_files((*groups.facts.values(), *parts.values(), assets, data), last.files)
            links_key = fingerprint(sorted(known), [page.links for page in pages])
            if links_key != last.links_key:  # the links of the last site are known to lead somewhere
                self.problems.extend(check_links(known.keys(), pages))
            if self.options.search:
                self.on_progress("建检索", 0, 0)
        self.problems.extend(index.problems)
        result = self.make_result(pages, records)
        if self.is_stopped() or self.options.out is None:
            return result
        known |= list_files((index.part,), {})
        wanted = inputs.site.offline
        worker = render_service_worker(known.values(), self.reading.sources.static, inputs.addresses, wanted=wanted)
        known |= {file.path: file for file in write_files(writer, worker)}
        self.on_progress("存文件", 0, 0)
        self.problems.extend(destination.commit(tuple(known.values()), last.files))
        if self.is_stopped():
            return self.make_result()
        facts = SiteFacts(
            documents={each.document.path: each for each in self.documents.facts.values()},
            groups=groups.facts, parts=parts, checks=self.checked.checks, links_key=links_key, shared=self.checked.shared,
            index=index.part, files=known,
        )  # fmt: skip
        destination.save(facts)
        return replace(result, written=True)

    def collect(self, parts: Mapping[str, PartFacts]) -> None:
        """Take the problems of parts."""
        self.problems += (problem for part in parts.values() for problem in part.problems)

    def is_stopped(self) -> bool:
        """Return whether there is an error, or with ``--strict`` a warning."""
        strict = self.options.strict
        return any(p.severity == "error" or (strict and p.severity == "warning") for p in self.problems)

    def make_result(
        self, pages: Sequence[PageRecord] = (), records: Mapping[str, tuple[str, ...]] | None = None
    ) -> BuildResult:
        """Return the result of the build as it stands."""
        inputs, facts = self.reading.inputs, self.documents.facts
        anchors = {name: each.registry_rows for name, each in facts.items()}
        registry = Source(inputs.registry.path, anchor_registry.format_registry(anchors))
        return BuildResult(
            problems=self.select_problems(p for p in self.problems if p.severity != "note"),
            notes=self.select_problems(p for p in self.problems if p.severity == "note"),
            written=False,
            stopped=self.is_stopped(),
            pages=sum(len(page.links) for page in pages),
            documents=len(facts),
            figures=sum(each.figure_count for each in facts.values()),
            terms=len(inputs.entries),
            anchors=registry if self.options.record_anchors else None,
            review=self.checked.review,
            records=records or {},
        )

    def select_problems(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems without the consequences of others, in the order of files and lines."""
        sources = self.reading.sources
        parts: dict[str, causes.Part] = {
            self.options.content.name: "content", sources.site.path: "site", sources.indicators.path: "indicators",
            sources.glossary.path: "glossary", sources.conversion.path: "conversion", sources.anchors.path: "anchors",
            sources.synonyms.path: "synonyms",
            **{source.path: "conversions" for source in (sources.conversions,) if source},
            **{source.path: "strings" for source in sources.strings},
        }  # fmt: skip
        return causes.remove_consequences(problems, parts)


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
