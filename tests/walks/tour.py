"""Once through every dynamic page, stopping at each, as a stranger and as an editor."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.walks.editor import PASSWORD, enrol, send
from tests.walks.kinds import most, path_of
from tests.walks.person import Person, unfold
from tests.walks.site import handbill

WORDS = "The gauge at the ferry steps stands at two metres."
UNKNOWN = 999_999


def stops(person: Person) -> Iterator[str]:
    """Stand before one page after the other; give the name of each."""
    yield from publishing(person)
    yield from answering(person)
    yield from searching(person)
    yield from at_the_desk(person)


def publishing(person: Person) -> Iterator[str]:
    page = person.page
    person.open("publish/")
    yield "form"
    person.write(title=" ", body=WORDS, byline="A\u0301" + 40 * "\u0301")
    assert person.press("publish").status == 422, person.words
    yield "form with errors"
    person.write(
        title="River level", byline="ferry", homepage="https://gauge.example/", email="me@gauge.example"
    )
    person.write(topics="water", genre="reporting")
    assert person.press("preview").status == 200
    yield "preview"
    assert person.press("publish").status == 201
    yield "receipt"
    receipt, number = person.receipt, person.number
    person.open("receipt/")
    yield "form for a receipt"
    person.write(receipt="0000")
    person.press("show")
    yield "form for a receipt with an error"
    person.write(receipt=receipt)
    person.press("show")
    yield "what a receipt opens"
    unfold(page.locator("#amend-body"))
    page.fill("#amend-body", f"{WORDS} Still.")
    assert person.press("amend").status == 200
    yield "what a receipt opens, after an act"
    handbill(
        "act",
        person.site.folder,
        "hide",
        f"article/{number}",
        "--guideline",
        "1",
        "--reason",
        "To see it hidden.",
    )
    person.use(receipt)
    yield "what a receipt opens of what is hidden"


def answering(person: Person) -> Iterator[str]:
    thread = most(person.site.public)
    number = int(thread.stem)
    person.open(f"comment/{number}/?reply_to={number + 1}")
    yield "form for an answer"
    person.write(body=" ", receipt="0000")
    assert person.press("publish").status == 422
    yield "form for an answer with errors"
    person.open(f"complain/{number}/")
    yield "form for a complaint"
    person.page.fill("#text", "This names my aunt.")
    send(person.page, "#form")
    yield "thanks for a complaint"
    person.open(f"comment/{UNKNOWN}/")
    yield "no such item"
    hidden = int(path_of(person.site.public, "article hidden").rpartition("/")[2].removesuffix(".html"))
    person.open(f"comment/{hidden}/")
    yield "comments are closed"


def searching(person: Person) -> Iterator[str]:
    person.open("search/?q=the+ferry&hidden=1&from=2020")
    assert person.page.locator("ol.lines > li").count() > 1
    yield "what a search found"
    person.open("search/?q=!&from=soon&topic=nowhere")
    yield "a search with errors"
    person.open("search/?q=zeppelin")
    yield "a search that found nothing"


def at_the_desk(person: Person) -> Iterator[str]:
    page, url = person.page, person.site.url
    number = int(most(person.site.public).stem)
    page.goto(f"{url}desk/sign-in/")
    yield "sign-in"
    address = handbill("editor", person.site.folder, "invite", f"Wren {person.mark}").strip()
    page.goto(address)
    yield "invitation"
    enrol(page, f"signs in {person.mark}")
    assert page.url == f"{url}desk/"
    yield "queue"
    page.goto(f"{url}desk/?view=complaints")
    yield "queue of complaints"
    page.goto(f"{url}desk/?kind=article&words=the&at={number}")
    yield "what was found"
    page.locator('ol input[name="number"]').first.check()
    page.select_option("#many-guideline", "1")
    page.fill("#many-reason", "Seen in a tour.")
    send(page, "#selection")
    yield "several at once"
    page.goto(f"{url}desk/ready/")
    page.fill("#new-text", "It sells something.")
    send(page)
    yield "ready texts"
    page.goto(f"{url}desk/questions/")
    yield "questions of the forms"
    page.goto(f"{url}desk/note/")
    page.fill("#note-text", "The weir thread is heated.")
    send(page)
    yield "queue with a note"
    page.goto(f"{url}desk/note/")
    yield "handover note"
    page.goto(f"{url}desk/item/{number}/")
    yield "item at the desk"
    reason = page.locator('details:has(input[value="hide"]) textarea[name="reason"]')
    unfold(reason)
    reason.fill(" ")
    page.select_option("#hide-guideline", "1")
    send(page, 'details:has(input[value="hide"])')
    yield "item at the desk with an error"
    page.goto(f"{url}desk/pages/")
    yield "topics, places, pages"
    page.goto(f"{url}desk/pages/topic/water/")
    yield "a topic at the desk"
    page.goto(f"{url}desk/pages/guideline/new/")
    yield "a new guideline"
    page.goto(f"{url}desk/editors/")
    yield "editors"
    yield from at_the_account(page, url)
    page.goto(address)
    yield "an invitation that was used"


def at_the_account(page: Page, url: str) -> Iterator[str]:
    page.goto(f"{url}desk/account/")
    yield "account"
    unfold(page.locator("#codes-own"))
    page.fill("#codes-own", "not the password")
    send(page, "#codes")
    yield "account with an error"
    unfold(page.locator("#codes-own"))
    page.fill("#codes-own", PASSWORD)
    send(page, "#codes")
    yield "recovery codes"
