"""What an editor starts a year with: ``import`` makes a document of a file, ``new`` the skeleton of a year.

Nothing that exists is replaced unless the editor says ``--force``; ``glossary.yml`` only ever grows at its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gazette.importing import glossary_update, skeleton
from gazette.importing.convert import ImportedDocument, ImportRequest, convert_file
from gazette.importing.extracted_text import UnreadableFile
from gazette.model import Source
from gazette.problems import Locus, Problem
from gazette.progress import Told, silent
from gazette.sources import files


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What came of it: the files written, the problems, and what to tell besides, a line each."""

    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()


def import_file(
    file: Path, content: Path, kind: str, year: int, script: str = "", *, force: bool = False, told: Told = silent
) -> CommandResult:
    """Make ``content/YEAR/KIND.md`` of a file, and glossary entries of its notes; ``told`` hears how far it is."""
    data = files.read_bytes(file)
    if isinstance(data, Problem):
        return CommandResult(problems=(data,))
    document = content / str(year) / f"{kind}.md"
    taken = _taken((document,), content, force=force)
    if taken:
        return CommandResult(problems=taken)
    made = convert_file(data, ImportRequest(file.name, kind, year, script), told)
    if isinstance(made, UnreadableFile):
        return CommandResult(problems=(Problem("import-refused", Locus(file.name), made.message, made.fix),))
    images = {document.parent / name: data for name, data in made.pictures.items()}
    taken = _taken(tuple(images), content, force=force)
    if taken:
        return CommandResult(problems=taken)
    shown = _shown(document, content)
    texts = {document: made.document.text, document.with_name(f"{kind}{files.ORIGINAL_SUFFIX}"): made.original}
    problems = [
        Problem("import-unsure", Locus(shown, line), warning, severity="warning")
        for line, warning in made.document.warnings
    ]
    rows = _told(made, shown)
    if made.draft.notes:
        path = content.parent / "glossary.yml"
        held = files.read_text(path) if files.existing_paths((path,)) else ""
        grown = glossary_update.update_glossary(held, path.name, made.draft.notes, f"{year}/{kind}")
        if any(problem.severity == "error" for problem in grown.problems):
            return CommandResult(problems=grown.problems)
        texts |= {path: grown.glossary} if grown.glossary is not None else {}
        problems += grown.problems
        rows += grown.report
    failed = files.save_files(images) or _save(texts, content)
    if failed:
        return CommandResult(problems=failed)
    return CommandResult(
        (*texts, *images), tuple(problems), (*rows, "接着：照提醒核对，再运行 python build.py check。")
    )


def new_year(content: Path, year: int, *, force: bool = False) -> CommandResult:
    """Write the skeleton of a year."""
    texts = {content / str(year) / name: text for name, text in skeleton.build_files(year).items()}
    taken = _taken(tuple(texts), content, force=force)
    if taken:
        return CommandResult(problems=taken)
    failed = _save(texts, content)
    if failed:
        return CommandResult(problems=failed)
    rows = [f"写好了：{_shown(path, content)}" for path in texts]
    return CommandResult(tuple(texts), (), (*rows, "接着：照文件里的注释填写，再运行 python build.py check。"))


def _save(texts: dict[Path, str], content: Path) -> tuple[Problem, ...]:
    """Write the files, the document before its notes; the first that fails is the last tried."""
    for path, text in texts.items():
        failed = files.save_file(content.parent, Source(_shown(path, content), text))
        if failed:
            return failed
    return ()


def _taken(paths: tuple[Path, ...], content: Path, *, force: bool) -> tuple[Problem, ...]:
    return tuple(
        Problem("file-exists", Locus(_shown(path, content)), "已经有这个文件，没有动它。", "要换掉它，请加 --force。")
        for path in files.existing_paths(paths)
        if not force
    )


def _shown(path: Path, content: Path) -> str:
    return path.relative_to(content.parent).as_posix()


def _told(made: ImportedDocument, shown: str) -> list[str]:
    pages = f"，{made.page_count}页" if made.page_count else ""
    headings = sum(block.prefix.startswith("##") for block in made.draft.blocks)
    rows = [
        f"写好了：{shown}（{made.paragraph_count}段{pages}，{headings}个标题，看来有{made.quantity_count}个数值，{len(made.draft.notes)}条附注）"
    ]
    changed = [f"{what}{count}处" for what, count in made.changes.rewrites.items() if count]
    if changed:
        rows.append("改了写法，文字不变：" + "，".join(changed) + "。标点没有动。")
    if made.changes.page_furniture:
        different = list(dict.fromkeys(made.changes.page_furniture))
        more = f" 等{len(different)}种" if len(different) > 8 else ""
        rows.append(
            f"去掉了{len(made.changes.page_furniture)}行页眉、页脚、页码："
            + "、".join(f"「{x}」" for x in different[:8])
            + more
        )
    for kind, lines in made.changes.omitted.items():
        rows.append(f"{kind}{len(lines)}行没有收进来：" + "、".join(f"「{line[:24]}」" for line in lines))
    return rows
