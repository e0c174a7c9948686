"""Encode an address as a QR code (ISO/IEC 18004): the only module that imports segno."""

from __future__ import annotations

from functools import lru_cache

import segno

#: How many modules stay empty at each side.
MARGIN = 4


@lru_cache(maxsize=500)  # the codes of a publication's pages; choosing the best mask takes longest
def encode_address(address: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of modules of a QR code, true for dark, without its margin; a seventh of them may be lost."""
    code = segno.make_qr(address, error="m", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
