import json
from typing import Any

import pytest

from lemnos.records import Rejected, Tool, ToolError
from lemnos.sources.tools.pages.blocks import read_html, read_markdown
from lemnos.sources.tools.pages.shard import tools_of

SLATE = """
<html><head><title>API Reference</title></head><body><div class="content"><h1 id="kittens">Kittens</h1>
<h2 id="get-all-kittens">Get All Kittens</h2>
<div class="highlight"><pre class="highlight shell"><code>curl "http://example.com/api/kittens"</code></pre></div>
<blockquote><p>The above command returns JSON structured like this:</p></blockquote>
<pre class="highlight json"><code>[{"id": 1, "name": "Fluffums"}]</code></pre>
<p>This endpoint retrieves all kittens.</p>
<h3>HTTP Request</h3><p><code>GET http://example.com/api/kittens</code></p>
<h3>Query Parameters</h3>
<table><thead><tr><th>Parameter</th><th>Default</th><th>Description</th></tr></thead><tbody>
<tr><td>include_cats</td><td>false</td><td>If set to true, the result will also include cats.</td></tr>
<tr><td>available</td><td>true</td><td>If set to false, adopted kittens are included.</td></tr></tbody></table>
<h2 id="delete">Delete a Specific Kitten</h2><p>This endpoint deletes a kitten.</p>
<h3>HTTP Request</h3><p><code>DELETE http://example.com/kittens/&lt;ID&gt;</code></p>
<h3>URL Parameters</h3>
<table><tr><th>Parameter</th><th>Description</th></tr><tr><td>ID</td><td>The kitten to delete</td></tr></table>
</div></body></html>
"""

MARKDOWN = """
# Pets

## Create a pet

`POST /v1/shops/{shop_id}/pets`

Adds a pet to a shop.

**Path parameters**

- `shop_id` (integer, required): The shop.

### Request body

| Field | Type | Required | Description |
|---|---|---|---|
| `name` | string | Yes | Its name. |
| `kind` | string | No | One of: `cat`, `dog`. Defaults to `cat`. |
| `tags` | array of strings | optional | Labels. |

```json
{"shop_id": 3, "name": "Rex", "kind": "dog"}
```

### Response

| Field | Type | Description |
|---|---|---|
| id | integer | The new id |

```json
{"id": 7}
```

### Errors

| Code | Description |
|---|---|
| 400 | Bad name |
| 404 | No such shop |

## See also

Nothing.
"""

HTTP_DOMAIN = """
<h1>Posts</h1><dl class="http get"><dt class="sig" id="get--users"><span>GET </span><span>/users/</span>(
<em>int: </em><em>user_id</em>)<span>/posts</span><a class="headerlink" href="#x">¶</a></dt>
<dd><p>The posts of a user.</p><p><strong>Example response</strong>:</p><dl class="field-list simple">
<dt class="field-odd">Query Parameters<span class="colon">:</span></dt><dd class="field-odd"><ul class="simple">
<li><p><strong>sort</strong> – one of <code>hit</code>, <code>new</code></p></li>
<li><p><strong>limit</strong> (<em>integer</em>) – how many. default is 30</p></li></ul></dd>
<dt class="field-even">Status Codes<span class="colon">:</span></dt><dd class="field-even"><ul class="simple">
<li><p><a href="#">200 OK</a> – no error</p></li><li><p><a href="#">404 Not Found</a> – no user</p></li></ul></dd></dl>
</dd></dl>
"""

REDOC = """
<div class="api-content"><div id="operation/list"><div><h2>List pets</h2><div><div><h5>query Parameters</h5>
<table><tbody><tr><td kind="field" title="limit"><span>limit</span></td>
<td><div><span>integer</span></div><div><p>How many.</p></div></td></tr></tbody></table></div></div></div>
<div><button><span type="get" class="http-verb get">get</span><span class="path">/pets</span></button></div></div></div>
"""


def tools(text: str, *, markdown: bool = False) -> list[Tool]:
    page = read_markdown(text) if markdown else read_html(text)
    items = list(tools_of(page, provider="p", licence="MIT", source="s.html"))
    assert not any(isinstance(item, Rejected) for item in items)
    return [item for item in items if isinstance(item, Tool)]


def properties(tool: Tool) -> Any:
    return json.loads(tool.parameters)["properties"]


def test_a_slate_page_gives_each_operation_with_its_table() -> None:
    first, second = tools(SLATE)
    assert (first.kind, first.name, first.method, first.server, first.path) == (
        "http",
        "get_all_kittens",
        "GET",
        "http://example.com",
        "/api/kittens",
    )
    assert first.description == "This endpoint retrieves all kittens."
    assert first.source == "s.html#get-all-kittens"
    assert properties(first) == {
        "include_cats": {"description": "If set to true, the result will also include cats.", "default": False},
        "available": {"description": "If set to false, adopted kittens are included.", "default": True},
    }
    assert [(place.name, place.place) for place in first.places] == [("include_cats", "query"), ("available", "query")]
    assert [example.result for example in first.examples] == ['[{"id":1,"name":"Fluffums"}]']
    assert (second.method, second.path) == ("DELETE", "/kittens/{ID}")
    assert json.loads(second.parameters)["required"] == ["ID"]
    assert properties(second)["ID"] == {"type": "string", "description": "The kitten to delete"}


def test_markdown_with_a_body_table_a_response_and_errors() -> None:
    (tool,) = tools(MARKDOWN, markdown=True)
    assert (tool.name, tool.method, tool.path, tool.api) == ("create_a_pet", "POST", "/v1/shops/{shop_id}/pets", "Pets")
    assert tool.description == "Adds a pet to a shop."
    assert json.loads(tool.parameters) == {
        "type": "object",
        "properties": {
            "shop_id": {"type": "integer", "description": "The shop."},
            "name": {"type": "string", "description": "Its name."},
            "kind": {
                "type": "string",
                "enum": ["cat", "dog"],
                "description": "One of: `cat`, `dog`. Defaults to `cat`.",
                "default": "cat",
            },
            "tags": {"type": "array", "items": {"type": "string"}, "description": "Labels."},
        },
        "required": ["shop_id", "name"],
    }
    assert [place.place for place in tool.places] == ["path", "body", "body", "body"]
    assert json.loads(tool.result)["properties"] == {"id": {"type": "integer", "description": "The new id"}}
    assert tool.errors == (
        ToolError(code="400", description="Bad name"),
        ToolError(code="404", description="No such shop"),
    )
    assert [(example.arguments, example.result) for example in tool.examples] == [
        ('{"shop_id":3,"name":"Rex","kind":"dog"}', '{"id":7}')
    ]


def test_the_http_domain_of_sphinx() -> None:
    (tool,) = tools(HTTP_DOMAIN)
    assert (tool.method, tool.path, tool.description) == ("GET", "/users/{user_id}/posts", "The posts of a user.")
    assert properties(tool)["user_id"] == {"type": "integer"}
    assert properties(tool)["sort"]["enum"] == ["hit", "new"]
    assert properties(tool)["limit"] == {"type": "integer", "description": "how many. default is 30", "default": 30}
    assert tool.errors == (ToolError(code="404", description="Not Found – no user"),)


def test_a_redoc_page() -> None:
    (tool,) = tools(REDOC)
    assert (tool.method, tool.path, tool.name) == ("GET", "/pets", "list_pets")
    assert properties(tool) == {"limit": {"description": "integer How many."}}


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("GET /a/:id/b", "/a/{id}/b"),
        ("`GET` `/a/{id}`", "/a/{id}"),
        ("GET: https://api.e.org/v1/a", "/v1/a"),
        ("GET /a?x=1&y=", "/a"),
    ],
)
def test_ways_to_write_an_operation(line: str, path: str) -> None:
    (tool,) = tools(f"## {line}\n\nText.\n", markdown=True)
    assert tool.path == path


def test_parameters_in_the_query_of_the_path_are_told() -> None:
    (tool,) = tools("## GET /a?x=1&y=\n\nText.\n", markdown=True)
    assert [place.name for place in tool.places] == ["x", "y"]


def test_a_sentence_about_a_request_is_no_operation() -> None:
    text = "# Guide\n\nGET /pets is what a client that wants to see all of the pets at once has to send.\n"
    assert tools(text, markdown=True) == []


def test_two_operations_below_one_heading_are_two_tools() -> None:
    first, second = tools("# Pets\n\n`GET /pets`\n\nLists.\n\n`POST /pets`\n\nAdds.\n", markdown=True)
    assert [(tool.method, tool.description) for tool in (first, second)] == [("GET", "Lists."), ("POST", "Adds.")]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Says whether the shop is open.", False),
        ("Says whether the shop is open. It takes no parameters.", True),
        ("This call does not require any arguments.", True),
        ("### Parameters\n\nNone", True),
        ("### Query parameters\n\n- `day` (string): The day.", True),
    ],
)
def test_a_page_that_does_not_speak_of_parameters_leaves_them_unknown(text: str, known: bool) -> None:
    page = read_markdown(f"# Shop\n\n## Is it open\n\n`GET /open`\n\n{text}\n")
    (tool,) = [item for item in tools_of(page, source="s", provider="p", licence="") if isinstance(item, Tool)]
    assert tool.parameters_known is known


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("## flush()\n\nFlushes the buffer.", False),
        ("## flush()\n\nFlushes the buffer. Takes no arguments.", True),
        ("## flush()\n\nFlushes the buffer.\n\n```python\ndef flush() -> None\n```", True),
        ("## flush(force)\n\nFlushes the buffer.", True),
    ],
)
def test_the_name_in_a_title_does_not_say_that_there_are_no_arguments(text: str, known: bool) -> None:
    page = read_markdown(f"# Buffer\n\n{text}\n")
    (tool,) = [item for item in tools_of(page, source="s", provider="p", licence="") if isinstance(item, Tool)]
    assert tool.parameters_known is known
