"""Why an upload is not taken: the codes of `Unclean`. Whoever tells people words them."""

from typing import Final

KIND: Final = "kind"  # not among the kinds that are taken
BROKEN: Final = "broken"  # of such a kind, and cannot be read to its end
EMPTY: Final = "empty"
LOCKED: Final = "locked"  # it asks for a password
BYTES: Final = "bytes"  # too large, in each of these ways
PIXELS: Final = "pixels"
FRAMES: Final = "frames"
SECONDS: Final = "seconds"
PAGES: Final = "pages"
TIME: Final = "time"  # reading it took too long
MEMORY: Final = "memory"  # reading it took too much memory
TOOL: Final = "tool"  # a program is missing on this machine
BUSY: Final = "busy"  # too many others are being cleaned: later it may be taken
FAILED: Final = "failed"  # our fault, or that of a decoder

CODES: Final = frozenset(
    (KIND, BROKEN, EMPTY, LOCKED, BYTES, PIXELS, FRAMES, SECONDS, PAGES, TIME, MEMORY, TOOL, BUSY, FAILED)
)
