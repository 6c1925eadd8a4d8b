"""The pages of docs/ that are made from the code: `make docs` writes them, test_house.py compares them."""

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType

from handbill.limits import LIMITS
from handbill.look.contexts import (
    beside,
    desk,
    doors,
    forms,
    media,
    pages,
    parts,
    record,
    search,
    transparency,
)

DOCS = Path(__file__).parents[1] / "docs"
ABOUT = {
    parts: "What pages are made of",
    media: "Attachments",
    pages: "The static pages",
    beside: "Pages beside an article's own",
    record: "Lists of decisions",
    transparency: "Decisions in numbers",
    forms: "Forms",
    doors: "The pages behind the dynamic addresses",
    search: "The page of the search",
    desk: "The pages of the desk",
}


def restyling() -> str:
    """Give the page for whoever restyles a site: each context with its fields and what they mean."""
    lines = [
        "# Restyling",
        "",
        "<!-- Made by `make docs` from handbill/look/contexts. -->",
        "",
        "A template in `handbill/look/templates` is given one thing, `page`: an object of the class that it is named",
        "after (`article_page.html` of `ArticlePage`). It sees the fields below and nothing else; every page has those of",
        "`Page` too. `base.html` holds what all pages share, `parts.html` what several do; the style sheet is",
        "`handbill/look/static/style.css`. Pages load no script and nothing from elsewhere: keep it so. Keep the classes `h-entry`, `p-name`, `e-content` and the",
        "attributes `data-…` where they stand, too: `handbill verify` reads there what a page shows ([record.md](record.md#10-pages)).",
    ]
    for module, title in ABOUT.items():
        lines += ["", f"## {title}"]
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.ClassDef):
                lines += _context(module, node)
    return "\n".join(lines) + "\n"


def _context(module: ModuleType, node: ast.ClassDef) -> list[str]:
    above = [ast.unparse(base) for base in node.bases]
    lines = ["", f"### {node.name}", "", inspect.cleandoc(ast.get_docstring(node) or "")]
    if above and above != ["Page"]:
        lines += ["", f"With the fields of `{above[0]}`."]
    source = inspect.getsource(module).splitlines()
    fields = [part for part in node.body if isinstance(part, ast.AnnAssign)]
    if fields:
        lines += ["", "| field | type | what |", "| --- | --- | --- |"]
    for part in fields:
        told = re.search(r"#\s*(.*)", source[(part.end_lineno or part.lineno) - 1])
        kind = ast.unparse(part.annotation).replace("|", "\\|")
        lines.append(
            f"| `{ast.unparse(part.target)}` | `{kind}` | {told[1].replace('|', chr(92) + '|') if told else ''} |"
        )
    return lines


def limits() -> str:
    """Give the table of limits."""
    lines = [
        "# Limits",
        "",
        "<!-- Made by `make docs` from handbill/limits.py. -->",
        "",
        "Every limit stands in one table, which `handbill doctor DIR --limits` prints too. What is over a limit is refused",
        "with words beside its field, and the text is kept. Characters are Unicode code points after cleaning.",
        "",
        "| name | limit | of |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{limit.name}` | {limit.value:,} {limit.unit} | {limit.help} |" for limit in LIMITS]
    return "\n".join(lines) + "\n"


WRITTEN = {"restyling.md": restyling, "limits.md": limits}

if __name__ == "__main__":
    for name, page in WRITTEN.items():
        (DOCS / name).write_text(page(), "utf-8")
