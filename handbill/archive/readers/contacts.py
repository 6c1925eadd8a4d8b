"""The contact lines of a legacy page: `homepage: homepage: http://…`, the label doubled as it stood there, or single.

Some pages had `homepage:: http://…`, some a dash before the label, and some the value on a line below it.
"""

import re
from typing import Final

from handbill.cleaning import links
from handbill.limits import ADDRESS, PHONE

_LABELS: Final = {
    "homepage": ("homepage", "home page", "website", "página web", "pagina web", "site web", "página", "web"),
    "phone": ("phone", "telephone", "telefon", "teléfono", "telefono", "téléphone", "telefone"),
    "address": ("address", "adresse", "anschrift", "dirección", "direccion", "endereço", "endereco"),
    "email": ("e-mail", "email", "mail", "correo", "courriel", "correio"),
}
_FIELD: Final = {label: field for field, labels in _LABELS.items() for label in labels}
_LINE: Final = re.compile(
    rf"\s*(?:[-\u2013\u2022*]\s+)?({'|'.join(map(re.escape, _FIELD))})\s*:\s*(\1\s*:\s*|:\s*)?(\S.*)",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    rf"\s*([-\u2013\u2022*]\s*)?({'|'.join(map(re.escape, _FIELD))})\s*::?\s*", re.IGNORECASE
)
_LONGEST: Final = 1_000
ALL: Final = tuple(_LABELS)


def split_contacts(
    lines: list[str], fields: tuple[str, ...] = ALL, *, doubled: bool = False
) -> tuple[list[str], dict[str, str], list[str]]:
    """Part lines into the text before the contact lines, what these say, and what stands after them.

    A value that could not stand in its field, and a second one for the same field, stay in the text as they are.
    With `doubled` only lines that have their label twice count.
    """
    parsed = {at: found for at, line in enumerate(lines) if (found := _contact(line, fields))}
    begin = next((at for at in sorted(parsed) if parsed[at][2]), None)
    if begin is None and not doubled:
        begin = _run_at_end(lines, set(parsed))
    if begin is None:
        return lines, {}, []
    while begin - 1 in parsed:
        begin -= 1
    contacts: dict[str, str] = {}
    kept: list[str] = []
    at = begin
    while at < len(lines) and (at in parsed or not lines[at].strip()):
        field, value, _twice = parsed.get(at, ("", "", False))
        if field and field not in contacts and fits(field, value):
            contacts[field] = value
        elif value:
            kept.append(lines[at])
        at += 1
    return [*lines[:begin], *kept], contacts, lines[at:]


def joined(lines: list[str]) -> list[str]:
    """Give lines in which each label of a contact stands before its value, that stood below it.

    A label that is an item of a list and has no value is left out: a program wrote it. Any other stays as it is.
    """
    found: list[str] = []
    label = ""
    for at, line in enumerate(lines):
        bare = None if label else _BARE.fullmatch(line)
        if bare is None:
            found.append(f"{label} {line.strip()}" if label and line else line)
            label = "" if line else label
        elif _has_value(_FIELD[bare[2].lower()], lines, at):
            label = line.strip()
        elif not (bare[1] and (lines[at + 1 : at + 2] in ([], [""]) or _BARE.fullmatch(lines[at + 1]))):
            found.append(line)
    return found


def _has_value(field: str, lines: list[str], at: int) -> bool:
    """Tell whether the line below a label is its value, and no text: one word, or what can stand in its field; both, if an empty line is between."""
    below = next((n for n in range(at + 1, len(lines)) if lines[n]), len(lines))
    if below == len(lines) or _BARE.fullmatch(lines[below]):
        return False
    word, fit = " " not in lines[below], fits(field, lines[below].strip())
    return (word or fit) if below == at + 1 else (word and fit)


def is_contact(line: str) -> bool:
    """Tell whether a line is a label of a contact with its value."""
    return _contact(line, ALL) is not None


def _contact(line: str, fields: tuple[str, ...]) -> tuple[str, str, bool] | None:
    match = _LINE.fullmatch(line) if len(line) <= _LONGEST else None
    if match is None or _FIELD[match[1].lower()] not in fields:
        return None
    value = match[3].strip()
    if value.removesuffix(":").strip().lower() == match[1].lower():
        return _FIELD[match[1].lower()], "", True  # both labels, and nothing was given
    return _FIELD[match[1].lower()], value, bool(match[2])


def _run_at_end(lines: list[str], parsed: set[int]) -> int | None:
    """Find the contact lines at the end of a text whose labels are single: all after the last empty line, none other."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    begin = end
    while begin and lines[begin - 1].strip():
        begin -= 1
    run = set(range(begin, end))
    return begin if run and begin and run <= parsed else None


def fits(field: str, value: str) -> bool:
    """Tell whether a value can stand in its field; else it is better left in the text than lost."""
    match field:
        case "homepage":
            return links.homepage(value) is not None
        case "email":
            return links.is_email(value)
        case "phone":
            return len(value) <= PHONE and any(sign.isdigit() for sign in value)
    return len(value) <= ADDRESS
