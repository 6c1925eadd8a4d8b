"""The desk's town. Django is set up after this file is read, so the fixtures import the town when they are asked for."""

import pytest


@pytest.fixture
def wire(site):
    """Article 1 with comment 2, and article 3."""
    from tests.desk import desk  # noqa: PLC0415 - Django is set up by now

    desk.publish_all()
    return site


@pytest.fixture
def town(wire):
    """The same with the editor Ines (1), who has no account."""
    from tests.desk import desk  # noqa: PLC0415 - Django is set up by now

    desk.invite_only("Ines")
    return wire


@pytest.fixture
def ines(wire):
    """Ines (1), signed in."""
    from tests.desk import desk  # noqa: PLC0415 - Django is set up by now

    return desk.signed_in("Ines")
