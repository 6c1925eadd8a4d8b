"""No line of a text that looks like a line of a site takes words away: each word is in what came of the page, or in the report."""

from collections import Counter
from collections.abc import Iterator

import pytest

from handbill.archive.readers import text as reader
from handbill.archive.sources import ImportedArticle, NotUnderstood

LONG = "The last paragraph of the article is long and goes on and on, " * 6 + "to its end."
WORDS = f"{'word ' * 60}end"
ESSAY = "".join(
    f"Paragraph {number} of my essay says a lot about the town and its river, and must not be lost, whatever follows it in the text.\n\n"
    for number in range(8)
)
SF = "March\nby Ann Sunday, Jul. 17, 2005 at 1:43 PM\n\nFirst.\n\n"
MIR = "Ann | 03.05.2010 14:05 | Anti-war | London"
DADA = "News :: Peace\n\nMarch in Boston\n\nby Ann\n03 May 2005\n\n"
CUTS = {  # a text, and the whole lines that are the site's own or say who and when
    "a collective": (
        (
            "Big march\nPublished: May 3, 2010 14:05 by Ann\nTagged as: peace, war\n\nIt began at noon.\n\n"
            "Contact the No Borders collective to help with legal costs.\n\nThe second half.\n\nComments\n\n"
            "Well said\nPublished: May 4, 2010 10:00 by Bob\n\nI agree with all.\n"
        ),
        ("Published:", "Tagged as:", "Comments"),
    ),
    "hot topics": (
        (
            f"March\n\n{MIR}\n\nSummary here.\n\nFirst.\n\nHot Topics\n\nSecond paragraph.\n\nAnn\n\nComments\n\n"
            "Hide the following comment\n\nYes\n\n04.05.2010 10:00\n\nI agree.\n\nBob\n"
        ),
        ("Ann", "Comments", "Hide", "04.05"),
    ),
    "topics of a town": (
        (
            f"March\n\n{MIR}\n\nSummary here.\n\nFirst.\n\nLondon Topics\n\nSecond paragraph.\n\nAnn\n\nComments\n\n"
            "Yes\n\n04.05.2010 10:00\n\nI agree.\n\nBob\n"
        ),
        ("Ann", "Comments", "London Topics", "04.05"),
    ),
    "topics without comments": (
        f"March\n\n{MIR}\n\nSummary here.\n\nFirst.\n\nLondon Topics\n\nSecond paragraph.\n",
        ("Ann", "London Topics"),
    ),
    "get involved": (
        (
            "Indybay\n\nBig march\nby Ann\nMonday May 3rd, 2004 2:05 PM\n\nSummary.\n\nText of it.\n\nGet Involved\n\n"
            "Call the office.\n\nComments  (Hide Comments)\n\nby Bob Tuesday May 4th, 2004 2:05 PM\nYes.\n"
        ),
        ("by Ann", "Monday", "Indybay", "Get Involved", "Comments", "by Bob"),
    ),
    "a leaflet": (
        (
            f"{SF}© 2000-2005 is what the leaflet said below.\n\nMore of it.\n\nRe\n"
            "by Bob Sunday, Jul. 17, 2005 at 2:43 PM\n\nYes.\n"
        ),
        ("by Ann", "by Bob"),
    ),
    "below the last comment": (
        (
            f"March\n\n{MIR}\n\nSummary.\n\nFirst.\n\nAnn\n\nComments\n\nYes\n\n04.05.2010 10:00\n\nI agree.\n\n"
            "Support Us\n\nThis is of the comment still.\n"
        ),
        ("Ann", "Comments", "Support Us", "04.05"),
    ),
    "no title": (
        (
            f"{SF}{LONG}\n\nby Bob Monday, Jul. 18, 2005 at 1:43 PM\n\nI agree with this.\n\n"
            "by Carl Monday, Jul. 18, 2005 at 2:43 PM\n\nSo do I.\n"
        ),
        ("by Ann", "by Bob", "by Carl"),
    ),
    "a long paragraph above a comment": (
        f"{SF}{WORDS}\n\nby Bob Monday, Jul. 18, 2005 at 1:43 PM\n\nMe.\n",
        ("by Ann", "by Bob"),
    ),
    "a quoted head": (
        (
            "The headline of mine\n\nA short paragraph of my own.\n\nHere is what he wrote:\n"
            "Posted by John on 3 May 2006 - 14:05\n\nThe text that he wrote.\n\nMy own conclusion.\n"
        ),
        (),
    ),
    "a sentence above a head": (
        "Site report\n\nRain fell.\n\nSubmitted by Ann on 3 May 2006 - 10:00\n\nAll of it.\n",
        (),
    ),
    "a line above a title": (
        "Site report\n\nRain\n\nSubmitted by Ann on 3 May 2006 - 10:00\n\nAll of it.\n",
        ("Submitted",),
    ),
    "an essay that quotes": (f"My long essay\n\n{ESSAY}{DADA}The quoted text.\n", ()),
    "a quoted heading": (
        f"{DADA}They wrote under\n\nNews :: War\n\nand that was all.\n",
        ("News :: Peace", "by Ann", "03 May"),
    ),
    "full article": (f"My report\nFull article\n{MIR}\n\nText.\n\nAnn\n", ("Ann",)),
    "full article below a line of a site": (
        "Skip navigation\n\nMy report\n\nFull article\n\nAll day.\n",
        (),
    ),
    "full article in a text": ("My report\n\nIt rained.\n\nFull article\n\nAll day.\n", ()),
    "to print": (
        (
            "Tract contre la guerre\nécrit le 3 mai 2010 par Anne\n\nQue faire ?\n\nImprimer et diffuser ce tract dans la ville.\n"
            "Répondre à la répression par la grève générale.\n\nFin.\n"
        ),
        ("écrit",),
    ),
    "listed below": (
        f"{SF}Listed below are the comments of the mayor, word for word:\n\nWe never did.\n",
        ("by Ann",),
    ),
    "bare labels": (
        f"{SF}Meet here.\n\nAddress:\n\nPhone:\n\nWe meet on Sunday at the square.\n\nMail:\n",
        ("by Ann",),
    ),
    "a quoted page with its date": (
        f"{DADA}They wrote:\n\nNews :: War\n\nThe war\n\nby Zoe\n01 May 2005\n\nand that was all.\n",
        ("News :: Peace", "by Ann", "03 May"),
    ),
    "a town": ("Meeting tonight\nBristol | 3 May 2004 14:00\n\nCome all.\n", ()),
    "a day in a comment": (
        (
            f"{DADA}First.\n\nComments\n\nRe: March\nby Bob\n04 May 2005\n\nI agree.\n\nNo title from me.\n"
            "by any means necessary\n\nby Carl\n05 May 2005\n\nHi.\n"
        ),
        ("News", "by Ann", "by Bob", "by Carl", "03 May", "04 May", "05 May", "Comments"),
    ),
    "a line that says comments": (
        f"{DADA}First.\n\nComments\n\nSecond paragraph.\n\nRe: March\nby Bob\n04 May 2005\n\nI agree.\n",
        ("News", "by Ann", "by Bob", "03 May", "04 May", "Comments"),
    ),
    "between a text and its comments": (
        f"{DADA}First.\n\nAdd a quick comment\n\nSecond paragraph.\n\nComments\n\nRe: March\nby Bob\n04 May 2005\n\nI agree.\n",
        ("News", "by Ann", "by Bob", "03 May", "04 May", "Comments", "Add a quick"),
    ),
    "a quoted head in a comment": (
        (
            "Demo\nAnna 03.05.2010 14:05 Themen: Antifa\n\nEins.\n\nZwei.\n\nErgänzungen\n\nZitat\n\nBernd 04.05.2010 - 10:00\n\n"
            "Anna schrieb am 03.05.2010 14:05\n\nEins.\n\nIch sehe das anders.\n\nMehr\n\nCarl 05.05.2010 - 10:00\n\nDrei.\n"
        ),
        ("Anna 03", "Ergänzungen", "Bernd", "Carl"),
    ),
}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _read(text: str) -> tuple[ImportedArticle, list[NotUnderstood]]:
    found = list(reader.read("page.txt", text.encode()))
    (article,) = [one for one in found if isinstance(one, ImportedArticle)]
    return article, [one for one in found if isinstance(one, NotUnderstood)]


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(CUTS))
def test_no_word_is_lost(name):
    text, heads = CUTS[name]
    article, notes = _read(text)
    came = [*_texts(article.raw), *(one for each in article.comments for one in _texts(each.raw))]
    came += [one.what for one in notes]
    said = " ".join(line for line in text.splitlines() if not (heads and line.startswith(heads)))
    assert Counter(said.split()) - Counter(" ".join(came).split()) == Counter()


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("no title", [("", "Bob", "I agree with this."), ("", "Carl", "So do I.")]),
        ("a long paragraph above a comment", [("", "Bob", "Me.")]),
        ("hot topics", [("Yes", "Bob", "I agree.")]),
        ("get involved", [("", "Bob", "Yes.")]),
        (
            "a day in a comment",
            [
                ("Re: March", "Bob", "I agree.\n\nNo title from me.\n\nby any means necessary"),
                ("", "Carl", "Hi."),
            ],
        ),
        (
            "a quoted head in a comment",
            [
                ("Zitat", "Bernd", "Anna schrieb am 03.05.2010 14:05\n\nEins.\n\nIch sehe das anders."),
                ("Mehr", "Carl", "Drei."),
            ],
        ),
    ],
)
def test_words_stay_with_who_wrote_them(name, expected):
    article, _notes = _read(CUTS[name][0])
    assert [(one.raw["title"], one.raw["byline"], one.raw["body"]) for one in article.comments] == expected


@pytest.mark.once
def test_a_sentence_above_a_head_is_no_line_of_the_site():
    article, notes = _read("Demo\n\nEs war laut.\n\nAnna 03.05.2010 14:05 Themen: Antifa\n\nEins.\n\nZwei.\n")
    assert (article.raw["title"], article.raw["body"]) == ("Es war laut.", "Demo\n\nZwei.")
    assert article.raw["summary"] == "Eins."
    assert [one.what for one in notes] == ["1 line above the article was kept at the head of its text"]


@pytest.mark.once
def test_comments_without_titles_take_none_of_each_other():
    article, _notes = _read(
        "Big march\nPublished: May 3, 2010 14:05 by Ann\n\nIt began.\n\nComments\n\nPublished: May 4, 2010 10:00 by Bob\n\n"
        "I agree with all.\n\nPublished: May 5, 2010 10:00 by Carl\n\nMe too.\n"
    )
    assert [(one.raw["title"], one.raw["byline"], one.raw["body"]) for one in article.comments] == [
        ("", "Bob", "I agree with all."),
        ("", "Carl", "Me too."),
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "title", "byline", "date"),
    [
        ("a quoted head", "The headline of mine", "", ""),
        ("a sentence above a head", "Site report", "", ""),
        ("a line above a title", "Rain", "Ann", "2006-05-03T10:00"),
        ("an essay that quotes", "My long essay", "", ""),
        ("a quoted heading", "March in Boston", "Ann", "2005-05-03"),
        ("a quoted page with its date", "March in Boston", "Ann", "2005-05-03"),
        ("a town", "Meeting tonight", "", "2004-05-03T14:00"),
    ],
)
def test_what_is_quoted_is_not_said_of_the_article(name, title, byline, date):
    article, _notes = _read(CUTS[name][0])
    assert (article.raw["title"], article.raw.get("byline", ""), article.date) == (title, byline, date)


@pytest.mark.once
def test_a_page_says_how_many_lines_were_cut():
    _article, notes = _read(CUTS["below the last comment"][0])
    assert [(one.place, one.what) for one in notes] == [
        ("page.txt, line 21", "1 line below the text was left out: This is of the comment still.")
    ]
    _article, notes = _read(CUTS["a line above a title"][0])
    assert [(one.place, one.what) for one in notes] == [
        ("page.txt, line 1", "1 line above the article was kept at the head of its text")
    ]


@pytest.mark.once
@pytest.mark.parametrize("text", ["http://wire.example/a/b\n", "\n url: http://wire.example/a/b\n\n \n"])
def test_a_file_with_nothing_but_an_address_says_so(text):
    (found,) = reader.read("page.txt", text.encode())
    assert isinstance(found, NotUnderstood)
    assert found.what == "there is no text below the address"
