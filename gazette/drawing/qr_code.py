"""Encode an address as a QR code (ISO/IEC 18004): the only module that imports segno."""

from __future__ import annotations

from functools import lru_cache

import segno

#: How many modules stay empty at each side.
MARGIN = 4


@lru_cache(maxsize=500)  # the codes of a publication's pages
def encode_address(address: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of modules of a QR code, true for dark, without its margin; a seventh of them may be lost."""
    # Readers take any mask. The chequered one suits any address; to compare all eight takes eight times as long.
    code = segno.make_qr(address, error="m", boost_error=False, mask=0)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
