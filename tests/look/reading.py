"""The static pages as samples: front pages, articles in every state, lists, record."""

from dataclasses import replace
from datetime import date, timedelta

from markupsafe import Markup

from handbill.look.contexts import beside, pages
from handbill.look.contexts.media import Media, Source
from handbill.look.contexts.parts import Change, DecisionLine, Feature, Link, MirrorLine, Page, Pager, Remark
from tests.look.town import (
    ARABIC,
    AT,
    GENRES,
    HOUSING,
    IMPORTED,
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
    DecisionLine(-1, "admit", "admitted article 4521", AT, "Ada", ""),
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
        "2026/11/4521/versions.html": beside.VersionsPage(
            **static("2026/11/4521/versions.html", "Versions"),  # type: ignore[arg-type]
            line=line(0),
            versions=(
                beside.Version(4515, AT + timedelta(hours=2), destroyed=False, changes=(("Headline", (Change((("same", "The mill weir is leaking"), ("new", " again"))),)), ("Text", (Change((("gone", "Three"), ("new", "Four"), ("same", " cellars stood under water."))), Change((("new", "Nobody was hurt."),)))))),
                beside.Version(4512, AT + timedelta(hours=1), destroyed=True, changes=()),
                beside.Version(4511, AT, destroyed=False, changes=()),
            ),
        ),
    }  # fmt: skip
    film = Media(2, "video", (Source("2026/11/4521/media/4521/2-1280.mp4", "video/mp4", 4_100_000, 1280, 720),), "The weir, from the towpath", seconds=67, transcript=("Ana: It came at six.",))  # fmt: skip
    still = Media(1, "image", (Source("2026/11/4521/media/4521/1-480.jpg", "image/jpeg", 31_000, 480, 320),), alt="Water over stones")  # fmt: skip
    made["2026/11/4521/light.html"] = beside.LightPage(**static("2026/11/4521/light.html", "Light"), article=replace(article(), media=(still, film)), full=HERE, genre=GENRES[1], topics=(WATER,), places=(LOWER,))  # type: ignore[arg-type]  # fmt: skip
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
    pager = Pager(4, 0, "newswire/5.html", "newswire/3.html", "newswire/9.html")
    words = Markup("<p>The river, the weir, the pipes: what runs, leaks and rises.</p>")
    rules = tuple(
        pages.Guideline(
            n,
            n,
            rule.title,
            Markup("<p>Criticise what people do, not what they are.</p>"),
            "record/decision/4401.html",
            AT,
            (Link("العربية", f"guidelines.html#guideline-{n}-ar", "ar"),) if n == 1 else (),
        )
        for n, rule in enumerate(RULES, 1)
    )
    arabic = pages.Wording(1, "لا هجوم على الناس", Markup("<p>انتقدوا ما يفعله الناس.</p>"))
    wordings = (pages.Wordings("ar", "rtl", "العربية", (arabic,), (2, 3)),)
    return {
        "newswire/index.html": pages.ListIndex(**static("newswire/index.html", "Newswire"), heading="Newswire", introduction=Markup(), lines=lines, pager=pager, feed="newswire/feed.atom", day="newswire/2026/11/22.html", numbered="newswire/9.html"),  # type: ignore[arg-type]
        "newswire/4.html": pages.ListPage(**static("newswire/4.html", "Newswire, page 4"), heading="Newswire", lines=lines, pager=pager, index="newswire/index.html"),  # type: ignore[arg-type]
        "newswire/2026/11/22.html": pages.DayPage(**static("newswire/2026/11/22.html", "22 November 2026"), day=date(2026, 11, 22), lines=lines[:6], earlier=Link("21 November", "newswire/2026/11/21.html"), later=None),  # type: ignore[arg-type]
        "topic/water/index.html": pages.ListIndex(**static("topic/water/index.html", "Water"), heading="Water", introduction=words, lines=lines[:7], pager=None, feed="topic/water/feed.atom"),  # type: ignore[arg-type]
        "topic/schools/index.html": pages.ListIndex(**static("topic/schools/index.html", "Schools"), heading="Schools", introduction=words, lines=(), pager=None, feed="topic/schools/feed.atom"),  # type: ignore[arg-type]
        "topic/index.html": pages.AxisPage(**static("topic/index.html", "Topics"), heading="Topics", names=((WATER, words), (HOUSING, Markup()), (SCHOOLS, words))),  # type: ignore[arg-type]
        "place/index.html": pages.AxisPage(**static("place/index.html", "Places"), heading="Places", names=()),  # type: ignore[arg-type]
        "about.html": pages.TextPage(**static("about.html", "About"), heading="About this wire", html=Markup("<p>Anyone publishes here.</p><h2>Who we are</h2><p>Seven people and a kettle.</p>"), updated=AT),  # type: ignore[arg-type]
        "guidelines.html": pages.GuidelinesPage(**static("guidelines.html", "Guidelines"), guidelines=rules, tongues=wordings, rules=pages.Rules("Words that wait for an editor", ("casino", "cheap pill*"), "record/decision/4400.html", AT)),  # type: ignore[arg-type]
        "hidden/index.html": pages.HiddenList(**static("hidden/index.html", "What is hidden"), items=((Link("Article 4521", "hidden/4521.html"), notice("hidden")), (Link("Comment 4523", "hidden/4523.html"), notice("hidden"))), more="record/hidden/index.html"),  # type: ignore[arg-type]
        "hidden/none.html": pages.HiddenList(**static("hidden/none.html", "What is hidden"), items=(), more="record/hidden/index.html"),  # type: ignore[arg-type]
        "record/mirrors.html": pages.MirrorsPage(**static("record/mirrors.html", "Mirrors"), mirrors=(MirrorLine("https://mirror.example/wire/", 4521, 0, AT, AT, ""), MirrorLine("https://uni.example/~rosa/harbour/", 4490, 31, AT, AT, "It did not answer in time."), MirrorLine("https://archive.example/", 0, 0, None, AT, "Its checkpoint is not signed by the key of this record."), MirrorLine("https://new.example/", 0, 0, None, None, ""))),  # type: ignore[arg-type]
        "record/mirrors-none.html": pages.MirrorsPage(**static("record/mirrors-none.html", "Mirrors"), mirrors=()),  # type: ignore[arg-type]
        "404.html": pages.NotFoundPage(**static("404.html", "No page here", root="/")),  # type: ignore[arg-type]
    }  # fmt: skip
