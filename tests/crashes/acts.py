"""What is broken under strace: an act each, begun by a fork of the test, and what must be true of it afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from handbill.actions.redact import redact as redact_item
from handbill.archive import importing
from handbill.archive.told import Told
from handbill.reader.mirror import mirror
from handbill.record import durable, seal, trouble
from handbill.record.lock import alone
from tests.archive.test_wxr import comment as comment_of
from tests.archive.test_wxr import export as wordpress
from tests.archive.test_wxr import item
from tests.cast import DOUBT, RENT, Town
from tests.intake.door import Answer, Door

OLD = "The bridge\n\nIt was shut then too.\n\nhomepage: homepage: weir.example\n\nYes 18.Jun.1999\n\n\nI was there.\n"
KEPT = "It rained on Mill Street, and nobody had said so. "


@dataclass(frozen=True)
class Act:
    """One thing that is done in a process of its own. `do` gives what it acknowledges, "" where it refuses in words."""

    name: str
    do: Callable[[Town], str]
    before: Callable[[Town], object] = lambda _town: None
    kind: str = ""  # of the entries that it appends
    adds: int = 1  # so many entries of that kind, one for each thing acknowledged
    again: Callable[[Town], str] | None = None  # done a second time it adds nothing that is there


def sent(answer: Answer) -> str:
    """A door acknowledges by 201; else it says why not, and gives the text back."""
    if answer.status == 201:
        return str(answer.number)
    assert answer.status in {500, 503, 507}, answer.status
    assert KEPT in answer.text, "the text is lost"
    return ""


def publish(town: Town) -> str:
    return sent(Door().post("/publish/", {"title": "Rain", "body": KEPT * 40}))


def comment(town: Town) -> str:
    return sent(Door().post("/comment/1/", {"title": "Rain", "body": KEPT}))


def hide(town: Town) -> str:
    town.hide(2)
    return "2"


def redact(town: Town) -> str:
    redact_item(town.operator(), 2, 3, "It names a neighbour.")
    return "2"


def source(town: Town) -> Path:
    folder = town.site.folder.with_name("old wire")
    folder.mkdir(exist_ok=True)
    for number in (1, 2):
        (folder / f"{number}.txt").write_text(f"{number} {OLD}")
    return folder


def bring(town: Town) -> str:
    """What it reports; a file that cannot be read is reported too, and comes the next time."""
    report = importing.run(town.site, [source(town)])
    return str(report.articles + report.comments)


def export(town: Town) -> Path:
    """An export of WordPress: an article with a file and a comment, and another one."""
    folder = town.site.folder.with_name("old server")
    (folder / "uploads").mkdir(parents=True, exist_ok=True)
    (folder / "uploads" / "names.txt").write_text("A list of names.\n")
    link = '<a href="http://old.example/wp-content/uploads/names.txt">names</a>'
    (folder / "old.xml").write_text(wordpress(item(1, body=f"See the {link}.", more=comment_of(5)), item(2)))
    return folder


def rescue(town: Town) -> str:
    folder = export(town)
    report = importing.run(town.site, [folder / "old.xml"], "wxr", told=Told(folder))
    return str(report.articles + report.comments)


def work_before(town: Town) -> str:
    town.publish(RENT)
    town.comment(1)
    town.hide(2)
    return ""


def sealed(town: Town) -> str:
    with alone(town.site), durable.whole(town.site.public):
        seal.assign()
        trouble.publish(town.worker.log, seal.size())
    return ""


def rendered(town: Town) -> str:
    town.go()
    return ""


def serve(town: Town) -> None:
    """Let the one address that all copies of a site have lead to this one."""
    now = town.site.folder.with_name("served")
    now.unlink(missing_ok=True)
    now.symlink_to(town.site.public)


def mirrored(town: Town) -> str:
    address = town.site.folder.with_name("address").read_text("ascii")
    return str(mirror(address, town.site.folder / "copy").size)


def before_mirror(town: Town) -> None:
    """A copy that is there already, and something newer to fetch."""
    serve(town)
    mirrored(town)
    town.comment(1, DOUBT)
    town.go()


ACTS = {
    act.name: act
    for act in (
        Act("publish", publish, kind="publish"),
        Act("comment", comment, kind="comment"),
        Act("hide", hide, kind="hide"),
        Act("redact", redact, kind="redact"),
        Act("import", bring, source, kind="import", adds=4, again=bring),
        Act("rescue", rescue, export, kind="import", adds=3, again=rescue),
        Act("seal", sealed, work_before),
        Act("render", rendered, lambda town: work_before(town) + sealed(town)),
        Act("mirror", mirrored, before_mirror),
    )
}
