"""Find this computer's address in the network that it shares with phones, and draw it as a QR code for the terminal."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

from gazette.drawing.qr_code import encode_address

#: From the documentation's own range (RFC 5737): the system chooses an interface for it, and nothing is sent.
_ELSEWHERE = ("192.0.2.1", 9)
_MARGIN = 2
_HALF_BLOCKS = {(False, False): "█", (True, False): "▄", (False, True): "▀", (True, True): " "}


def find_lan_address() -> str:
    """Return the computer's IPv4 address in its local network; empty if it has none, or one that the whole internet reaches."""
    with suppress(OSError, ValueError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_ELSEWHERE)
        found = ipaddress.ip_address(probe.getsockname()[0])
        if found.is_private and not found.is_loopback and not found.is_link_local:
            return str(found)
    return ""


def draw_qr_code(address: str) -> str:
    """Return the QR code of an address as lines of half blocks, two rows of modules a line, for a dark terminal. On a light one the
    code is the reverse, which most phones read as well; the address stands above it."""
    rows = encode_address(address)
    width = len(rows[0]) + 2 * _MARGIN
    empty = (False,) * width
    framed = (
        [empty] * _MARGIN + [(*(False,) * _MARGIN, *row, *(False,) * _MARGIN) for row in rows] + [empty] * (_MARGIN + 1)
    )
    pairs = zip(framed[::2], framed[1::2], strict=False)
    return "\n".join("".join(_HALF_BLOCKS[pair] for pair in zip(*two, strict=True)) for two in pairs)
