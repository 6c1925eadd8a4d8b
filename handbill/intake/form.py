"""Forms as they arrive: bytes from anyone, read into text that is what was sent, or words about why it is not.

Files are thrown away while they arrive; neither they nor their names touch the disc.
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.translation import gettext as _

LISTS: Final = ("topics", "places")
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
        ),
    )
)
HIDDEN: Final = frozenset({"action", "token", "website_url", "altcha", "forget"})
"""Fields that people do not see: what is wrong with them is said of the form as a whole."""
_LENGTH: Final = re.compile("[0-9]{1,15}", re.ASCII)
KEPT: Final = "handbill.kept"
"""In `request.META`: the text that was sent, so that every refusal can give it back."""


class NotAForm(Exception):
    """What was sent is no form: 415."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: `values` and `lists` hold what is known by name, unknown fields are passed over."""

    values: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)  # of reading: repeated, not UTF-8, a file

    @property
    def raw(self) -> dict[str, object]:
        """What `actions.fields` takes."""
        return {**self.values, **self.lists}

    def get(self, name: str) -> str:
        """Give one field, or "" where it was not sent."""
        return self.values.get(name, "")


def read(request: HttpRequest) -> Sent:
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
    thrown = _ThrowAway(request)
    sent = _Reading(_posted(request, thrown))
    if thrown.found or sent.typed("media"):
        sent.errors[""] = _(
            "Pictures and other files cannot be taken yet. Your text is kept below: send it without the file."
        )
    request.META[KEPT] = sent.values.get("body") or sent.values.get("text", "")
    return Sent(sent.values, sent.lists, sent.errors)


class _ThrowAway(FileUploadHandler):
    """Sees files pass and keeps nothing of them."""

    found = False

    def new_file(self, *_args: object, **_kwargs: object) -> None:
        self.found = True
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002 - Django's signature
        return None

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - Django's signature
        return None


class _Parser(MultiPartParser):
    """Django's, but a file is a file whatever its name is."""

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

    def typed(self, name: str) -> bool:
        return any(value.strip() for value in self.posted.getlist(name))

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


def _posted(request: HttpRequest, thrown: _ThrowAway) -> QueryDict:
    """Give the fields with a character for each byte (ISO 8859-1), so that no byte is lost before it is looked at."""
    if not _LENGTH.fullmatch(request.META.get("CONTENT_LENGTH") or "0"):
        raise BadRequest("a length that is none")
    if request.content_type == "application/x-www-form-urlencoded":
        return QueryDict(request.body, encoding="latin-1")
    posted, _files = _Parser(request.META, request, [thrown], "latin-1").parse()
    return posted


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False
