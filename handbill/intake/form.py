"""Forms as they arrive: bytes from anyone, read into text that is what was sent, or words about why it is not.

Files go into a private folder as they arrive, without their names, and are gone before the request is answered.
"""

import codecs
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.translation import gettext as _

from handbill.cleaning.media.plain import decoded
from handbill.limits import TEXT_FILE
from handbill.settings import site

AXES: Final = ("topics", "places")
ROWS: Final = (
    "media_caption",
    "media_alt",
    "media_captions",
    "kept_file",
    "kept_place",
    "kept_caption",
    "kept_alt",
    "kept_captions",
    "kept_drop",
    "kept_how",
    "parts",
)
"""A value for each file: of those that come with the form, and of those that are here already. Of `parts` there may be any number."""
ARRANGING: Final = frozenset({"kept_file", "kept_drop", "parts"})
"""Of these, those that change which files there are."""
LISTS: Final = (*AXES, *ROWS)
FILES: Final = "media"
CAPTIONS: Final = {f"{name}_file": name for name in ("media_captions", "kept_captions")}
"""Files that stand for the text of their row, before which they come. Of an empty one browsers send an empty text, hence other names."""
FIELDS: Final = frozenset(
    (
        *(
            "title",
            "summary",
            "body",
            "format",
            "language",
            "byline",
            "genre",
            "homepage",
            "phone",
            "address",
        ),
        *(
            "email",
            "source",
            "reply_to",
            "translates",
            "guideline",
            "text",
            "receipt",
            "forget",
            "action",
            "token",
            "website_url",
            "altcha",
            "answer",
            "kept",
        ),
    )
)
HIDDEN: Final = frozenset({"action", "token", "website_url", "altcha", "forget", "kept"})
"""Fields that people do not see: what is wrong with them is said of the form as a whole."""
_LENGTH: Final = re.compile("[0-9]{1,15}", re.ASCII)
KEPT: Final = "handbill.kept"
"""In `request.META`: the text that was sent, so that every refusal can give it back."""


class NotAForm(Exception):
    """What was sent is no form: 415."""


class Upload(NamedTuple):
    """A file that came with a form, in a private folder; `row` is its place among those of the form."""

    path: Path
    row: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: `values` and `lists` hold what is known by name, unknown fields are passed over."""

    values: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)  # of reading: repeated, not UTF-8
    files: tuple[Upload, ...] = ()

    @property
    def raw(self) -> dict[str, object]:
        """What `actions.fields` takes."""
        return {**self.values, **self.lists}

    def get(self, name: str) -> str:
        """Give one field, or "" where it was not sent."""
        return self.values.get(name, "")


def read(request: HttpRequest, *, files: bool = True) -> Sent:
    """Read a posted form, urlencoded or multipart, in UTF-8.

    Raises:
        NotAForm: it has another content type or character set.
        django.core.exceptions.SuspiciousOperation: too large, too many fields.
        django.http.multipartparser.MultiPartParserError: cut off or malformed.
    """
    charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
    if request.content_type not in {
        "multipart/form-data",
        "application/x-www-form-urlencoded",
    } or not _is_utf8(charset):
        raise NotAForm(
            _("This address takes forms: multipart/form-data or application/x-www-form-urlencoded, in UTF-8.")
        )
    arriving = _Arriving(request, wanted=files)
    sent = _Reading(_posted(request, arriving))
    request.META[KEPT] = sent.values.get("body") or sent.values.get("text", "")
    captions = len(sent.lists.get("media_caption", ()))
    return Sent(sent.values, arriving.captions(sent.lists), sent.errors, arriving.files(captions))


UPLOADED: Final = "handbill.uploaded"
"""In `request.META`: the paths of files that came with it. `Doors` deletes what is left of them."""


class _Arriving(FileUploadHandler):
    """Writes files of the field `media` into the private folder, and keeps nothing of others, nor of their names."""

    def __init__(self, request: HttpRequest, *, wanted: bool) -> None:
        super().__init__(request)
        self._wanted = wanted
        self.parser: _Parser | None = None
        self._paths: list[str] = request.META.setdefault(UPLOADED, [])
        self._rows: list[int] = []
        self._captions: list[tuple[str, int, bytearray]] = []  # the field, its row, and what came as a file
        self._caption: bytearray | None = None
        self._open: int | None = None

    def new_file(self, field_name: str, *_args: Any, **_kwargs: Any) -> None:
        if field_name in CAPTIONS and self._wanted:
            self._caption = bytearray()
            name = CAPTIONS[field_name]
            row = self.parser.sent(name) if self.parser else 0
            self._captions.append((name, row, self._caption))
            return
        if field_name != FILES or not self._wanted:
            raise SkipFile
        before = self.parser.sent("media_caption") if self.parser else 0
        self._open, path = tempfile.mkstemp(prefix="upload-", dir=site().temporary)
        self._paths.append(path)
        self._rows.append(before)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002 - Django's signature
        if self._caption is not None:
            self._caption += raw_data[: TEXT_FILE + 1 - len(self._caption)]  # one byte more is too many
            return None
        left = memoryview(raw_data)
        while left and self._open is not None:
            left = left[os.write(self._open, left) :]
        return None

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - Django's signature
        self._close()

    def upload_interrupted(self) -> None:
        self._close()

    def _close(self) -> None:
        self._caption = None
        if self._open is not None:
            os.close(self._open)
            self._open = None

    def captions(self, lists: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Give the lists of a form with captions that came as files: each stands before the text of its row, and takes its place."""
        found = dict(lists)
        for name, row, data in self._captions:
            texts = list(found.get(name, ()))
            texts += [""] * (row + 1 - len(texts))
            texts[row] = decoded(bytes(data))
            found[name] = tuple(texts)
        return found

    def files(self, captions: int) -> tuple[Upload, ...]:
        """Give the files in their order. Where rows of a form were left empty, browsers send their captions all the same."""
        told = captions > len(self._rows) and len(set(self._rows)) == len(self._rows)
        rows = self._rows if told else range(len(self._rows))
        return tuple(Upload(Path(path), row) for path, row in zip(self._paths, rows, strict=True))


class _Parser(MultiPartParser):
    """Django's, but a file is a file whatever its name is."""

    def sent(self, name: str) -> int:
        """Count the values of a field that were read so far."""
        posted: QueryDict = self._post  # type: ignore[attr-defined]  # Django's own, while it reads
        return len(posted.getlist(name))

    def sanitize_file_name(self, file_name: str) -> str:  # noqa: ARG002 - Django's signature
        return "file"


class _Reading:
    """Fields as bytes become fields as text."""

    def __init__(self, posted: QueryDict) -> None:
        self.posted = posted
        self.errors: dict[str, str] = {}
        self.values = {name: self.text(name, posted.getlist(name)) for name in FIELDS if name in posted}
        self.lists = {
            name: tuple(self.decoded(name, posted.getlist(name))) for name in LISTS if name in posted
        }

    def text(self, name: str, found: list[str]) -> str:
        if len(found) > 1:
            self.wrong(name, _("The field “%(name)s” was sent more than once.") % {"name": name})
        return next(iter(self.decoded(name, found)), "")

    def decoded(self, name: str, found: Iterable[str]) -> Iterable[str]:
        """Give values as text; `found` holds a character for each byte."""
        for value in found:
            data = value.encode("latin-1")
            try:
                yield data.decode()
            except UnicodeDecodeError:
                self.wrong(
                    name, _("Some characters are not UTF-8; they stand as � now. Please write them again.")
                )
                yield data.decode(errors="replace")

    def wrong(self, name: str, words: str) -> None:
        self.errors["" if name in HIDDEN else name] = words


def _posted(request: HttpRequest, arriving: _Arriving) -> QueryDict:
    """Give the fields with a character for each byte (ISO 8859-1), so that no byte is lost before it is looked at."""
    if not _LENGTH.fullmatch(request.META.get("CONTENT_LENGTH") or "0"):
        raise BadRequest("a length that is none")
    if request.content_type == "application/x-www-form-urlencoded":
        return QueryDict(request.body, encoding="latin-1")
    arriving.parser = parser = _Parser(request.META, request, [arriving], "latin-1")
    try:
        posted, _files = parser.parse()
    finally:
        arriving.upload_interrupted()  # Django says it of some of its own errors alone
    return posted


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False
