"""Run the build: the stages in their order, which only this module knows.

sources → documents → library → annotations → editions → publication ══ gate ══ artifacts → site/
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from gazette import causes, site_folder
from gazette.comparison import clause_alignment
from gazette.comparison.relate import relate
from gazette.conversion import converter as conversion
from gazette.conversion.convert_library import convert_library
from gazette.conversion.review import convert_sentences, find_document_rows, review_conversions
from gazette.conversion.review_file import Review, format_decisions, match_decisions, read_decisions, updated_decisions
from gazette.exports import feed, open_data, pictures, redirects, service_worker, sitemap, web_manifest
from gazette.figures import indicators
from gazette.grouping import count_all
from gazette.html import assets, link_check, renderer
from gazette.library import glossary
from gazette.library.annotate import annotate_library
from gazette.library.build_library import build_library, extract_facts
from gazette.memo import Kept, fresh
from gazette.model import Document, Image, Library, Source
from gazette.pages.build_pages import build_pages, render_pages
from gazette.pages.publication import Artifact, Publication
from gazette.problems import Problem
from gazette.progress import ProgressCallback, ignore_progress
from gazette.scripts import SCRIPTS
from gazette.search import index as search
from gazette.share_images import render as share_images
from gazette.sources import anchor_registry, files, markdown, originals, site_settings
from gazette.sources.attach_pictures import attach_pictures, find_unused_pictures
from gazette.sources.document import document_id, parse_document

T = TypeVar("T")

#: The functions that cost more than reading their result from the disk cache.
LASTING = (
    site_settings.read_strings, conversion.read_rules, conversion.load_dictionary, glossary.read_entries, indicators.read_indicators, anchor_registry.read_registry,
    parse_document, extract_facts, clause_alignment.align_clauses, convert_sentences, find_document_rows, read_decisions, assets.bundle_assets, pictures.examine_picture, render_pages,
    search.index_edition, search.build_character_variants, share_images.draw_image,
)  # fmt: skip


class Options(Struct, frozen=True):
    """The options of the command line."""

    content: Path
    out: Path | None  #: ``None`` writes nothing (check)
    base_url: str = ""
    strict: bool = False  #: whether warnings stop the build
    search: bool = True
    offline: bool = True  #: false in the live preview
    preview: bool = False  #: whether search engines are asked not to list the site; it has no offline mode then


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
    anchors: Callable[[], Source] | None = None  #: formats the anchor registry as of this build
    seconds: float = 0.0
    review: Review = field(default_factory=Review)


class BuildServices(Struct, frozen=True):
    """Replaceable services of a build; none of them changes the result. A preview caches in memory, defers the search index
    and writes no files."""

    kept: Kept = fresh
    on_progress: ProgressCallback = ignore_progress
    index: Callable[[Publication, search.Fold, Kept], tuple[tuple[Artifact, ...], tuple[Problem, ...]]] = (
        search.build_indexes
    )
    draw: Callable[[Publication, Kept], tuple[tuple[Artifact, ...], tuple[Problem, ...]]] = share_images.render_images
    write: Callable[[tuple[Artifact, ...], Path], tuple[Problem, ...]] = site_folder.write_site


def build(options: Options, services: BuildServices | None = None) -> BuildResult:
    """Run the pipeline. If there is an error, nothing is written, and the last good site stays."""
    services = services or BuildServices()
    kept, on_progress = services.kept, services.on_progress
    started = time.monotonic()
    problems: list[Problem] = []

    def collect(result: tuple[T, tuple[Problem, ...]]) -> T:
        problems.extend(result[1])
        return result[0]

    on_progress("读文件", 0, 0)
    sources = collect(files.read_sources(options.content))
    parts = _parts(sources, options.content.name)
    settings = collect(kept(site_settings.read_site, sources.site.text, sources.site.path, options.base_url))
    lasting = settings.offline and options.offline and not options.preview
    settings = kept(site_settings.with_command_line_options, settings, lasting, options.preview)
    strings = kept(
        site_settings.with_corner_quotes, collect(kept(site_settings.read_strings, sources.strings)), settings
    )
    rules = collect(kept(conversion.read_rules, sources.conversion.text, sources.conversion.path))
    entries = collect(kept(glossary.read_entries, sources.glossary.text, sources.glossary.path, markdown.parse_inline))
    known = collect(kept(indicators.read_indicators, sources.indicators.text, sources.indicators.path))
    published = collect(kept(anchor_registry.read_registry, sources.anchors.text, sources.anchors.path))
    parsing = kept.each(parse_document, {source.path: (source,) for source in sources.documents})
    documents: list[Document] = [
        kept(anchor_registry.assign_published_anchors, document, published, at=source.path)
        for source, parsed in zip(_report_each(on_progress, "读文献", sources.documents), parsing, strict=True)
        if (document := collect(parsed))
    ]
    unread = frozenset(map(document_id, sources.document_paths)) - {document.id for document in documents}
    documents, illustrations = collect(_add_pictures(sources, documents, options.content, kept))
    if not unread:
        problems.extend(find_unused_pictures(documents, sources.pictures, problems))
    on_progress("找数值", 0, 0)
    library = collect(build_library(settings, documents, entries, known, conversion.fold, unread, kept))
    problems.extend(_find_changes(sources, library, kept))
    problems.extend(anchor_registry.check_published_anchors(library.documents, library.anchors, unread, published))
    on_progress("核对", 0, 0)
    dictionaries = {script.code: kept(conversion.load_dictionary, script.code, at=script.code) for script in SCRIPTS}
    converter = kept(conversion.Converter, rules, {}, dictionaries)
    for learned in kept.each(
        convert_sentences, {document.id: (document, converter.conversions_of) for document in library.documents}
    ):
        converter.preload(learned)
    lock = sources.conversions
    decisions = collect(kept(read_decisions, lock.text, lock.path)) if lock else ()
    places = {"site": sources.site.path, "glossary": sources.glossary.path, "indicators": sources.indicators.path}
    if lock and all(problem.locus.path != lock.path for problem in problems):
        places["conversions"] = lock.path  # only if the file of decisions has no problems itself
    with kept.beside(relate, library, conversion.fold, kept) as related:
        reviewed = collect(review_conversions(library, decisions, places, converter.convert, converter.risks, kept))
        relations = collect(related())
    annotated = collect(annotate_library(library, relations, conversion.fold, sources.glossary.path, kept))
    converter = kept(conversion.with_editor_answers, converter, reviewed.answers)
    review_counts = (len(reviewed.rows), len(reviewed.open))
    on_progress("转换", 0, 0)
    converted = collect(convert_library(annotated, converter.convert, sources.glossary.path, *review_counts, kept))

    def make_result(*, written: bool, publication: Publication | None = None) -> BuildResult:
        return BuildResult(
            problems=causes.remove_consequences((p for p in problems if p.severity != "note"), parts),
            notes=causes.remove_consequences((p for p in problems if p.severity == "note"), parts),
            written=written, stopped=has_blocking_problems(problems, options),
            pages=sum(len(page.files) for page in publication.rendered) if publication else 0,
            documents=len(library.documents), figures=count_all(library.figures), terms=len(entries),
            anchors=partial(_format_anchors, library, published), seconds=time.monotonic() - started, review=reviewed,
        )  # fmt: skip

    # ══ gate: any error → every problem at once, nothing written ══
    if has_blocking_problems(problems, options) or not documents:
        return make_result(written=False)
    on_progress("排网页", 0, 0)
    addresses, artifacts = kept(assets.bundle_assets, sources.static, sources.fonts)
    render_page = kept(renderer.PageRenderer, sources.templates, addresses, settings, strings)
    publication = build_pages(
        settings, converted, strings, render_page, kept, partial(_report_each, on_progress, "写网页")
    )
    pages = publication.rendered
    artifacts += tuple(file for page in pages for file in page.files) + illustrations
    wanted = options.search and options.out
    with kept.beside(services.index, publication, conversion.fold, kept) if wanted else nullcontext() as indexed:
        artifacts += open_data.render_open_data(publication, kept)
        artifacts += web_manifest.render_manifests(publication, addresses)
        artifacts += (
            feed.render_feeds(publication, kept)
            + sitemap.render_sitemap(publication, kept)
            + redirects.render_redirects(publication)
        )
        on_progress("查链接", 0, 0)
        problems.extend(link_check.check_links({file.path for file in artifacts}, pages, settings.root))
        if options.out is None:
            problems.extend(share_images.check_characters(publication))
        if has_blocking_problems(problems, options) or options.out is None:
            return make_result(written=False, publication=publication)
        artifacts += collect(services.draw(publication, kept))
        if indexed:
            on_progress("建检索", 0, 0)
            artifacts += collect(indexed())
    if has_blocking_problems(problems, options):
        return make_result(written=False, publication=publication)
    artifacts += service_worker.render_service_worker(artifacts, sources.static, addresses, wanted=settings.offline)
    on_progress("存文件", 0, 0)
    problems.extend(services.write(_check_paths(artifacts), options.out))
    return make_result(written=not has_blocking_problems(problems, options), publication=publication)


def _parts(sources: files.Sources, content: str) -> dict[str, causes.Part]:
    """Return the part of the input that each file is."""
    return {
        content: "content", sources.site.path: "site", sources.indicators.path: "indicators",
        sources.glossary.path: "glossary", sources.conversion.path: "conversion", sources.anchors.path: "anchors",
        **{source.path: "conversions" for source in (sources.conversions,) if source},
        **{source.path: "strings" for source in sources.strings},
    }  # fmt: skip


def _find_changes(sources: files.Sources, library: Library, kept: Kept) -> Iterator[Problem]:
    """Report where documents differ from the text that was imported."""
    documents = {document.path: document for document in library.documents}
    notes = glossary.notes_by_document(library.entries)
    for source in sources.originals:
        document = documents.get(f"{source.path.removesuffix(files.ORIGINAL_SUFFIX)}.md")
        if document is not None:
            own = notes.get(document.id, ())
            yield from kept(
                originals.compare_with_original,
                document,
                own,
                sources.glossary.path,
                source.text,
                source.path,
                at=source.path,
            )


def _add_pictures(
    sources: files.Sources, documents: Sequence[Document], content: Path, kept: Kept
) -> tuple[tuple[list[Document], tuple[Artifact, ...]], tuple[Problem, ...]]:
    """Read and examine the pictures; return the documents with them, and the pictures as files of the site."""
    wanted = {path: sources.pictures[path] for d in documents for path in d.pictures if path in sources.pictures}
    read, problems = files.read_pictures(wanted, content)
    images: dict[str, Image] = {}
    for path, data in read.items():
        image, more = kept(pictures.examine_picture, path, data, at=path)
        problems += more
        images |= {path: image} if image else {}
    illustrated = []
    for document in documents:
        if document.pictures:
            own = {path: images[path] for path in document.pictures if path in images}
            document, more = kept(attach_pictures, document, own, tuple(sources.pictures), at=document.path)
            problems += more
        illustrated.append(document)
    return (illustrated, pictures.publish_pictures(images.values(), read)), problems


def _format_anchors(library: Library, published: anchor_registry.AnchorRegistry) -> Source:
    return Source(published.path, anchor_registry.format_registry(library.documents, library.anchors, published))


def record(options: Options) -> BuildResult:
    """Check the content, and record its anchors in the registry, so that they stay; if there is an error, write nothing."""
    outcome = build(replace(options, out=None, search=False))
    if outcome.stopped or outcome.anchors is None:
        return outcome
    problems = files.save_file(options.content.parent, outcome.anchors())
    return replace(outcome, problems=outcome.problems + problems, stopped=bool(problems))


def write_review(outcome: BuildResult, content: Path, by: str, today: str) -> tuple[Review, tuple[Problem, ...]]:
    """Update ``content/conversions.yml``: add new rows as open, drop stale ones, sign answers by ``by`` if given.

    Returns the updated review.
    """
    decisions = updated_decisions(outcome.review, by, today)
    source = Source(f"{content.name}/conversions.yml", format_decisions(decisions))
    return match_decisions(outcome.review.rows, decisions), files.save_file(content.parent, source)


def has_blocking_problems(problems: list[Problem], options: Options) -> bool:
    """Return whether there is an error, or with ``--strict`` a warning."""
    return any(p.severity == "error" or (options.strict and p.severity == "warning") for p in problems)


def _report_each(on_progress: ProgressCallback, stage: str, items: Sequence[T]) -> Iterator[T]:
    """Yield the items, reporting how many are done."""
    for done, item in enumerate(items):
        on_progress(stage, done, len(items))
        yield item


def _check_paths(artifacts: tuple[Artifact, ...]) -> tuple[Artifact, ...]:
    """Assert that no two outputs have the same path."""
    paths = [artifact.path for artifact in artifacts]
    assert len(paths) == len(set(paths)), sorted(path for path in paths if paths.count(path) > 1)
    return artifacts
