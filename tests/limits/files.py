"""Limits on files of strangers: what waits in forms, how many are read at one time, a file of text."""

import contextlib
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from handbill.cleaning.media import plain
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.intake.seats import seats
from handbill.newswire.attachment import Attachment
from handbill.settings import site
from tests.intake.door import Answer, Door, rows
from tests.intake.test_media import picture
from tests.limits.doors import THOUSAND, article, sizes, these, value


def of_forms_with_files(door: Door) -> list[str]:
    """A file more is taken up to the limit, and beyond it none: what a file will hold once it is clean, nobody knows before."""
    wrong = []
    for name in ("form_draft", "drafts"):
        own = {"kept": "0" * 32} if name == "form_draft" else {}
        done = []
        for size in sizes(name):
            Attachment.objects.all().delete()
            article(door, media=[picture()], action="preview", **own)
            Attachment.objects.update(size=size)
            before = rows()
            answer = article(door, media=[picture("navy")], action="preview", **own)
            done.append(answer.status)
            if answer.status != 200 and (rows() != before or answer.field("body") != "B"):
                wrong.append(f"{name}: something of {size} is stored, or the text is lost")
        wrong += these(name, done, [200, 422, 422])
    return wrong + _at_one_time(door)


def _at_one_time(door: Door) -> list[str]:
    """The last seat is taken, and who finds none is told so. More than all seats cannot be taken, so there is no thousandfold."""
    Attachment.objects.all().delete()
    done = []
    for held in (value("cleaning") - 1, value("cleaning")):
        with contextlib.ExitStack() as stack:
            for _ in range(held):
                stack.enter_context(seats(site().threads))
            done.append(article(door, media=[picture()], body=f"B {held}").status)
    return these("cleaning", done, [201, 422])


def of_text_files(door: Door, folder: Path) -> list[str]:
    """A thousand times as much is more than a request may have: so that is said of a file as it lies here, without being read."""

    def send(size: int) -> Answer:
        file = SimpleUploadedFile("a.txt", b"word " * (size // 5) + b"x" * (size % 5), "text/plain")
        return article(door, media=[file], body=f"B {size}")

    most = value("text_file")
    wrong = these("text_file", send(most).status, 201)
    before = rows()
    answer = send(most + 1)
    wrong += these("text_file", (answer.status, rows(), answer.field("body")), (422, before, f"B {most + 1}"))
    with (folder / "large").open("wb") as file:
        file.truncate(most * THOUSAND)
    said = ""
    try:
        plain.clean(folder / "large", folder, Allowed())
    except Unclean as refused:
        said = refused.code
    return wrong + these("text_file", said, "bytes")
