"""Give each picture of a document the address and size of its file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec.structs import replace

from gazette.model import Block, Document, Image
from gazette.problems import Locus, Problem, suggest_similar
from gazette.sources.block_tree import map_blocks
from gazette.sources.pictures import picture_path


def attach_pictures(
    document: Document, images: Mapping[str, Image], picture_paths: Collection[str]
) -> tuple[Document, tuple[Problem, ...]]:
    """Return the document with its pictures' addresses and sizes, and a problem for each picture without a file.

    ``images`` are the usable ones by path. ``picture_paths`` are those of all picture files, in the case in which they are
    written: Windows does not mind another case, web servers do.
    """
    problems = []
    folder = document.path.rpartition("/")[0]
    for block in document.walk():
        source = block.attrs["src"] if block.kind == "picture" else ""
        if not source or (path := picture_path(source, document.path)) in picture_paths:
            continue
        names = [name.removeprefix(f"{folder}/") for name in picture_paths if name.startswith(f"{folder}/")]
        same = [name for name in names if name.lower() == source.lower()]
        hint = f"是不是「{same[0]}」？大小写也要一样。" if same else suggest_similar(source, names)
        fix = hint or f"请把图片放到 {path}，或改这里的名字。"
        problems.append(Problem("picture-missing", Locus(document.path, block.line), f"没有图片「{source}」。", fix))

    def attach(block: Block) -> Block:
        image = images.get(picture_path(block.attrs["src"], document.path)) if block.kind == "picture" else None
        if image is None:
            return block
        size = {"width": str(image.width), "height": str(image.height)}
        return replace(block, attrs={**block.attrs, "file": image.file, **size})

    return replace(document, blocks=map_blocks(document.blocks, attach)), tuple(problems)


def find_unused_pictures(
    documents: Collection[Document], picture_paths: Collection[str], problems: Collection[Problem]
) -> Iterator[Problem]:
    """Report picture files that no document shows; nothing while ``problems`` hold errors of pictures, which may be the cause."""
    if any(problem.severity == "error" and problem.code.startswith("picture-") for problem in problems):
        return
    shown = {path for document in documents for path in document.pictures}
    for path in sorted(set(picture_paths) - shown):
        fix = "要用的，在文献里写 ![图里是什么](images/…)；用不着的，请删去。"
        yield Problem("picture-unused", Locus(path), "没有一篇文献用这幅图片。", fix, "warning")
