"""Encode an address as a QR code (ISO/IEC 18004): the only module that imports segno."""

from __future__ import annotations

import segno


def encode_address(address: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of a QR code, without the margin of four modules; a quarter of the dark ones may be lost."""
    code = segno.make_qr(address, error="q" if len(address) < 60 else "m", boost_error=False)
    return tuple(tuple(bool(module & 1) for module in row) for row in code.matrix)
