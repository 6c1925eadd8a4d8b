"""Every kind of page with something in it: name of the file -> context. The tests and the gallery use the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from markupsafe import Markup

from handbill.look.contexts import doors, pages
from handbill.look.contexts.parts import Change, DecisionLine, Feature, Item, Link, Page, Pager, Remark
from tests.look.town import (
    ARABIC,
    AT,
    GENRES,
    HARBOUR,
    HILL,
    HOUSING,
    IMPORTED,
    LANGUAGES,
    LOWER,
    RULES,
    SCHOOLS,
    SITE,
    SPANISH,
    WATER,
    WEIR,
    article,
    comment,
    line,
    notice,
    thread,
)

HERE = "2026/11/4521.html"
LIMITS = {
    "title": 200,
    "byline": 120,
    "summary": 1000,
    "body": 60000,
    "text": 4000,
    "homepage": 300,
    "email": 200,
}
CODE = "k3vn 7qpd x2ma 9tcw 4hre 8zsb u6jf y5gk"
DECISIONS = (
    DecisionLine(4513, "hide", "hid article 4521", AT + timedelta(hours=3), "Ada", "record/decision/4513.html", Link("Article 4521", HERE), 2, "It gives the door number of a family that has nothing to do with the matter."),
    DecisionLine(4507, "feature", "made article 4519 a feature", AT, "Ruben", "record/decision/4507.html", Link("Article 4519", "2026/11/4519.html"), None, "First-hand, with figures that can be checked."),
    DecisionLine(4401, "set-guidelines", "set guideline 3", AT - timedelta(days=40), "the site", "record/decision/4401.html"),
)  # fmt: skip


def static(path: str, title: str, *, root: str | None = None) -> dict[str, object]:
    return {
        "site": SITE,
        "root": "../" * path.count("/") if root is None else root,
        "path": path,
        "title": title,
    }


def read(state: str = "listed", comments: int = 3, **other: object) -> pages.ArticlePage:
    item = article(state)
    shown = item.shown
    values: dict[str, object] = {
        "article": item,
        "genre": GENRES[1] if shown else None,
        "topics": (WATER,) if shown else (),
        "places": (LOWER,) if shown else (),
        "comments": thread(comments),
        "total": comments,
        "more": (),
        "data": "2026/11/4521.json",
        "versions": "2026/11/4521/versions.html" if item.revised else "",
        "commenting": True,
    }
    return pages.ArticlePage(**static(HERE, item.title or "Article 4521"), **{**values, **other})  # type: ignore[arg-type]


def foreign(language: str, direction: str, title: str, html: Markup) -> pages.ArticlePage:
    item = replace(
        article(), title=title, html=html, summary="", language=language, direction=direction, amendments=(), contacts=(), byline="سمر" if language == "ar" else "Vecinas", revised=0, revised_at=None
    )  # fmt: skip
    return replace(read(comments=2, versions=""), article=item, title=title)


def fronts() -> dict[str, Page]:
    lead = Feature(
        replace(line(0, counted=True), title=article().title, byline="a resident of Weir Street", comments=14, topics=(WATER,), places=(LOWER,)),
        Markup(str(WEIR).split("\n", maxsplit=1)[0].replace("</p>", " […]</p>")),
        AT,
        (Link("last spring's survey", "2026/04/3902.html"), Link("who owns the weir?", "2026/05/4011.html")),
        AT + timedelta(hours=2),
    )  # fmt: skip
    rent = Feature(
        replace(line(11, counted=True), title="Rent meeting fills the school hall; a second date is set", byline="M. and two others", topics=(HOUSING,), comments=31),
        Markup("<p>Two hundred and twelve people signed the sheet by the door. What follows are the notes of three of us, compared and merged; where we disagree, we say so. […]</p>"),
        AT,
    )  # fmt: skip
    school = Feature(
        replace(line(5, counted=True), topics=(SCHOOLS,), byline=""), SPANISH, AT - timedelta(days=1)
    )
    arabic = Feature(replace(line(10, counted=True), byline="سمر"), ARABIC, AT - timedelta(days=2))
    remarks = (
        Remark("I counted five cellars, not four", f"{HERE}#comment-4522", article().title, AT, "Ruben"),
        Remark("Who has the key?", f"{HERE}#comment-4523", article().title, AT - timedelta(hours=1)),
    )
    common = static("index.html", "Millbrook Wire")
    return {
        "index.html": pages.FrontPage(**common, features=(lead, rent, school, arabic), newswire=tuple(line(n, counted=True) for n in range(12)), remarks=remarks, hidden=3),  # type: ignore[arg-type]
        "index-empty.html": pages.FrontPage(**common, features=(), newswire=(), remarks=(), hidden=0),  # type: ignore[arg-type]
        "index-unfeatured.html": pages.FrontPage(**common, features=(), newswire=tuple(line(n) for n in range(5)), remarks=(), hidden=1),  # type: ignore[arg-type]
    }  # fmt: skip


def articles() -> dict[str, Page]:
    imported = replace(
        article(),
        provenance=IMPORTED,
        dated=False,
        byline="",
        summary="",
        revised=0,
        revised_at=None,
        amendments=(),
    )
    more = tuple(Link(str(n), HERE if n == 1 else f"2026/11/4521/comments/{n}.html") for n in (1, 2, 3))
    made: dict[str, Page] = {
        HERE: read(comments=40, feature=notice("hidden"), more=more),
        "2026/11/imported.html": replace(read(comments=1, versions=""), article=imported),
        "2026/11/quiet.html": read(comments=0, commenting=False),
        "2026/11/slow.html": replace(read("slow", comments=0)),
        "2026/11/spanish.html": foreign("es", "ltr", "¿Quién cuida la fuente de la plaza?", SPANISH),
        "2026/11/arabic.html": foreign("ar", "rtl", "تقرير عن اجتماع سكان شارع السد", ARABIC),
        "2026/11/4521/comments/2.html": pages.CommentsPage(**static("2026/11/4521/comments/2.html", "Comments, page 2"), line=replace(line(0), href=HERE, title=article().title), comments=thread(9), total=240, more=more, data="2026/11/4521/comments/2.json", commenting=True),  # type: ignore[arg-type]
        "2026/11/4521/versions.html": pages.VersionsPage(
            **static("2026/11/4521/versions.html", "Versions"),  # type: ignore[arg-type]
            line=line(0),
            versions=(
                pages.Version(4515, AT + timedelta(hours=2), destroyed=False, changes=(("Headline", (Change((("same", "The mill weir is leaking"), ("new", " again"))),)), ("Text", (Change((("gone", "Three"), ("new", "Four"), ("same", " cellars stood under water."))), Change((("new", "Nobody was hurt."),)))))),
                pages.Version(4512, AT + timedelta(hours=1), destroyed=True, changes=()),
                pages.Version(4511, AT, destroyed=False, changes=()),
            ),
        ),
    }  # fmt: skip
    for state in ("hidden", "held", "withdrawn", "redacted"):
        made[f"2026/11/{state}.html"] = read(state, comments=2)
    shown = replace(article(), state="hidden", notice=notice("hidden"))
    said = comment(1)
    hidden_comment = replace(said.item, state="hidden", notice=notice("hidden"))
    made["hidden/4521.html"] = pages.HiddenPage(**static("hidden/4521.html", "Article 4521"), article=shown, genre=GENRES[1], topics=(WATER,), places=(LOWER,), back=Link("Its place on the site", HERE))  # type: ignore[arg-type]  # fmt: skip
    made["hidden/4523.html"] = pages.HiddenPage(**static("hidden/4523.html", "Comment 4523"), article=replace(hidden_comment, title=""), genre=None, topics=(), places=(), back=Link("Its place below the article", HERE + "#comment-4523"))  # type: ignore[arg-type]  # fmt: skip
    return made


def lists() -> dict[str, Page]:
    lines = tuple(line(n) for n in range(24))
    pager = Pager(4, 9, "newswire/5.html", "newswire/3.html", "newswire/9.html")
    words = Markup("<p>The river, the weir, the pipes: what runs, leaks and rises.</p>")
    rules = tuple(
        pages.Guideline(
            n,
            n,
            rule.title,
            Markup("<p>Criticise what people do, not what they are.</p>"),
            "record/decision/4401.html",
            AT,
        )
        for n, rule in enumerate(RULES, 1)
    )
    return {
        "newswire/index.html": pages.ListIndex(**static("newswire/index.html", "Newswire"), heading="Newswire", introduction=Markup(), lines=lines, pager=pager, feed="newswire/feed.atom", day="newswire/2026/11/22.html"),  # type: ignore[arg-type]
        "newswire/4.html": pages.ListPage(**static("newswire/4.html", "Newswire, page 4"), heading="Newswire", lines=lines, pager=pager, index="newswire/index.html"),  # type: ignore[arg-type]
        "newswire/2026/11/22.html": pages.DayPage(**static("newswire/2026/11/22.html", "22 November 2026"), day=date(2026, 11, 22), lines=lines[:6], earlier=Link("21 November", "newswire/2026/11/21.html"), later=None),  # type: ignore[arg-type]
        "topic/water/index.html": pages.ListIndex(**static("topic/water/index.html", "Water"), heading="Water", introduction=words, lines=lines[:7], pager=None, feed="topic/water/feed.atom"),  # type: ignore[arg-type]
        "topic/schools/index.html": pages.ListIndex(**static("topic/schools/index.html", "Schools"), heading="Schools", introduction=words, lines=(), pager=None, feed="topic/schools/feed.atom"),  # type: ignore[arg-type]
        "topic/index.html": pages.AxisPage(**static("topic/index.html", "Topics"), heading="Topics", names=((WATER, words), (HOUSING, Markup()), (SCHOOLS, words))),  # type: ignore[arg-type]
        "place/index.html": pages.AxisPage(**static("place/index.html", "Places"), heading="Places", names=()),  # type: ignore[arg-type]
        "about.html": pages.TextPage(**static("about.html", "About"), heading="About this wire", html=Markup("<p>Anyone publishes here.</p><h2>Who we are</h2><p>Seven people and a kettle.</p>"), updated=AT),  # type: ignore[arg-type]
        "guidelines.html": pages.GuidelinesPage(**static("guidelines.html", "Guidelines"), guidelines=rules),  # type: ignore[arg-type]
        "hidden/index.html": pages.HiddenList(**static("hidden/index.html", "What is hidden"), items=((Link("Article 4521", "hidden/4521.html"), notice("hidden")), (Link("Comment 4523", "hidden/4523.html"), notice("hidden"))), pager=None),  # type: ignore[arg-type]
        "hidden/none.html": pages.HiddenList(**static("hidden/none.html", "What is hidden"), items=(), pager=None),  # type: ignore[arg-type]
        "record/index.html": pages.RecordPage(**static("record/index.html", "The record"), origin="wire.example/log", vkey="wire.example/log+deadbeef+" + "A" * 44, decisions=DECISIONS, trouble="A tile on the disk does not match the last signed root."),  # type: ignore[arg-type]
        "record/decision/4513.html": pages.DecisionPage(**static("record/decision/4513.html", "Decision 4513"), line=DECISIONS[0], texts=(("Reason", DECISIONS[0].reason),), guideline_title="No private data of others", raw='{\n  "at": "2026-11-22T10:58Z",\n  "by": "editor:1",\n  "content": "' + "ab" * 32 + '",\n  "kind": "hide"\n}', leaf="c4" * 32, related=(Link("Article 4519", "2026/11/4519.html"),)),  # type: ignore[arg-type]
        "404.html": pages.NotFoundPage(**static("404.html", "No page here", root="/")),  # type: ignore[arg-type]
    }  # fmt: skip


TYPED: Mapping[str, str] = {
    "title": "The mill weir",
    "body": "By seven the water stood a hand deep.\n\nThe pump came at nine. <b>",
    "format": "text",
    "homepage": "weir.example",
    "genre": "reporting",
}
WRONG = {
    "title": "The headline is 214 characters long. At most 200 fit.",
    "homepage": "This is not a web address that we understand. It should begin with https:// or http://.",
    "topics": "There is no topic called “weirs”.",
}


def form(action: str, *, bad: bool = False, **values: str) -> doors.Form:
    return doors.Form(
        action=action,
        token="token" * 9,
        values={**TYPED, **values} if bad or values else {},
        lists={"topics": ("water",)} if bad else {},
        errors=WRONG if bad else {},
    )


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
        "publish/errors.html": doors.PublishPage(**door("publish/", "Publish"), form=form("publish/", bad=True), preview=None, limits=LIMITS, **axes),  # type: ignore[arg-type]
        "publish/preview.html": doors.PublishPage(**door("publish/", "Publish"), form=form("publish/", title="The mill weir"), preview=article(), limits=LIMITS, **axes),  # type: ignore[arg-type]
        "comment/4521/index.html": doors.CommentPage(**door("comment/4521/", "Comment"), form=form("comment/4521/", reply_to="4523"), article=here, answered=comment(1), preview=None, limits=LIMITS),  # type: ignore[arg-type]
        "comment/4521/errors.html": doors.CommentPage(**door("comment/4521/", "Comment"), form=doors.Form("comment/4521/", "t", TYPED, {}, {"": "Too many comments come at once just now. Please send it again in a minute.", "receipt": "This is not the receipt of the article."}), article=here, answered=None, preview=comment(0).item, limits=LIMITS),  # type: ignore[arg-type]
        "receipt/published.html": doors.ReceiptPage(**door("publish/", "Your receipt"), **receipt, held=False, slow=True, there=False),  # type: ignore[arg-type]
        "receipt/held.html": doors.ReceiptPage(**door("publish/", "Your receipt"), **receipt, held=True, slow=False, there=True, reason="It is the same text, word for word, as two others of today."),  # type: ignore[arg-type]
        "receipt/index.html": doors.ReceiptForm(**door("receipt/", "Use your receipt"), form=form("receipt/")),  # type: ignore[arg-type]
        "receipt/own.html": doors.OwnItemPage(**door("receipt/", "Your article"), form=form("receipt/", receipt=CODE), item=article(), done="Your text is revised. The version before it stays public.", can=can, **own),  # type: ignore[arg-type]
        "receipt/own-hidden.html": doors.OwnItemPage(**door("receipt/", "Your article"), form=form("receipt/", bad=True, receipt=CODE), item=hidden, can=can, **own),  # type: ignore[arg-type]
        "receipt/own-comment.html": doors.OwnItemPage(**door("receipt/", "Your comment"), form=form("receipt/", receipt=CODE), item=comment(1).item, can=frozenset({"revise", "withdraw"}), **{**own, "line": here}),  # type: ignore[arg-type]
        "complain/4521/index.html": doors.ComplainPage(**door("complain/4521/", "Complain"), form=form("complain/4521/"), line=here, number=4521, kind="article", guidelines=RULES, limits=LIMITS),  # type: ignore[arg-type]
        "complain/4521/done.html": doors.ComplainPage(**door("complain/4521/", "Complain"), form=form("complain/4521/"), line=None, number=4521, kind="article", guidelines=RULES, limits=LIMITS, done=True),  # type: ignore[arg-type]
        "publish/error.html": doors.ErrorPage(**door("publish/", "Please wait"), status=429, heading="A moment, please", words="Many texts came in during the last minute. Yours is below, whole; send it again in a minute.", kept=TYPED["body"]),  # type: ignore[arg-type]
    }  # fmt: skip


def row(item: Item, **other: object) -> doors.QueueRow:
    values: dict[str, object] = {
        "href": HERE,
        "desk": f"desk/item/{item.number}/",
        "article": None,
        "complaints": (),
    }
    return doors.QueueRow(item, **{**values, **other})  # type: ignore[arg-type]


def desk() -> dict[str, Page]:
    def at(path: str, title: str, editor: str = "Ada") -> dict[str, object]:
        return {**static(path, title), "editor": editor, "token": "csrf", "count": 2, "message": ""}

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
    decide = doors.Form(
        "desk/item/4521/",
        "t",
        {"verb": "hide", "reason": "It gives"},
        {},
        {"guideline": "A guideline is needed.", "reason": "Please say it in a whole sentence."},
    )
    svg = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120" viewBox="0 0 8 8" role="img" aria-label="QR code"><path d="M0 0h3v3h-3zM5 0h3v3h-3zM0 5h3v3h-3zM4 4h2v2h-2z"/></svg>'
    )
    return {
        "desk/index.html": doors.QueuePage(**at("desk/", "Queue"), waiting=waiting, newest=newest * 4, older="desk/?before=4500"),  # type: ignore[arg-type]
        "desk/empty.html": doors.QueuePage(**{**at("desk/", "Queue"), "count": 0, "message": "Article 4521 is hidden."}, waiting=(), newest=(), older=""),  # type: ignore[arg-type]
        "desk/item/4521/index.html": doors.DecidePage(**at("desk/item/4521/", "Article 4521"), row=waiting[0], form=decide, verbs=verbs, guidelines=RULES, decisions=DECISIONS, thread=thread(4), notice=notice("hidden")),  # type: ignore[arg-type]
        "desk/pages/index.html": doors.PagesPage(**at("desk/pages/", "Pages"), topics=(WATER, HOUSING), places=(LOWER,), genres=GENRES, guidelines=RULES),  # type: ignore[arg-type]
        "desk/pages/topic/water/index.html": doors.EditPagePage(**at("desk/pages/topic/water/", "Water"), form=form("desk/pages/topic/water/", title="Water", text="The river."), heading="Water", subject="topic/water"),  # type: ignore[arg-type]
        "desk/editors/index.html": doors.EditorsPage(**at("desk/editors/", "Editors"), form=form("desk/editors/"), editors=(Link("Ada", "", "editor:1"), Link("Ruben", "", "editor:2")), invitation="https://wire.example/desk/invitation/" + "x7" * 16 + "/"),  # type: ignore[arg-type]
        "desk/sign-in/index.html": doors.SignInPage(**at("desk/sign-in/", "Sign in", ""), form=doors.Form("desk/sign-in/", "t", {"name": "Ada"}, {}, {"": "Name, password and code do not fit together."})),  # type: ignore[arg-type]
        "desk/invitation/CODE/index.html": doors.InvitationPage(**at("desk/invitation/CODE/", "Welcome", ""), form=form("desk/invitation/CODE/"), name="Ruben", secret="JBSW Y3DP EHPK 3PXP", qr=svg),  # type: ignore[arg-type]
    }  # fmt: skip


def samples() -> dict[str, Page]:
    return {**fronts(), **articles(), **lists(), **dynamic(), **desk()}
