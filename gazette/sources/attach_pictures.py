"""Document → Document: each picture with its file, which was looked through before. Knows no disk and no other document."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from gazette.model import Block, Document, Image
from gazette.problems import Locus, Problem, suggest_similar
from gazette.sources.pictures import picture_path


def attach_pictures(
    document: Document, images: Mapping[str, Image], found: Collection[str]
) -> tuple[Document, tuple[Problem, ...]]:
    """The document with the address and size of each picture; ``images`` are those of its pictures that can be shown, ``found``
    the paths of all files of pictures, in the case in which they are written: Windows does not care, the web does."""
    problems = []
    folder = document.path.rpartition("/")[0]
    for block in _pictures(document):
        path = picture_path(block.attrs["src"], document.path)
        if path not in found:
            near = {name.removeprefix(f"{folder}/"): name for name in found if name.startswith(f"{folder}/")}
            same = [name for name in near if name.lower() == block.attrs["src"].lower()]
            hint = f"是不是「{same[0]}」？大小写也要一样。" if same else suggest_similar(block.attrs["src"], near)
            fix = hint or f"请把图片放到 {path}，或改这里的名字。"
            message = f"没有图片「{block.attrs['src']}」。"
            problems.append(Problem("picture-missing", Locus(document.path, block.line), message, fix))

    def turned(block: Block) -> Block:
        children = tuple(map(turned, block.children))
        attrs = block.attrs
        if block.kind == "picture" and (image := images.get(picture_path(attrs["src"], document.path))):
            attrs = {**attrs, "file": image.file, "width": str(image.width), "height": str(image.height)}
        return replace(block, attrs=attrs, children=children)

    return replace(document, blocks=tuple(map(turned, document.blocks))), tuple(problems)


def find_unused_pictures(
    documents: Collection[Document], found: Collection[str], problems: Collection[Problem]
) -> Iterator[Problem]:
    """Files of pictures that no document shows. Where pictures are at fault (``problems``) nothing is said: they may be those."""
    if any(problem.severity == "error" and problem.code.startswith("picture-") for problem in problems):
        return
    shown = {path for document in documents for path in document.pictures}
    for path in sorted(set(found) - shown):
        fix = "要用的，在文献里写 ![图里是什么](images/…)；用不着的，请删去。"
        yield Problem("picture-unused", Locus(path), "没有一篇文献用这幅图片。", fix, "warning")


def _pictures(document: Document) -> Iterator[Block]:
    return (block for block in document.walk() if block.kind == "picture" and block.attrs["src"])
