"""Old addresses of imported items keep answering: made as pages follow, taken away with what was destroyed, the same in a rebuild."""

import pytest

from handbill.actions.admit import admit
from handbill.actions.hold import hold
from handbill.actions.redact import redact
from handbill.newswire.old_address import OldAddress
from handbill.pages.everything import everything
from handbill.pages.moment import frozen
from handbill.pages.write import Writer
from handbill.record.seal import Log
from tests.cast import DOUBT, RENT, Town, differences, files

WIRE = "http://wire.example"


@pytest.fixture
def town(site):
    return Town(site)


def stubs(town):
    named = ("en/", "node/", "old/", "comments-of/")
    return sorted(
        name for name in files(town.site.public) if name.startswith(named) and name.endswith(".html")
    )


def test_old_addresses_lead_to_where_items_stand_and_are_rebuilt(town):
    page = town.bring(RENT, address=f"{WIRE}/en/2005/07/315.html")
    program = town.bring(RENT, address=f"{WIRE}/news.php?id=7")
    bare = town.bring(RENT, address=f"{WIRE}/node/55")
    town.bring(RENT, address=f"{WIRE}/publish/x.html")
    again = town.bring(RENT, address=f"{WIRE}/en/2005/07/315.html")
    inside = town.bring(DOUBT, page, address=f"{WIRE}/en/2005/07/315.html#c1")
    alone = town.bring(DOUBT, page, address=f"{WIRE}/comments-of/9.shtml")
    town.go_and_verify()
    assert stubs(town) == [
        "en/2005/07/315.html",
        "node/55/index.html",
        "old/q/=7/news.php/~/id=7.html",
    ]
    assert f'url=../../../2024/03/{page}.html"' in town.page("en/2005/07/315.html")
    assert f'url=../../2024/03/{bare}.html"' in town.page("node/55/index.html")
    assert f'url=/2024/03/{program}.html"' in town.page("old/q/=7/news.php/~/id=7.html")
    assert f'url=../2024/03/{page}.html#comment-{alone}"' in town.page("comments-of/9.shtml")
    assert {again, inside} < set(OldAddress.objects.values_list("number", flat=True))
    walked = files(town.site.public)
    with frozen(town.site) as moment:
        everything(moment, Log.of(town.site), Writer(town.site.public, town.now), town.now)
    assert differences(walked, files(town.site.public)) == []


def test_addresses_that_stand_in_each_others_way_stop_no_page(town):
    for path in ("post.html", "post.html/comment-page-2", "a", "a/index.html/b", f"{'a' * 260}.html"):
        town.bring(RENT, address=f"{WIRE}/{path}")
    town.go_and_verify()
    after = town.publish()
    town.go_and_verify()
    assert town.there(f"2024/03/{after}.html")
    assert town.there("post.html")
    assert town.there("a/index.html")


def test_what_waits_for_an_editor_answers_at_no_old_address(town):
    article = town.bring(RENT, address=f"{WIRE}/en/2005/07/315.html")
    town.go()
    hold(town.operator(), article, 3, "It has to be looked at.")
    town.go_and_verify()
    assert not town.there("en/2005/07/315.html")
    admit(town.operator(), article)
    town.go_and_verify()
    assert f"{article}.html" in town.page("en/2005/07/315.html")


@pytest.mark.parametrize("field", [None, "title", "byline"])
def test_what_was_destroyed_is_found_at_no_old_address(town, field):
    article = town.bring({**RENT, "byline": "Mrs Vane"}, address=f"{WIRE}/mrs-vane-raises-rents.html")
    comment = town.bring(DOUBT, article, address=f"{WIRE}/news_comment.php?id=8")
    town.go()
    assert town.there("mrs-vane-raises-rents.html")
    redact(town.operator(), article, 3, "A name.", field=field)
    town.go_and_verify()
    stays = field == "byline"
    assert [town.there(f"mrs-vane-raises-rents.html{gz}") for gz in ("", ".gz")] == [stays, stays]
    assert set(OldAddress.objects.values_list("number", flat=True)) == (
        {article, comment} if stays else {comment}
    )
    if not stays:
        other = town.bring(RENT, address=f"{WIRE}/mrs-vane-raises-rents.html")
        town.go()
        assert f'url=2024/03/{other}.html"' in town.page("mrs-vane-raises-rents.html")
        assert OldAddress.objects.filter(number=other).delete()[0] == 1
    redact(town.operator(), comment, 3, "A name.")
    town.go()
    assert not town.there("old/q/=8/news_comment.php/~/id=8.html")
