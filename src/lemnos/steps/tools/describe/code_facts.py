"""Read from the code of one function what it returns, raises and calls, and how it uses its parameters.

Source text -> ``CodeFacts``. The code is parsed with ``ast`` and never executed.
Limitation: nothing is inferred across functions, and nested functions are ignored, because what they return or raise
is not what the outer function does.
"""

import ast
import builtins
import textwrap
from collections import Counter
from collections.abc import Iterator

import msgspec

_LONGEST_QUOTE = 80
"""Maximum length of an expression that is quoted, in characters."""

_BUILTIN = frozenset(dir(builtins)) | {"super"}
"""Names whose calls tell the reader of documentation little."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class RaiseFact(msgspec.Struct, frozen=True):
    """One ``raise`` statement."""

    exception: str
    condition: str
    """The innermost condition under which it is reached; empty if there is none, or if it is too long to quote."""
    message: str
    """The message, if it is a short literal; else empty."""


class CodeFacts(msgspec.Struct, frozen=True):
    """What the code of a function reveals to a reader."""

    returns: tuple[str, ...]
    """The distinct expressions that it returns; those too long to quote are left out."""
    whole: bool
    """Whether ``returns`` and ``yields`` are complete."""
    yields: tuple[str, ...]
    raises: tuple[RaiseFact, ...]
    calls: tuple[str, ...]
    """Distinct names of the functions that it calls, in order."""
    sets: tuple[str, ...]
    """Attributes of ``self`` to which it assigns."""
    stored: dict[str, str]
    """Parameter → attribute of ``self`` in which it is stored unchanged."""
    passed: dict[str, tuple[str, ...]]
    """Parameter → calls to which it is passed unchanged, as ``f()`` or ``f()`` as ``key``."""
    checked: dict[str, tuple[str, ...]]
    """Parameter → types against which it is tested with ``isinstance``."""
    uses: dict[str, tuple[str, ...]]
    """Parameter → its other uses, as clauses: ``iterated over``."""
    asynchronous: bool
    keywords: frozenset[str]
    """All string literals; they include the names that the code looks up in ``**kwargs``."""


def code_facts_of(code: str) -> CodeFacts | None:
    """Return the facts about the one function that ``code`` defines; None if it is not the code of one function."""
    try:
        (node,) = ast.parse(textwrap.dedent(code)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(node, Function):
        return None
    try:
        return _read(node)
    except RecursionError:
        return None


def _read(function: Function) -> CodeFacts:
    names = {argument.arg for argument in _arguments(function.args)}
    # A parameter that is reassigned no longer has the value that the caller gave.
    rebound = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    plain = names - rebound
    returns: dict[str, None] = {}
    yields: dict[str, None] = {}
    raises: dict[RaiseFact, None] = {}
    calls: dict[str, None] = {}
    sets: dict[str, None] = {}
    stored: dict[str, str] = {}
    assigned: Counter[str] = Counter()
    passed: dict[str, dict[str, None]] = {}
    checked: dict[str, dict[str, None]] = {}
    whole = True
    keywords: set[str] = set()
    for node, condition in _walk(function):
        match node:
            case ast.Return(value=ast.expr() as value):
                if text := _quote(value):
                    returns.setdefault(text)
                else:
                    whole = False
            case ast.Yield(value=ast.expr() as value) | ast.YieldFrom(value=value):
                if text := _quote(value):
                    yields.setdefault(text)
                else:
                    whole = False
            case ast.Raise(exc=ast.expr() as raised):
                name = _name(raised.func if isinstance(raised, ast.Call) else raised)
                if (name and name[:1].isupper()) or "." in name:
                    raises.setdefault(RaiseFact(name, condition, _message(raised)))
            case ast.Call(func=called):
                name = _name(called)
                if name and name not in _BUILTIN and name.partition(".")[0] not in rebound and not _is_exception(name):
                    calls.setdefault(name)
                _note_arguments(node, name, plain, passed, checked)
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                for attribute, source in _assigned(target, value):
                    sets.setdefault(attribute)
                    assigned[attribute] += 1
                    if isinstance(source, ast.Name) and source.id in plain:
                        stored.setdefault(source.id, attribute)
            case ast.Constant(value=str(text)):
                keywords.add(text)
            case _:
                pass
    # An attribute that is assigned again no longer holds the parameter.
    stored = {name: attribute for name, attribute in stored.items() if assigned[attribute] == 1}
    return CodeFacts(
        returns=tuple(returns),
        whole=whole,
        yields=tuple(yields),
        raises=tuple(raises),
        calls=tuple(name for name in calls if not any(fact.exception == name for fact in raises)),
        sets=tuple(sets),
        stored=stored,
        passed={name: tuple(targets) for name, targets in passed.items()},
        checked={name: tuple(kinds) for name, kinds in checked.items()},
        uses=_uses(function, plain),
        asynchronous=isinstance(function, ast.AsyncFunctionDef),
        keywords=frozenset(keywords),
    )


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield each attribute of ``self`` that an assignment sets, with its value; tuples are unpacked."""
    pairs = [(target, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        pairs = list(zip(target.elts, value.elts, strict=True))
    elif isinstance(target, ast.Tuple):
        pairs = [(element, value) for element in target.elts]
    for element, source in pairs:
        if isinstance(element, ast.Attribute) and isinstance(element.value, ast.Name) and element.value.id == "self":
            yield element.attr, source


def _uses(function: Function, plain: set[str]) -> dict[str, tuple[str, ...]]:
    """Return the other uses of each parameter, as clauses."""
    uses: dict[str, dict[str, None]] = {}
    attributes: dict[str, dict[str, None]] = {}
    for node, _ in _walk(function):
        match node:
            case (
                ast.For(iter=ast.Name(id=name))
                | ast.AsyncFor(iter=ast.Name(id=name))
                | ast.comprehension(iter=ast.Name(id=name))
            ):
                uses.setdefault(name, {}).setdefault("iterated over")
            case ast.Subscript(value=ast.Name(id=name)):
                uses.setdefault(name, {}).setdefault("indexed")
            case ast.Subscript(value=container, slice=ast.Name(id=name)) if text := _quote(container):
                uses.setdefault(name, {}).setdefault(f"used as a key of `{text}`")
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]
            ):
                uses.setdefault(name, {}).setdefault("tested for `None`")
            case ast.Compare(left=ast.Name(id=name), comparators=[operand]) if text := _quote(operand):
                uses.setdefault(name, {}).setdefault(f"compared with `{text}`")
            case ast.If(test=ast.Name(id=name)) | ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name))):
                uses.setdefault(name, {}).setdefault("tested for truth")
            case ast.Call(func=ast.Name(id=name)):
                uses.setdefault(name, {}).setdefault("called")
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                attributes.setdefault(name, {}).setdefault(attribute)
            case _:
                pass
    for name, used in attributes.items():
        shown = ", ".join(f"`{attribute}`" for attribute in list(used)[:4])
        uses.setdefault(name, {}).setdefault(f"used through its {shown}")
    return {name: tuple(uses[name]) for name in uses if name in plain}


def _arguments(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    if arguments.vararg is not None:
        yield arguments.vararg
    if arguments.kwarg is not None:
        yield arguments.kwarg


def _walk(function: Function) -> Iterator[tuple[ast.AST, str]]:
    """Yield every node of the body in order, with the innermost condition under which it runs."""
    stack: list[tuple[ast.AST, str]] = [(node, "") for node in reversed(function.body)]
    while stack:
        node, condition = stack.pop()
        yield node, condition
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        children: list[tuple[ast.AST, str]] = []
        if isinstance(node, ast.If):
            test = _quote(node.test)
            children.append((node.test, condition))
            children.extend((child, test) for child in node.body)
            children.extend((child, f"not ({test})" if test else "") for child in node.orelse)
        elif isinstance(node, ast.ExceptHandler):
            caught = _quote(node.type) if node.type is not None else ""
            children.extend((child, f"{caught} is caught" if caught else "") for child in node.body)
        else:
            children.extend((child, condition) for child in ast.iter_child_nodes(node))
        stack.extend(reversed(children))


def _note_arguments(
    call: ast.Call,
    name: str,
    plain: set[str],
    passed: dict[str, dict[str, None]],
    checked: dict[str, dict[str, None]],
) -> None:
    if name == "isinstance" and len(call.args) == 2 and isinstance(call.args[0], ast.Name):
        parameter = call.args[0].id
        if parameter in plain:
            kinds = call.args[1].elts if isinstance(call.args[1], ast.Tuple) else [call.args[1]]
            for kind in kinds:
                if text := _quote(kind):
                    checked.setdefault(parameter, {}).setdefault(text)
        return
    if not name or _is_exception(name):
        return
    for value in call.args:
        if isinstance(value, ast.Name) and value.id in plain:
            passed.setdefault(value.id, {}).setdefault(f"`{name}()`")
    for keyword in call.keywords:
        if isinstance(keyword.value, ast.Name) and keyword.value.id in plain and keyword.arg:
            target = f"`{name}()`" if keyword.arg == keyword.value.id else f"`{name}()` as `{keyword.arg}`"
            passed.setdefault(keyword.value.id, {}).setdefault(target)


def _is_exception(name: str) -> bool:
    return name.rpartition(".")[2].endswith(("Error", "Exception", "Warning"))


def _name(node: ast.expr) -> str:
    """Return the dotted name of a called function or raised exception; empty if it has none. ``super()`` is a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super":
        parts.append("super()")
    else:
        return ""
    return ".".join(reversed(parts))


def _message(raised: ast.expr) -> str:
    if isinstance(raised, ast.Call) and raised.args and isinstance(raised.args[0], ast.Constant):
        value = raised.args[0].value
        if isinstance(value, str) and 0 < len(value) <= _LONGEST_QUOTE:
            return " ".join(value.split())
    return ""


def _quote(node: ast.expr) -> str:
    """Return an expression as code on one line; empty if it is too long, or cannot be quoted in backticks."""
    text = ast.unparse(node)
    return text if len(text) <= _LONGEST_QUOTE and "`" not in text and "\n" not in text else ""
