"""How templates become Python: what Jinja2 leaves open until a page is made is settled when the template is read.

A template is given an object whose attributes are known, and functions that want nothing of Jinja2, so an attribute is an attribute
(Jinja2 would look for an item of that name next) and a call is a call (it would look whether the function wants its context). What a
template puts out is only joined, so words need not be made Markup once more. The same bytes, in two thirds of the time.
"""

from collections.abc import MutableMapping
from functools import cache
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]  # what `escape` calls for words, and makes Markup

_IN_CONTEXT: Final = frozenset({"gettext", "ngettext", "pgettext", "npgettext"})
"""What Jinja2's extension for translations puts into templates: these do want its context."""


def shown(value: object) -> str:
    """Give a value as it stands on a page: what markupsafe's `escape` gives, though not as Markup."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is str:
        return escaped(value)  # type: ignore[arg-type]
    if kind is int:
        return str(value)
    return escape(value)


class Named(dict[str, Any]):
    """What a template writes in braces: its items are asked for like attributes, as templates are used to."""

    __getattr__ = dict.__getitem__


class Compiler(CodeGenerator):
    """Jinja2's own, with attributes, calls and what is put out as this page's words above have it."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja2's name
        """Begin with what the template needs of this file."""
        self.writeline(f"from {__name__} import Named, shown")
        super().visit_Template(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Ask an object for an attribute."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802
        """Let what stands in braces have attributes."""
        self.write("Named(")
        super().visit_Dict(node, frame)
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Call it: whatever follows a name or an attribute, in brackets."""
        of_jinja = isinstance(node.node, nodes.Name) and node.node.name in _IN_CONTEXT
        if forward_caller or of_jinja or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write(")")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context or not isinstance(node.template, nodes.Const):
            super()._import_common(node, frame)
        else:
            self.write(f"environment.module({node.template.value!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("shown(")


class Compiled(Environment):
    """An environment whose templates are compiled so. Its globals are all there before the first template is read."""

    code_generator_class = Compiler

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give a template a plain dict: every page copies it."""
        return {**self.globals, **(d or {})}

    @cache  # noqa: B019 - an environment lives as long as its process
    def module(self, name: str) -> TemplateModule:
        """Give the macros of a template, which know of the globals alone."""
        return self.get_template(name).module
