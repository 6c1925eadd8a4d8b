"""Which verb made an entry, and how it is called again with what the public files still say."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from handbill.actions.act import Refused
from handbill.actions.admit import admit
from handbill.actions.amend import amend
from handbill.actions.answer import answer
from handbill.actions.appeal import appeal
from handbill.actions.attach import loosen
from handbill.actions.classify import classify
from handbill.actions.close import close
from handbill.actions.comment import comment
from handbill.actions.continue_ import continue_
from handbill.actions.dismiss import dismiss
from handbill.actions.feature import feature
from handbill.actions.forget import forget
from handbill.actions.freeze import freeze
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.import_ import Incoming, import_
from handbill.actions.invite import invite
from handbill.actions.item import take
from handbill.actions.open_ import open_
from handbill.actions.publish import publish
from handbill.actions.raise_ import raise_
from handbill.actions.redact import redact
from handbill.actions.revise import revise
from handbill.actions.rotate_key import rotate_key
from handbill.actions.screen import screen
from handbill.actions.set_guidelines import set_again
from handbill.actions.set_mode import set_mode
from handbill.actions.set_page import set_page
from handbill.actions.thaw import thaw
from handbill.actions.translate import translate
from handbill.actions.unfeature import unfeature
from handbill.actions.unhide import unhide
from handbill.actions.unraise import unraise
from handbill.actions.untranslate import untranslate
from handbill.actions.withdraw import withdraw
from handbill.archive.dates import Date, date_of
from handbill.archive.past import Past, Tape, Unlike
from handbill.guard.verdict import PASS, Verdict
from handbill.newswire.editor import EDITOR
from handbill.newswire.guideline import Guideline
from handbill.newswire.version import Version
from handbill.record.format.entry import Entry, Kind
from handbill.record.format.kinds import ATTACHING
from handbill.record.format.note import strict_b64
from handbill.record.format.rotation import Keys
from handbill.record.format.said import sort_date
from handbill.record.models import Rotation

Words: TypeAlias = Mapping[str, Any]
Again: TypeAlias = Callable[[Past, Entry, Words], object]


def again(tape: Tape) -> None:
    """Do the next act of the tape again, with what followed from it in the same transaction.

    Raises:
        Unlike: the verb refuses it, or would make another entry.
    """
    entry, at = tape.next(), tape.at
    if entry is None:
        return
    verb = VERBS.get(entry.kind)
    if verb is None:
        raise Unlike(f"entry {at}: this program does not know how {entry.kind} is done again")
    try:
        verb(Past.of(entry, tape), entry, tape.words())
    except Refused as error:
        raise Unlike(f"entry {at}: {entry.kind} is refused: {error}") from None


def _number(entry: Entry) -> int:
    return entry.number or 0


def _why(said: Words) -> str:
    return str(said.get("reason", ""))


def _text(said: Words) -> str:
    return str(said.get("text", ""))


def _verdict(past: Past, entry: Entry) -> Verdict:
    """What the guard said then stands in the entry that follows."""
    then = past.tape.next(1) if past.tape else None
    follows = then is not None and (then.number, then.by, then.via) == (entry.number, "site", None)
    return Verdict(then.kind.value, "") if then and follows and then.kind in (Kind.HOLD, Kind.SLOW) else PASS


def _publish(past: Past, entry: Entry, said: Words) -> object:
    return publish(past, dict(said), entry.receipt or "", verdict=_verdict(past, entry))


def _comment(past: Past, entry: Entry, said: Words) -> object:
    verdict = _verdict(past, entry)
    return comment(past, entry.article or 0, dict(said), entry.receipt or "", verdict=verdict)


def _import(past: Past, entry: Entry, said: Words) -> object:
    date = str(said.get("date", ""))
    if date:
        at = Date(_sorted(date), dated=True, timed="T" in date)
    elif entry.article or past.tape is None:
        at = Date(past.at, dated=False, timed=False)
    elif "date" in past.tape.said.fields(past.tape.at):  # it was destroyed
        at = date_of(past.tape.said.get, str(entry.path))
    else:
        at = Date(_sorted_by_comments(past, entry, past.tape), dated=False, timed=False)
    import_(past, [Incoming(values=dict(said), article=entry.article, **at._asdict())])
    return None


def _sorted(date: str) -> datetime:
    return datetime.fromisoformat(sort_date(date)).replace(tzinfo=UTC)


def _sorted_by_comments(past: Past, entry: Entry, tape: Tape) -> datetime:
    """An article without a date sorts by its comments', which follow it; where those are gone too, the month is known."""
    dates, ahead = [], 1
    while (one := tape.next(ahead)) and one.kind in (Kind.IMPORT, Kind.HIDE):
        if one.kind is Kind.IMPORT and one.article != entry.number:
            break
        date = tape.words(ahead).get("date") if one.kind is Kind.IMPORT else None
        dates += [_sorted(str(date))] if date else []
        ahead += 1
    found = min(dates, default=past.at)
    month = f"{found.year:04}/{found:%m}" == str(entry.path)[:7]
    return found if month else date_of(tape.said.get, str(entry.path)).sorts_at


def _revise(past: Past, entry: Entry, said: Words) -> object:
    kept = {name: value for name, value in said.items() if name != "forget"}
    forget = past.tape is not None and "forget" in past.tape.said.fields(past.tape.at)
    return revise(past, _number(entry), kept, forget=forget)


def _hold(past: Past, entry: Entry, said: Words) -> object:
    if entry.guideline is None:  # the guard's, for what its author made of it
        return screen(take(_number(entry)), Verdict("hold", _why(said)), past)
    return hold(past, _number(entry), entry.guideline, _why(said))


def _redact(past: Past, entry: Entry, said: Words) -> object:
    return redact(past, _number(entry), entry.guideline, _why(said), field=said.get("field"))


def _set_guidelines(past: Past, entry: Entry, said: Words) -> object:
    known = Guideline.objects.filter(number=_number(entry)).exists()
    return set_again(past, entry.number if known else None, said)


def _set_page(past: Past, _entry: Entry, said: Words) -> object:
    return set_page(past, str(said["page"]), str(said.get("title", "")), _text(said))


def _invite(past: Past, entry: Entry, said: Words) -> object:
    return invite(past, str(said.get("name", f"{entry.number}")), str(said.get("role", EDITOR)))


def _classify(past: Past, entry: Entry, said: Words) -> object:
    topics, places = (tuple(said[name]) if name in said else None for name in ("topics", "places"))
    return classify(past, _number(entry), _why(said), genre=said.get("genre"), topics=topics, places=places)


def _attached(past: Past, entry: Entry, said: Words) -> object:
    """What is said of an attachment: its files are brought when all is done, so rows follow then."""
    take(_number(entry))
    if entry.kind is Kind.BLUR:
        for row in Version.objects.filter(number=_number(entry)):
            forget(row, {f"media_{said['media']}"})
    loosen(_number(entry), int(said["media"]))
    return past.decide(entry.kind, dict(said), number=_number(entry))


def _rotate_key(past: Past, _entry: Entry, said: Words) -> object:
    """The hand-over stands in the public files; one of an older log that was taken up is history alone."""
    tape = past.tape
    if tape is None or tape.at <= tape.taken_up:
        done = rotate_key(past, "", str(said["vkey"]), note="taken up")
        return Rotation.objects.filter(entry_id=done.entry_id).delete()
    here = tape.entries[tape.taken_up + 1 : tape.at]
    place = sum(one.kind is Kind.ROTATE_KEY for one in here) + 1
    note = (tape.said.get(f"record/rotation/{place}") or b"").decode()
    return rotate_key(past, Keys.read(tape.said.get).all[place - 1].vkey, str(said["vkey"]), note=note)


VERBS: Final[dict[Kind, Again]] = {
    Kind.PUBLISH: _publish,
    Kind.COMMENT: _comment,
    Kind.IMPORT: _import,
    Kind.REVISE: _revise,
    Kind.AMEND: lambda past, entry, said: amend(past, _number(entry), dict(said)),
    Kind.WITHDRAW: lambda past, entry, _said: withdraw(past, _number(entry)),
    Kind.APPEAL: lambda past, entry, said: appeal(past, _number(entry), _text(said)),
    Kind.ANSWER: lambda past, entry, said: answer(past, _number(entry), _text(said)),
    Kind.HOLD: _hold,
    Kind.ADMIT: lambda past, entry, said: admit(past, _number(entry), _why(said)),
    Kind.HIDE: lambda past, entry, said: hide(past, _number(entry), entry.guideline, _why(said)),
    Kind.UNHIDE: lambda past, entry, said: unhide(past, _number(entry), _why(said)),
    Kind.REDACT: _redact,
    Kind.FEATURE: lambda past, entry, said: feature(
        past, _number(entry), _why(said), tuple(said.get("related", ()))
    ),
    Kind.UNFEATURE: lambda past, entry, said: unfeature(past, _number(entry), _why(said)),
    Kind.CLASSIFY: _classify,
    Kind.CLOSE: lambda past, entry, said: close(past, _number(entry), _why(said)),
    Kind.OPEN: lambda past, entry, said: open_(past, _number(entry), _why(said)),
    Kind.RAISE: lambda past, entry, said: raise_(
        past, _number(entry), _why(said), corrects="corrects" in said
    ),
    Kind.UNRAISE: lambda past, entry, said: unraise(past, _number(entry), _why(said)),
    Kind.TRANSLATE: lambda past, entry, said: translate(
        past, _number(entry), int(said["translation"]), str(said["language"])
    ),
    Kind.UNTRANSLATE: lambda past, entry, said: untranslate(
        past, _number(entry), int(said["translation"]), _why(said)
    ),
    **dict.fromkeys(ATTACHING, _attached),
    Kind.INVITE: _invite,
    Kind.DISMISS: lambda past, entry, said: dismiss(past, _number(entry), _why(said)),
    Kind.SET_GUIDELINES: _set_guidelines,
    Kind.SET_PAGE: _set_page,
    Kind.SET_MODE: lambda past, _entry, said: set_mode(past, str(said["mode"]), _why(said)),
    Kind.FREEZE: lambda past, _entry, said: freeze(past, _why(said)),
    Kind.THAW: lambda past, _entry, said: thaw(past, _why(said)),
    Kind.ROTATE_KEY: _rotate_key,
    Kind.CONTINUE: lambda past, _entry, said: continue_(
        past, str(said["origin"]), int(said["size"]), strict_b64(str(said["root"]))
    ),
}
"""A kind that a verb makes has its line here, or its sites could not be brought back."""
