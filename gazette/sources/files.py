"""Reads the sources, and keeps the files of the content that the program writes. Nothing here knows what a document is.

Beside ``publish.py``, which writes the site, and the search index's temporary folder this is the only use of the disk.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gazette.model import Source
from gazette.problems import Locus, Problem, describe_os_error
from gazette.sources import characters

PROJECT_ROOT = Path(__file__).resolve().parents[2]
#: What every Chinese text is full of, in either script.
_USUAL = re.compile("[，。、：；“”的一年是在和有人大市工作全新业業发發展经經建设設]")
#: The end of the name of the file with a document's imported words.
ORIGINAL_SUFFIX = ".original.txt"
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|avif|svg)$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MARKDOWN = re.compile(r"\.(?:md|markdown)(?:\.txt)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sources:
    """What was read: documents (``found`` are the paths of all, read or not), the imported words beside them (``originals``), the files of
    pictures beside them by their path as it is told, the YAML files by name, and the house's templates, static files and fonts by path."""

    documents: tuple[Source, ...]
    originals: tuple[Source, ...]
    found: tuple[str, ...]
    pictures: Mapping[str, Path]
    site: Source
    indicators: Source
    glossary: Source
    conversion: Source
    anchors: Source
    conversions: Source | None
    strings: tuple[Source, ...]
    templates: dict[str, str]
    static: dict[str, str]
    fonts: dict[str, bytes]


def read_sources(content: Path, house: Path = PROJECT_ROOT) -> tuple[Sources, tuple[Problem, ...]]:
    """Everything that a build needs. ``content`` is the folder of the documents, ``glossary.yml`` stands beside it.

    ``conversions.yml`` need not be there: then nobody signs the conversions.
    """
    problems: list[Problem] = []
    root = content.parent
    if not content.is_dir():
        problems.append(
            Problem(
                "content-missing",
                Locus(content.name),
                "没有这个文件夹。",
                "请在项目的文件夹里运行，或用 --content 指明。",
            )
        )
    documents = []
    originals = []
    found = []
    pictures = {}
    for path in sorted(content.rglob("*")) if content.is_dir() else []:
        parts = path.relative_to(content).parts
        if any(part.startswith(".") for part in parts):
            continue
        if _PICTURE.search(path.name) and len(parts) > 1 and _YEAR.fullmatch(parts[0]) and not path.is_dir():
            pictures[_shown(path, root)] = path
        if not _MARKDOWN.search(path.name):
            continue
        if not path.name.endswith(".md"):  # Windows hides the end of a name
            fix = "请改成 report.md 这样的名字。Windows 的「查看」里要先勾上「文件扩展名」，才看得到名字的末尾。"
            problems.append(Problem("path-form", Locus(_shown(path, root)), "名字不以 .md 结尾，没有用上。", fix))
            continue
        found.append(_shown(path, root))
        source = _source(path, root, problems)
        if source is not None:
            documents.append(source)
        left = path.with_name(f"{path.stem}.glossary.yml")
        if left.is_file():  # earlier imports wrote such files, which nothing shows
            fix = "请抄进 glossary.yml，再删去这个文件；或删去它，重新导入。"
            problems.append(
                Problem("note-unshown", Locus(_shown(left, root)), "这里的附注没有接进 glossary.yml，印不出来。", fix)
            )
        beside = path.with_name(path.stem + ORIGINAL_SUFFIX)
        original = _source(beside, root, problems) if beside.is_file() else None
        if original is not None:
            originals.append(original)
    if content.is_dir() and not found:
        fix = "请写第一篇，如 content/2024/report.md；写法见 docs/notation.md。"
        problems.append(Problem("content-missing", Locus(content.name), "里面还没有文献。", fix))

    def single(path: Path) -> Source:
        if not path.is_file():
            problems.append(Problem("file-missing", Locus(_shown(path, root)), "没有这个文件。", "请照 README 补上。"))
            return Source(_shown(path, root), "")
        return _source(path, root, problems) or Source(_shown(path, root), "")

    ledger = _shown(content / "anchors.yml", root)
    strings = [_source(path, house, problems) for path in sorted((house / "templates").glob("strings*.yml"))]
    sources = Sources(
        documents=tuple(documents),
        originals=tuple(originals),
        found=tuple(found),
        pictures=pictures,
        site=single(content / "site.yml"),
        indicators=single(content / "indicators.yml"),
        glossary=single(root / "glossary.yml"),
        conversion=single(root / "conversion.yml"),
        anchors=single(content / "anchors.yml") if (content / "anchors.yml").is_file() else Source(ledger, ""),
        conversions=single(content / "conversions.yml") if (content / "conversions.yml").is_file() else None,
        strings=tuple(source for source in strings if source is not None),
        templates=dict(_texts(house / "templates", ("*.html", "*.xml"), problems)),
        static=dict(_texts(house / "static", ("*.css", "*.js", "*.svg"), problems)),
        fonts=dict(_fonts(house / "static", problems)),
    )
    return sources, tuple(problems)


def _shown(path: Path, root: Path) -> str:
    return unicodedata.normalize("NFC", path.relative_to(root).as_posix())


def read_pictures(paths: Mapping[str, Path], content: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The bytes of the pictures at ``paths``, which are by the path as it is told; a problem for each that cannot be read."""
    problems: list[Problem] = []
    read_sources = {shown: _data(path, content.parent, problems) for shown, path in paths.items()}
    return {shown: data for shown, data in read_sources.items() if data is not None}, tuple(problems)


def _data(path: Path, root: Path, problems: list[Problem]) -> bytes | None:
    """The bytes of a file; ``None`` and a problem where it leads outside, or cannot be read."""
    shown = _shown(path, root)
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            problems.append(Problem("path-outside", Locus(shown), "这个文件是指向别处的链接。", "请把文件本身放进来。"))
            return None
        return path.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else "链接绕回了自己"
        fix = "请检查它是否还在、有没有权限。"
        problems.append(Problem("file-unreadable", Locus(shown), f"文件读不出来（{reason}）。", fix))
        return None


def _source(path: Path, root: Path, problems: list[Problem], *, written: bool = True) -> Source | None:
    """A text file; ``None`` and a problem where it is not UTF-8, leads outside, or cannot be read. What is ``written`` by
    editors is looked through for characters that nobody sees."""
    shown = _shown(path, root)
    data = _data(path, root, problems)
    if data is None:
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem("encoding", Locus(shown, 1), "文件是 UTF-16 编码。", "请另存为 UTF-8。"))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = _guess(data)
        problems.append(
            Problem("encoding", Locus(shown, line), f"文件不是 UTF-8 编码。{guess}", "请在编辑器里另存为 UTF-8。")
        )
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.append(
            Problem("encoding", Locus(shown, line), "文件里有空字符（NUL）。", "请删去它，或重新另存为 UTF-8。")
        )
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if written:
        problems.extend(_marks(data, shown))
        text, found = characters.remove_invisible_characters(text, shown)
        problems.extend(found)
    return Source(shown, text)


def _marks(data: bytes, shown: str) -> Iterator[Problem]:
    """Notes on what Windows puts into a file and is read over: nothing needs to be done about it."""
    if data.startswith(b"\xef\xbb\xbf"):
        message = "文件开头有看不见的记号 U+FEFF（BYTE ORDER MARK），读的时候略去了。"
        yield Problem("file-read-over", Locus(shown, 1), message, severity="note")
    if b"\r" in data:
        message = "行末是 Windows 的换行符（CRLF），照普通的换行读了。"
        yield Problem("file-read-over", Locus(shown, 1), message, severity="note")


def _guess(data: bytes) -> str:
    """In which encoding a file seems to be saved: the one that makes it the most like Chinese prose."""
    best, name = 0, ""
    for encoding, called in (("gb18030", "GB18030（GBK）"), ("big5hkscs", "Big5（大五码）")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        usual = len(_USUAL.findall(text))
        if usual > best:
            best, name = usual, called
    return f"看来是 {name}编码。" if name else ""


def read_bytes(path: Path) -> bytes | Problem:
    """The bytes of a file that an editor names; a problem where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        return Problem(
            "file-unreadable",
            Locus(path.name),
            f"文件读不出来（{describe_os_error(error)}）。",
            "请核对文件名和位置，或检查权限。",
        )


def read_text(path: Path) -> str | None:
    """The text of a file, its line ends as they are; ``None`` where it cannot be read or is not UTF-8."""
    data = read_bytes(path)
    try:
        return None if isinstance(data, Problem) else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def file_stamps(paths: Iterable[Path]) -> dict[str, tuple[int, ...]]:
    """Time, size and number of each file at or below the paths. Hidden files and editors' copies (``name~``) do not count."""
    found: dict[str, tuple[int, ...]] = {}
    folders = [str(path) for path in paths]
    while folders:
        folder = folders.pop()
        try:
            if os.path.isdir(folder):  # noqa: PTH112  (asked many times a second)
                with os.scandir(folder) as rows:
                    folders += [row.path for row in rows if not row.name.startswith(".") and not row.name.endswith("~")]
            else:
                known = os.stat(folder)  # noqa: PTH116
                found[folder] = (known.st_mtime_ns, known.st_size, known.st_ino)
        except OSError:  # gone since it was listed: a save that is under way
            continue
    return found


def existing_paths(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Those of the paths at which something stands already."""
    return tuple(path for path in paths if path.exists() or path.is_symlink())


def _texts(folder: Path, patterns: tuple[str, ...], problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        for path in sorted(folder.rglob(pattern)):
            source = _source(path, folder, problems, written=False)
            if source is not None:
                yield source.path, source.text


def _fonts(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*.woff2")):
        font = read_bytes(path)
        if isinstance(font, Problem):
            problems.append(font)
        else:
            yield _shown(path, folder), font


def save_file(root: Path, source: Source) -> tuple[Problem, ...]:
    """Write a file of the content that the program keeps, below the project folder ``root``; whole or not at all."""
    path = root / source.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(source.text, encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        message = f"文件没有写成（{describe_os_error(error)}），原来的还在。"
        return (Problem("write-failed", Locus(source.path), message, "请检查磁盘空间和权限。"),)
    return ()


def save_files(contents: Mapping[Path, bytes]) -> tuple[Problem, ...]:
    """Write files by their paths, each whole or not at all; the first that fails is the last tried."""
    for path, data in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.new")
            fresh.write_bytes(data)
            fresh.replace(path)
        except OSError as error:
            message = f"文件没有写成（{describe_os_error(error)}）。"
            return (Problem("write-failed", Locus(path.name), message, "请检查磁盘空间和权限。"),)
    return ()
