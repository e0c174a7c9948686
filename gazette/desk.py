"""What an editor starts a year with: ``import`` makes a document of a file, ``new`` the skeleton of a year.

Nothing that exists is replaced unless the editor says ``--force``; ``glossary.yml`` only ever grows at its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gazette import files
from gazette.domain import glossary, markdown
from gazette.importing import skeleton, writer
from gazette.importing.convert import Converted, Request, convert
from gazette.importing.draft import Note
from gazette.importing.printed import Refused
from gazette.model import Entry
from gazette.problems import Locus, Problem


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the files written, the problems, and what to tell besides, a line each."""

    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()


def import_file(file: Path, content: Path, kind: str, year: int, script: str = "", *, force: bool = False) -> Done:
    """Make ``content/YEAR/KIND.md`` of a file, and glossary entries of its notes."""
    data = files.load(file)
    if isinstance(data, Problem):
        return Done(problems=(data,))
    document = content / str(year) / f"{kind}.md"
    beside = document.with_name(f"{kind}.glossary.yml")
    taken = _taken((document, beside), content, force=force)
    if taken:
        return Done(problems=taken)
    made = convert(data, Request(file.name, kind, year, script))
    if isinstance(made, Refused):
        return Done(problems=(Problem("import-refused", Locus(file.name), made.message, made.fix),))
    name = f"{year}/{kind}"
    shown = _shown(document, content)
    texts = {document: made.document.text}
    doubts = [
        Problem("import-unsure", Locus(shown, line), doubt, severity="warning") for line, doubt in made.document.doubts
    ]
    told = [*_told(made, shown)]
    _glossary(made.draft.notes, name, content, beside, texts, doubts, told)
    failed = files.add(texts)
    if failed:
        return Done(problems=failed)
    return Done(tuple(texts), tuple(doubts), (*told, "接着：照提醒核对，再运行 python build.py check。"))


def new_year(content: Path, year: int, *, force: bool = False) -> Done:
    """Write the skeleton of a year."""
    texts = {content / str(year) / name: text for name, text in skeleton.texts(year).items()}
    taken = _taken(tuple(texts), content, force=force)
    if taken:
        return Done(problems=taken)
    failed = files.add(texts)
    if failed:
        return Done(problems=failed)
    rows = [f"写好了：{_shown(path, content)}" for path in texts]
    return Done(tuple(texts), (), (*rows, "接着：照文件里的注释填写，再运行 python build.py check。"))


def _taken(paths: tuple[Path, ...], content: Path, *, force: bool) -> tuple[Problem, ...]:
    return tuple(
        Problem("file-exists", Locus(_shown(path, content)), "已经有这个文件，没有动它。", "要换掉它，请加 --force。")
        for path in paths
        if path.exists() and not force
    )


def _shown(path: Path, content: Path) -> str:
    return path.relative_to(content.parent).as_posix()


def _told(made: Converted, shown: str) -> list[str]:
    pages = f"，{made.pages}页" if made.pages else ""
    headings = sum(piece.before.startswith("##") for piece in made.draft.pieces)
    rows = [
        f"写好了：{shown}（{made.paragraphs}段{pages}，{headings}个标题，看来有{made.figures}个数值，{len(made.draft.notes)}条附注）"
    ]
    changed = [f"{what}{count}处" for what, count in made.record.changed.items() if count]
    if changed:
        rows.append("改了写法，文字不变：" + "，".join(changed) + "。标点没有动。")
    if made.record.dropped:
        different = list(dict.fromkeys(made.record.dropped))
        more = f" 等{len(different)}种" if len(different) > 8 else ""
        rows.append(
            f"去掉了{len(made.record.dropped)}行页眉、页脚、页码："
            + "、".join(f"「{x}」" for x in different[:8])
            + more
        )
    return rows


# ---------------------------------------------------------------- the notes


def _glossary(
    notes: list[Note],
    name: str,
    content: Path,
    beside: Path,
    texts: dict[Path, str],
    doubts: list[Problem],
    told: list[str],
) -> None:
    """Put the notes at the end of ``glossary.yml``; those whose words are an entry already into a file beside the document."""
    if not notes:
        return
    path = content.parent / "glossary.yml"
    shown = _shown(path, content)
    data = files.load(path)
    text = "" if isinstance(data, Problem) else data.decode("utf-8", "replace").replace("\r\n", "\n")
    known, problems = glossary.read_entries(text, shown, markdown.inline)
    fresh = [note for note in notes if not _entries_of(note, known)]
    if isinstance(data, Problem) or "\ufffd" in text or any(problem.severity == "error" for problem in problems):
        fresh = []
        doubts.append(
            Problem("import-unsure", Locus(shown), "读不了或有错误，附注没有接进去。", "请先改好它。", "warning")
        )
    rest = [note for note in notes if note not in fresh and not _same(note, name, known)]
    if fresh:
        grown = "" if not known and text.strip().endswith("[]") else text.rstrip("\n")
        head = f"{grown or text.rstrip().removesuffix('[]').rstrip()}\n\n# 以下是 {name} 的附注，由导入写入；slug 请在发布前改成拼音，发布后不要再动。\n"
        made = writer.entries(fresh, name, head.count("\n") + 1)
        texts[path] = head + made.text
        doubts += [
            Problem("import-unsure", Locus(shown, line), doubt, severity="warning") for line, doubt in made.doubts
        ]
        told.append(f"附注{len(fresh)}条接在 {shown} 末尾，从第{head.count(chr(10))}行起；原有的没有动。")
    if rest:
        head = "# 这些词 glossary.yml 里已有，或接不进去。请对照，需要的用 years 分开年份，抄进 glossary.yml；抄完删去本文件。\n"
        made = writer.entries(rest, name, head.count("\n") + 1)
        texts[beside] = head + made.text
        place = _shown(beside, content)
        for note in rest:
            for entry in _entries_of(note, known):
                message = f"附注「{note.term}」没有接入：第{entry.line}行已有这个词。"
                doubts.append(
                    Problem("import-unsure", Locus(shown, entry.line), message, f"请对照 {place}。", "warning")
                )
        told.append(f"附注{len(rest)}条另写在 {place}。")
    kept = len(notes) - len(fresh) - len(rest)
    if kept:
        told.append(f"附注{kept}条 {shown} 里已有，一字不差，没有再写。")


def _entries_of(note: Note, known: tuple[Entry, ...]) -> list[Entry]:
    return [entry for entry in known if note.term in (entry.term, *entry.also)]


def _same(note: Note, name: str, known: tuple[Entry, ...]) -> bool:
    """Whether the note is an entry already, word for word, as when a document is imported again."""
    return any(
        (entry.document, entry.page, entry.definition.text) == (name, note.page, note.definition.text)
        for entry in _entries_of(note, known)
    )
