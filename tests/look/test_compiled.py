"""What a template becomes: the same bytes as Jinja2's own code gives, without what that looks for at every page."""

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from handbill.look.compiled import Compiled, shown
from handbill.look.environment import HERE, environment

VALUES = (
    "",
    "plain",
    "<b>&'\"",
    Markup("<b>&amp;"),
    7,
    True,
    None,
    1.5,
    ("<",),
    Markup("<i>") % (),
    "\u2028é",
)

WORDS = """{% macro twice(it, sep="<") %}{{ it.real }}{{ sep }}{{ it|string }}{% endmacro %}
{% set both %}{{ twice(4) }}{% endset %}{{ both }} {{ twice(5, sep="&") }} {{ "a" ~ both ~ "<" }}
{% for one in many.items() %}{{ loop.index }}{{ one[0] }}{{ "<" if loop.first }}{{ many[one[0]].upper() }}{% endfor %}
{% call(x) outer() %}[{{ x }}<]{% endcall %}{{ many.get("none", "'") }}{{ asked(*args, **given) }}
{% for it in ({"name": "<n>", "title": _}, {"name": "m", "title": 4}) %}{{ it.name }}{{ it.title }}{% endfor %}"""
OUTER = "{% macro outer() %}{{ caller('>') }}{% endmacro %}"


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_stands_on_a_page_as_escape_gives_it(value):
    assert str(shown(value)) == str(escape(value))


def test_a_template_gives_the_bytes_of_jinja():
    given = {
        "many": {"<a>": "b&", "c": Markup("<d>")},
        "asked": lambda *args, **given: f"{args}<{given}",
        "args": (1, "<"),
        "given": {"x": "&"},
        "_": "'",
    }
    said = [
        kind(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        .from_string(OUTER + WORDS)
        .render(given)
        for kind in (Environment, Compiled)
    ]
    assert said[0] == said[1]
    assert "&lt;" in said[0]


def test_no_template_of_ours_asks_in_a_roundabout_way():
    made = environment("en")
    loader = FileSystemLoader(HERE / "templates")
    names = loader.list_templates()
    assert len(names) > 50
    for name in names:
        code = str(made.compile(loader.get_source(made, name)[0], name, raw=True))
        assert "environment.getattr" not in code, name
        assert "_get_default_module" not in code, name


def test_what_is_not_there_is_still_refused():
    made = environment("en")
    for words, error in (
        ("{{ nothing }}", UndefinedError),
        ("{{ page.nothing }}", AttributeError),
        ("{{ nothing.at }}", UndefinedError),
    ):
        with pytest.raises(error):
            made.from_string(words).render(page=3)


def test_words_are_the_same_with_holes_and_without() -> None:
    asked = "{{ _('100%% of it') }}, {{ _('100%% of %(what)s', what='<it>') }}, {{ _('100%% of it') }}"
    assert environment("en").from_string(asked).render() == "100% of it, 100% of &lt;it&gt;, 100% of it"
