"""Profiles of colour spaces that pictures name by a number instead of bringing a profile: ICC.1:2001-04, as few tags as it takes."""

from collections.abc import Sequence
from struct import pack
from typing import Final, TypeAlias

Triple: TypeAlias = tuple[float, float, float]
Matrix: TypeAlias = tuple[Triple, Triple, Triple]

_D65: Final = (0.3127, 0.3290)
_D50: Final = (0.9642, 1.0, 0.8249)
_BRADFORD: Final[Matrix] = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))

ADOBE_RGB: Final = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
PRIMARIES: Final = {
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),  # BT.2020
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),  # P3
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),  # Display P3
}
"""Red, green and blue in x and y, by their numbers in ITU-T H.273; 1, which is missing, is that of sRGB."""
GAMMA: Final = 2.2


def profile(primaries: Sequence[tuple[float, float]], gamma: float = GAMMA) -> bytes:
    """Write a profile of a display with these primaries and the white of daylight."""
    columns = [_xyz(*one) for one in primaries]
    white = _xyz(*_D65)
    weights = _times(_inverse(_transposed(columns)), white)
    adapted = _adaptation(white)
    colours = [
        _times(adapted, (x * weight, y * weight, z * weight))
        for (x, y, z), weight in zip(columns, weights, strict=True)
    ]
    curve = b"curv" + pack(">IIH", 0, 1, round(gamma * 256)) + bytes(2)
    tags = {
        b"desc": b"desc" + pack(">II", 0, 1) + bytes(79),
        b"wtpt": _written(_D50),
        **dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_written, colours), strict=True)),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    return _filed({name: body + bytes(-len(body) % 4) for name, body in tags.items()})


def _filed(tags: dict[bytes, bytes]) -> bytes:
    at = 128 + 4 + 12 * len(tags)
    table, bodies = pack(">I", len(tags)), b""
    for name, body in tags.items():
        table += name + pack(">II", at + len(bodies), len(body))
        bodies += body
    size = at + len(bodies)
    head = (
        pack(">II", size, 0)
        + b"\x02\x40\0\0mntrRGB XYZ "
        + bytes(12)
        + b"acsp"
        + bytes(28)
        + _written(_D50)[8:]
    )
    return head.ljust(128, b"\0") + table + bodies


def _written(one: Triple) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(pack(">i", round(part * 65536)) for part in one)


def _xyz(x: float, y: float) -> Triple:
    return x / y, 1.0, (1 - x - y) / y


def _adaptation(white: Triple) -> Matrix:
    """Bradford's, from a white to D50."""
    here, there = _times(_BRADFORD, white), _times(_BRADFORD, _D50)
    scale: Matrix = ((there[0] / here[0], 0, 0), (0, there[1] / here[1], 0), (0, 0, there[2] / here[2]))
    scaled = _transposed([_times(scale, column) for column in _transposed(_BRADFORD)])
    return _transposed([_times(_inverse(_BRADFORD), column) for column in _transposed(scaled)])


def _times(matrix: Matrix, column: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, column, strict=True)) for row in matrix)
    return first, second, third


def _transposed(rows: Sequence[Triple]) -> Matrix:
    first, second, third = zip(*rows, strict=True)
    return first, second, third


def _inverse(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / whole, (c * h - b * i) / whole, (b * f - c * e) / whole),
        ((f * g - d * i) / whole, (a * i - c * g) / whole, (c * d - a * f) / whole),
        ((d * h - e * g) / whole, (b * g - a * h) / whole, (a * e - b * d) / whole),
    )
