"""The order of features: the newest first, and what is featured again moves up; what was revised since says so."""

import re

import pytest

from handbill.actions.feature import feature
from handbill.actions.hide import hide
from handbill.actions.revise import revise
from handbill.actions.unfeature import unfeature
from handbill.newswire.feature import Feature
from tests.cast import BRIDGE, FLOOD, RENT, Town


@pytest.fixture
def town(site):
    town = Town(site)
    town.nora()
    for number, values in enumerate((FLOOD, RENT, BRIDGE), 1):
        town.publish(values)
        feature(town.desk(), number, "It matters.")
    return town


def features(town: Town) -> list[int]:
    return [
        int(one) for one in re.findall(r'<h2[^>]*><a href="2024/03/(\d)\.html">', town.page("index.html"))
    ]


def test_featured_again_it_stands_first(town):
    town.go_and_verify()
    assert features(town) == [3, 2, 1]
    feature(town.desk(), 1, "Now more than ever.", (2,))
    town.go_and_verify()
    assert features(town) == [1, 3, 2]
    assert Feature.objects.filter(article_id=1).count() == 2
    assert Feature.objects.get(article_id=1, ended=None).related == [2]
    hide(town.desk(), 3, 3, "Rude.")
    unfeature(town.desk(), 1, "It is over.")
    town.go_and_verify()
    assert features(town) == [2]


def test_what_was_revised_since_is_marked_until_it_is_featured_again(town):
    town.later(days=1)
    revise(town.author(), 1, {**FLOOD, "body": "The water is gone."})
    town.go_and_verify()
    assert town.page("index.html").count(">updated<") == 1
    assert "corrected" in town.page("features/index.html")
    town.later(minutes=5)
    feature(town.desk(), 1, "As it is now.")
    town.go_and_verify()
    assert ">updated<" not in town.page("index.html")
