"""Problems are values: what is wrong, where, and how to correct it.

A stage returns its problems with its value; it never prints them or raises an exception for an editor's mistake. All are
collected before the build stops, and printed one a line in plain Chinese with an English code.
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

#: A note asks for nothing: it lists what an editor has decided already, and only ``check`` prints it.
Severity = Literal["error", "warning", "note"]
SEVERITY_LABELS: dict[Severity, str] = {"error": "错误", "warning": "提醒", "note": "已阅"}


class Locus(Struct, frozen=True, order=True, array_like=True):
    """A place in a file of the publication; line and column count from 1, 0 means unknown."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.path]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


class Problem(Struct, frozen=True, array_like=True):
    """Something that an editor should correct."""

    #: Stable, and documented in ``docs/problems.md``.
    code: str
    locus: Locus
    message: str
    #: What to do.
    fix: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        tail = f" {self.fix}" if self.fix else ""
        return f"{self.locus}: {SEVERITY_LABELS[self.severity]}[{self.code}] {self.message}{tail}"


def suggest_similar(word: str, known: Iterable[str]) -> str:
    """Return a hint like ``是不是「title」？`` where a known word is close to ``word``, otherwise an empty string."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"是不是「{close[0]}」？" if close else ""


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by file and line, without duplicates."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.locus, p.code, p.message)))


#: Errors of the operating system in an editor's words.
_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限，或者别的程序正开着它",
    errno.EPERM: "没有权限",
    errno.EBUSY: "别的程序正开着它",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径里有一个不是文件夹",
    errno.EEXIST: "这个名字已经有一个文件",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘只能读，不能写",
    errno.ENAMETOOLONG: "文件名或路径太长",
    errno.ELOOP: "链接绕回了自己",
    errno.EIO: "磁盘出错",
    errno.ENOEXEC: "这个程序在这台电脑上运行不了",
}


def describe_os_error(error: OSError) -> str:
    """Describe in Chinese why the operating system failed."""
    return _REASONS.get(error.errno or 0, f"系统错误 {error.errno or type(error).__name__}")
