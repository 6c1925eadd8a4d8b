"""Walking through the bytes of a file, each of which must be accounted for."""


class Shapeless(ValueError):
    """It has something that it must not have, or lacks what it must."""


def must(held: bool, words: str) -> None:
    """Go on only where it holds."""
    if not held:
        raise Shapeless(words)


class Bytes:
    """What is left to be read of some bytes, from the front."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def __bool__(self) -> bool:
        return self.at < len(self.data)

    def take(self, count: int) -> bytes:
        """Take so many."""
        must(0 <= count <= len(self.data) - self.at, "it ends too soon")
        taken = self.data[self.at : self.at + count]
        self.at += count
        return taken

    def rest(self) -> bytes:
        """Take all that is left."""
        return self.take(len(self.data) - self.at)

    def big(self, count: int) -> int:
        """Take a number, its highest byte first."""
        return int.from_bytes(self.take(count), "big")

    def little(self, count: int) -> int:
        """Take a number, its lowest byte first."""
        return int.from_bytes(self.take(count), "little")
