"""Build groups of documents, from their files to their pages, and the pages about all documents.

A :class:`PartBuilder` is the state of a process: the parent's or a worker's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache, partial

from msgspec import Raw, Struct
from msgspec.structs import replace

from gazette.comparison.relate import check_unused_see, relate_document
from gazette.conversion import converter as conversion
from gazette.conversion.convert_document import ConvertText, convert_document, convert_entries
from gazette.conversion.review import find_document_rows
from gazette.drawing import render as drawing
from gazette.exports.open_data import format_document_rows
from gazette.facts import DocumentFacts, PartFacts, PublishedDocument, decode, encode, encode_points
from gazette.figures.extract import extract_figures
from gazette.grouping import group_by
from gazette.groups import (
    EntriesTask,
    GroupTask,
    Inputs,
    PartTask,
    Start,
    fingerprint_entries,
    list_topics,
    select_settings,
)
from gazette.html import link_check
from gazette.html.renderer import PageRenderer, replace_entry
from gazette.library import check_library, glossary
from gazette.library.annotate import annotate_document
from gazette.model import Document, Entry, Figure, Image, Relation, Use
from gazette.pages.build_pages import build_document_pages
from gazette.pages.context import Context, relative_path
from gazette.pages.editorial_notes import number_editorial_notes
from gazette.pages.glossary import build_entry_view, find_term_years
from gazette.pages.library_index import build_index, group_figures
from gazette.pages.publication import Artifact, FileRecord, Page, PageRecord, RenderedPage, Strings, all_forms
from gazette.pages.summary import build_contents, summarize_document
from gazette.pages.topic_quotes import quote_topics
from gazette.pages.wording import fill_names
from gazette.problems import Problem
from gazette.scripts import SCRIPTS
from gazette.search.index import write_records
from gazette.shown import Shown, in_script, select_script
from gazette.sources import files, originals
from gazette.sources.anchor_registry import assign_published_anchors, list_registry_rows
from gazette.sources.attach_pictures import attach_pictures
from gazette.sources.document import document_id, parse_document
from gazette.sources.links import list_links


class _Parsed(Struct, frozen=True):
    """A document as read from its file."""

    document: Document
    figures: tuple[Figure, ...]
    anchors: frozenset[str]
    pictures: tuple[Artifact, ...]
    problems: tuple[Problem, ...]


class PartBuilder:
    """Builds groups and pages about all documents. What it has parsed it holds until the group is built."""

    def __init__(self, inputs: Inputs, last: PartBuilder | None = None) -> None:
        """``last`` is the builder of the build before in this process, which has parsed the documents that are the same."""
        self.inputs = inputs
        self.notes = glossary.notes_by_document(inputs.entries)
        self.converter = conversion.Converter(inputs.rules)
        self.images: dict[str, str] = {}  #: those that are drawn, with the characters that they lack
        self._parsed: dict[str, bytes] = {}  #: encoded, which takes a tenth of the memory
        self._find_terms = lru_cache(maxsize=None)(self._build_finder)
        #: What the documents of groups that are built were parsed from, and the result, encoded.
        self._built: dict[str, tuple[object, bytes]] = {}
        if last and last.inputs.indicators == inputs.indicators:
            same = (path for path in last._built if path in inputs.documents)
            self._built = {path: last._built[path] for path in same if last._built[path][0] == self._list_sources(path)}
            self._parsed = {path: data for path, (_, data) in self._built.items()}

    def start(self, start: Start) -> None:
        """Take what is known once all documents have been read."""
        self.converter = conversion.with_editor_answers(self.converter, start.answers)
        self.images = dict(start.images)

    @cached_property
    def convert_text(self) -> ConvertText:
        """Converts texts, by the editors' answers."""
        return ConvertText(self.converter.convert, self.inputs.site.quotes == "corner")

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The glossary in all scripts, by slug."""
        entries, _ = convert_entries(self.inputs.entries, self.convert_text, self.inputs.glossary_path)
        return {entry.slug: entry for entry in entries}

    @cached_property
    def render_page(self) -> PageRenderer:
        """Renders pages."""
        return PageRenderer(self.inputs.templates, self.inputs.addresses, self.inputs.site, self.strings)

    @cached_property
    def strings(self) -> Strings:
        """The wording by language, with the names of the publication."""
        return fill_names(self.inputs.strings, self.inputs.site, self.convert_text, self.inputs.bodies)

    @cached_property
    def wording(self) -> dict[str, Shown]:
        """The wording in all scripts."""
        return all_forms(self.strings)

    def _build_finder(self, year: int) -> glossary.Finder:
        return glossary.build_finder(self.inputs.entries, year, conversion.fold)

    def _list_sources(self, path: str) -> tuple[object, ...]:
        """Return what a document without pictures is parsed from, besides the indicators."""
        inputs, name = self.inputs, document_id(path)
        notes, anchors = self.notes.get(name, ()), inputs.registry.anchors.get(name)
        return inputs.documents[path], inputs.originals.get(path), notes, anchors, inputs.glossary_path, inputs.bodies

    # ------------------------------------------------------------ from the file to the facts

    def extract(self, path: str) -> tuple[DocumentFacts | None, tuple[Problem, ...]]:
        """Read a document and return its facts, without a key; only problems where its file cannot be used."""
        parsed, problems = self._parse(path)
        if parsed is None:
            return None, problems
        document, published = parsed.document, self.inputs.registry.anchors.get(parsed.document.id, ())
        facts = DocumentFacts(
            key="",
            document=replace(document, blocks=(), headings=(), counted=()),
            anchors=parsed.anchors,
            links=list_links(document),
            points=encode_points(parsed.figures),
            figure_count=len(parsed.figures),
            rows=find_document_rows(document, self.converter.convert, self.converter.risks),
            problems=parsed.problems,
            registry_rows=tuple(list_registry_rows(document, parsed.anchors, published))
            if self.inputs.record_anchors
            else (),
        )
        return facts, ()

    def _parse(self, path: str) -> tuple[_Parsed | None, tuple[Problem, ...]]:
        inputs = self.inputs
        source, found = files.decode_text(inputs.documents[path])
        problems = list(found)
        document, found = parse_document(source, inputs.bodies) if source else (None, ())
        problems.extend(found)
        if document is None:
            return None, tuple(problems)
        document = assign_published_anchors(document, inputs.registry)
        pictures: tuple[Artifact, ...] = ()
        if document.pictures:
            document, pictures = self._add_pictures(document, problems)
        notes = self.notes.get(document.id, ())
        figures, found = extract_figures(document, inputs.indicators, conversion.fold)
        problems += (*found, *check_library.check_has_text(document), *check_library.check_notes_shown(document, notes))
        if raw := inputs.originals.get(path):
            original, found = files.decode_text(raw)
            problems.extend(found)
            if original:
                place = inputs.glossary_path
                problems += originals.compare_with_original(document, notes, place, original.text, original.path)
        anchors = frozenset(check_library.list_anchors(document, notes))
        parsed = _Parsed(document, figures, anchors, pictures, tuple(problems))
        self._parsed[path] = encode(parsed)
        return parsed, ()

    def _add_pictures(self, document: Document, problems: list[Problem]) -> tuple[Document, tuple[Artifact, ...]]:
        """Read and examine a document's pictures; return the document with them, and their files."""
        from gazette.exports.pictures import examine_picture, publish_pictures  # late, because Pillow is slow to load

        known = {name: self.inputs.pictures[name] for name in document.pictures if name in self.inputs.pictures}
        data, found = files.read_binaries(known, self.inputs.content)
        problems.extend(found)
        images: dict[str, Image] = {}
        for name, content in data.items():
            image, found = examine_picture(name, content)
            problems.extend(found)
            images |= {name: image} if image else {}
        document, found = attach_pictures(document, images, tuple(self.inputs.pictures))
        problems.extend(found)
        return document, publish_pictures(images.values(), data)

    # ------------------------------------------------------------ from the facts to the pages

    def build_group(self, task: GroupTask) -> PartFacts:
        """Build a group: relate its documents, annotate and convert them, and render their pages."""
        for path in task.documents:
            if path not in self._parsed:
                self._parse(path)
        encoded = {path: self._parsed.pop(path) for path in task.documents}
        read: list[_Parsed] = [decode(data, _Parsed) for data in encoded.values()]
        if self.inputs.is_preview:
            plain = (each.document.path for each in read if not each.document.pictures)
            self._built |= {path: (self._list_sources(path), encoded[path]) for path in plain}
        parsed = {each.document.id: each for each in read}
        problems: list[Problem] = []
        relations: dict[str, tuple[Relation, ...]] = {}
        uses: dict[str, tuple[Use, ...]] = {}
        documents: dict[str, Document] = {}
        for name, each in parsed.items():
            document, own = each.document, tuple[Relation, ...]()
            report = parsed.get(task.reports.get(name, ""))
            if report:
                own, found = relate_document(
                    document, report.document, report.anchors, conversion.fold, self.inputs.site.short
                )
                problems.extend(found)
                relations |= {name: own} if own else {}
            elif not document.meta.explains:
                problems.extend(check_unused_see(document))
            annotations = annotate_document(
                document, self._find_terms(document.year), self.inputs.site.terms, task.surroundings.links[name],
                each.figures, own, report.document.meta.script if report else "",
            )  # fmt: skip
            uses[name] = annotations.uses
            converted, found = convert_document(document, annotations.marks, self.convert_text)
            problems += (*annotations.problems, *found)
            documents[name] = number_editorial_notes(self.convert_text, own, converted)
        if not task.renders or any(problem.severity == "error" for problem in problems):
            return PartFacts(task.key, problems=tuple(problems), has_pages=False)
        context = self._make_context(task, documents, parsed, relations, uses)
        pages: list[Page] = []
        topics = list_topics(self.inputs.site)
        units = {indicator.id: indicator.unit for indicator in self.inputs.indicators}
        published: dict[str, PublishedDocument] = {}
        for name, document in documents.items():
            used = {use.slug for use in uses[name]}
            entries = tuple(entry for slug, entry in self.entries.items() if slug in used)
            narrow = replace(context, entries=entries)
            contents = build_contents(narrow, document)
            pages += build_document_pages(narrow, document, contents)
            figures = parsed[name].figures
            said = quote_topics(context, document, topics, conversion.fold)
            shown = group_by((f for f in figures if (name, f.id) in context.figure_texts), lambda f: f.indicator)
            published[name] = PublishedDocument(
                summary=Raw(encode(summarize_document(narrow, document, contents))),
                term_years=Raw(encode(find_term_years(narrow, document))),
                figure_texts={
                    indicator: Raw(encode({figure.id: context.convert_figure(figure) for figure in own}))
                    for indicator, own in shown.items()
                },
                topics={topic: Raw(encode(own)) for topic, own in said.items()},
                short_words={topic: own.short for topic, own in said.items() if own.short},
                relation_count=len(relations.get(name, ())),
                uses=tuple((use.slug, use.anchor) for use in uses[name]),
                rows=format_document_rows(
                    parsed[name].document, figures, relations.get(name, ()), self.inputs.site.base_url, units
                ),
            )
        pictures = {picture.path: picture for each in parsed.values() for picture in each.pictures}
        part = self._publish(task.key, pages, pictures.values(), problems)
        slugs = {use.slug for own in uses.values() for use in own}
        keys = {slug: keys for slug, keys in fingerprint_entries(self.inputs.entries).items() if slug in slugs}
        return replace(part, documents=published, entries=keys)

    def replace_entries(self, task: EntriesTask) -> PartFacts:
        """Replace glossary entries at the foot of a group's pages. ValueError if a page has not the form that is expected."""
        context = Context(self.inputs.site, self.convert_text, self.wording, bodies=self.inputs.bodies)
        written: dict[str, FileRecord] = {}
        for name, document in task.part.documents.items():
            path = context.make_path(name)
            page = Page(path, "", "", "", None, home=relative_path(path, ""))
            used = {slug for slug, _ in document.uses}
            entries = [build_entry_view(context, self.entries[slug], path) for slug in task.slugs if slug in used]
            texts = [(entry.slug, tuple(self.render_page.render_entry(page, entry))) for entry in entries]
            for place, script in enumerate(SCRIPTS if texts else ()):
                file = page.file(script)
                html = bytes(self.inputs.writer.read_last(file)).decode()
                for slug, forms in texts:
                    html = replace_entry(html, slug, forms[place])
                written[file] = self.inputs.writer.write(file, html.encode())
        keys = fingerprint_entries(self.inputs.entries)
        files = tuple(written.get(file.path, file) for file in task.part.files)
        return replace(task.part, files=files, entries={slug: keys[slug] for slug in task.part.entries})

    def _make_context(
        self, task: GroupTask, documents: Mapping[str, Document], parsed: Mapping[str, _Parsed],
        relations: Mapping[str, tuple[Relation, ...]], uses: Mapping[str, tuple[Use, ...]],
    ) -> Context:  # fmt: skip
        """Make the context of a group's pages."""
        surroundings = task.surroundings
        notes = {
            name: tuple(replace(entry, definition=self.entries[entry.slug].definition) for entry in self.notes[name])
            for name in documents
            if name in self.notes
        }
        figures = {name: each.figures for name, each in parsed.items()}
        context = Context(
            site=select_settings(self.inputs.site),
            converter=self.convert_text,
            strings=self.wording,
            years=surroundings.years,
            holdings=surroundings.holdings,
            nav=surroundings.nav,
            names=surroundings.names,
            bodies=self.inputs.bodies,
            indicators=tuple(indicator for indicator in self.inputs.indicators if indicator.headline),
            all_indicators={indicator.id: indicator for indicator in self.inputs.indicators},
            documents={**{document.id: document for document in (*surroundings.documents, *task.stating)}, **documents},
            figures=group_figures((*surroundings.goals, *task.series)),
            index=build_index(documents.values(), figures, relations, uses, notes),
        )
        texts = {
            (name, figure.id): context.convert_figure(figure, has_quote=True)
            for name, own in figures.items()
            for figure in own
            if figure.is_tracked or figure.is_of_period
        }
        return replace(context, figure_texts=texts)

    def build_part(self, task: PartTask) -> PartFacts:
        """Build pages about all documents."""
        context = Context(
            site=self.inputs.site,
            converter=self.convert_text,
            strings=self.wording,
            years=task.years,
            holdings=task.holdings,
            nav=task.nav,
            names=task.names,
            bodies=self.inputs.bodies,
            indicators=task.indicators,
            documents=task.documents,
            entries=tuple(self.entries[entry.slug] for entry in task.entries),
            figures=task.figures,
            figure_texts=task.figure_texts,
        )
        built = task.build(context, *task.arguments)
        return self._publish(task.key, (built,) if isinstance(built, Page) else built)

    def _publish(
        self, key: str, pages: Iterable[Page], others: Iterable[Artifact] = (), problems: Iterable[Problem] = ()
    ) -> PartFacts:
        """Render pages and write their files, with their share images and search records, and the ``others``."""
        records, written = list[PageRecord](), list[FileRecord]()
        problems, images = list(problems), dict[str, str]()
        for file in others:
            written.append(self.inputs.writer.write(file.path, file.content))
        for page in pages:
            rendered = self.render_page(page)
            problems.extend(link_check.check_ids(rendered))
            written += (self.inputs.writer.write(file.path, file.content) for file in rendered.files)
            record = self._record(rendered)
            records.append(record)
            self._draw(record, written, images)
            self._draw_saved(rendered.page, written, images)
            problems.extend(drawing.check_characters(rendered.page, images))
        return PartFacts(key, tuple(records), tuple(written), images, tuple(problems))

    def _record(self, rendered: RenderedPage) -> PageRecord:
        page = rendered.page
        return PageRecord(
            path=page.path,
            is_above_editions=page.script is not None,
            canonical=page.canonical,
            description=page.description,
            alternates=page.alternates,
            meta=replace(page.meta, structured=()),
            picture=page.picture,
            links=tuple(map(link_check.record_links, rendered.files, rendered.links)),
            search=write_records(page, self.inputs.records) if self.inputs.records else (),
        )

    def _draw(self, page: PageRecord, written: list[FileRecord], images: dict[str, str]) -> None:
        """Draw a page's share images, now or when they are asked for."""
        for path, card in drawing.list_cards(page):
            if path not in self.images:
                self.images[path] = "" if self.inputs.is_preview else drawing.find_missing_characters(card)
                draw = partial(drawing.draw_image, card, self.inputs.site.accent, self.images[path])
                written.append(self.inputs.writer.write_late(path, draw))
            images[path] = self.images[path]

    def _draw_saved(self, page: Page, written: list[FileRecord], images: dict[str, str]) -> None:
        """Draw the pictures of a page that readers can save, now or when they are asked for."""
        writer, accent = self.inputs.writer, self.inputs.site.accent
        for each in page.drawings:
            for place in range(len(SCRIPTS)):
                names = [f"{in_script(each.path, place)}{file.suffix}" for file in each.files]
                if names[0] not in self.images:
                    contents = select_script(each.contents, place)
                    missing = "" if self.inputs.is_preview else drawing.find_missing(contents)
                    self.images |= dict.fromkeys(names, missing)
                    draw = cache(partial(drawing.draw_saved, contents, accent))
                    files = zip(names, each.files, strict=True)
                    written += (writer.write_late(name, partial(_read, draw, file.suffix)) for name, file in files)
                images |= {name: self.images[name] for name in names}


def _read(draw: Callable[[], Mapping[str, bytes]], suffix: str) -> bytes:
    return draw()[suffix]
