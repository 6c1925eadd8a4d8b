"""Files as broken storage, bad lines and bad people make them of good ones."""

import random


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """Cut it off, turn bits round, or repeat, drop or overwrite a part: at the front, where the headers are, or anywhere."""
    end = min(len(data), 400) if chance.random() < 0.5 else len(data)
    at, length = chance.randrange(end), chance.choice((1, 2, 4, 16, 200))
    how = chance.randrange(5)
    if how == 0:
        return data[:at]
    if how == 1:
        return data[:at] + data[at + length :]
    if how == 2:
        return data[:at] + data[at : at + length] * 2 + data[at + length :]
    if how == 3:
        return data[:at] + chance.choice((b"\0", b"\xff", b"\x7f")) * length + data[at + length :]
    turned = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        turned[chance.randrange(end)] ^= 1 << chance.randrange(8)
    return bytes(turned)
