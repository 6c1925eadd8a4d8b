"""The pages behind the dynamic addresses as samples: every door, then the desk."""

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from handbill.look.contexts import desk as rooms
from handbill.look.contexts import doors
from handbill.look.contexts.forms import Form
from handbill.look.contexts.parts import Item, Link, Page
from handbill.look.contexts.search import FinderPage, MonthPage, SearchPage, SearchResult
from tests.look.reading import CODE, DECISIONS, HERE, LIMITS, foreign, static
from tests.look.town import (
    ARABIC,
    FINISHED,
    GENRES,
    HARBOUR,
    HILL,
    HOUSING,
    LANGUAGES,
    LOWER,
    RULES,
    SCHOOLS,
    WATER,
    article,
    comment,
    line,
    notice,
    thread,
)

TYPED: Mapping[str, str] = {
    "title": "The mill weir",
    "body": "By seven the water stood a hand deep.\n\nThe pump came at nine. <b>",
    "format": "text",
    "homepage": "weir.example",
    "genre": "reporting",
}
READY = (
    doors.Ready(1, 4, "en", "It sells something, and no news comes with it."),
    doors.Ready(2, 0, "es", "Vende algo y no trae ninguna noticia."),
)
SURGE = rooms.ModeNow("surge", article().at, "", "97 articles came within an hour; up to 40 would be usual.")
WRONG = {
    "title": "The headline is 214 characters long. At most 200 fit.",
    "homepage": "This is not a web address that we understand. It should begin with https:// or http://.",
    "topics": "There is no topic called “weirs”.",
}


def form(action: str, *, bad: bool = False, **values: str) -> Form:
    return Form(
        action=action,
        token="token" * 9,
        values={**TYPED, **values} if bad or values else {},
        lists={"topics": ("water",)} if bad else {},
        errors=WRONG if bad else {},
    )


ASKED = (("en", "Which river runs through Millbrook?"), ("es", "¿Qué río pasa por Millbrook?"))


MONTH = "search/months/2026/11.html"


def door(path: str, title: str) -> dict[str, object]:
    return static(path, title)


def dynamic() -> dict[str, Page]:
    axes = {
        "genres": GENRES,
        "topics": (WATER, HOUSING, SCHOOLS),
        "places": (LOWER, HILL, HARBOUR),
        "languages": LANGUAGES,
    }
    own = {**axes, "limits": LIMITS, "href": HERE, "line": None}
    can = frozenset({"revise", "amend", "withdraw", "appeal", "comment"})
    hidden = replace(article(), state="hidden", notice=notice("hidden"))
    here = replace(line(0), href=HERE, title=article().title)
    receipt = {"receipt": CODE, "number": 4521, "kind": "article", "item": HERE}
    return {
        "publish/index.html": doors.PublishPage(**door("publish/", "Publish"), form=form("publish/"), preview=None, limits=LIMITS, **axes),  # type: ignore[arg-type]
        "publish/surge.html": doors.PublishPage(**door("publish/", "Publish"), form=form("publish/"), preview=None, limits=LIMITS, surge=True, **axes),  # type: ignore[arg-type]
        "publish/question.html": doors.PublishPage(**door("publish/", "Publish"), form=replace(form("publish/"), question=ASKED, errors={"answer": "That is not the answer."}), preview=None, limits=LIMITS, **axes),  # type: ignore[arg-type]
        "publish/errors.html": doors.PublishPage(**door("publish/", "Publish"), form=form("publish/", bad=True), preview=None, limits=LIMITS, **axes),  # type: ignore[arg-type]
        "publish/preview.html": doors.PublishPage(**door("publish/", "Publish"), form=form("publish/", title="The mill weir"), preview=article(), limits=LIMITS, **axes),  # type: ignore[arg-type]
        "comment/4521/index.html": doors.CommentPage(**door("comment/4521/", "Comment"), form=form("comment/4521/", reply_to="4523"), article=here, answered=comment(1), preview=None, limits=LIMITS),  # type: ignore[arg-type]
        "comment/4521/errors.html": doors.CommentPage(**door("comment/4521/", "Comment"), form=Form("comment/4521/", "t", TYPED, {}, {"": "Too many comments come at once just now. Please send it again in a minute.", "receipt": "This is not the receipt of the article."}), article=here, answered=None, preview=comment(0).item, limits=LIMITS),  # type: ignore[arg-type]
        "receipt/published.html": doors.ReceiptPage(**door("publish/", "Your receipt"), **receipt, held=False, slow=True, there=False),  # type: ignore[arg-type]
        "receipt/held.html": doors.ReceiptPage(**door("publish/", "Your receipt"), **receipt, held=True, slow=False, there=True, reason="It is the same text, word for word, as two others of today."),  # type: ignore[arg-type]
        "receipt/index.html": doors.ReceiptForm(**door("receipt/", "Use your receipt"), form=form("receipt/")),  # type: ignore[arg-type]
        "receipt/own.html": doors.OwnItemPage(**door("receipt/", "Your article"), form=form("receipt/", receipt=CODE), item=article(), done="Your text is revised. The version before it stays public.", can=can, **own),  # type: ignore[arg-type]
        "receipt/own-hidden.html": doors.OwnItemPage(**door("receipt/", "Your article"), form=form("receipt/", bad=True, receipt=CODE), item=hidden, can=can, **own),  # type: ignore[arg-type]
        "receipt/own-appeal.html": doors.OwnItemPage(**door("receipt/", "Your article"), form=Form("receipt/", "t", {**TYPED, "receipt": CODE, "doing": "appeal", "added": "But"}, {}, {"text": "Please say why the decision should be looked at again."}), item=hidden, can=can, **own),  # type: ignore[arg-type]
        "receipt/own-comment.html": doors.OwnItemPage(**door("receipt/", "Your comment"), form=form("receipt/", receipt=CODE), item=comment(1).item, can=frozenset({"revise", "withdraw"}), **{**own, "line": here}),  # type: ignore[arg-type]
        "complain/4521/index.html": doors.ComplainPage(**door("complain/4521/", "Complain"), form=form("complain/4521/"), line=here, number=4521, kind="article", guidelines=RULES, limits=LIMITS),  # type: ignore[arg-type]
        "complain/4521/done.html": doors.ComplainPage(**door("complain/4521/", "Complain"), form=form("complain/4521/"), line=None, number=4521, kind="article", guidelines=RULES, limits=LIMITS, done=True),  # type: ignore[arg-type]
        "comment/4521/describe/1/index.html": doors.DescribePage(**door("comment/4521/describe/1/", "Describe a picture"), form=Form("comment/4521/describe/1/", "t", {"text": "A"}, {}, {"text": "Please say what is to be seen."}), line=here, href=HERE, picture="look/icon.svg", size=(480, 320), caption="The weir at noon", limits={"text": 500}),  # type: ignore[arg-type]
        "comment/4521/describe/1/done.html": doors.DescribePage(**door("comment/4521/describe/1/", "Describe a picture"), form=form("comment/4521/describe/1/"), line=here, href=HERE, picture="", size=(0, 0), caption="", limits={"text": 500}, done=True),  # type: ignore[arg-type]
        "publish/error.html": doors.ErrorPage(**door("publish/", "Please wait"), status=429, heading="A moment, please", words="Many texts came in during the last minute. Yours is below, whole; send it again in a minute.", kept=TYPED["body"]),  # type: ignore[arg-type]
        "search/index.html": SearchPage(**door("search/", "Search"), form=Form("search/", ""), asked=False, results=(), **axes),  # type: ignore[arg-type]
        "search/found.html": SearchPage(**door("search/", "Search: weir"), form=Form("search/", "", {"q": "weir", "topic": "water"}), asked=True, results=found(), older="search/?q=weir&after=9", feed="search/feed.atom?q=weir", partial=True, behind=True, **axes),  # type: ignore[arg-type]
        "search/errors.html": SearchPage(**door("search/", "Search"), form=Form("search/", "", {"q": "!?", "from": "soon"}, {}, {"q": "There is no word in that. A word has letters or digits.", "from": "A date is written as 2026, 2026-11 or 2026-11-23."}), asked=False, results=(), **axes),  # type: ignore[arg-type]
        "search/finder.html": FinderPage(**{**door("search/finder.html", "Search"), "site": FINISHED}, top="parts/391/top.js", items=329, years=(("2026", (Link("November 2026", MONTH), Link("October 2026", MONTH))), ("2025", (Link("May 2025", MONTH),)))),  # type: ignore[arg-type]
        MONTH: MonthPage(**{**door(MONTH, "November 2026"), "site": FINISHED}, lines=(line(0), line(1)), pages=(Link("1", MONTH), Link("2", "search/months/2026/11-2.html"))),  # type: ignore[arg-type]
    }  # fmt: skip


def found() -> tuple[SearchResult, ...]:
    words = Markup(
        "By seven the water stood a hand deep on the <mark>weir</mark>, and the pump came at nine …"
    )
    above = Link("The mill weir", HERE)
    at = line(0).at
    return (
        SearchResult(
            "article",
            4521,
            "slow",
            HERE,
            at,
            Markup("The mill <mark>weir</mark>"),
            words,
            Markup("Ana"),
            None,
        ),
        SearchResult("comment", 4523, "listed", f"{HERE}#comment-4523", at, Markup(), words, Markup(), above),
        SearchResult(
            "comment", 4524, "listed", f"{HERE}#comment-4524", at, Markup("Not so"), words, Markup(), above
        ),
        SearchResult(
            "article",
            4400,
            "hidden",
            "hidden/4400.html",
            at,
            Markup("Tyres"),
            words,
            Markup(),
            None,
            guideline=3,
        ),
        SearchResult("article", 4399, "listed", HERE, at, Markup(), Markup(), Markup(), None, dated=False),
    )


def row(item: Item, **other: object) -> doors.QueueRow:
    values: dict[str, object] = {
        "href": HERE,
        "desk": f"desk/item/{item.number}/",
        "article": None,
        "complaints": (),
    }
    return doors.QueueRow(item, **{**values, **other})  # type: ignore[arg-type]


ACTIONS = ("codes", "password", "end", "passkey", "remove")
SIGNED_IN = (
    doors.SignedIn(3, "22 Nov, 08:31", "22 Nov, 09:02", here=True),
    doors.SignedIn(1, "22 Nov, 07:10", "22 Nov, 08:00", here=False),
)


def desk() -> dict[str, Page]:
    def at(path: str, title: str, editor: str = "Ada") -> dict[str, object]:
        return {
            **static(path, title),
            "editor": editor,
            "token": "csrf",
            "count": 2,
            "offered": 1,
            "message": "",
            "health": (),
        }

    here = replace(line(0), href=HERE, title=article().title)
    complaints = (
        doors.Complaint(
            1, "22 Nov, 08:31", "My aunt lives there. Please take the number out.", "2. No private data"
        ),
        doors.Complaint(2, "22 Nov, 08:40", "", ""),
    )
    waiting = (
        row(article(), complaints=complaints, featured=True),
        row(
            replace(comment(1).item, state="held"),
            article=here,
            guard="The same text came three times within a minute.",
        ),
    )
    newest = (
        row(article("withdrawn")),
        row(comment(2).item, article=here),
        row(foreign("ar", "rtl", "تقرير", ARABIC).article),
    )
    verbs = tuple(
        Link(words, "", name)
        for name, words in (
            ("hide", "Hide it"),
            ("redact", "Redact it"),
            ("feature", "Make it a feature"),
            ("classify", "Sort it"),
            ("close", "Close its comments"),
        )
    )
    decide = Form(
        "desk/item/4521/",
        "t",
        {"verb": "hide", "reason": "It gives"},
        {},
        {"guideline": "A guideline is needed.", "reason": "Please say it in a whole sentence."},
    )
    svg = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120" viewBox="0 0 8 8" role="img" aria-label="QR code"><path d="M0 0h3v3h-3zM5 0h3v3h-3zM0 5h3v3h-3zM4 4h2v2h-2z"/></svg>'
    )
    hand = rooms.AtHand(
        row=waiting[0],
        form=form("desk/item/4521/"),
        place="view=held&at=4519",
        verbs=verbs[:2],
        thread=thread(2),
        decisions=DECISIONS,
        ready=READY,
        seen="7-listed",
        notice=notice("hidden"),
        alike=(rooms.Alike(4507, "desk/item/4507/", "The mill weir, again", "hidden", 82),),
        following="desk/?at=4519",
    )
    notes = (
        rooms.Note(2, "Ruben", article().at, "The weir thread is heated.\nI wrote to nobody."),
        rooms.Note(1, "Ada", article().at, ""),
    )
    more: dict[str, object] = {
        "looking": {4521: "Ruben"},
        "notes": notes,
        "days": (rooms.DayCount(article().at, 3, 41),),
        "finding": rooms.Finding({"words": "weir"}, RULES, (WATER,), (LOWER,), GENRES, RULES, down_to=2522),
    }
    many: dict[str, object] = {
        "items": (
            rooms.Selected(waiting[0], "7-listed"),
            rooms.Selected(waiting[1], "8-held", "This cannot be decided in its state."),
        ),
        "verb": verbs[0],
        "guideline": RULES[0],
        "reason": READY[0].text,
        "back": "desk/?view=held",
        "verbs": verbs[:2],
        "guidelines": RULES,
        "ready": READY,
    }
    return {
        "desk/index.html": rooms.QueuePage(**at("desk/", "Queue"), waiting=waiting, newest=newest * 4, older="desk/?before=4500", at_hand=hand, guidelines=RULES, selectable=verbs[:2], ready=READY, **more),  # type: ignore[arg-type]
        "desk/empty.html": rooms.QueuePage(**{**at("desk/", "Queue"), "count": 0, "message": "Article 4521 is hidden."}, waiting=(), newest=(), older=""),  # type: ignore[arg-type]
        "desk/item/4521/index.html": doors.DecidePage(**at("desk/item/4521/", "Article 4521"), row=waiting[0], form=decide, verbs=verbs, guidelines=RULES, decisions=DECISIONS, thread=thread(4), notice=notice("hidden")),  # type: ignore[arg-type]
        "desk/selection/show.html": rooms.SelectionPage(**at("desk/selection/", "Several"), **many, form=Form("desk/selection/", "t", {"verb": "hide"})),  # type: ignore[arg-type]
        "desk/selection/wrong.html": rooms.SelectionPage(**at("desk/selection/", "Several"), **many, form=Form("desk/selection/", "t", {"verb": "hide"}, {}, {"reason": "Say why, in words that everyone may read."})),  # type: ignore[arg-type]
        "desk/selection/done.html": rooms.SelectionPage(**at("desk/selection/", "Several"), **many, form=form("desk/selection/"), decided=True, done=(4521,)),  # type: ignore[arg-type]
        "desk/note/index.html": rooms.NotePage(**at("desk/note/", "Handover note"), form=Form("desk/note/", "t", {"text": "Mine."}, {}, {"": "Somebody wrote it anew meanwhile. Theirs stands below; yours is still in the field."}), notes=notes),  # type: ignore[arg-type]
        "desk/mode/index.html": rooms.ModePage(**at("desk/mode/", "The mode"), form=form("desk/mode/", mode="surge"), mode=rooms.ModeNow("open")),  # type: ignore[arg-type]
        "desk/mode/wrong.html": rooms.ModePage(**at("desk/mode/", "The mode"), form=Form("desk/mode/", "t", {"mode": "open"}, {}, {"reason": "Say why, in words that everyone may read."}), mode=SURGE),  # type: ignore[arg-type]
        "desk/surge.html": rooms.QueuePage(**at("desk/", "Queue"), waiting=(), newest=newest, older="", mode=SURGE),  # type: ignore[arg-type]
        "desk/descriptions/index.html": rooms.DescriptionsPage(**at("desk/descriptions/", "Descriptions by readers"), offers=(rooms.Described(7, "The crane lies across the quay.", "23 Nov, 09:10", HERE, "The mill weir", "look/icon.svg", 480, 320), rooms.Described(8, "A boat.", "23 Nov, 09:20", HERE, "The mill weir", "")), limit=500),  # type: ignore[arg-type]
        "desk/descriptions/none.html": rooms.DescriptionsPage(**at("desk/descriptions/", "Descriptions by readers"), offers=(), limit=500),  # type: ignore[arg-type]
        "desk/ready/index.html": rooms.ReadyPage(**at("desk/ready/", "Ready texts"), form=form("desk/ready/", language="en"), texts=READY, guidelines=RULES),  # type: ignore[arg-type]
        "desk/questions/index.html": rooms.QuestionsPage(**at("desk/questions/", "Questions"), form=form("desk/questions/"), questions=(rooms.Asked(1, ASKED[0][1], "Mill\nthe Mill", {"es": ASKED[1][1]}),), when="surge", languages=(Link("español", "", "es"),)),  # type: ignore[arg-type]
        "desk/questions/barred.html": rooms.QuestionsPage(**at("desk/questions/", "Questions"), form=form("desk/questions/"), questions=(rooms.Asked(1, ASKED[0][1], "", {}),), when="always", barred="Only a steward may do that."),  # type: ignore[arg-type]
        "desk/pages/rules/index.html": doors.EditPagePage(**at("desk/pages/rules/", "Words"), form=form("desk/pages/rules/", title="Words that wait", text="casino"), heading="Words that wait", subject="rules"),  # type: ignore[arg-type]
        "desk/ready/wrong.html": rooms.ReadyPage(**at("desk/ready/", "Ready texts"), form=Form("desk/ready/", "t", {"it": "1", "text": ""}, {}, {"text": "It needs a text."}), texts=READY, guidelines=RULES),  # type: ignore[arg-type]
        "desk/pages/index.html": doors.PagesPage(**at("desk/pages/", "Pages"), topics=(WATER, HOUSING), places=(LOWER,), genres=GENRES, guidelines=RULES),  # type: ignore[arg-type]
        "desk/pages/topic/water/index.html": doors.EditPagePage(**at("desk/pages/topic/water/", "Water"), form=form("desk/pages/topic/water/", title="Water", text="The river."), heading="Water", subject="topic/water"),  # type: ignore[arg-type]
        "desk/pages/guideline/1/index.html": doors.EditPagePage(**at("desk/pages/guideline/1/", "Guideline 1"), form=Form("desk/pages/guideline/1/", "t", {"title": "No attacks", "text": "We hide them.", "title-es": "Sin ataques"}, {}, {"text-es": "español: It needs a text."}), heading="Guideline 1", subject="guideline/1", languages=(Link("español", "", "es"), Link("العربية", "", "ar"))),  # type: ignore[arg-type]
        "desk/editors/index.html": rooms.EditorsPage(**at("desk/editors/", "Editors"), form=form("desk/editors/"), editors=(Link("Ada", "", "editor:1"), Link("Ruben", "", "editor:2")), invitation="https://wire.example/desk/invitation/" + "x7" * 16 + "/"),  # type: ignore[arg-type]
        "desk/sign-in/index.html": doors.SignInPage(**at("desk/sign-in/", "Sign in", ""), form=Form("desk/sign-in/", "t", {"name": "Ada"}, {}, {"": "Name, password and code do not fit together."})),  # type: ignore[arg-type]
        "desk/account/codes.html": doors.CodesPage(**at("desk/account/", "Your recovery codes"), codes=("k7qm-2xtp-9fwh-c4nd",) * 10),  # type: ignore[arg-type]
        "desk/account/index.html": doors.AccountPage(**at("desk/account/", "Your account"), forms=dict.fromkeys(ACTIONS, form("desk/account/")), codes=9, sessions=SIGNED_IN, passkeys=(Link("telephone", "", "1"), Link("the key on the ring", "", "2")), passkey='{"rp": {"id": "wire.example"}}'),  # type: ignore[arg-type]
        "desk/account/wrong.html": doors.AccountPage(**at("desk/account/", "Your account"), forms=dict.fromkeys(ACTIONS, Form("desk/account/", "t", {}, {}, {"own": "This is not your password."})), codes=1, sessions=SIGNED_IN[:1], elsewhere="https://wire.example/desk/account/"),  # type: ignore[arg-type]
        "desk/sign-in/passkey.html": doors.SignInPage(**at("desk/sign-in/", "Sign in", ""), form=form("desk/sign-in/"), passkey='{"rpId": "wire.example"}'),  # type: ignore[arg-type]
        "desk/invitation/CODE/index.html": doors.InvitationPage(**at("desk/invitation/CODE/", "Welcome", ""), form=form("desk/invitation/CODE/"), name="Ruben", secret="JBSW Y3DP EHPK 3PXP", qr=svg),  # type: ignore[arg-type]
    }  # fmt: skip
