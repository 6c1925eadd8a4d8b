"""An invented valley and what its people write, for the samples."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handbill.look.contexts.parts import (
    Amendment,
    Comment,
    Contact,
    Finished,
    Item,
    Line,
    Link,
    Notice,
    Provenance,
    SiteView,
)

ZONE = ZoneInfo("Europe/Lisbon")
AT = datetime(2026, 11, 22, 7, 58, tzinfo=ZONE)
SITE = SiteView(
    "Millbrook Wire",
    "News from the valley, by whoever saw it",
    "en",
    "https://wire.example/",
    "tag:wire.example,2026:",
)
FINISHED = replace(SITE, finished=Finished(AT, "We have done what we came for.", "record/decision/9.html"))
LONG = "https://archive.example/minutes/" + "a-very-long-address-without-any-space-" * 5

WATER = Link("Water", "topic/water/index.html", "water")
HOUSING = Link("Housing", "topic/housing/index.html", "housing")
SCHOOLS = Link("Schools", "topic/schools/index.html", "schools")
LOWER = Link("Lower Town", "place/lower-town/index.html", "lower-town")
HILL = Link("Hill District", "place/hill-district/index.html", "hill-district")
HARBOUR = Link("Harbour", "place/harbour/index.html", "harbour")
GENRES = tuple(
    Link(title, f"genre/{name}/index.html", name)
    for name, title in (
        ("announcement", "Announcement"),
        ("reporting", "Reporting"),
        ("commentary", "Commentary"),
        ("question", "Question"),
    )
)
LANGUAGES = (
    Link("English", "", "en"),
    Link("Español", "", "es"),
    Link("العربية", "", "ar"),
    Link("Português", "", "pt"),
)
RULES = (
    Link("No attacks on people for what they are", "guidelines.html#guideline-1", "1"),
    Link("No private data of others", "guidelines.html#guideline-2", "2"),
    Link("No advertising", "guidelines.html#guideline-3", "3"),
)

WEIR = Markup(
    "<p>By seven the water stood a hand deep in four cellars between the bakery and the old dye works. "
    "The council's pump arrived at nine. Neighbours had already carried out two freezers, a piano and most "
    "of a model railway. Nobody was hurt; the piano may not recover.</p>\n"
    "<h2>What the report says</h2>\n"
    "<p>The weir was mended in 2019 with money from the flood fund. The report of that work, which anyone may "
    "read at the town hall, says that the lower gate should be looked at every second year. It does not say by "
    'whom. <a href="https://council.example/weir" rel="nofollow ugc noopener">The report</a></p>\n'
    "<blockquote>“The gate was open by a hand's width, and nobody could say since when.”</blockquote>\n"
    "<ul><li>four cellars</li><li>two freezers</li><li>one piano</li></ul>\n"
    '<table><caption>Water above the sill, in centimetres</caption><thead><tr><th scope="col">Hour</th>'
    '<th scope="col">Weir Street</th><th scope="col">Bakery</th></tr></thead><tbody>'
    "<tr><td>05:30</td><td>4</td><td>0</td></tr><tr><td>07:00</td><td>18</td><td>11</td></tr></tbody></table>\n"
    "<pre><code>05:30  gate alarm off\n06:10  first call, nobody answers, and this line is long enough to run out of any narrow screen</code></pre>"
)
SPANISH = Markup(
    "<p>La fuente de la plaza lleva seca desde julio. Quien la cuidaba se jubiló en junio, y nadie sabe si el "
    "puesto sigue existiendo.</p>\n<p>Preguntamos en el ayuntamiento: “Está en estudio”.</p>"
)
ARABIC = Markup(
    "<p>اجتمع سكان شارع السد مساء أمس في قاعة المدرسة، وقرأوا معاً تقرير عام 2019 عن إصلاح السد (Weir report).</p>"
    "\n<p>قالت إحدى الجارات إن الماء وصل إلى الدرجة الثالثة من السلم.</p>"
)
TITLES = (
    ("Ferry out of service until Thursday, says a note on the pier", 0, HARBOUR, "listed"),
    ("The footbridge after the storm", 1, LOWER, "slow"),
    ("Correction to the market figures", 1, None, "listed"),
    ("", 0, None, "hidden"),
    ("Does anyone know who is felling along the canal?", 3, None, "listed"),
    ("¿Quién cuida la fuente de la plaza?", 3, LOWER, "listed"),
    ("Library opens on Sundays from Advent, minutes of the committee", 0, None, "listed"),
    ("A view on the quarry vote that I have not read anywhere else", 2, HILL, "listed"),
    (
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft meets",
        0,
        HARBOUR,
        "listed",
    ),
    ("", 0, None, "withdrawn"),
    ("تقرير عن اجتماع سكان شارع السد", 1, LOWER, "listed"),
    ("Rent meeting fills the school hall", 1, HILL, "listed"),
)


def line(index: int, *, counted: bool = False) -> Line:
    title, genre, place, state = TITLES[index % len(TITLES)]
    language = {5: ("es", "ltr"), 10: ("ar", "rtl")}.get(index % len(TITLES), ("", ""))
    return Line(
        number=4600 - index,
        href=f"2026/11/{4600 - index}.html",
        at=AT + timedelta(hours=2) - timedelta(minutes=157 * index),
        title=title,
        state=state,
        byline="M. and two others" if index % 3 == 0 and title else "",
        language=language[0],
        direction=language[1],
        genre=GENRES[genre] if title else None,
        topics=(WATER,) if title else (),
        places=(place,) if place else (),
        comments=index * 7 % 5 if counted else None,
        dated=index != 7,
        timed=index != 8,
    )


def notice(state: str) -> Notice:
    if state == "withdrawn":
        return Notice(state, AT + timedelta(hours=5))
    return Notice(
        state=state,
        at=AT + timedelta(hours=3),
        by="Ada" if state != "held" else "",
        reason="It gives the door number of a family that has nothing to do with the matter.",
        guideline=2 if state != "held" else None,
        guideline_title="No private data of others" if state != "held" else "",
        decision="record/decision/4513.html",
        hidden="hidden/4521.html" if state == "hidden" else "",
    )


def article(state: str = "listed", **other: object) -> Item:
    if state in {"listed", "slow"}:
        fields: dict[str, object] = {
            "title": "The mill weir is leaking again, and the street below has noticed",
            "summary": "Four cellars between the bakery and the dye works stood under water this morning. "
            "The gate that should hold the race was open by a hand's width.",
            "html": WEIR,
            "byline": "a resident of Weir Street",
            "source": "my own cellar, and the report of 2019 " + LONG,
            "contacts": (
                Contact(
                    "homepage",
                    Markup(
                        '<a href="https://weir.example/" rel="nofollow ugc noopener">https://weir.example/</a>'
                    ),
                ),
                Contact("phone", Markup("555 0142")),
                Contact("address", Markup("4 Weir Street, the green door")),
                Contact("email", Markup("weir<span> (at) </span>mill.example")),
            ),
            "amendments": (
                Amendment(4519, AT + timedelta(hours=9), Markup("<p>The gate was closed at noon.</p>")),
            ),
            "revised": 2,
            "revised_at": AT + timedelta(hours=2),
        }
    else:
        fields = {"notice": notice(state)}
    return Item(4521, "article", state, AT, 4511, **{**fields, **other})  # type: ignore[arg-type]


SAID = (
    ("", "<p>I counted five cellars, not four: the one below the clock-maker has its door on the yard.</p>"),
    (
        "Who has the key?",
        "<p>The key of the gate house hangs at the dye works. Or it hung there.</p><p>Ask Ruben.</p>",
    ),
    ("", "<p>This is what comes of mending a thing and then not looking at it.</p>"),
    (
        "Pump",
        f"<p>The pump on its way, at 08:40:</p><blockquote>We come when we come.</blockquote><p>{LONG}</p>",
    ),
    ("", "<p>¿Alguien tiene fotos de la compuerta?</p>"),
)


def comment(index: int, state: str = "listed", **other: object) -> Comment:
    title, words = SAID[index % len(SAID)]
    number = 4522 + index
    depth = (0, 0, 1, 2, 3, 4, 0, 1)[index % 8]
    fields: dict[str, object] = {"notice": notice(state)}
    if state in {"listed", "slow"}:
        fields = {
            "title": title,
            "html": Markup(words),
            "byline": ("", "Ruben", "a neighbour from the Hill", "سمر")[index % 4],
            "language": "es" if index % 5 == 4 else "",
            "direction": "ltr" if index % 5 == 4 else "",
        }
    item = Item(
        number,
        "comment",
        state,
        AT + timedelta(minutes=13 * index),
        4512 + index,
        **{**fields, **other},  # type: ignore[arg-type]
    )
    answered = number - 1 if depth else None
    return Comment(
        item,
        depth,
        answered,
        f"2026/11/4521.html#comment-{answered}" if answered else "",
        author=index % 9 == 2,
    )


def thread(count: int) -> tuple[Comment, ...]:
    states = {3: "hidden", 11: "withdrawn", 17: "redacted", 23: "held"}
    return tuple(comment(index, states.get(index, "listed")) for index in range(count))


IMPORTED = Provenance(
    "Old Valley Newswire",
    "31415",
    "http://old.example/front.php3?article_id=31415",
    datetime(2026, 11, 1, 10, 0, tzinfo=UTC),
)
