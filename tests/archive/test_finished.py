"""A site that is finished: it says so on every page, takes nothing, is searched without a server, and can live again."""

import json
import re

import pytest
from django.test import Client

from handbill.actions.act import Act, Refused
from handbill.actions.freeze import freeze
from handbill.actions.hide import hide
from handbill.actions.redact import redact
from handbill.actions.thaw import thaw
from handbill.actions.withdraw import withdraw
from handbill.archive.catch_up import catch_up
from handbill.archive.finished.coding import DIGITS
from handbill.archive.kept import Kept
from handbill.newswire.decision import Decision
from handbill.newswire.freezing import is_frozen
from handbill.newswire.standing import state_of
from handbill.reader.derived import links
from handbill.rebuild import rebuild
from handbill.record.models import Entry
from tests.archive.again import made_again
from tests.cast import BRIDGE, DOUBT, FLOOD, HELD, RENT, SECRETS, SLOW, VANE, Town, files

WHY = "We have done what we came for."
DOOR = re.compile(
    r'(?:href|action)="(?:\.\./)*(?:publish|comment|complain|receipt|desk|api|search)/(?:"|\?|[0-9]+/)'
)


@pytest.fixture
def town(site):
    town = Town(site)
    flood = town.publish()
    town.comment(flood)
    town.publish(RENT)
    town.go()
    return town


def kinds():
    return [
        json.loads(bytes(body))["kind"]
        for body in Entry.objects.order_by("id").values_list("body", flat=True)
    ]


def finish(town):
    freeze(town.operator() if town else Act.site(shell=True), WHY)
    town.go()


def parts(site):
    """Read the index as its script does: what `handbill(NAME, DATA)` is told, by name."""
    found = {}
    for file in (site.public / "search" / "parts").rglob("*.js"):
        call = re.fullmatch(r'handbill\("([a-z0-9/]+)",(.*)\);\n', file.read_text("ascii"), re.DOTALL)
        assert call, file
        found[call[1]] = json.loads(call[2])
    return found


def unpacked(text, before):
    value = scale = 0
    for sign in text:
        digit = DIGITS.index(sign)
        value |= (digit & 31) << scale
        scale += 5
        if digit < 32:
            before += value + 1
            yield before
            value = scale = 0


def found(site, term):
    told = parts(site)
    top = told["top"]
    for name, data in told.items():
        for word, count, places in data if name.startswith("t/") else ():
            if word == term:
                numbers = list(unpacked(places, -1))
                assert len(numbers) == count
                return [told[f"d/{at // top['lines']}"][at % top["lines"]] for at in numbers]
    return []


def test_every_page_says_so_and_no_page_leads_to_a_door(town, site):
    doors = [file for file in site.public.rglob("*.html") if DOOR.search(file.read_text())]
    assert len(doors) > 20
    finish(town)
    pages = [file for file in site.public.rglob("*.html") if "record/decision" not in str(file)]
    for file in pages:
        text = file.read_text()
        assert DOOR.search(text) is None, file
        assert "This site ended on" in text, file
    town.go_and_verify()
    decision = next(site.public.glob(f"record/decision/{len(kinds()) - 1}.html")).read_text()
    assert WHY in decision
    assert kinds()[-1] == "freeze"
    assert site.finished
    assert files(site.public)  # none is half written
    before = files(site.public)
    town.go()
    rebuild(site, lambda _done: None, 1)
    assert files(site.public) == before


def test_nothing_comes_and_what_has_to_go_can_go(town, site):
    finish(town)
    before = Entry.objects.count(), Decision.objects.count()
    for refused in (
        lambda: town.publish(BRIDGE),
        lambda: town.comment(1),
        town.bring,
        town.nora,
    ):
        with pytest.raises(Refused) as error:
            refused()
        assert error.value.status == 410
    with pytest.raises(Refused) as error:
        freeze(town.operator(), WHY)
    assert error.value.status == 409
    assert (Entry.objects.count(), Decision.objects.count()) == before
    assert found(site, "harbour")
    hide(town.operator(), 3, 1, "It names a neighbour.")
    assert not site.finished  # pages have to follow first
    redact(town.operator(), 1, 1, "A court demands it.")
    town.go_and_verify()
    assert site.finished
    assert [line[0] for line in found(site, "sluice")] == ["2024/03/1.html#comment-2"]
    assert found(site, "harbour") == found(site, "letters") == []
    assert len(list((site.public / "search/parts").iterdir())) == 1


def test_no_dynamic_address_answers_but_with_words(town, site):
    finish(town)
    client = Client()
    for path in ("/publish/", "/comment/1/", "/complain/1/", "/receipt/", "/desk/", "/desk/sign-in/"):
        for answer in (
            client.get(path),
            client.post(path, {"title": "Late", "body": "Too late.", "text": "Late"}),
        ):
            assert answer.status_code == 410
            assert b"nothing can be sent any more" in answer.content
            assert DOOR.search(answer.content.decode()) is None
    problem = client.post("/api/v1/articles", "{}", content_type="application/json")
    assert (problem.status_code, problem["Content-Type"]) == (410, "application/problem+json")
    asked = client.get("/search/?q=river&page=%0d%0aX:1")
    assert (asked.status_code, asked["Location"]) == (303, "index.html#q=river&page=%0d%0aX:1")
    assert kinds()[-1] == "freeze"


def test_it_lives_again_and_was_finished_all_the_same(town, site):
    plain = files(site.public)
    finish(town)
    town.later(hours=1)
    thaw(town.operator(), "Others go on with it.")
    town.go_and_verify()
    assert not site.finished
    assert not (site.public / "search").exists()
    assert kinds()[-2:] == ["freeze", "thaw"]
    assert files(site.public).keys() - plain.keys() <= {
        name for name in files(site.public) if name.startswith(("record/", "public/record/"))
    }
    with pytest.raises(Refused):
        thaw(town.operator(), "Again.")
    number = town.publish(BRIDGE)
    town.go_and_verify()
    assert (site.public / f"2024/03/{number}.html").exists()
    finish(town)
    town.go_and_verify()


def test_what_is_held_must_be_decided_about_unless_nobody_is_there(town, site):
    held, slow = town.publish(BRIDGE, HELD), town.publish(VANE, SLOW)
    operator = Act("site", town.now, "shell")
    with pytest.raises(Refused, match=f"held.*{held}"):
        freeze(operator, WHY)
    assert not is_frozen()
    assert state_of(slow) == "slow"
    freeze(town.operator(), WHY)  # as the site by itself does
    assert (state_of(held), state_of(slow)) == ("redacted", "listed")
    town.go_and_verify()
    assert kinds()[-3:] == ["redact", "admit", "freeze"]


def test_it_comes_back_from_its_public_files_as_it_was(town, site, server, tmp_path):
    finish(town)
    hide(town.operator(), 3, 1, "It names a neighbour.")
    town.go()
    key = (site.secrets / "record").read_bytes()
    new, _done = made_again(town, server, tmp_path, key)
    assert is_frozen()
    assert new.finished
    assert kinds()[-2:] == ["freeze", "hide"]
    with pytest.raises(Refused):
        Town(new).publish(BRIDGE)


def test_an_older_database_catches_up_with_the_end(town, site, tmp_path):
    finish(town)
    assert Kept.open(site.public).checkpoint.size == len(kinds())
    assert catch_up(Kept.open(site.public), site, lambda _done: None).trouble == ""
    assert is_frozen()


class Killed(BaseException):
    pass


@pytest.mark.parametrize("where", ["months", "render", "_prune"])
def test_whoever_is_killed_leaves_no_mark_and_the_next_run_goes_on(town, site, monkeypatch, where):
    finish(town)
    whole = files(site.public)
    hide(town.operator(), 3, 1, "It names a neighbour.")

    def killed(*_args, **_given):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(f"handbill.archive.finished.settle.{where}", killed)
        with pytest.raises(Killed):
            town.go()
    assert not site.finished_mark.exists()
    assert not site.finished
    town.go_and_verify()
    assert site.finished
    assert found(site, "letters") == []
    assert len(list((site.public / "search/parts").iterdir())) == 1
    assert whole.keys() - files(site.public).keys() != set()  # the old parts are gone


def test_a_mark_that_lies_is_not_believed(town, site):
    """A site that lives is served whole, whatever a file of an older copy says; and one without its search is too."""
    site.finished_mark.write_text("1")
    assert not site.finished
    town.go()
    assert not site.finished_mark.exists()
    finish(town)
    (site.public / "search/index.html").unlink()
    assert not site.finished
    town.go()
    assert site.finished


@pytest.mark.founded
@pytest.mark.once
def test_a_mirror_finds_every_part(town, site):
    finish(town)
    index = site.public / "search/index.html"
    (top,) = [path for path in links("search/index.html", index.read_bytes()) if path.endswith("top.js")]
    named = {top, *links(top, (site.public / top).read_bytes())}
    there = {str(file.relative_to(site.public)) for file in (site.public / "search/parts").rglob("*.js")}
    assert named == there
    assert "search/months/2024/03.html" in set(links("search/index.html", index.read_bytes()))
    assert list(links(top, b'handbill("top",{"folder":0,"parts":{"t":5}});')) == []


def test_months_name_what_can_be_read_by_title(town, site):
    hidden = town.publish({**FLOOD, "title": "Quillfeather again"})
    hide(town.operator(), hidden, 1, "It names a neighbour.")
    town.bring({**RENT, "title": "an old letter"}, dated=True, timed=False)
    finish(town)
    text = (site.public / "search/months/2024/03.html").read_text()
    titles = re.findall(r'<a class="head"[^>]*>([^<]*)</a>', text)
    assert titles == ["an old letter", "Rents on Mill Street rise again", "The river is over the quay"]
    assert "Quillfeather" not in "".join(file.read_text() for file in (site.public / "search").rglob("*.*s"))


def test_a_comment_does_not_tell_the_title_of_an_article_that_cannot_be_read(town, site):
    asides = []
    for gone in (hide, redact):
        number = town.publish(VANE)
        town.comment(number, {**DOUBT, "byline": f"Aside on {number}"})
        gone(town.operator(), number, 3, "It names a neighbour.")
        asides.append(number)
    taken_back = town.publish(VANE)
    town.comment(taken_back, {**DOUBT, "byline": f"Aside on {taken_back}"})
    withdraw(town.author(), taken_back)
    finish(town)
    lines = found(site, "sluice")
    assert [line[5] for line in lines] == [
        *(f"Article {number}" for number in reversed([*asides, taken_back])),
        "The river is over the quay",
    ]
    late = lines[-1][0]
    hide(town.operator(), 1, 3, "It names a neighbour.")
    town.go()
    assert [line[5] for line in found(site, "sluice") if line[0] == late] == ["Article 1"]
    told = b"".join(file.read_bytes() for file in (site.public / "search").rglob("*.*s"))
    assert not [secret for secret in (*SECRETS, b"over the quay", b"chandler") if secret in told]
