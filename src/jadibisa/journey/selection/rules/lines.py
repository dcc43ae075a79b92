"""Many lines of a file at once, from columns of short ASCII texts: byte for byte what the functions of `formats` write."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Texts = NDArray[np.bytes_]
COMMA, TAB, LINE_END = 44, 9, 10
_HEX = np.array([list(f"{byte:02x}".encode("ascii")) for byte in range(256)], dtype=np.uint8)


def lines_of(columns: Sequence[Texts], separator: int = COMMA) -> bytes:
    """The columns side by side, a line for each row; what fills a text up to its width is left out.

    Args:
        columns: of equal length; no text holds a zero byte.
        separator: the byte between two texts.
    """
    count, widths = len(columns[0]), [column.dtype.itemsize for column in columns]
    table = np.empty((count, sum(widths) + len(columns)), dtype=np.uint8)
    place = 0
    for column, width in zip(columns, widths, strict=True):
        table[:, place : place + width] = letters_of(column)
        table[:, place + width] = separator
        place += width + 1
    if count:
        table[:, -1] = LINE_END
    flat = table.reshape(-1)
    kept: Bytes = flat[flat != 0]
    return kept.tobytes()


def letters_of(texts: Texts) -> Bytes:
    """The bytes of texts of one width as `[text, letter]`."""
    width = texts.dtype.itemsize
    return np.ascontiguousarray(texts).view(np.uint8).reshape(len(texts), width)


def hexadecimal(identifiers: Bytes) -> Texts:
    """Ids `[row, byte]` as lower-case hexadecimal texts."""
    count, width = identifiers.shape
    return _HEX[identifiers].reshape(count, 2 * width).view(f"S{2 * width}").reshape(count)


def in_order(provinces: Texts, tickets: Texts) -> NDArray[np.intp]:
    """The order of the roll: by province, then by ticket, byte by byte.

    Args:
        provinces: two letters each.
        tickets: sixteen letters each.
    """
    halves = np.ascontiguousarray(tickets).view(">u8").reshape(-1, 2)
    codes = np.ascontiguousarray(provinces).view(">u2")
    return np.lexsort((halves[:, 1].astype(np.uint64), halves[:, 0].astype(np.uint64), codes.astype(np.uint16)))
