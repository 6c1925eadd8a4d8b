"""A guideline in further languages, at the desk's form and at the shell."""

import dataclasses
import json
from typing import Any

import pytest
from click.testing import CliRunner

from handbill import settings
from handbill.actions.act import Refused
from handbill.cli import main
from handbill.desk.acting import Usage, act
from handbill.limits import LANGUAGES, PAGE_TEXT, PAGE_TITLE
from handbill.newswire.decision import Decision
from handbill.newswire.guideline import Guideline
from handbill.record.format.commitment import values
from handbill.record.models import Entry
from tests.desk.desk import words

HERE = "/desk/pages/guideline/1/"
ENGLISH: dict[str, Any] = {"title": "Threats", "text": "We hide them."}
SPANISH: dict[str, Any] = {"title-es": "Amenazas", "text-es": "Las ocultamos."}
BRAZILIAN = {"title-pt-BR": "Ameaças", "text-pt-BR": "Nós as ocultamos."}
FORTY = [
    "es",
    "fr",
    "de",
    "it",
    "pt",
    "gl",
    "ca",
    "eu",
    "ro",
    "pl",
    "cs",
    "sk",
    "sl",
    "hr",
    "sr",
    "bg",
    "ru",
    "uk",
    "el",
    "tr",
    "ar",
    "fa",
    "he",
    "ur",
    "hi",
    "bn",
    "ta",
    "te",
    "th",
    "vi",
]


@pytest.fixture
def abroad(ines):
    """The steward Ines, on a site that writes its guidelines in Spanish and in the Portuguese of Brazil too."""
    settings.use(dataclasses.replace(settings.site(), languages=("es", "pt-BR")))
    return ines


def said() -> dict[str, Any]:
    return values(json.loads(Decision.objects.latest("entry_id").fields))


def refused(page, status: int = 422) -> str:
    assert page.status_code == status
    assert Guideline.objects.get(number=1).version == 1
    return words(page)


def test_a_site_of_one_language_asks_for_one(ines):
    assert "title-" not in ines.get(HERE).content.decode()
    assert ines.post(HERE, **ENGLISH, **SPANISH).status_code == 303
    assert said() == ENGLISH


def test_the_form_asks_for_each_language_and_every_version_says_all(abroad):
    form = abroad.get(HERE).content.decode()
    assert "português" in form
    assert '<textarea id="text-pt-BR" name="text-pt-BR"' in form
    assert abroad.post(HERE, **ENGLISH, **SPANISH).status_code == 303
    told = ["es", "Amenazas", "Las ocultamos."]
    assert said() == {**ENGLISH, "translations": [told]}
    assert abroad.post(HERE, **ENGLISH, **SPANISH, **BRAZILIAN).status_code == 303
    assert said()["translations"] == [told, ["pt-BR", "Ameaças", "Nós as ocultamos."]]
    assert 'value="Amenazas"' in abroad.get(HERE).content.decode()
    assert abroad.post(HERE, **ENGLISH).status_code == 303  # all others emptied
    assert said() == ENGLISH
    assert Guideline.objects.get(number=1).version == 4


def test_a_new_one_in_two_languages(abroad):
    assert abroad.post("/desk/pages/guideline/new/", **ENGLISH, **SPANISH).status_code == 303
    made = Guideline.objects.order_by("number").last()
    assert made is not None
    assert (made.version, made.translated()) == (1, {"es": ("Amenazas", "Las ocultamos.")})


def test_a_language_that_is_not_named_any_more_stays_and_can_be_edited(abroad):
    abroad.post(HERE, **ENGLISH, **SPANISH)
    settings.use(dataclasses.replace(settings.site(), languages=("pt-BR",)))
    assert 'value="Amenazas"' in abroad.get(HERE).content.decode()
    assert "text-es" not in abroad.get("/desk/pages/guideline/new/").content.decode()
    changed = {**SPANISH, "title-es": "Las amenazas"}
    assert abroad.post(HERE, **ENGLISH, **changed).status_code == 303
    assert Guideline.objects.get(number=1).translated()["es"][0] == "Las amenazas"


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"text-es": ""}, "español: It needs a text."),
        ({"title-es": " \u200b"}, "español: It needs a title."),
        ({"title-es": "a" * (PAGE_TITLE + 1)}, f"español: At most {PAGE_TITLE} characters."),
        ({"text-es": "ñ" * (PAGE_TEXT // 2 + 1)}, "español: At most 60000 bytes"),
        ({"title": ""}, "It needs a title."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_lost(abroad, wrong, what):
    before = Entry.objects.count()
    page = abroad.post(HERE, **{**ENGLISH, **SPANISH, **BRAZILIAN, **wrong})
    assert what in refused(page)
    assert Entry.objects.count() == before
    assert 'value="Ameaças"' in page.content.decode()
    assert ("Las ocultamos." in page.content.decode()) == ("text-es" not in wrong)


def test_at_the_shell_what_is_not_named_stays(town):
    runner, folder = CliRunner(), str(settings.site().folder)
    order = ["act", folder, "set-guidelines", "guideline/1", "--title", "Threats", "--text", "We hide them."]
    done = runner.invoke(main, [*order, "--in", "ES", "Amenazas", "Las ocultamos."])
    assert (done.exit_code, done.output) == (0, "done\n")
    assert said()["translations"] == [["es", "Amenazas", "Las ocultamos."]]
    act("set-guidelines", "guideline/1", **ENGLISH, translations=[("pt_br", "Ameaças", "Nós.")])
    assert Guideline.objects.get(number=1).translated().keys() == {"es", "pt-BR"}
    act("set-guidelines", "guideline/1", title="Threats", text="Gone.")
    assert Guideline.objects.get(number=1).translated().keys() == {"es", "pt-BR"}
    act("set-guidelines", "guideline/1", **ENGLISH, translations=[("es", "", "")])
    assert Guideline.objects.get(number=1).translated() == {"pt-BR": ("Ameaças", "Nós.")}


@pytest.mark.once
@pytest.mark.parametrize(
    ("told", "what"),
    [
        ([("zz-English", "a", "b")], "no language tag"),
        ([("", "a", "b")], "no language tag"),
        ([("en", "a", "b")], "the language of the site"),
        ([("es", "a", "b"), ("ES", "c", "d")], "given twice"),
        ([("es", "a", "")], "español: It needs a text."),
        ([(tag, "a", "b") for tag in FORTY[: LANGUAGES + 1]], f"At most {LANGUAGES} further languages."),
    ],
)
def test_what_the_shell_refuses_changes_nothing(town, told, what):
    before = Entry.objects.count()
    with pytest.raises(Refused, match=what) as error:
        act("set-guidelines", "guideline/1", **ENGLISH, translations=told)
    assert error.value.status == 422
    assert (Entry.objects.count(), Guideline.objects.get(number=1).version) == (before, 1)


def test_no_other_decision_is_said_in_languages(town):
    before = Entry.objects.count()
    with pytest.raises(Usage):
        act("set-page", "about", title="About", text="Us.", translations=[("es", "Acerca", "Nosotros.")])
    assert Entry.objects.count() == before


@pytest.mark.parametrize("told", ['"es mx"', '["spanish!"]', '["en"]', '["es", "ES"]', "[1]", "7"])
def test_what_is_no_further_language_is_no_setting(site, told):
    toml = site.folder / "site.toml"
    toml.write_text(f"languages = {told}\n{toml.read_text()}")
    with pytest.raises(settings.SettingsError, match="languages"):
        settings.load(site.folder, {})
    toml.write_text(toml.read_text().replace(f"languages = {told}", 'languages = ["es", "pt-BR"]'))
    assert settings.load(site.folder, {}).languages == ("es", "pt-BR")
