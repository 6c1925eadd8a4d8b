"""What a program sends, JSON or multipart with the forms' names, read into what a form would have been."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbill.actions.fields import WORDS
from handbill.intake.form import FIELDS, LISTS, NotAForm, Sent, read
from handbill.limits import LIMITS

_NUMBERS: Final = frozenset({"reply_to", "guideline"})
_FLAGS: Final = frozenset({"forget"})
MOST: Final = {one.name: one.value for one in LIMITS if one.name in FIELDS}
"""Characters that a program may send, as the description tells: before the cleaning, after which they are counted again."""


def sent(request: HttpRequest) -> Sent:
    """Read what was posted.

    Raises:
        NotAForm: neither JSON nor multipart.
        BadRequest: not JSON in UTF-8, or no object.
    """
    if request.content_type == "multipart/form-data":
        form = read(request)
        return replace(form, errors={**form.errors, **_long(form.values)})
    if request.content_type != "application/json":
        raise NotAForm(_("This address takes application/json or multipart/form-data."))
    return _members(_object(request.body))


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadRequest("not JSON in UTF-8, with each member once") from None
    if not isinstance(told, dict):
        raise BadRequest("not a JSON object")
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands there twice")
    return found


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _members(told: Mapping[str, Any]) -> Sent:
    """Sort members into texts and lists; what is not known or not of its type is an error of that member."""
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    errors: dict[str, str] = {}
    for name, value in told.items():
        if name in LISTS and isinstance(value, list) and all(isinstance(one, str) for one in value):
            lists[name] = tuple(value)
        elif name in _FLAGS and isinstance(value, bool):
            values[name] = "1" if value else ""
        elif name in _NUMBERS and isinstance(value, int) and not isinstance(value, bool):
            values[name] = str(value)
        elif name in FIELDS and isinstance(value, str):
            values[name] = value
        elif name in FIELDS or name in LISTS:
            errors[name] = _("It is not of the type that is taken here.")
        elif name == "media":
            errors[name] = _("Files are sent as multipart/form-data.")
        else:
            errors[name[:60]] = _("There is no member of this name.")
    return Sent(values, lists, {**errors, **_long(values)})


def _long(values: Mapping[str, str]) -> dict[str, str]:
    """Name what is longer than the description allows."""
    words = _("%(what)s has %(count)d characters; %(limit)d fit.")
    return {
        name: words % {"what": WORDS.get(name, name), "count": len(value), "limit": MOST[name]}
        for name, value in values.items()
        if len(value) > MOST.get(name, len(value))
    }
