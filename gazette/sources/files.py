"""Read the files of a publication from the disk, and write those that the program maintains in it."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gazette import program_files
from gazette.model import Source
from gazette.problems import Locus, Problem, describe_os_error
from gazette.sources import characters

#: Characters that are frequent in every Chinese text, in either script.
_COMMON_CHARACTERS = re.compile("[，。、：；“”的一年是在和有人大市工作全新业業发發展经經建设設]")
#: Ends the name of the file with a document's imported words.
ORIGINAL_SUFFIX = ".original.txt"
#: In the content, the folder of files that are published as they are.
STATIC = "static"
_PICTURE_SUFFIX = re.compile(r"\.(?:jpe?g|png|webp|avif|svg)$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MARKDOWN_SUFFIX = re.compile(r"\.(?:md|markdown)(?:\.txt)?$", re.IGNORECASE)


class RawFile(Struct, frozen=True, array_like=True):
    """A file as it is on the disk."""

    path: str  #: relative to the project, with ``/``
    data: bytes


class Sources(Struct, frozen=True):
    """The files of a publication and of the program that a build needs."""

    documents: tuple[RawFile, ...]
    #: The imported words, next to documents.
    originals: tuple[RawFile, ...]
    #: The paths of all documents, readable or not.
    document_paths: tuple[str, ...]
    #: The files of pictures by display path; they are read later.
    pictures: Mapping[str, Path]
    #: The files in ``content/static/``, by path below it; they are read later.
    extras: Mapping[str, Path]
    site: Source
    indicators: Source
    glossary: Source
    conversion: Source
    anchors: Source
    #: The editors' answers about conversions; ``None`` where the publication does not sign its conversions.
    conversions: Source | None
    #: What readers call things; empty where there is no such file.
    synonyms: Source
    #: The wording of the interface.
    strings: tuple[Source, ...]
    #: By path in the folder of templates; so are static files and fonts.
    templates: dict[str, str]
    static: dict[str, str]
    fonts: dict[str, bytes]


def read_sources(content: Path, program_folder: Path = program_files.ROOT) -> tuple[Sources, tuple[Problem, ...]]:
    """Read all that a build needs.

    ``content`` is the folder of the documents, ``glossary.yml`` is next to it; ``program_folder`` has templates and static files.
    """
    problems: list[Problem] = []
    root = content.parent
    display_path = partial(_display_path, root=root)
    if not content.is_dir():
        fix = "请在项目的文件夹里运行，或用 --content 指明。"
        problems.append(Problem("content-missing", Locus(content.name), "没有这个文件夹。", fix))
    documents: list[RawFile] = []
    originals: list[RawFile] = []
    document_paths: list[str] = []
    pictures: dict[str, Path] = {}
    for path in sorted(content.rglob("*")) if content.is_dir() else []:
        parts = path.relative_to(content).parts
        if parts[0] == STATIC or any(part.startswith(".") for part in parts):
            continue
        if _PICTURE_SUFFIX.search(path.name) and len(parts) > 1 and _YEAR.fullmatch(parts[0]) and not path.is_dir():
            pictures[display_path(path)] = path
        if not _MARKDOWN_SUFFIX.search(path.name):
            continue
        if not path.name.endswith(".md"):  # Windows hides suffixes: report.md.txt
            fix = "请改成 report.md 这样的名字。Windows 的「查看」里要先勾上「文件扩展名」，才看得到名字的末尾。"
            problems.append(Problem("path-form", Locus(display_path(path)), "名字不以 .md 结尾，没有用上。", fix))
            continue
        document_paths.append(display_path(path))
        data = _read_contained_file(path, root, problems)
        if data is not None:
            documents.append(RawFile(document_paths[-1], data))
        leftover = path.with_name(f"{path.stem}.glossary.yml")
        if leftover.is_file():  # earlier imports wrote such files, which nothing shows
            fix = "请抄进 glossary.yml，再删去这个文件；或删去它，重新导入。"
            message = "这里的附注没有接进 glossary.yml，印不出来。"
            problems.append(Problem("note-unshown", Locus(display_path(leftover)), message, fix))
        original_path = path.with_name(path.stem + ORIGINAL_SUFFIX)
        data = _read_contained_file(original_path, root, problems) if original_path.is_file() else None
        if data is not None:
            originals.append(RawFile(display_path(original_path), data))
    if content.is_dir() and not document_paths:
        fix = "请写第一篇，如 content/2024/report.md；写法见 docs/notation.md。"
        problems.append(Problem("content-missing", Locus(content.name), "里面还没有文献。", fix))

    def read_required(path: Path) -> Source:
        if not path.is_file():
            problems.append(Problem("file-missing", Locus(display_path(path)), "没有这个文件。", "请照 README 补上。"))
            return Source(display_path(path), "")
        return _read_source(path, root, problems) or Source(display_path(path), "")

    def read_optional(path: Path) -> Source | None:
        return read_required(path) if path.is_file() else None

    anchors, conversions, synonyms = (content / f"{name}.yml" for name in ("anchors", "conversions", "synonyms"))
    static = program_folder / "static"
    strings = [
        _read_source(path, program_folder, problems)
        for path in sorted((program_folder / "templates").glob("strings*.yml"))
    ]
    sources = Sources(
        documents=tuple(documents),
        originals=tuple(originals),
        document_paths=tuple(document_paths),
        pictures=pictures,
        extras={
            path.relative_to(content / STATIC).as_posix(): path
            for path in sorted((content / STATIC).rglob("*"))
            if not path.is_dir()
        },
        site=read_required(content / "site.yml"),
        indicators=read_required(content / "indicators.yml"),
        glossary=read_required(root / "glossary.yml"),
        conversion=read_optional(root / "conversion.yml") or Source("conversion.yml", ""),
        anchors=read_optional(anchors) or Source(display_path(anchors), ""),
        conversions=read_optional(conversions),
        synonyms=read_optional(synonyms) or Source(display_path(synonyms), ""),
        strings=tuple(source for source in strings if source is not None),
        templates=dict(_read_program_texts(program_folder / "templates", (".html", ".xml"), problems)),
        static=dict(_read_program_texts(static, (".css", ".js", ".svg"), problems)),
        fonts={font.path: font.data for font in _read_program_files(static, (".woff2",), problems)},
    )
    return sources, tuple(problems)


def _display_path(path: Path, root: Path) -> str:
    """Return a path as problems show it: below ``root``, with ``/``."""
    return unicodedata.normalize("NFC", path.relative_to(root).as_posix())


def read_binaries(paths: Mapping[str, Path], content: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Read the files at ``paths``, by the names given with them; a problem for each that cannot be read."""
    problems: list[Problem] = []
    data = {name: _read_contained_file(path, content.parent, problems) for name, path in paths.items()}
    return {name: known for name, known in data.items() if known is not None}, tuple(problems)


def _read_contained_file(path: Path, root: Path, problems: list[Problem]) -> bytes | None:
    """Read a file below ``root``; ``None`` and a problem where it is a link to outside, or cannot be read."""
    display_path = _display_path(path, root)
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            fix = "请把文件本身放进来。"
            problems.append(Problem("path-outside", Locus(display_path), "这个文件是指向别处的链接。", fix))
            return None
        return path.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else "链接绕回了自己"
        fix = "请检查它是否还在、有没有权限。"
        problems.append(Problem("file-unreadable", Locus(display_path), f"文件读不出来（{reason}）。", fix))
        return None


def _read_source(path: Path, root: Path, problems: list[Problem]) -> Source | None:
    """Read a text file below ``root``; ``None`` and a problem where it is not UTF-8, leads outside, or cannot be read."""
    data = _read_contained_file(path, root, problems)
    if data is None:
        return None
    source, found = decode_text(RawFile(_display_path(path, root), data))
    problems.extend(found)
    return source


def decode_text(file: RawFile, *, is_editors: bool = True) -> tuple[Source | None, tuple[Problem, ...]]:
    """Decode a text file; ``None`` and a problem where it is not UTF-8. A file that ``is_editors`` is checked for invisible
    characters as well."""
    problems: list[Problem] = []
    display_path, data = file.path, file.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem("encoding", Locus(display_path, 1), "文件是 UTF-16 编码。", "请另存为 UTF-8。"))
        return None, tuple(problems)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = _guess_encoding(data)
        fix = "请在编辑器里另存为 UTF-8。"
        problems.append(Problem("encoding", Locus(display_path, line), f"文件不是 UTF-8 编码。{guess}", fix))
        return None, tuple(problems)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        fix = "请删去它，或重新另存为 UTF-8。"
        problems.append(Problem("encoding", Locus(display_path, line), "文件里有空字符（NUL）。", fix))
        return None, tuple(problems)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if is_editors:
        problems.extend(_report_windows_marks(data, display_path))
        text, found = characters.remove_invisible_characters(text, display_path)
        problems.extend(found)
    return Source(display_path, text), tuple(problems)


def _report_windows_marks(data: bytes, display_path: str) -> Iterator[Problem]:
    """Note what Windows puts into a file and the reader ignores."""
    if data.startswith(b"\xef\xbb\xbf"):
        message = "文件开头有看不见的记号 U+FEFF（BYTE ORDER MARK），读的时候略去了。"
        yield Problem("file-read-over", Locus(display_path, 1), message, severity="note")
    if b"\r" in data:
        message = "行末是 Windows 的换行符（CRLF），照普通的换行读了。"
        yield Problem("file-read-over", Locus(display_path, 1), message, severity="note")


def _guess_encoding(data: bytes) -> str:
    """Return a hint at the encoding in which a file seems to be saved: the one by which it looks most like Chinese prose."""
    best, name = 0, ""
    for encoding, called in (("gb18030", "GB18030（GBK）"), ("big5hkscs", "Big5（大五码）")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        usual = len(_COMMON_CHARACTERS.findall(text))
        if usual > best:
            best, name = usual, called
    return f"看来是 {name}编码。" if name else ""


def read_bytes(path: Path) -> bytes | Problem:
    """Read a file; return a problem where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"文件读不出来（{describe_os_error(error)}）。"
        return Problem("file-unreadable", Locus(path.name), message, "请核对文件名和位置，或检查权限。")


def read_text(path: Path) -> str | None:
    """Read a text file, its line ends as they are; ``None`` where it cannot be read or is not UTF-8."""
    data = read_bytes(path)
    try:
        return None if isinstance(data, Problem) else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def file_stamps(paths: Iterable[Path]) -> dict[str, tuple[int, ...]]:
    """Return time, size and inode of each file at or below the paths, without hidden files, links to folders, and editors'
    backups (``name~``)."""
    stamps: dict[str, tuple[int, ...]] = {}
    folders = [str(path) for path in paths]
    while folders:
        folder = folders.pop()
        try:
            if os.path.isdir(folder):  # noqa: PTH112  (asked many times a second)
                with os.scandir(folder) as entries:
                    own = (e for e in entries if not e.name.startswith(".") and not e.name.endswith("~"))
                    folders += [e.path for e in own if not (e.is_symlink() and e.is_dir()) and not _is_junction(e)]
            else:
                status = os.stat(folder)  # noqa: PTH116
                stamps[folder] = (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:  # gone since it was listed: a save that is under way
            continue
    return stamps


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is Windows' link to a folder; like other links to folders it may lead round in circles."""
    return sys.platform == "win32" and sys.version_info >= (3, 12) and entry.is_junction()


def existing_paths(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the paths at which a file, folder or link exists."""
    return tuple(path for path in paths if path.exists() or path.is_symlink())


def _read_program_files(folder: Path, suffixes: Collection[str], problems: list[Problem]) -> Iterator[RawFile]:
    """Read the program's own files with these suffixes."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in suffixes:
            data, name = read_bytes(path), _display_path(path, folder)
            if isinstance(data, Problem):
                problems.append(replace(data, locus=Locus(name)))
            else:
                yield RawFile(name, data)


def _read_program_texts(folder: Path, suffixes: Collection[str], problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for file in _read_program_files(folder, suffixes, problems):
        source, found = decode_text(file, is_editors=False)
        problems.extend(found)
        if source is not None:
            yield source.path, source.text


def save_file(root: Path, source: Source) -> tuple[Problem, ...]:
    """Write a text file of the publication, whose folder is ``root``; completely or not at all."""
    try:
        _write(root / source.path, source.text.encode())
    except OSError as error:
        message = f"文件没有写成（{describe_os_error(error)}），原来的还在。"
        return (Problem("write-failed", Locus(source.path), message, "请检查磁盘空间和权限。"),)
    return ()


def save_files(contents: Mapping[Path, bytes]) -> tuple[Problem, ...]:
    """Write files, each completely or not at all; stop at the first that fails."""
    for path, data in contents.items():
        try:
            _write(path, data)
        except OSError as error:
            message = f"文件没有写成（{describe_os_error(error)}）。"
            return (Problem("write-failed", Locus(path.name), message, "请检查磁盘空间和权限。"),)
    return ()


def _write(path: Path, data: bytes) -> None:
    """Replace a file in one step, so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.new")
    partial.write_bytes(data)
    partial.replace(path)
