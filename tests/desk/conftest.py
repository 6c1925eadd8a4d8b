"""The desk's town. Django is set up after this file is read, so the fixtures import what they need themselves."""

import pytest

TEXT = {"title": "The well is dry", "body": "Since Monday, nothing.", "format": "text"}


@pytest.fixture
def wire(site):
    """Article 1 with comment 2, and article 3."""
    from handbill.actions.act import Act
    from handbill.actions.comment import comment
    from handbill.actions.publish import publish

    publish(Act.author(), TEXT, "a" * 64)
    comment(Act.author(), 1, {"body": "It is not.", "format": "text"}, "b" * 64)
    publish(Act.author(), {**TEXT, "title": "Rent meeting"}, "c" * 64)
    return site


@pytest.fixture
def town(wire):
    """The same with the editor Ines (1), who has no account."""
    from handbill.actions.act import Act
    from handbill.actions.invite import invite

    invite(Act.site(), "Ines")
    return wire


@pytest.fixture
def ines(wire):
    """Ines (1), signed in."""
    from tests.desk.desk import editor

    return editor("Ines")
