import pytest

from handbill.cleaning.language import direction, language


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("en", "en"),
        ("ES", "es"),
        ("pt_br", "pt-BR"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de-1901", "de-1901"),
        ("iw", "he"),
        ("eng", "en"),
        ("zab", "zab"),
        ("en-u-ca-gregory", "en"),
        ("ar-EG-x-mine", "ar-EG"),
        (" fr ", "fr"),
    ],
)
def test_tags(tag: str, normal: str) -> None:
    assert language(tag) == normal
    assert language(normal) == normal


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "e",
        "xx",
        "english",
        "en-",
        "-en",
        "en--US",
        "en-XX",
        "en-Xxxx",
        "en-abcde",
        "de-1901-1901",
        "x-mine",
        "en\n-US",
        "\u0435n",
        "en-" + "x" * 40,
        'en"',
    ],
)
def test_no_tags(tag: str) -> None:
    assert language(tag) is None


@pytest.mark.parametrize(
    "tag",
    ["ar", "he", "iw", "fa-IR", "ur", "ckb", "dv", "yi", "ps", "az-Arab", "pa-PK", "syr", "ar-EG-x-mine"],
)
def test_right_to_left(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "es", "zh-Hant", "ja", "ar-Latn", "az", "pa", "ku", "xx", ""])
def test_left_to_right(tag: str) -> None:
    assert direction(tag) == "ltr"
