"""What the names of a piece of Python code are bound to, as far as the code alone says: ``Names``.

A name may be a path (a module, a function, a class: by import, alias or definition), an instance of a class (by
construction), a ``functools.partial``, or a value (a literal). Whatever else is assigned to a name makes it unknown.
Nothing is imported or run.
"""

import ast
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from lemnos.sources.code_calls.tools import PythonTools

CANNOT_PARSE = (SyntaxError, ValueError, RecursionError, MemoryError)


class At(msgspec.Struct, frozen=True):
    """A module, function or class, by its dotted path."""

    path: str


class Instance(msgspec.Struct, frozen=True):
    """An instance of a class; its methods lie below the path of the class."""

    path: str


class Partial(msgspec.Struct, frozen=True):
    """A function with some of its arguments given."""

    path: str
    positional: tuple[Any, ...]
    named: dict[str, Any]


class Value(msgspec.Struct, frozen=True):
    """A literal."""

    value: Any


Binding = At | Instance | Partial | Value


class OpenArgumentError(Exception):
    """An argument is no literal."""


class Names:
    """Names and their bindings at one point of the code."""

    def __init__(self, tools: PythonTools, known: dict[str, Binding] | None = None) -> None:
        self.tools = tools
        self.known = dict(known or {})

    def copy(self, without: Iterable[str] = ()) -> "Names":
        """Return names that change apart from these; those of ``without`` are unknown."""
        inner = Names(self.tools, self.known)
        inner.forget(without)
        return inner

    def forget(self, names: Iterable[str]) -> None:
        """Make names unknown."""
        for name in names:
            self.known.pop(name, None)

    def merge(self, branches: "Iterable[Names]") -> None:
        """Keep what all branches agree on."""
        first, *rest = branches
        self.known = {
            name: binding
            for name, binding in first.known.items()
            if all(other.known.get(name) == binding for other in rest)
        }

    def bind(self, target: ast.expr, value: ast.expr | None) -> None:
        """Assign a value to a target."""
        name = dotted(target)
        if name:
            found = self.resolve(value) if value is not None else None
            self.forget([known for known in self.known if known == name or known.startswith(f"{name}.")])
            if found is not None:
                self.known[name] = found
        else:
            self.forget(stored(target))

    def bind_import(self, node: ast.Import | ast.ImportFrom, package: str) -> None:
        """Bind the names of an import; ``package`` is that of the module, for relative ones."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                self.known[alias.asname or top] = At(alias.name if alias.asname else top)
            return
        module = node.module or ""
        if node.level:
            parts = package.split(".") if package else []
            above = parts[: len(parts) - node.level + 1]
            if not above:
                self.forget(alias.asname or alias.name for alias in node.names)
                return
            module = ".".join([*above, *([module] if module else [])])
        for alias in node.names:
            if alias.name != "*":
                self.known[alias.asname or alias.name] = At(f"{module}.{alias.name}")

    def resolve(self, node: ast.expr) -> Binding | None:
        """Return what an expression is; None if the code does not say."""
        name = dotted(node)
        if name in self.known:
            return self.known[name]
        match node:
            case ast.Attribute(value=inner, attr=attribute):
                match self.resolve(inner):
                    case At(path=path) | Instance(path=path):
                        return At(f"{path}.{attribute}")
                return None
            case ast.Call():
                return self._made(node)
            case ast.Name():
                return None
        try:
            return Value(self.value(node))
        except OpenArgumentError:
            return None

    def _made(self, call: ast.Call) -> Binding | None:
        match self.resolve(call.func):
            case At(path="functools.partial"):
                if not call.args:
                    return None
                held = self.resolve(call.args[0])
                try:
                    positional, named = self.arguments(call.args[1:], call.keywords)
                except OpenArgumentError:
                    return None
                match held:
                    case At(path=path):
                        return Partial(path, tuple(positional), named)
                    case Partial(path=path, positional=first, named=given):
                        return Partial(path, (*first, *positional), {**given, **named})
            case At(path=path):
                tool = self.tools.find(path)
                if tool is not None and tool.constructs:
                    return Instance(tool.path)
        return None

    def arguments(self, positional: list[ast.expr], named: list[ast.keyword]) -> tuple[list[Any], dict[str, Any]]:
        """Return the values of arguments.

        Raises:
            OpenArgumentError: One of them is no literal.
        """
        values: dict[str, Any] = {}
        for keyword in named:
            if keyword.arg is None:
                given = self.value(keyword.value)
                if not isinstance(given, dict) or not all(isinstance(key, str) for key in given):
                    raise OpenArgumentError
                values.update(given)
            else:
                values[keyword.arg] = self.value(keyword.value)
        return [item for node in positional for item in self._items(node)], values

    def _items(self, node: ast.expr) -> list[Any]:
        if isinstance(node, ast.Starred):
            given = self.value(node.value)
            if not isinstance(given, list | tuple):
                raise OpenArgumentError
            return list(given)
        return [self.value(node)]

    def value(self, node: ast.expr) -> Any:
        """Return the value of a literal, in which names of literals may stand.

        Raises:
            OpenArgumentError: It is no literal.
        """
        match node:
            case ast.Constant(value=value) if value is not ...:
                return value
            case ast.Name(id=name):
                held = self.known.get(name)
                if isinstance(held, Value):
                    return held.value
            case ast.List(elts=elements):
                return [item for element in elements for item in self._items(element)]
            case ast.Tuple(elts=elements):
                return tuple(item for element in elements for item in self._items(element))
            case ast.Dict(keys=keys, values=values) if all(isinstance(key, ast.Constant) for key in keys):
                return {self.value(key): self.value(value) for key, value in zip(keys, values, strict=True) if key}
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return -number
        raise OpenArgumentError


def dotted(node: ast.expr) -> str:
    """Return a chain of names as text (``self.runner``); empty for any other expression."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner, attr=name):
            front = dotted(inner)
            return f"{front}.{name}" if front else ""
    return ""


def stored(*nodes: ast.AST) -> Iterator[str]:
    """Yield the names that code binds, in whatever way; not those of functions and classes inside it."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
                continue
            case ast.Lambda():
                continue
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.ExceptHandler(name=str() as name) | ast.MatchAs(name=str() as name):
                yield name
            case ast.MatchStar(name=str() as name) | ast.MatchMapping(rest=str() as name):
                yield name
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases)
            case ast.Attribute(ctx=ast.Store()) | ast.Attribute(ctx=ast.Del()):
                yield dotted(node)
        waiting.extend(ast.iter_child_nodes(node))


def changed(*nodes: ast.AST) -> Iterator[str]:
    """Yield the names of values that code may change in place: by a method, an item, a slice or ``+=``."""
    for outer in nodes:
        for node in ast.walk(outer):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
                    yield name
                case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                    yield name
                case ast.AugAssign(target=ast.Name(id=name)):
                    yield name
