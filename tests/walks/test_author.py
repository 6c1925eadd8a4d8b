"""An author's way: write, look, publish, keep the receipt, and come back with it."""

from tests.walks.person import Person, unfold
from tests.walks.site import plain, soon

TEXT = "By seven the water stood a hand deep in four cellars.\n\nThe pump came at nine, {}. See https://weir.example/log."


def test_from_the_form_to_the_page_and_back_with_the_receipt(stranger: Person):
    path, number, receipt = publish(stranger)
    read(stranger, path)
    revise(stranger, path, number, receipt)
    add(stranger, path, number, receipt)
    withdraw(stranger, path, number, receipt)


def publish(stranger: Person) -> tuple[str, int, str]:
    public = stranger.site.public
    assert stranger.open("index.html") == 200
    stranger.page.click("header .button")
    stranger.write(title="The mill weir leaks", body=text_of(stranger), byline="a neighbour")
    stranger.write(homepage="https://weir.example/")
    assert "will be public, on the page, for everyone and for good" in stranger.words
    before = len(list(public.glob("20*/*/*.html")))
    assert stranger.press("preview").status == 200
    assert "nothing is published yet" in stranger.words
    assert stranger.page.locator(".preview .prose p").count() == 2
    assert len(list(public.glob("20*/*/*.html"))) == before
    stranger.write(summary="Four cellars.")
    assert stranger.press("publish", within=".preview").status == 201
    receipt = stranger.receipt
    assert [len(group) for group in receipt.split()] == [4] * 8
    assert receipt not in stranger.page.url
    return stranger.item, stranger.number, receipt


def read(stranger: Person, path: str) -> None:
    stranger.page.click("#item")
    assert stranger.page.url == stranger.site.url + path
    assert stranger.page.inner_text("h1.p-name") == "The mill weir leaks"
    assert stranger.page.inner_text(".p-summary") == "Four cellars."
    homepage = stranger.page.locator(".contact a")
    assert homepage.get_attribute("rel") == "nofollow ugc noopener"
    assert stranger.page.get_attribute(".e-content a", "href") == "https://weir.example/log"
    assert stranger.page.context.cookies() == []
    stranger.site.shows("index.html", "The mill weir leaks")
    stranger.site.is_well()


def revise(stranger: Person, path: str, number: int, receipt: str) -> None:
    site = stranger.site
    stranger.use(receipt.replace(" ", "-").upper())
    assert "The mill weir leaks" in stranger.words
    assert f"Your article {number}" in stranger.words
    stranger.write(title="The mill weir leaks again", body=text_of(stranger).replace("four", "five"))
    assert stranger.press("revise").status == 200
    site.shows(path, "The mill weir leaks again")
    told = soon(lambda: site.get(versions_of(path))[1])
    assert "<del>four</del>" in told
    assert "<ins>five</ins>" in told
    stranger.open(path)
    stranger.page.click("text=see what changed")
    assert "what went is struck out" in stranger.words
    site.is_well()


def add(stranger: Person, path: str, number: int, receipt: str) -> None:
    """Add to the text, and comment below it as the one who wrote it."""
    site = stranger.site
    stranger.use(receipt)
    unfold(stranger.page.locator("#amend-body"))
    stranger.page.fill("#amend-body", "The pump was gone by noon.")
    assert stranger.press("amend").status == 200
    site.shows(path, "The pump was gone by noon.")
    mine = stranger.comment(number, body=f"I am the one who wrote this, {stranger.mark}.", receipt=receipt)
    site.shows(path, "I am the one who wrote this")
    stranger.open(path)
    assert "the author" in stranger.page.inner_text(f"#comment-{mine} .meta")
    site.is_well()


def withdraw(stranger: Person, path: str, number: int, receipt: str) -> None:
    """The text is gone from every file; the number, the comments and the record stay."""
    site = stranger.site
    stranger.use(receipt)
    assert stranger.press("withdraw").status == 200
    gone = plain(site.shows(path, f"Article {number} was withdrawn by its author"))
    assert "I am the one who wrote this" in gone
    places = (path, path.replace(".html", ".json"), "index.html", "feed.atom", "newswire/index.html")
    assert soon(lambda: all("The mill weir leaks" not in site.get(it)[1] for it in places))
    assert all("cellars" not in site.get(it)[1] for it in places)
    assert site.get(versions_of(path))[0] == 404
    site.is_well()


def text_of(stranger: Person) -> str:
    return TEXT.format(stranger.mark)


def versions_of(path: str) -> str:
    return path.replace(".html", "/versions.html")


def test_a_form_sent_twice_is_one_article_and_one_receipt(stranger: Person):
    """The answer is lost, or somebody goes back and presses again."""
    stranger.open("publish/")
    title = f"Said once, {stranger.mark}"
    stranger.write(title=title, body=f"{title}: the ferry runs again.")
    assert stranger.press("publish").status == 201
    first = (stranger.number, stranger.receipt, stranger.item)
    again = stranger.page.reload()
    assert again is not None
    assert again.status == 201
    assert (stranger.number, stranger.receipt, stranger.item) == first
    stranger.open("publish/")
    stranger.write(title=title, body=f"{title}: the ferry runs again.")
    assert stranger.press("publish").status == 202, "a fresh form with the same text waits for an editor"
    path = stranger.item
    assert "waits for an editor" in stranger.site.shows(path, "waits for an editor")
    found = [it for it in stranger.site.public.glob("20*/*/*.html") if title in it.read_text()]
    assert len(found) == 1
    stranger.site.is_well()


def test_who_is_too_quick_is_asked_again_and_loses_nothing(stranger: Person):
    stranger.open("publish/")
    stranger.page.fill("#title", "Rent meeting")
    stranger.page.fill("#body", f"Tonight at eight, in the school hall, {stranger.mark}.")
    with stranger.page.expect_navigation() as going:
        stranger.page.click('button[value="publish"]')
    assert going.value.status == 422
    assert stranger.page.input_value("#body") == f"Tonight at eight, in the school hall, {stranger.mark}."
    assert stranger.page.locator(".errors").is_visible()
    assert stranger.press("publish").status == 201
