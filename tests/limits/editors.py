"""Limits of the desk and of its accounts, through its real door."""

from typing import Any

from handbill.actions.act import Act, Refused, this_minute
from handbill.actions.comment import comment
from handbill.desk import languages
from handbill.desk.models import Account, Passkey, RecoveryCode, Session
from handbill.guard.models import Question
from handbill.newswire.complaint import Complaint
from handbill.newswire.guideline import Guideline
from handbill.newswire.sitepage import SitePage
from tests.desk.authenticator import Authenticator
from tests.desk.desk import PASSWORD, Browser, codes_in, signed_in, signed_in_again
from tests.desk.test_passkeys import add, at_home
from tests.desk.test_queue import in_turn
from tests.desk.test_selection import send
from tests.intake.door import Answer, Door
from tests.limits.doors import THOUSAND, article, at_desk, desk, last_of, lines, sizes, these, three, value

HERE = "/desk/account/"


def of_many_items(door: Door) -> list[str]:
    """A selection, a page of the queue, a run of the search: on the same many comments."""
    article(door)
    ines = signed_in("Ines")
    most = value("selection")
    for one in range(most):
        comment(Act.author(), 1, {"body": f"N {one}", "format": "text"}, f"{one:064x}")
    at, wrong = this_minute(), []
    Complaint.objects.bulk_create(Complaint(number=one, text="Look.", at=at) for one in range(1, most + 2))
    for size, settled in ((most + 1, 0), (900, 0), (most, most)):
        numbers = [str(one) for one in range(1, size + 1)]
        page = send(ines, numbers, action="decide", verb="dismiss")
        done = (page.status_code, Complaint.objects.exclude(done_at=None).count())
        wrong += these("selection", done, (200 if settled else 422, settled))
    return wrong + _of_queues(ines)


def _of_queues(ines: Browser) -> list[str]:
    at, most = this_minute(), value("queue_items")
    Complaint.objects.all().delete()
    wrong, there = [], 0
    for count in (most, most + 1):
        more = range(there + 1, count + 1)
        Complaint.objects.bulk_create(Complaint(number=one, text="Look.", at=at) for one in more)
        there = count
        page = ines.get("/desk/?view=complaints")
        wrong += these("queue_items", (len(in_turn(page)), b"before=" in page.content), (most, count > most))
    shown = value("complaints_shown")
    Complaint.objects.all().delete()
    wrong_of = []
    for count, at_last in ((shown, ""), (shown + 1, "older"), (shown * THOUSAND, "older")):
        there = Complaint.objects.count()
        Complaint.objects.bulk_create(
            Complaint(number=1, text=f"Look {one}.", at=at) for one in range(there, count)
        )
        text = ines.get("/desk/item/1/").content.decode()
        wrong_of += these("complaints_shown", (text.count(">Look "), at_last in text), (shown, True))
    return wrong + wrong_of


def of_accounts(door: Door) -> list[str]:
    article(door)
    ines = signed_in("Ines")
    account = Account.objects.get()
    account.set_password(PASSWORD)
    account.save()
    signs = iter("abcdefgh")

    def password(size: int) -> Answer:
        own = PASSWORD if not changed else changed[-1]
        new = (next(signs) + "walks to the river, ") * (size // 20 + 1)
        sent = {"own": own, "password": new[:size], "again": new[:size]}
        answer = desk(ines, HERE, action="password", **sent)
        if answer.status < 400:
            changed.append(new[:size])
        return answer

    changed: list[str] = []
    wrong = three("password", password)
    least = value("password_min")
    wrong += these("password_min", [password(size).status for size in (least, least - 1, 1)], [303, 422, 422])
    ines.post(HERE, action="password", own=changed[-1], password=PASSWORD, again=PASSWORD)
    codes = codes_in(ines.post(HERE, action="codes", own=PASSWORD))
    codes += codes_in(ines.post(HERE, action="codes", own=PASSWORD))
    most = value("recovery_codes")
    wrong += these("recovery_codes", (len(set(codes)), RecoveryCode.objects.count()), (2 * most, most))
    return wrong + _of_passkeys(at_home(ines)) + _of_sessions(account)


def _of_passkeys(ines: Browser) -> list[str]:
    def named(size: int) -> Answer:
        got = add(ines, Authenticator(), name="n" * size)
        return Answer(got.status_code, {}, got.content.decode())

    def answered(size: int) -> Answer:
        made = Authenticator()

        def answer(options: dict[str, Any]) -> str:
            said = made.make(options)
            return said + " " * (size - len(said))

        got = add(ines, made, answer)
        return Answer(got.status_code, {}, got.content.decode())

    wrong = three("passkey_name", named) + three("passkey_answer", answered)
    made = Passkey.objects.count()
    for one in range(value("passkeys") - made - 1):
        add(ines, Authenticator(), name=f"n{one}")
    return wrong + last_of("passkeys", lambda _one: named(3), status=409)


def _of_sessions(account: Account) -> list[str]:
    """Nothing is refused: the oldest ends. A thousand times as many come one after the other."""
    most = value("sessions")
    Session.objects.all().delete()
    browsers = [signed_in_again(account) for _ in range(most)]
    done = [Session.objects.count(), browsers[0].get("/desk/").status_code]
    browsers += [signed_in_again(account) for _ in range(2)]
    done += [Session.objects.count(), *(browsers[one].get("/desk/").status_code for one in (0, 1, 2))]
    return these("sessions", done, [most, 200, most, 303, 303, 200])


def of_words_for_strangers(door: Door) -> list[str]:
    """Questions of the forms, rules of words, guidelines in further languages: what the desk writes for those who write."""
    article(door)
    ines = signed_in("Ines")
    where = "/desk/questions/"
    wrong = three("question", at_desk(ines, where, action="save", it="", text=None, answers="Mill"), kept="r")
    wrong += three(
        "answer", at_desk(ines, where, action="save", it="", text="Which?", answers=None), kept="r"
    )

    def answers(count: int) -> Answer:
        return desk(ines, where, action="save", it="", text="Which river?", answers=lines(count))

    done = [answers(size).status for size in sizes("answers")]
    wrong += these("answers", done, [303, 422, 422])
    there = Question.objects.count()
    Question.objects.bulk_create(
        Question(text=f"{one}?", answers="1") for one in range(value("questions") - 1 - there)
    )
    ask = {"action": "save", "it": "", "answers": "Mill"}
    wrong += last_of("questions", lambda one: desk(ines, where, text=f"N {one}?", **ask), status=422)

    def rules(size: int) -> Answer:
        return desk(ines, "/desk/pages/rules/", title="Words that wait", text="r" * size)

    wrong += three("rule", rules, kept="r")
    wrong += these("rule", len(SitePage.objects.get(name="rules").text), value("rule"))
    return wrong + _of_languages(ines)


def _of_languages(ines: Browser) -> list[str]:
    """So many are set in `site.toml` at most; a guideline that has as many takes none more. A thousand times as many are no settings."""
    tags = [f"{one}{other}" for one in "defg" for other in "aehilnorst"]
    most = value("languages")
    told = [(tag, f"In {tag}", "Words.") for tag in tags]
    law = Guideline.objects.order_by("number")[0]
    done = []
    for count in (most, most + 1):
        try:
            languages.set_in_languages(Act.editor(1), law.number, law.title, law.text, told[:count])
            done.append("set")
        except Refused as refused:
            done.append(f"{refused.status}")
    law.refresh_from_db()
    return these("languages", (done, len(law.translated())), (["set", "422"], most))
