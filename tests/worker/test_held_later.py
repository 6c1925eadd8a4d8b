"""An item that the guard holds for what its author made of it later."""

import dataclasses

import pytest

from handbill import settings
from handbill.actions.admit import admit
from handbill.actions.amend import amend
from handbill.actions.revise import revise
from handbill.actions.screen import text_of
from handbill.guard.ticket import Ticket
from handbill.newswire.standing import state_of
from handbill.settings import Front
from tests.cast import FLOOD, VANE, Town


@pytest.mark.parametrize("kind", ["revise", "amend"])
def test_it_leaves_the_pages_comes_back_when_admitted_and_a_stranger_agrees(site, kind):
    settings.use(dataclasses.replace(site, front=Front(limits="on")))
    town = Town(site)
    number = town.publish(FLOOD)
    town.go_and_verify()
    assert FLOOD["title"] in town.page("newswire/index.html")
    said = text_of(VANE, titled=kind == "revise")
    for _ in range(5):  # so often a few words may be said
        Ticket.of("", said, said, "comment", town.now).spend(99)
    ticket = Ticket.of("", "again", said, kind, town.now)
    if kind == "revise":
        revise(town.author(), number, VANE, ticket=ticket)
    else:
        amend(town.author(), number, {"body": VANE["body"], "format": "text"}, ticket=ticket)
    assert state_of(number) == "held"
    town.go_and_verify()
    for title in (FLOOD["title"], VANE["title"]):
        assert title not in town.page("newswire/index.html")
    admit(town.operator(), number)
    town.go_and_verify()
    shown = VANE if kind == "revise" else FLOOD
    assert shown["title"] in town.page("newswire/index.html")
