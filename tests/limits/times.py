"""Limits of time: the last moment before the end, the first one after it, and a thousand times as long after."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import time_machine

from handbill import settings
from handbill.actions.act import Act
from handbill.actions.complain import complain
from handbill.actions.hide import hide
from handbill.actions.set_mode import set_mode
from handbill.desk.invitations import invite
from handbill.desk.models import Account, Session
from handbill.guard.models import Lesson
from handbill.newswire.complaint import Complaint
from handbill.newswire.mode import is_surge
from handbill.newswire.standing import state_of
from handbill.settings import Front, Guard, Settings
from handbill.ticks import tick
from tests.cast import BRIDGE, FLOOD, HELD, RENT, SLOW, Town
from tests.desk.authenticator import Authenticator
from tests.desk.desk import PASSWORD, Browser, signed_in, signed_in_again, words
from tests.desk.test_passkeys import add, at_home, enter, stranger
from tests.intake.door import Door
from tests.intake.test_api import ARTICLES, TEXT, post, solved
from tests.limits.doors import THOUSAND, article, these, value

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = 60
MIDNIGHT = 43_200
"""Seconds from noon on."""
SIGN_IN = "/desk/sign-in/"


def ages(name: str, *, last: int = 0, first: int = 1) -> tuple[int, int, int]:
    """Seconds: the last that are not too many, the first that are, a thousand times as many. `last`, `first`: from the limit on."""
    unit = 86_400 if name in {"newcomer", "known"} else 1
    return value(name) * unit + last, value(name) * unit + first, value(name) * unit * THOUSAND


def after(seconds: int, do: Callable[[], Any]) -> Any:
    with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
        return do()


def of_forms_and_work(site: Settings) -> list[str]:
    """As a site comes: a form, a challenge, a repeat. What is refused is asked first, so that what is good is not spent."""
    settings.use(dataclasses.replace(site, guard=Guard(), front=Front()))
    door = Door()
    token = after(0, lambda: door.get("/publish/").field("token"))
    form = {**TEXT, "token": token}
    done = [after(age, partial(door.post, "/publish/", form)).status for age in ages("form_life")[::-1]]
    wrong = these("form_life", done, [422, 422, 201])
    work = after(0, solved)
    other = {**TEXT, "body": "Nobody knows what the gauge said in the night.", "altcha": work}
    done = [after(age, lambda: post(ARTICLES, other)[0]) for age in ages("work_life")[::-1]]
    wrong += these("work_life", done, [422, 422, 201])
    settings.use(dataclasses.replace(site, front=Front(limits="on")))
    said = {"title": "T", "body": "The sluice was open all night, and nobody was there."}
    done = []
    for count, age in enumerate(ages("nonce_life", last=-1, first=0)):
        again = {**said, "body": f"{said['body']} {count}"}
        sends = partial(door.post, "/publish/", again)
        after(0, sends)
        done.append(after(age, sends).status)
    return wrong + these("nonce_life", done, [202, 201, 201])


def of_the_desk(site: Settings) -> list[str]:
    door = Door()
    article(door)
    after(0, lambda: signed_in("Ines"))
    account = Account.objects.get()

    def comes(age: int, used: int = 0) -> int:
        browser = after(0, lambda: signed_in_again(account))
        Session.objects.update(used=NOON + timedelta(seconds=used))
        return int(after(age, lambda: browser.get("/desk/").status_code))

    done = [comes(age) for age in ages("idle", first=MINUTE)]
    wrong = these("idle", done, [200, 303, 303])
    done = [comes(age, age) for age in ages("session", last=-1, first=0)]
    wrong += these("session", done, [200, 303, 303])

    def sees(age: int) -> bool:
        after(0, lambda: signed_in_again(account).get("/desk/item/1/"))
        return bool(after(age, lambda: "Looking at this now: Ines" in words(bo().get("/desk/item/1/"))))

    def bo() -> Browser:
        return signed_in_again(other)

    signed_in("Bo")
    other = Account.objects.get(name="bo-signs-in")
    done = [sees(age) for age in ages("presence", last=-1, first=0)]
    return wrong + these("presence", done, [True, False, False]) + _of_ways_in(account)


def _of_ways_in(account: Account) -> list[str]:
    account.set_password(PASSWORD)
    account.save()
    key = Authenticator()
    after(0, lambda: add(at_home(signed_in_again(account)), key))

    def opens(age: int) -> int:
        with time_machine.travel(NOON, tick=False) as clock:

            def late(options: dict[str, Any]) -> str:
                clock.shift(age)
                return key.sign(options)

            return int(enter(stranger(), late).status_code)

    done = [opens(age) for age in ages("passkey_life")]
    wrong = these("passkey_life", done, [303, 422, 422])
    path = after(0, lambda: "/" + invite(Act.site(), "Otto"))
    done = [after(age, lambda: Browser().get(path).status_code) for age in ages("invitation")]
    wrong += these("invitation", done, [200, 410, 410])
    otto = Browser()
    after(0, lambda: otto.enrol("/" + invite(Act.site(), "Otto"), "otto-signs-in"))
    known = after(0, lambda: otto.sign_in("otto-signs-in")).cookies["known"]
    wrong += these("known", known["max-age"], ages("known")[0])  # from then on the browser does not send it

    def is_known(age: int) -> bool:
        """One that sends it for ever is believed to the end of that day, and refused unread from the next one on."""
        otto.client.cookies["known"] = known.value
        return "not known here any more" not in words(after(age, lambda: otto.post(SIGN_IN, name="x")))

    done = [is_known(age) for age in ages("known", last=MIDNIGHT - 1, first=MIDNIGHT)]
    return wrong + these("known", done, [True, False, False])


def of_ticks(site: Settings) -> list[str]:
    """What the worker does when its time has come; a thousand times as long after, once as well."""
    town = Town(site)
    wrong = []
    for name, verdict, began, ended in (
        ("slow", SLOW, "slow", "listed"),
        ("held", HELD, "held", "redacted"),
    ):
        numbers = [town.publish(one, verdict) for one in (FLOOD, RENT)]
        start, done = town.now, []
        for age in ages(name, last=-1, first=0):
            if age >= value(name) * THOUSAND:
                numbers[0] = town.publish(BRIDGE, verdict)
                start = town.now
            town.now = start
            tick(town.later(seconds=age).now)
            done.append(state_of(numbers[0]))
        wrong += these(name, done, [began, ended, ended])
    return wrong + _of_private_ones(town)


def _of_private_ones(town: Town) -> list[str]:
    number, done = town.publish(), []
    for age in ages("settled", last=-1, first=0):
        Complaint.objects.all().delete()
        one = complain(town.author(), number, None, f"N {age}")
        Complaint.objects.filter(pk=one.pk).update(done_at=town.now)
        tick(town.later(seconds=age).now)
        done.append(Complaint.objects.count())
    wrong = these("settled", done, [1, 0, 0])
    done = []
    for age in ages("mode_kept", last=-1, first=0):
        town.later(minutes=1)
        if not is_surge():
            set_mode(Act("site", town.now, "shell"), "surge", "We expect a flood.")
            tick(town.later(seconds=age).now)
        else:
            tick(town.later(seconds=1).now)
        done.append(is_surge())
    wrong += these("mode_kept", done, [True, False, False])
    done = []
    for age in ages("left", last=-1, first=0):
        Lesson.objects.all().delete()
        honest = town.publish(RENT)
        spam = town.later(seconds=age).publish(BRIDGE)
        hide(Act("site", town.now, "shell"), spam, town.site.guard.spam_guideline, "It is spam.")
        done.append(Lesson.objects.filter(number=honest).count())
    return wrong + these("left", done, [0, 1, 1])
