"""Samples of the record's pages for people."""

from handbill.look.contexts import pages, record
from handbill.look.contexts.parts import DecisionLine, Link, Page, Pager
from tests.look.reading import DECISIONS, HERE, static
from tests.look.town import AT, notice

MONTHS = tuple(
    Link(title, f"record/month/{name}/index.html")
    for title, name in (("November 2026", "2026-11"), ("October 2026", "2026-10"))
)
RULES = (
    Link("1. No attacks on people for what they are", "record/guideline/1/index.html"),
    Link("2. No private data of others", "record/guideline/2/index.html"),
)
EDITORS = (
    Link("Ada", "record/editor/1/index.html"),
    Link("Ruben", "record/editor/2/index.html"),
    Link("The site itself", "record/site/index.html"),
)
CITING = DecisionLine(4513, "hide", "hid article 4521", notice("hidden").at, "Ada", "record/decision/4513.html", Link("Article 4521", HERE), 2, "It gives the door number of a family that has nothing to do with the matter.", "No private data of others", 3)  # fmt: skip
SEALED = (CITING, DECISIONS[1], DECISIONS[3])
PAGER = Pager(
    2, 0, newer="record/editor/1/3.html", older="record/editor/1/1.html", newest="record/editor/1/index.html"
)
RAW = (
    '{\n  "at": "2026-11-22T10:58Z",\n  "by": "editor:1",\n  "content": "'
    + "ab" * 32
    + '",\n  "kind": "hide"\n}'
)


def recorded() -> dict[str, Page]:
    return {
        "record/index.html": pages.RecordPage(**static("record/index.html", "The record"), origin="wire.example/log", vkey="wire.example/log+deadbeef+" + "A" * 44, decisions=(*SEALED, DECISIONS[2]), months=MONTHS, rules=RULES, editors=EDITORS, trouble="A tile on the disk does not match the last signed root."),  # type: ignore[arg-type]
        "record/none.html": pages.RecordPage(**static("record/none.html", "The record"), origin="wire.example/log", vkey="wire.example/log+deadbeef+" + "A" * 44, decisions=(), months=(), rules=(), editors=()),  # type: ignore[arg-type]
        "record/decision/4513.html": pages.DecisionPage(**static("record/decision/4513.html", "Decision 4513"), line=CITING, texts=(("reason", "Reason", CITING.reason),), guideline_title="No private data of others", raw=RAW, leaf="c4" * 32, vkey="wire.example/record+00000000+AAAA", related=(Link("Article 4519", "2026/11/4519.html"),), translations=(("ar", "Title (العربية)", "لا هجوم"),), version="record/decision/4401.html", by=EDITORS[0], named=True, lists=(MONTHS[0], EDITORS[0], RULES[1]), earlier=Link("Decision 4500", "record/decision/4500.html"), later=Link("Decision 4520", "record/decision/4520.html")),  # type: ignore[arg-type]
        "record/lists.html": record.DecisionLists(**static("record/lists.html", "Lists of decisions"), months=tuple((it, 31) for it in MONTHS), rules=tuple((it, 1) for it in RULES), editors=tuple((it, 204) for it in EDITORS)),  # type: ignore[arg-type]
        "record/editor/1/index.html": record.DecisionIndex(**static("record/editor/1/index.html", "Decisions by Ada"), decisions=SEALED, total=204, numbered="record/editor/1/5.html", pager=Pager(0, 5, older="record/editor/1/4.html")),  # type: ignore[arg-type]
        "record/editor/1/2.html": record.DecisionNumbered(**static("record/editor/1/2.html", "Decisions by Ada, page 2"), heading="Decisions by Ada", decisions=SEALED, pager=PAGER),  # type: ignore[arg-type]
        "record/hidden/2.html": record.HiddenNumbered(**static("record/hidden/2.html", "All that was ever hidden, page 2"), items=(record.Hiding(Link("Article 4521", HERE), "record/decision/4513.html", notice("hidden")), record.Hiding(Link("Comment 4523", f"{HERE}#comment-4523"), "record/decision/4510.html", None, "unhide", AT)), pager=PAGER),  # type: ignore[arg-type]
        "record/hidden/index.html": record.HiddenNumbered(**static("record/hidden/index.html", "All that was ever hidden"), items=(), pager=None),  # type: ignore[arg-type]
    }  # fmt: skip
