import json
from typing import Any

import pytest

from lemnos.records import Rejected, Tool, ToolError
from lemnos.sources.tools.pages.blocks import read_html, read_markdown
from lemnos.sources.tools.pages.shard import tools_of
from lemnos.sources.tools.pages.signatures import Signature, signatures_of, type_schema

REFERENCE = """---
title: "scale, scalef"
---
# `scale`, `scalef`

Scales **`x`**.

## Syntax

```C
double scale( double x, int exponent = 2 );
float scalef(
   float x,
   int exponent
); // C++ only
#define scale(X) // macro
```

### Parameters

*`x`*\\
The value.

It may be negative.

*`exponent`*\\
[in, optional] The power.

## Return value

The scaled value.

## Remarks

Rounds to even.

## Example

```C
int main( void ) { return scale( 1.0, 2 ); }
```

## Requirements

None.
"""

CLASS = """
# `Shape` Class

Text.

## Syntax

```cpp
class Shape : public Thing
```

### Parameters

*`T`*\\
A type.

## <a name="grow"></a> `Shape::Grow`

Makes it larger.

```cpp
BOOL Grow(int nBy, LPCTSTR pszWhy = NULL) throw();
BOOL Grow(const Shape& other);
```

### Parameters

*nBy*<br/>
[in] By how much.

### Exceptions

|Exception|When|
|---|---|
|`bad_size`|Too large.|

## <a name="op_eq"></a> `Shape::operator=`

```cpp
Shape& operator=(const Shape& other);
```
"""

SCRIPT = """
# Array.prototype.map()

Calls a function for each element.

## Syntax

```js
map(callbackFn)
map(callbackFn, thisArg)
```

### Parameters

- `callbackFn`: A function.
- `thisArg` (optional): Used as `this`.
"""

SPHINX = """
<dl class="py class"><dt id="pkg.Box"><em class="property">class </em><span>pkg.</span><span>Box</span>
<span class="sig-paren">(</span>size<span>:</span> int<span class="sig-paren">)</span>
<a class="headerlink" href="#">¶</a></dt>
<dd><p>A box.</p><dl class="py attribute"><dt id="pkg.Box.size">size</dt><dd></dd></dl>
<dl class="py method"><dt id="pkg.Box.put">put(<em>what</em>, <em>times=1</em>, <em>**options</em>)
<span class="sig-return">→ list[int]</span></dt><dd><p>Puts it in.</p>
<dl class="field-list simple"><dt class="field-odd">Parameters<span class="colon">:</span></dt>
<dd class="field-odd"><ul class="simple"><li><p><strong>what</strong> (<a href="#"><em>str</em></a>) – The thing.</p>
</li>
<li><p><strong>times</strong> – How often.</p></li></ul></dd>
<dt class="field-even">Raises<span class="colon">:</span></dt>
<dd class="field-even"><p><strong>ValueError</strong> – If it is full.</p></dd>
<dt class="field-odd">Returns<span class="colon">:</span></dt><dd class="field-odd"><p>The places.</p></dd>
</dl></dd></dl></dd></dl>
"""


def read(text: str, *, html: bool = False) -> list[Tool | Rejected]:
    page = read_html(text) if html else read_markdown(text)
    return list(tools_of(page, provider="p", licence="", source="page"))


def schema(tool: Tool | Rejected) -> Any:
    assert isinstance(tool, Tool)
    return json.loads(tool.parameters)


def test_a_reference_page_gives_a_tool_for_each_function() -> None:
    scale, scalef = read(REFERENCE)
    assert isinstance(scale, Tool)
    assert isinstance(scalef, Tool)
    assert (scale.kind, scale.api, scale.name, scale.description) == (
        "function",
        "",
        "scale",
        "Scales `x`.\n\nRounds to even.",
    )
    assert schema(scale) == {
        "type": "object",
        "properties": {
            "x": {"type": "number", "x-type": "double", "description": "The value.\nIt may be negative."},
            "exponent": {"type": "integer", "description": "The power.", "default": 2},
        },
        "required": ["x"],
    }
    assert json.loads(scale.result) == {"type": "number", "x-type": "double", "description": "The scaled value."}
    assert scale.signature == "double scale( double x, int exponent = 2 )"
    assert scalef.signature == "float scalef( float x, int exponent )"


def test_a_class_page_gives_its_methods_and_refuses_the_rest_with_reasons() -> None:
    refused, grow, operator = read(CLASS)
    assert isinstance(refused, Rejected)
    assert isinstance(operator, Rejected)
    assert (refused.rule, refused.reason) == (
        "no_signature",
        "the section 'Shape Class' has parameters but no function signature",
    )
    assert isinstance(grow, Tool)
    assert (grow.api, grow.name, grow.source) == ("Shape", "Grow", "page#grow")
    assert schema(grow)["properties"]["pszWhy"] == {
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "x-type": "LPCTSTR",
        "default": None,
    }
    assert "required" not in schema(grow)
    assert grow.errors == (ToolError(code="bad_size", description="Too large."),)
    assert (operator.rule, operator.record, operator.source) == ("not_called", "operator=", "page#op_eq")


def test_signatures_without_types() -> None:
    (tool,) = read(SCRIPT)
    assert schema(tool) == {
        "type": "object",
        "properties": {
            "callbackFn": {"description": "A function."},
            "thisArg": {"description": "Used as `this`."},
        },
        "required": ["callbackFn"],
    }


def test_objects_of_sphinx() -> None:
    box, put = read(SPHINX, html=True)
    assert isinstance(box, Tool)
    assert isinstance(put, Tool)
    assert (box.kind, box.api, box.name, box.description, box.tags) == ("python", "pkg", "Box", "A box.", ("class",))
    assert schema(box)["properties"] == {"size": {"type": "integer"}}
    assert (put.api, put.name, put.source) == ("pkg.Box", "put", "page#pkg.Box.put")
    assert schema(put) == {
        "type": "object",
        "properties": {
            "what": {"type": "string", "description": "The thing."},
            "times": {"description": "How often.", "default": 1},
        },
        "required": ["what"],
    }
    assert json.loads(put.result) == {"type": "array", "items": {"type": "integer"}, "description": "The places."}
    assert put.errors == (ToolError(code="ValueError", description="If it is full."),)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def f(a: int, b='x', *args, **kw) -> str", [("f", "str", ["a", "b", "args"])]),
        ("function g(a?: string, ...rest: number[]): void", [("g", "void", ["a", "rest"])]),
        ("template <class T, class U>\nstd::pair<T, U> make(T&& t, U u);", [("make", "std::pair<T, U>", ["t", "u"])]),
        ("int h(void (*callback)(int), char buffer[10]);", [("h", "int", ["callback", "buffer"])]),
        ("slice(start[, stop[, step]])", [("slice", "", ["start", "stop", "step"])]),
        ("x = call(1, 2)", []),
        ("call('a')", []),
        ("if (a) { return b(c); }", []),
        ("class A : public B { };", []),
        ("f(" * 500, []),
    ],
)
def test_what_counts_as_a_signature(code: str, found: list[tuple[str, str, list[str]]]) -> None:
    def plain(signature: Signature) -> tuple[str, str, list[str]]:
        return signature.last_name, signature.returns, [parameter.name for parameter in signature.parameters]

    assert [plain(signature) for signature in signatures_of(code)] == found


def test_what_stands_in_brackets_is_optional() -> None:
    (signature,) = signatures_of("slice(start[, stop[, step]])")
    assert [parameter.required for parameter in signature.parameters] == [True, False, False]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("const wchar_t *", {"type": "string", "x-type": "const wchar_t *"}),
        ("DWORD", {"type": "integer", "x-type": "DWORD"}),
        ("bool", {"type": "boolean"}),
        ("HWND", {"x-type": "HWND"}),
        ("list[str]", {"type": "array", "items": {"type": "string"}}),
        ("string[]", {"type": "array", "items": {"type": "string"}}),
        ("", {}),
    ],
)
def test_types_of_any_language(written: str, expected: dict[str, Any]) -> None:
    assert type_schema(written) == expected


HEADINGS = """
# File system

## `fs.access(path[, mode], callback)`

* `path` {string|Buffer|URL}
* `mode` {integer} How. **Default:** `0`
* `callback` {Function}
  * `err` {Error}
* Returns: {boolean} Whether it may.

Tests permissions.

```js
fs.access('a', 0, call);
```

## `fs.old()`

> Stability: 0 - Deprecated

Does little.

## Threads (advanced)

Text.
"""


def test_headings_that_are_signatures() -> None:
    access, old = read(HEADINGS)
    assert isinstance(access, Tool)
    assert isinstance(old, Tool)
    assert (access.api, access.name, access.description) == ("fs", "access", "Tests permissions.")
    assert access.signature == "fs.access(path[, mode], callback)"
    assert schema(access) == {
        "type": "object",
        "properties": {
            "path": {"x-type": "string | Buffer | URL"},
            "mode": {"type": "integer", "description": "How. Default: `0`", "default": 0},
            "callback": {"description": "(`err` {Error})", "x-type": "Function"},
        },
        "required": ["path", "callback"],
    }
    assert json.loads(access.result) == {"type": "boolean", "description": "Whether it may."}
    assert (old.name, old.deprecated, schema(old)["properties"]) == ("old", True, {})
