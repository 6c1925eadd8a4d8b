"""Recover: a whole site again from a verified copy of its public files, with its record as it was."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connections, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.actions.act import Act
from handbill.actions.continue_ import continue_
from handbill.archive.kept import Kept
from handbill.archive.migrate import migrate
from handbill.archive.past import Unlike
from handbill.archive.replay import Lost, Tick, lost_files, redact_the_lost, replay
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.counter import Counter
from handbill.newswire.decision import Decision
from handbill.newswire.editor import Editor
from handbill.record.adopt import take_head
from handbill.record.models import Entry, Rotation
from handbill.record.seal import Trouble
from handbill.settings import site

FAULTS: Final = (Unlike, ValueError, Trouble)
"""What is wrong with a copy, in words."""


class NotEmpty(Exception):
    """The database that was named holds a site already."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What came back, and what cannot."""

    lost: Lost
    editors: tuple[str, ...]  # who are at the desk, and have no account
    continues: bool  # the same log goes on

    def lines(self) -> list[str]:
        """Give it in words."""
        counts = (
            (
                Article.objects.count(),
                ngettext("%(count)d article", "%(count)d articles", Article.objects.count()),
            ),
            (
                Comment.objects.count(),
                ngettext("%(count)d comment", "%(count)d comments", Comment.objects.count()),
            ),
            (
                Decision.objects.count(),
                ngettext("%(count)d decision", "%(count)d decisions", Decision.objects.count()),
            ),
            (Entry.objects.count(), ngettext("%(count)d entry", "%(count)d entries", Entry.objects.count())),
        )
        lines = [
            _("Came back: %(what)s.")
            % {"what": ", ".join(words % {"count": count} for count, words in counts)}
        ]
        if self.continues:
            lines.append(_("The same log goes on, signed by the same key."))
        else:
            lines.append(
                _(
                    "A new log has begun, with a new key; its first entry continues the old one. Tell your readers the new key."
                )
            )
        lines.append(_("What cannot come back:"))
        if self.editors:
            lines.append(
                _(
                    "- the accounts of the editors %(names)s: give each a new one with handbill editor DIR invite NAME"
                )
                % {"names": ", ".join(self.editors)}
            )
        if self.lost.held:
            lines.append(
                _("- the texts of what was held, which is redacted now: numbers %(numbers)s")
                % {"numbers": ", ".join(map(str, self.lost.held))}
            )
        if self.lost.media:
            lines.append(lost_files(self.lost.media))
        lines += [
            _("- complaints, invitations that nobody had used, notes and ready texts of the desk"),
            _("- what tells an import what is here already: do not import the same source again"),
            _("- settings in site.toml that no page shows: the time zone, the database, limits, proxies"),
        ]
        return lines


def recover(kept: Kept, *, same_key: bool, tick: Tick) -> Recovered:
    """Fill the tables of a new site from a copy, all or nothing.

    Raises:
        NotEmpty: the database has entries; nothing was changed.
        Unlike, ValueError, Trouble: something in the copy does not fit; nothing was changed.
    """
    migrate()
    if Entry.objects.exists():
        raise NotEmpty
    bodies = kept.log.entries
    with transaction.atomic():
        Counter.objects.get_or_create(id=1)
        if not same_key:
            log = kept.checkpoint
            continue_(Act.site(), log.origin, log.size, log.root)
        replay(kept, bodies, 0, tick)
        if same_key:
            take_head(kept)
            _copy_log(kept)
        else:
            Rotation.objects.all().delete()  # they are of the older log
        lost = redact_the_lost(kept.folder)
    editors = Editor.objects.filter(dismissed_at=None).order_by("number").values_list("name", flat=True)
    return Recovered(lost, tuple(editors), same_key)


def _copy_log(kept: Kept) -> None:
    """The same log has the same files: older partial tiles, proofs and what witnesses said included; nothing unchecked."""
    public = site().public
    for path, data in kept.proven():
        (public / path).parent.mkdir(parents=True, exist_ok=True)
        (public / path).write_bytes(data)
    if kept.witnessed:
        (public / "record/checkpoint.witnessed").write_text(kept.witnessed, "utf-8")


def finish(growing: Path, into: Path) -> None:
    """Close the database and put the whole site where it was asked for, in one step."""
    connections.close_all()
    growing.rename(into)
