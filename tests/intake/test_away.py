"""While PostgreSQL does not answer the doors say so, and when: nothing is promised, and nobody sees an error of ours."""

import pytest
from django.db import InterfaceError, OperationalError

from handbill.record.behind import Watch
from tests.intake.door import Door


@pytest.mark.once
@pytest.mark.parametrize(
    "error", [OperationalError("the server closed the connection"), InterfaceError("closed")]
)
def test_every_door_says_that_it_should_be_tried_again(site, monkeypatch, capsys, error):
    def away(_watch, _site) -> bool:
        raise error

    monkeypatch.setattr(Watch, "look", away)
    door = Door()
    for answer in (
        door.client.get("/publish/"),
        door.client.post("/publish/", {"title": "Kept", "body": "Words"}),
    ):
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
    assert "Words" in answer.content.decode()
    assert "error" not in capsys.readouterr().err
