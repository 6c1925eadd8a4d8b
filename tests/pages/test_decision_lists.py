"""Lists of decisions by month, guideline and editor: each is found from the other, and a full page stays as it is."""

from datetime import timedelta

import pytest
from markupsafe import escape

from handbill.actions.answer import answer
from handbill.actions.appeal import appeal
from handbill.actions.hide import hide
from handbill.actions.redact import redact
from handbill.actions.set_guidelines import set_guidelines
from handbill.actions.unhide import unhide
from handbill.actions.withdraw import withdraw
from handbill.newswire.filed import Filed
from handbill.pages.filing import FILING
from handbill.pages.moment import frozen
from handbill.record.models import Cursor
from tests.cast import Town, differences, files

MONTH, EDITOR, RULE = "record/month/2024-03", "record/editor/1", "record/guideline/3"


@pytest.fixture
def town(site):
    town = Town(site)
    town.nora()
    town.publish()
    town.go()
    return town


def hide_and_back(town: Town, times: int) -> None:
    for _ in range(times):
        hide(town.desk(), 1, 3, "It names a neighbour.")
        unhide(town.desk(), 1, "It is her own shop sign.")


def test_a_decision_leads_to_its_lists_and_they_lead_back(town):
    hide(town.desk(), 1, 3, "It names a neighbour.")
    town.go_and_verify()
    decision = town.page("record/index.html").split('href="../record/decision/')[1].partition('.html"')[0]
    page = town.page(f"record/decision/{decision}.html")
    for name in (MONTH, EDITOR, RULE):
        assert f'href="../../{name}/index.html"' in page
        assert f'href="../{name}/index.html"' in town.page("record/index.html")
        assert f'href="../{name}/index.html"' in town.page("record/lists.html")
        for file, root in ((f"{name}/index.html", "../" * 3), (f"{name}/1.html", "../" * 3)):
            assert f'href="{root}record/decision/{decision}.html"' in town.page(file)
            assert "It names a neighbour." in town.page(file)


def test_every_decision_says_which_version_of_a_guideline_it_cites(town):
    hide(town.desk(), 1, 3, "It names a neighbour.")
    town.go()
    before = town.page("record/hidden/1.html")
    set_guidelines(town.operator(), 3, "Doors", "No doors.")
    hide(town.desk(), town.publish(), 3, "A door.")
    town.go_and_verify()
    new, old = (town.page(f"record/decision/{index}.html") for index in citing(town))
    assert "Doors</a> (<a" in new
    assert "version 2</a>" in new
    assert "Private details of private persons</a> (<a" in old
    assert "version 1</a>" in old
    for file in ("record/index.html", f"{RULE}/1.html", f"{EDITOR}/index.html"):
        assert "guideline 3: Doors</a> (version 2)" in town.page(file)
        assert "guideline 3: Private details of private persons</a> (version 1)" in town.page(file)
    assert "Private details of private persons</a> (version 1)" in town.page("2024/03/1.html")
    assert before.split("</main>")[0].split("<ul")[1] in town.page("record/hidden/1.html")


def citing(town: Town) -> list[str]:
    """Give the indexes of the decisions of a hide, newest first."""
    found = town.page("record/hidden/index.html").split("record/decision/")[1:]
    return [one.partition(".html")[0] for one in found]


def test_decisions_about_the_same_item_lead_to_each_other(town):
    hide_and_back(town, 1)
    town.go()
    first, second = (int(one) for one in sorted(about(town, 1), key=int))
    assert f'rel="next">Later, about the same: Decision {second}' in town.page(
        f"record/decision/{first}.html"
    )
    hide(town.desk(), 1, 3, "Once more.")
    town.go_and_verify()
    page = town.page(f"record/decision/{second}.html")
    assert f'href="../../record/decision/{first}.html" rel="prev"' in page
    assert 'rel="next">Later, about the same' in page
    assert 'rel="next"' not in town.page(f"record/decision/{max(map(int, about(town, 1)))}.html")


def about(town: Town, number: int) -> list[str]:
    folder = town.site.public / "record/decision"
    return [file.stem for file in folder.glob("*.html") if f"article {number}</a>" in file.read_text()]


def test_a_full_page_stays_as_it_is(town):
    hide_and_back(town, 60)
    town.go_and_verify()
    before = {name: town.page(f"{name}/1.html") for name in (MONTH, EDITOR, RULE, "record/hidden")}
    assert 'rel="prev">Newer' in before[EDITOR]
    town.later(minutes=3)
    set_guidelines(town.operator(), 3, "Doors", "No doors.")
    hide_and_back(town, 30)
    town.go_and_verify()
    assert {name: town.page(f"{name}/1.html") for name in before} == before
    assert town.there(f"{EDITOR}/4.html")
    assert 'href="../../../record/editor/1/3.html" rel="next"' in town.page(f"{EDITOR}/index.html")


def test_what_was_ever_hidden_is_listed_and_what_is_shown_again_leaves_a_line(town):
    comment = town.comment(1)
    hide(town.desk(), 1, 3, "It names a neighbour.")
    hide(town.desk(), comment, 3, "So does this.")
    town.go_and_verify()
    assert 'href="../record/hidden/index.html"' in town.page("hidden/index.html")
    unhide(town.desk(), 1, "It is her own shop sign.")
    town.go_and_verify()
    for file in ("record/hidden/1.html", "record/hidden/index.html"):
        page = town.page(file)
        assert page.count('Shown again since <time datetime="2024-03-04T09:30') == 1
        assert "So does this." in page
        assert "It names a neighbour." not in page
        assert page.index("Comment 2") < page.index("Article 1")
    withdraw(town.author(), comment)
    town.go_and_verify()
    page = town.page("record/hidden/1.html")
    assert page.count("Shown again since <time") == page.count("Withdrawn by its author since <time") == 1
    assert "Comment 2 on article 1" in page


def test_what_ended_a_hiding_stays_said_whatever_comes_after(town):
    hide_and_back(town, 1)
    town.later(minutes=3)
    hide(town.desk(), 1, 3, "Once more.")
    town.go_and_verify()
    before = town.page("record/hidden/1.html")
    town.later(minutes=3)
    redact(town.operator(), 1, 3, "A name in it.", field="byline")
    redact(town.operator(), 1, 3, "It still names her.")
    town.go_and_verify()
    page = town.page("record/hidden/1.html")
    assert before.count('Shown again since <time datetime="2024-03-04T09:30') == 1
    assert page.count('Shown again since <time datetime="2024-03-04T09:30') == 1
    assert page.count('Redacted since <time datetime="2024-03-04T09:36') == 1


def test_an_appeal_is_named_where_its_item_stands_and_beside_the_decision(town):
    town.idris()
    comment = town.comment(1)
    for number, page in ((comment, "2024/03/1.html"), (1, "2024/03/1.html")):
        hide(town.desk(), number, 3, "It names a neighbour.")
        town.go()
        decision = max(int(file.stem) for file in (town.site.public / "record/decision").glob("*.html"))
        assert "Its author appealed" not in town.page(page)
        appeal(town.author(), number, "It names nobody at all.")
        town.go_and_verify()
        asked = f'<a href="../../record/decision/{decision + 1}.html">Its author appealed</a>; '
        assert f"{asked}nobody has answered yet" in town.page(page)
        later = f"the author's appeal (decision {decision + 1})"
        assert f"Later, about the same: {escape(later)}" in town.page(f"record/decision/{decision}.html")
        answer(town.desk(2), number, "It does.")
        town.go_and_verify()
        assert f'{asked}<a href="../../record/decision/{decision + 2}.html">Idris answered</a>' in town.page(
            page
        )
        unhide(town.desk(), number, "It is her own shop sign.")
        town.go_and_verify()
        assert "appealed" not in town.page(page)


def test_the_words_of_an_appeal_leave_its_lists_with_what_was_withdrawn(town):
    hide(town.desk(), 1, 3, "It names a neighbour.")
    appeal(town.author(), 1, "It names nobody at all.")
    town.go()
    assert "It names nobody at all." in town.page(f"{MONTH}/1.html")
    town.later(days=40)
    withdraw(town.author(), 1)
    town.go_and_verify()
    for file in (f"{MONTH}/1.html", f"{MONTH}/index.html", "record/index.html"):
        assert "It names nobody at all." not in town.page(file)


def test_a_month_is_one_of_utc(site):
    town = Town(site)
    town.now = town.now.replace(month=2, day=29, hour=23, minute=59)
    town.nora()
    town.go()
    town.later(minutes=1)
    hide(town.desk(), town.publish(), 3, "It names a neighbour.")
    town.go_and_verify()
    assert "Decisions of February 2024" in town.page("record/month/2024-02/index.html")
    assert "article 1" not in town.page("record/month/2024-02/index.html")
    assert "hid article 1" in town.page("record/month/2024-03/index.html")


def test_what_is_filed_can_be_thrown_away_and_is_made_again(town):
    hide_and_back(town, 3)
    appeal_and_answer = town.publish()
    hide(town.desk(), appeal_and_answer, 3, "It names a neighbour.")
    town.go()
    before, there = files(town.site.public), kept()
    assert there
    Filed.objects.all().delete()
    Cursor.objects.filter(name=FILING).delete()
    with frozen(town.site):
        assert kept() == there
    town.later(minutes=1).go_and_verify()
    assert differences(before, files(town.site.public)) == []


def kept() -> set[tuple[str, int, int]]:
    return set(Filed.objects.values_list("list", "position", "entry_id"))


def test_the_lists_name_who_decided_and_nobody_else(town):
    page = town.page("record/lists.html")
    assert "The site itself" in page
    assert f'href="../{EDITOR}/index.html"' not in page
    assert not town.there(f"{EDITOR}/index.html")
    hide(town.desk(), 1, 3, "It names a neighbour.")
    town.now += timedelta(minutes=1)
    town.go()
    assert f'href="../{EDITOR}/index.html"' in town.page("record/lists.html")
