"""Build the metadata of pages for search engines and aggregators, and its description by schema.org.

Only what a document itself states is included, no date or name that the editors inferred. The names that aggregators of
Chinese government sites read are those of 《政府网站发展指引》 (2017), annex 2, in ``templates/partials/metadata.html``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from urllib.parse import urljoin

from msgspec.structs import replace

from gazette.model import Document
from gazette.pages.context import Context
from gazette.pages.home_and_years import Home
from gazette.pages.publication import Link, Metadata, Picture
from gazette.pages.summary import build_document_row
from gazette.shown import Shown, concat, first_form, map_forms, strip_end

MOST_KEYWORDS = 10
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: The types of schema.org that are shown with a picture.
ILLUSTRATED = ("Report", "NewsArticle", "Dataset")
Node = dict[str, object]


def describe_document(context: Context, document: Document) -> Shown:
    """Describe a document in a line: its kind, and where and when it was given or printed."""
    row = build_document_row(context, document, "")
    return context.get_word("document_description", kind=row.kind, line=strip_end(row.meta, "。"))


def printed_value(document: Document, key: str) -> str:
    """Return a value of front matter if the document itself states it, else an empty string."""
    return "" if key in document.meta.inferred else str(getattr(document.meta, key))


def describe_document_page(context: Context, document: Document, about: Shown) -> Metadata:
    """Build the metadata of a document's page."""
    meta, report = document.meta, document.meta.kind == "report"
    publisher = context.convert_front_matter(document, "publisher") if printed_value(document, "publisher") else ""
    author = context.convert_front_matter(document, "speaker") or context.convert_front_matter(document, "byline")
    title, published = context.convert_front_matter(document, "title"), printed_value(document, "date")
    keywords = with_terms_as_keywords(context, document).keywords
    basis = context.find_document(meta.explains)
    node = _node(
        "Report" if report else "NewsArticle",
        name=title, headline=title, description=about, url=context.make_address(context.make_path(document.id)),
        inLanguage=context.lang, datePublished=published, keywords=list(keywords),
        author=_person(author) if author else None,
        publisher=_node("Organization", name=publisher) if publisher else None,
        reportNumber=context.convert_front_matter(document, "document_number") if report else "",
        isBasedOn=context.make_address(context.make_path(basis.id)) if basis else "",
    )  # fmt: skip
    return Metadata(
        column=context.name_kind(document), article=title,
        source=publisher or (context.convert_front_matter(document, "meeting") if report else ""),
        author=author, published=published, keywords=keywords, pictures=_pictures(context, document), structured=(node,),
    )  # fmt: skip


def _pictures(context: Context, document: Document) -> tuple[str, ...]:
    """Return the addresses of the pictures that a document shows, each once."""
    files = (block.attrs["file"] for block in document.walk() if block.kind == "picture") if document.pictures else ()
    return tuple(f"{context.site.base_url}/{file}" for file in dict.fromkeys(files))


def with_keywords(words: Iterable[Shown]) -> Metadata:
    """Build metadata with the first few of these keywords."""
    return Metadata(keywords=tuple(dict.fromkeys(word for word in words if word))[:MOST_KEYWORDS])


def with_terms_as_keywords(context: Context, document: Document) -> Metadata:
    """Build metadata with the terms that a document uses as keywords."""
    first: dict[str, None] = {u.slug: None for u in context.index.uses.get(document.id, ())}
    terms = {entry.slug: context.convert_term(entry) for entry in context.entries}
    return with_keywords(terms[slug] for slug in first)


def describe_home(context: Context, about: Shown, view: Home) -> Metadata:
    """Build the metadata of the home page, which describes the site."""
    site = context.site
    name = context.convert_text(site.title)
    node = _node(
        "WebSite", name=name, description=about, url=context.make_address(""), inLanguage=context.lang,
        publisher=_publisher(context),
    )  # fmt: skip
    short = context.convert_text(context.site.short)
    return replace(with_keywords(card.name for card in view.cards), structured=(node,), short=short)


def describe_glossary(context: Context, about: Shown) -> Metadata:
    """Build the metadata of the glossary: its terms, each with its address."""
    address = context.make_address("glossary/")
    names = {entry.slug: context.convert_term(entry) for entry in context.entries}
    terms = [_node("DefinedTerm", name=name, url=concat(address, f"#{slug}")) for slug, name in names.items()]
    node = _node(
        "DefinedTermSet", name=context.get_word("glossary"), description=about, url=address,
        inLanguage=context.lang, hasDefinedTerm=terms,
    )  # fmt: skip
    return replace(with_keywords(names.values()), structured=(node,))


def describe_data(context: Context) -> Metadata:
    """Build the metadata of the data page: one data set in several files."""
    base, name = context.site.base_url, context.get_word("nav_data")
    site = context.convert_text(context.site.title)
    files = [("text/csv", "targets.csv"), ("text/csv", "figures.csv"), ("application/json", "datapackage.json")]
    files += [
        ("application/json", f"{n}.json") for n in ("documents", "figures", "indicators", "alignment", "glossary")
    ]
    node = _node(
        "Dataset", name=context.get_word("page_title", page=name, site=site),
        description=concat(context.get_word("data_description"), context.get_word("data_intro")),
        url=context.make_address("data/"), license=LICENCE, isAccessibleForFree=True, creator=_publisher(context),
        distribution=[_node("DataDownload", encodingFormat=kind, contentUrl=f"{base}/data/{file}") for kind, file in files],
    )  # fmt: skip
    return Metadata(structured=(node,))


def complete_metadata(
    context: Context, meta: Metadata, path: str, title: Shown, trail: Sequence[Link], picture: Picture
) -> Metadata:
    """Add to a page's metadata the publication's own, the share image and the breadcrumbs."""
    site = context.site
    address = context.make_address(path)
    steps = [(link.text, map_forms(address, partial(urljoin, url=first_form(link.href)))) for link in trail]
    crumbs = [
        _node("ListItem", position=place, name=name, item=item)
        for place, (name, item) in enumerate([*steps, (title, address)] if steps else [], 1)
    ]
    share = concat(f"{site.base_url}/", picture.path)
    image: object = [share, *meta.pictures] if meta.pictures else share
    nodes = tuple({**node, "image": image} if node["@type"] in ILLUSTRATED else node for node in meta.structured)
    nodes += (_node("BreadcrumbList", itemListElement=crumbs),) if crumbs else ()
    column = trail[-1].text if len(trail) > 1 else title if path else ""
    return replace(
        meta,
        name=title,
        site=context.convert_text(site.title),
        publisher=context.convert_text(site.publisher),
        column=meta.column or column,
        structured=tuple({"@context": "https://schema.org", **node} for node in nodes),
    )


def _person(printed_name: Shown) -> Node:
    """Describe a person by office and name: 本报记者 李玲玲, 晋江市人民政府市长 王明元."""
    office = map_forms(printed_name, lambda form: form.rpartition(" ")[0])
    name = map_forms(printed_name, lambda form: form.rpartition(" ")[2])
    return _node("Person", name=name, jobTitle=office)


def _publisher(context: Context) -> Node | None:
    name = context.convert_text(context.site.publisher)
    return _node("Organization", name=name) if name else None


def _node(kind: str, **facts: object) -> Node:
    """Make an item of schema.org; empty values are left out."""
    return {"@type": kind, **{key: value for key, value in facts.items() if value not in ("", None, [])}}
