"""What a person does at a site: open, write, wait as long as writing takes, press, read."""

import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, Response

from handbill.limits import ARTICLE_FORM_AGE
from tests.walks.site import Site


@dataclass
class Person:
    page: Page
    site: Site
    scripts: bool
    opened: float = field(default=0.0)  # when the page before them was opened

    def __post_init__(self) -> None:
        self.page.on("domcontentloaded", lambda _page: setattr(self, "opened", time.monotonic()))

    @property
    def mark(self) -> str:
        """Words that make what is said here unlike what is said in the same walk elsewhere."""
        return f"{'with' if self.scripts else 'without'} scripts"

    def open(self, path: str) -> int:
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        return answer.status

    def write(self, **fields: str) -> None:
        """Fill in fields by their names, unfolding what is folded."""
        for name, words in fields.items():
            at = self.page.locator(f'form [name="{name}"]:not([type="hidden"])')
            unfold(at.first)
            kind = at.first.evaluate("it => it.type")
            if kind == "checkbox":
                at.and_(self.page.locator(f'[value="{words}"]')).check()
            elif kind == "select-one":
                at.first.select_option(words)
            else:
                at.first.fill(words)

    def press(self, action: str, *, within: str = "") -> Response:
        """Press the last button of that action; what is published, after the time that writing takes."""
        left = self.opened + ARTICLE_FORM_AGE + 0.1 - time.monotonic()
        if action == "publish" and left > 0:
            self.page.wait_for_timeout(1000 * left)
        button = self.page.locator(f'{within} button[name="action"][value="{action}"]').last
        unfold(button)
        with self.page.expect_navigation() as going:
            button.click()
        return going.value

    @property
    def words(self) -> str:
        """What the page says."""
        return " ".join(self.page.inner_text("body").replace("\u00a0", " ").split())

    @property
    def receipt(self) -> str:
        return self.page.inner_text("#receipt")

    @property
    def number(self) -> int:
        return int(self.page.get_attribute("#item", "data-number") or 0)

    @property
    def item(self) -> str:
        """The path of the item that the answer names."""
        href = self.page.get_attribute("#item", "href") or ""
        assert not re.match(r"/|[a-z]+:", href), "the item's address is relative"
        address: str = self.page.locator("#item").evaluate("it => it.href")
        return address.removeprefix(self.site.url)

    def publish(self, **fields: str) -> tuple[str, str]:
        """Publish an article; give its path and its receipt."""
        self.open("publish/")
        self.write(**fields)
        assert self.press("publish").status == 201, self.words
        return self.item, self.receipt

    def comment(self, number: int, **fields: str) -> int:
        """Comment on an article; give the comment's number."""
        self.open(f"comment/{number}/")
        self.write(**fields)
        assert self.press("publish").status == 201, self.words
        return self.number

    def use(self, receipt: str) -> None:
        """Open what a receipt opens, from the page that asks for it."""
        self.open("receipt/")
        self.write(receipt=receipt)
        assert self.press("show").status == 200, self.words


def unfold(at: Locator) -> None:
    """Open what this is folded into."""
    fold = at.locator("xpath=ancestor::details[not(@open)]")
    while fold.count():
        fold.first.locator("summary").first.click()
