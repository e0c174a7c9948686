"""The commands with which an editor begins a year: ``import`` writes a document from a file, ``new`` the skeleton of a year.

No existing file is replaced without ``--force``; ``glossary.yml`` is only appended to.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from gazette.importing import glossary_update, skeleton
from gazette.importing.convert import ImportedDocument, ImportRequest, convert_file
from gazette.importing.extracted_text import UnreadableFile
from gazette.model import Source
from gazette.problems import Locus, Problem
from gazette.progress import ProgressCallback, ignore_progress
from gazette.settings import SiteConfig
from gazette.sources import files, site_settings
from gazette.suggest_command import find_suggestions


class CommandResult(Struct, frozen=True):
    """The result of a command."""

    #: The files that were written; none after a failure.
    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: Lines for the editor.
    messages: tuple[str, ...] = ()


class ImportPlan(Struct, frozen=True):
    """What an import writes, and what it says."""

    texts: Mapping[Path, str]
    pictures: Mapping[Path, bytes]
    problems: tuple[Problem, ...]
    messages: tuple[str, ...]


def plan_import(
    data: bytes,
    request: ImportRequest,
    content: Path,
    glossary: str | None,
    on_progress: ProgressCallback = ignore_progress,
) -> ImportPlan | tuple[Problem, ...]:
    """Convert a file to ``content/YEAR/KIND.md``, and its notes to entries of the ``glossary``; nothing is written.

    The errors are returned alone if it cannot be converted. ``glossary`` is the text of ``glossary.yml``, ``None`` if it is not UTF-8.
    """
    document = content / str(request.year) / f"{request.kind}.md"
    imported = convert_file(data, request, on_progress)
    if isinstance(imported, UnreadableFile):
        return (Problem("import-refused", Locus(request.name), imported.message, imported.fix),)
    document_path = _display_path(document, content)
    original = document.with_name(f"{request.kind}{files.ORIGINAL_SUFFIX}")
    texts = {document: imported.document.text, original: imported.original}
    problems = [
        Problem("import-unsure", Locus(document_path, line), warning, severity="warning")
        for line, warning in imported.document.warnings
    ]
    messages = _summarize_import(imported, document_path)
    if imported.draft.notes:
        path = content.parent / "glossary.yml"
        name = f"{request.year}/{request.kind}"
        grown = glossary_update.update_glossary(glossary, path.name, imported.draft.notes, name)
        if any(problem.severity == "error" for problem in grown.problems):
            return grown.problems
        texts |= {path: grown.glossary} if grown.glossary is not None else {}
        problems += grown.problems
        messages += grown.report
    pictures = {document.parent / name: data for name, data in imported.pictures.items()}
    return ImportPlan(texts, pictures, tuple(problems), tuple(messages))


def import_file(
    file: Path,
    content: Path,
    kind: str,
    year: int,
    script: str = "",
    *,
    force: bool = False,
    on_progress: ProgressCallback = ignore_progress,
) -> CommandResult:
    """Write ``content/YEAR/KIND.md`` from a file, and glossary entries from its notes."""
    data = files.read_bytes(file)
    if isinstance(data, Problem):
        return CommandResult(problems=(data,))
    existing = _find_existing((content / str(year) / f"{kind}.md",), content, force=force)
    if existing:
        return CommandResult(problems=existing)
    path = content.parent / "glossary.yml"
    glossary = files.read_text(path) if files.existing_paths((path,)) else ""
    plan = plan_import(data, ImportRequest(file.name, kind, year, script), content, glossary, on_progress)
    if not isinstance(plan, ImportPlan):
        return CommandResult(problems=plan)
    existing = _find_existing(tuple(plan.pictures), content, force=force)
    if existing:
        return CommandResult(problems=existing)
    failed = files.save_files(plan.pictures) or _save_texts(plan.texts, content)
    if failed:
        return CommandResult(problems=failed)
    messages = list(plan.messages)
    found = find_suggestions(content, f"{year}/{kind}")
    if found:
        sure = sum(each.confidence == "sure" for each in found)
        messages.append(
            f"其中{len(found)}个数值照别的文献可以标成指标（有把握的{sure}个）。先看：python build.py suggest {year}；"
            f"写进文献：python build.py suggest {year} --write。"
        )
    messages.append("接着：照提醒核对，再运行 python build.py check。")
    return CommandResult((*plan.texts, *plan.pictures), plan.problems, tuple(messages))


def new_year(content: Path, year: int, *, force: bool = False) -> CommandResult:
    """Write the skeleton of a year."""
    texts = {
        content / str(year) / name: text for name, text in skeleton.build_files(year, _read_settings(content)).items()
    }
    existing = _find_existing(tuple(texts), content, force=force)
    if existing:
        return CommandResult(problems=existing)
    failed = _save_texts(texts, content)
    if failed:
        return CommandResult(problems=failed)
    messages = [f"写好了：{_display_path(path, content)}" for path in texts]
    messages.append("接着：照文件里的注释填写，再运行 python build.py check。")
    return CommandResult(written=tuple(texts), messages=tuple(messages))


def _read_settings(content: Path) -> SiteConfig:
    """Read the settings as far as they can be used; the build reports what is wrong with them."""
    path = content / "site.yml"
    return site_settings.read_site(files.read_text(path) or "", path.name)[0]


def _save_texts(texts: Mapping[Path, str], content: Path) -> tuple[Problem, ...]:
    """Write the files, the document before its notes; stop at the first that fails."""
    for path, text in texts.items():
        failed = files.save_file(content.parent, Source(_display_path(path, content), text))
        if failed:
            return failed
    return ()


def _find_existing(paths: tuple[Path, ...], content: Path, *, force: bool) -> tuple[Problem, ...]:
    """Report files that a command would replace without ``force``."""
    return tuple(
        Problem(
            "file-exists", Locus(_display_path(path, content)), "已经有这个文件，没有动它。", "要换掉它，请加 --force。"
        )
        for path in files.existing_paths(paths)
        if not force
    )


def _display_path(path: Path, content: Path) -> str:
    return path.relative_to(content.parent).as_posix()


def _summarize_import(imported: ImportedDocument, path: str) -> list[str]:
    """Return lines that list what was imported, changed and left out."""
    pages = f"，{imported.page_count}页" if imported.page_count else ""
    headings = sum(block.prefix.startswith("##") for block in imported.draft.blocks)
    messages = [
        f"写好了：{path}（{imported.paragraph_count}段{pages}，{headings}个标题，看来有{imported.quantity_count}个数值，{len(imported.draft.notes)}条附注）"
    ]
    changed = [f"{what}{count}处" for what, count in imported.changes.rewrites.items() if count]
    if changed:
        messages.append("改了写法，文字不变：" + "，".join(changed) + "。标点没有动。")
    if imported.changes.page_furniture:
        different = list(dict.fromkeys(imported.changes.page_furniture))
        more = f" 等{len(different)}种" if len(different) > 8 else ""
        messages.append(
            f"去掉了{len(imported.changes.page_furniture)}行页眉、页脚、页码："
            + "、".join(f"「{x}」" for x in different[:8])
            + more
        )
    for kind, lines in imported.changes.omitted.items():
        messages.append(f"{kind}{len(lines)}行没有收进来：" + "、".join(f"「{line[:24]}」" for line in lines))
    return messages
