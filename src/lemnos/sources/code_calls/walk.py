"""Walks Python code in the order in which it runs and yields the calls of registered functions: ``Site``.

Assignments are followed through straight code; what the branches of an ``if`` disagree on, and what a loop assigns, is
unknown behind it. A function is walked with the names that the code around it has at the end, without its parameters. A
method also knows the instances that the methods of its class assign to attributes of ``self``.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.sources.code_calls.names import At, Instance, Names, OpenArgumentError, Partial, Value, changed, stored
from lemnos.sources.code_calls.tools import PythonTool

_RAISES = frozenset(("raises", "assertRaises", "assertRaisesRegex", "assert_raises", "assert_raises_regex", "warns"))
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Site(msgspec.Struct, frozen=True):
    """A call of a registered function."""

    tool: PythonTool
    node: ast.Call
    statement: ast.stmt
    """The statement that it stands in; the result may be there."""
    scope: ast.AST
    """The module, function or class that it stands in."""
    arguments: dict[str, Any] | None
    """The arguments by name; None if one is no literal, has no JSON form or fits no parameter."""
    expects_error: bool
    """Whether it stands in a block that expects an exception."""


class Walker:
    """Walks one module, cell or session; cells and sessions after each other share their names.

    Args:
        names: The names at the beginning; changed.
        module: Dotted path of the module, below which its own functions and classes lie; empty if it is unknown.
        is_package: Whether the module is a package, to which its relative imports are relative.
    """

    def __init__(self, names: Names, module: str = "", *, is_package: bool = False) -> None:
        self.names = names
        self._module = module
        self._package = module if is_package else module.rpartition(".")[0]
        self._later: list[tuple[_Definition, Names, dict[str, Instance]]] = []
        self._expecting: tuple[ast.stmt | None, frozenset[int]] = (None, frozenset())

    def walk(self, tree: ast.Module) -> Iterator[Site]:
        """Yield the calls of a piece of code: first those outside of functions, then those of each function."""
        yield from self._block(tree.body, self.names, tree, False)
        while self._later:
            later, self._later = self._later, []
            for node, names, attributes in later:
                if isinstance(node, ast.ClassDef):
                    yield from self._class(node, names)
                else:
                    yield from self._function(node, names, attributes)

    def _class(self, node: ast.ClassDef, names: Names) -> Iterator[Site]:
        attributes = self._attributes(node, names)
        methods = [member for member in node.body if isinstance(member, _SCOPES)]
        others = [member for member in node.body if not isinstance(member, _SCOPES)]
        yield from self._block(others, names.copy(), node, False)
        self._later += [(method, names, attributes) for method in methods]  # which do not see the names of the class

    @staticmethod
    def _attributes(node: ast.ClassDef, names: Names) -> dict[str, Instance]:
        """Return what the methods of a class assign to attributes of ``self``, if it is one thing."""
        found: dict[str, set[Instance | None]] = {}
        for inner in ast.walk(node):
            if isinstance(inner, ast.Assign):
                for target in inner.targets:
                    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                        made = names.resolve(inner.value)
                        kind = made if isinstance(made, Instance) else None
                        found.setdefault(f"{target.value.id}.{target.attr}", set()).add(kind)
        return {name: kind for name, kinds in found.items() if len(kinds) == 1 for kind in kinds if kind is not None}

    def _function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names, attributes: dict[str, Instance]
    ) -> Iterator[Site]:
        own = node.args
        parameters = [*own.posonlyargs, *own.args, *own.kwonlyargs, *filter(None, (own.vararg, own.kwarg))]
        inner = names.copy([*(parameter.arg for parameter in parameters), *stored(*node.body)])
        if parameters:
            first = parameters[0].arg
            inner.known.update({name: made for name, made in attributes.items() if name.startswith(f"{first}.")})
        yield from self._block(node.body, inner, node, False)

    def _block(self, body: Sequence[ast.stmt], names: Names, scope: ast.AST, raises: bool) -> Iterator[Site]:
        for statement in body:
            yield from self._statement(statement, names, scope, raises)

    def _statement(self, node: ast.stmt, names: Names, scope: ast.AST, raises: bool) -> Iterator[Site]:
        if isinstance(node, _SCOPES):
            names.forget([node.name])
            if isinstance(scope, ast.Module) and self._module:
                names.known[node.name] = At(f"{self._module}.{node.name}")
            self._later.append((node, names, {}))
            return
        if isinstance(node, ast.Import | ast.ImportFrom):
            names.bind_import(node, self._package)
            return
        yield from self._expressions(node, names, node, scope, raises)
        self._forget_changed(node, names)
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    names.bind(target, value)
            case ast.AnnAssign(target=target, value=value):
                names.bind(target, value)
            case ast.AugAssign(target=target) | ast.Delete(targets=[target]):
                names.forget(stored(target))
            case ast.If(body=body, orelse=orelse):
                yes, no = names.copy(), names.copy()
                yield from self._block(body, yes, scope, raises)
                yield from self._block(orelse, no, scope, raises)
                names.merge((yes, no))
            case ast.For() | ast.AsyncFor() | ast.While():
                bound = list(stored(node))
                names.forget(bound)
                yield from self._block(node.body, names, scope, raises)
                yield from self._block(node.orelse, names, scope, raises)
                names.forget(bound)
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    if item.optional_vars is not None:
                        names.bind(item.optional_vars, item.context_expr)
                expects = raises or any(_is_raises(item.context_expr) for item in items)
                yield from self._block(body, names, scope, expects)
            case ast.Try() | ast.TryStar():
                before = names.copy()
                yield from self._block(node.body, names, scope, raises)
                for handler in node.handlers:
                    yield from self._block(handler.body, before.copy(stored(node)), scope, raises)
                yield from self._block(node.orelse, names, scope, raises)
                yield from self._block(node.finalbody, names, scope, raises)
            case ast.Match(cases=cases):
                for case in cases:
                    yield from self._block(case.body, names.copy(stored(case)), scope, raises)
                names.forget(stored(node))

    @staticmethod
    def _forget_changed(node: ast.stmt, names: Names) -> None:
        """Forget lists and dictionaries that a statement may change."""
        for name in changed(node):
            held = names.known.get(name)
            if isinstance(held, Value) and isinstance(held.value, list | dict):
                names.forget([name])

    def _expressions(
        self, node: ast.AST, names: Names, statement: ast.stmt, scope: ast.AST, raises: bool
    ) -> Iterator[Site]:
        """Yield the calls in the expressions of a statement, those inside others first."""
        if isinstance(node, _COMPREHENSIONS):
            names = names.copy(stored(node))
        elif isinstance(node, ast.Lambda):
            names = names.copy(argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg))
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
                yield from self._expressions(child, names, statement, scope, raises)
        if isinstance(node, ast.Call):
            site = self._site(node, names, statement, scope, raises)
            if site is not None:
                yield site

    def _site(self, node: ast.Call, names: Names, statement: ast.stmt, scope: ast.AST, raises: bool) -> Site | None:
        first: tuple[Any, ...] = ()
        given: dict[str, Any] = {}
        match names.resolve(node.func):
            case At(path=path):
                pass
            case Instance(path=path):
                path = f"{path}.__call__"
            case Partial(path=path, positional=first, named=given):
                pass
            case _:
                return None
        tool = names.tools.find(path)
        if tool is None:
            return None
        try:
            positional, named = names.arguments(node.args, node.keywords)
            arguments = tool.bind([*first, *positional], {**given, **named})
        except OpenArgumentError:
            arguments = None
        if self._expecting[0] is not statement:
            self._expecting = statement, _in_raises(statement)
        return Site(tool, node, statement, scope, arguments, raises or id(node) in self._expecting[1])


def _is_raises(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in _RAISES


def _in_raises(statement: ast.stmt) -> frozenset[int]:
    """Return the ids of the nodes in arguments of ``raises`` and the like: ``raises(ValueError, lambda: f(1))``."""
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call) and _is_raises(node)]
    return frozenset(id(inner) for call in calls for inner in ast.walk(call) if inner is not call)
