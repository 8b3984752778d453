import ast
import json
import re
import subprocess
from typing import Any

import pytest
import yaml

from lemnos.records import ArgumentPlace, Tool, ToolError, ToolExample
from lemnos.steps.tools.render.calls import language_of
from lemnos.steps.tools.render.definitions import definition_in
from lemnos.steps.tools.render.forms import FORMS, forms_for, render
from lemnos.steps.tools.render.wording import first_sentence, one_line, shortened
from tests.steps.tools.render.pets import PARAMETERS, pet

NAMES = ("petId", "filter[state]", "owner", "email")
LATER = [pet(id=f"{number * 2_654_435_761 % 2**64:016x}") for number in range(1, 40)]


def bare(**changes: Any) -> Tool:
    """Return a tool of which only the name is known."""
    empty: dict[str, Any] = {
        "description": "",
        "parameters": '{"type":"object"}',
        "result": "",
        "errors": (),
        "api": "",
    }
    unplaced: dict[str, Any] = {"method": "", "path": "", "server": "", "places": (), "version": "", "kind": "function"}
    return pet(**{**empty, **unplaced, **changes})


def test_a_reference_page() -> None:
    assert render(pet(), "reference") == (
        "# updatePet\n\n*Pets 1.0 (pets.example)*\n\nUpdates a pet. Only what is given changes.\n\n"
        "`PUT https://api.pets.example/v1/pets/{petId}`\n\n## Input\n\n"
        "- `petId` (integer, path, required): The pet. At least 1. For example: `7`.\n"
        "- `filter[state]` (string, query, optional): Possible values: `sold`, `free`. Default value: `free`.\n"
        "- `owner` (object, body, required): Who has it.\n"
        "  - `email` (string, required): Format email. For example: `ana@example.com`.\n\n"
        "## Response\n\n`object`: The pet.\n\n- `id` (integer): For example: `7`.\n"
        "- `tags` (array of strings): Each item is `tame`.\n\n"
        "## What can go wrong\n\n- `404`: No such pet.\n- `429`\n\n## Example call\n\n"
        '```json\n{\n  "name": "updatePet",\n  "arguments": {\n    "petId": 7,\n'
        '    "owner": {\n      "email": "ana@example.com"\n    }\n  }\n}\n```\n'
    )


def test_a_manual_page() -> None:
    assert render(pet(), "man_page").split("EXAMPLES\n")[0] == (
        "UPDATEPET(1)               Pets 1.0 (pets.example)                UPDATEPET(1)\n\n"
        "NAME\n       updatePet - Updates a pet\n\n"
        "SYNOPSIS\n       updatePet --petId INTEGER [--filter[state] sold|free] --owner JSON\n\n"
        "       PUT https://api.pets.example/v1/pets/{petId}\n\n"
        "DESCRIPTION\n       Updates a pet. Only what is given changes.\n\n"
        "ARGUMENTS\n       --petId INTEGER\n"
        "              Required. Sent in the path. The pet. At least 1. For example:\n"
        "              `7`.\n\n"
        "       --filter[state] sold|free\n              Optional. Sent in the query. "
        "Possible values: `sold`, `free`.\n"
        "              Default value: `free`.\n\n"
        "       --owner JSON\n              Required. Sent in the body. Who has it.\n"
        "                email (string, required): Format email. For example:\n                `ana@example.com`.\n\n"
        "OUTPUT\n       Object. The pet.\n         id (integer): For example: `7`.\n"
        "         tags (array of strings): Each item is `tame`.\n\n"
        "DIAGNOSTICS\n       404\n              No such pet.\n       429\n\n"
    )


def test_a_python_stub() -> None:
    text = render(pet(), "python_stub")
    ast.parse(text)
    assert text == (
        "# Pets 1.0 (pets.example): client\n\n"
        "def updatePet(\n    petId: int,\n    owner: dict[str, Any],\n"
        "    filter_state: Literal['sold', 'free'] = 'free',\n) -> dict[str, Any]:\n"
        '    """Updates a pet. Only what is given changes.\n\n    PUT https://api.pets.example/v1/pets/{petId}\n\n'
        "    In the path: `petId`. In the query: `filter[state]`. In the body: `owner`.\n\n"
        "    Args:\n        petId: The pet. At least 1. For example: `7`.\n"
        "        filter_state: Possible values: `sold`, `free`. Default value: `free`. "
        "Sent as\n            ``filter[state]``.\n"
        "        owner (object): Who has it.\n"
        "            - email (string, required): Format email. For example: `ana@example.com`.\n\n"
        "    Returns:\n        The pet.\n        - id (integer): For example: `7`.\n"
        "        - tags (array of strings): Each item is `tame`.\n\n"
        '    Raises:\n        404: No such pet.\n        429:\n    """\n    ...\n\n'
        "# Example\nupdatePet(petId=7, owner={'email': 'ana@example.com'})\n"
    )


def test_a_typescript_declaration() -> None:
    assert render(pet(), "typescript").split("/**\n")[0] == (
        "// Pets 1.0 (pets.example)\n\nexport interface UpdatePetArgs {\n"
        "  /** The pet. At least 1. For example: `7`. */\n  petId: number;\n"
        "  /** Possible values: `sold`, `free`. Default value: `free`. */\n"
        '  "filter[state]"?: "sold" | "free";\n'
        "  /** Who has it. */\n  owner: {\n    /** Format email. For example: `ana@example.com`. */\n"
        "    email: string;\n  };\n}\n\n"
        "/** The pet. */\nexport interface UpdatePetResponse {\n  /** For example: `7`. */\n  id?: number;\n"
        '  /** Each item is `tame`. */\n  tags?: "tame"[];\n}\n\n'
    )


def test_a_request() -> None:
    text = render(pet(), "http_example")
    assert (
        "curl -X PUT 'https://api.pets.example/v1/pets/7' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        '  -d \'{"owner": {"email": "ana@example.com"}}\'\n'
    ) in text


UNKNOWN = pet(
    parameters=json.dumps(
        {
            "type": "object",
            "properties": {"petId": {"type": "string", "description": "The id or the code"}, "why": {"type": "string"}},
            "required": ["petId", "why"],
        }
    ),
    places=(ArgumentPlace("petId", "path"), ArgumentPlace("why", "query")),
    result="",
)


@pytest.mark.parametrize(
    ("form", "call"),
    [
        ("http_example", 'curl -X PUT "https://api.pets.example/v1/pets/$PET_ID?why=$WHY"\n```\n\n'
                         "`$PET_ID` and `$WHY` stand for values of your own.\n"),
        ("man_page", 'updatePet --petId "$PET_ID" --why "$WHY"\n\n'
                     "       $PET_ID and $WHY stand for values of your own.\n"),
    ],
)  # fmt: skip
def test_an_argument_of_which_nothing_is_known_is_a_variable(form: str, call: str) -> None:
    assert call in render(UNKNOWN, form)


@pytest.mark.parametrize("form", ["python_stub", "typescript"])
def test_code_shows_no_call_with_names_that_are_not_defined(form: str) -> None:
    assert "updatePet(" in render(UNKNOWN, form)
    assert not re.search(r"petId\s*[=:]\s*petId|petId, why|await", render(UNKNOWN, form))


@pytest.mark.parametrize(
    "form", ["reference", "manual", "cheat_sheet", "question_answer", "openai_function", "anthropic_tool"]
)
def test_a_form_whose_calls_are_json_shows_no_call_with_variables(form: str) -> None:
    for number in range(4):
        text = render(pet(**{**UNKNOWN_FIELDS, "id": f"{number:016x}", "result": ""}), form)
        assert "petId" in text
        words = text.replace("pets.example", "")
        assert not re.search(r'(?i)example|usage|a call:|"arguments"|"input":|try', words)


UNKNOWN_FIELDS: dict[str, Any] = {"parameters": UNKNOWN.parameters, "places": UNKNOWN.places}


@pytest.mark.parametrize(
    ("media_type", "line"),
    [
        ("", '--data-binary @- <<EOF\n{"why": "$WHY"}\nEOF\n'),
        ("application/x-www-form-urlencoded", '-d "why=$WHY"\n'),
        ("multipart/form-data", '-F "why=$WHY"\n'),
        ("application/xml", "--data-binary @- <<EOF\n<request>\n  <why>$WHY</why>\n</request>\nEOF\n"),
    ],
)
def test_a_body_of_which_not_all_is_known_has_variables(media_type: str, line: str) -> None:
    places = (ArgumentPlace("petId", "path"), ArgumentPlace("why", "body"))
    tool = pet(parameters=UNKNOWN.parameters, places=places, media_type=media_type, result="")
    text = render(tool, "http_example")
    assert line in text
    assert "`$PET_ID` and `$WHY` stand for values of your own." in text


def labelled(number: int, **fields: Any) -> str:
    label = {"type": "object", "properties": {"tint": {"type": "string"}, "rank": {"type": "integer"},
                                              "note": {"type": "string"}}, "required": ["tint", "rank"]}  # fmt: skip
    schema = {
        "type": "object",
        "properties": {
            "kind": {"const": "a$b\\"},
            "berth": {"type": "string"},
            "labels": {"type": "array", "items": label},
            "more": {"type": "object"},
        },
        "required": ["kind", "berth", "labels", "more"],
    }
    places = tuple(ArgumentPlace(name, "body") for name in schema["properties"])
    given = {"id": f"{number:016x}", "path": "/labels", "method": "POST", "name": "setLabels", "result": ""}
    return render(pet(parameters=json.dumps(schema), places=places, **{**given, **fields}), "http_example")


def test_a_body_shows_what_is_required_of_it_and_a_shell_fills_in_the_rest() -> None:
    text = next(text for text in map(labelled, range(9)) if "curl" in text)
    script = text.partition("```bash\n")[2].partition("\n```")[0]
    run = subprocess.run(
        ["bash", "-c", f"curl() {{ cat; }}\n{script}"],
        env={"BERTH": "B 7", "LABEL_TINT": "red", "LABEL_RANK": "3", "MORE": "{}"},
        capture_output=True,
        check=True,
    )
    sent = {"kind": "a$b\\", "berth": "B 7", "labels": [{"tint": "red", "rank": 3}], "more": {}}
    assert json.loads(run.stdout) == sent
    assert "`$BERTH`, `$LABEL_TINT`, `$LABEL_RANK` and `$MORE` stand for values of your own." in text


def test_raw_http_marks_what_is_not_known_in_braces() -> None:
    text = next(text for text in map(labelled, range(9)) if "curl" not in text)
    for line in ('"berth": "{berth}"', '"tint": "{label_tint}"', '"rank": {label_rank}', '"more": {more}'):
        assert line in text
    assert "`{berth}`, `{label_tint}`, `{label_rank}` and `{more}` stand for" in text


def test_a_body_of_which_no_field_is_known_to_matter_is_not_shown() -> None:
    schema = {"type": "object", "properties": {"tint": {"type": "string"}, "rank": {"type": "integer"}}}
    places = (ArgumentPlace("tint", "body"), ArgumentPlace("rank", "body"))
    text = render(
        pet(name="createLabel", path="/labels", method="POST", parameters=json.dumps(schema), places=places),
        "http_example",
    )
    assert "A request says what is wanted in its body, which can hold some or all of `tint` and `rank`." in text
    assert not re.search(r"curl|HTTP/1.1|body\.json", text)


@pytest.mark.parametrize("form", FORMS)
def test_a_response_of_the_description_is_shown_in_every_form_and_no_other(form: str) -> None:
    returned = ToolExample("{}", '{"id":7,"tags":["tame"]}')
    for number in range(4):
        tool = pet(id=f"{number:016x}", examples=(returned,), kind="mcp" if form == "mcp_tool" else "http")
        shown = re.compile(r"""id['"]?: 7,?\s+(?://|#)?\s*['"]?tags['"]?:\s+(?://|#)?\s*[\[-]\s*['"]?tame""")
        assert shown.search(render(tool, form))
        assert not shown.search(render(pet(id=tool.id, kind=tool.kind), form))


def test_an_openapi_excerpt_is_yaml_with_arguments_in_their_places() -> None:
    page = yaml.safe_load(render(pet(), "openapi"))
    operation = page["paths"]["/pets/{petId}"]["put"]
    assert [(each["name"], each["in"], each.get("required", False)) for each in operation["parameters"]] == [
        ("petId", "path", True),
        ("filter[state]", "query", False),
    ]
    content = operation["requestBody"]["content"]["application/json"]
    assert content["schema"]["properties"]["owner"] == PARAMETERS["properties"]["owner"]
    assert content["example"] == {"owner": {"email": "ana@example.com"}}
    assert list(operation["responses"]) == ["200", "404", "429"]


@pytest.mark.parametrize("form", ["openai_function", "anthropic_tool", "mcp_tool"])
@pytest.mark.parametrize("name", ["updatePet", "pets.update/one", "🐕", "x" * 80])
def test_definitions_are_read_back_to_the_letter(form: str, name: str) -> None:
    found = definition_in(render(pet(name=name), form))
    found = found.get("function", found)
    schema = next(found[key] for key in ("parameters", "input_schema", "inputSchema") if key in found)
    if form == "anthropic_tool":  # which allows no brackets
        told = {
            "filter_state" if key == "filter[state]" else key: each for key, each in PARAMETERS["properties"].items()
        }
        assert schema == {**PARAMETERS, "properties": told}
        assert "`filter_state` (sent as `filter[state]`)" in render(pet(name=name), form)
    else:
        assert schema == PARAMETERS
    assert form == "mcp_tool" or re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", found["name"])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_all(form: str) -> None:
    for tool in LATER:
        text = render(tool, form)
        assert [name for name in NAMES if name not in text] == []
        assert [
            word for word in ("sold", "free", "No such pet", "429", "Updates a pet", "tame") if word not in text
        ] == []
        assert "ana@example.com" in text
        assert "None" not in text.replace(" | None = None", "")
        assert ".." not in text.replace("...", "")


@pytest.mark.parametrize("form", [form for form in FORMS if form != "openapi"])
def test_wordings_vary_but_not_for_one_tool(form: str) -> None:
    told = {re.sub(r"[0-9a-f]{16}|\"id\": \d+", "", render(tool, form)) for tool in LATER}
    assert len(told) >= 2
    assert render(LATER[0], form) == render(LATER[0], form)


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("openapi", "http_example")])
def test_what_is_not_known_is_not_told(form: str) -> None:
    text = render(bare(), form)
    assert "None" not in text
    assert re.search(r"^(#+) [^\n]*\n+(?:\1 |\Z)", text, re.MULTILINE) is None or form == "python_stub"
    assert not re.search(r"(?i)returns|errors|deprecated|description", text.replace('"description"', ""))


@pytest.mark.parametrize(
    ("changes", "left_out"),
    [
        ({}, {"mcp_tool"}),
        ({"path": ""}, {"mcp_tool", "openapi", "http_example"}),
        ({"kind": "mcp", "method": "", "path": ""}, {"openapi", "http_example"}),
        ({"kind": "function", "method": "", "path": ""}, {"mcp_tool", "openapi", "http_example"}),
        ({"kind": "python", "method": "", "path": ""}, {"mcp_tool", "openapi", "http_example", "typescript"}),
        (
            {"kind": "model", "method": "", "path": ""},
            {"mcp_tool", "openapi", "http_example", "typescript", "python_stub", "man_page"},
        ),
    ],
)
def test_forms_that_do_not_fit_are_not_offered(changes: dict[str, Any], left_out: set[str]) -> None:
    assert set(FORMS) - set(forms_for(pet(**changes))) == left_out


def test_a_python_function_keeps_its_signature() -> None:
    tool = pet(
        kind="python", signature="def norm(x, *, ord: int | None = None) -> float", method="", path="", places=()
    )
    text = render(tool, "python_stub")
    assert "def norm(x, *, ord: int | None = None) -> float:\n" in text
    ast.parse(text)


def test_a_deprecated_tool_says_so_in_every_form() -> None:
    tool = pet(deprecated=True)
    assert [form for form in forms_for(tool) if "deprecated" not in render(tool, form).lower()] == []


def test_what_nothing_conforms_to_is_told_without_an_example() -> None:
    tool = pet(parameters=json.dumps({"type": "object", "properties": {"never": False}, "required": ["never"]}))
    assert "never" in render(tool, "reference")
    assert "## Example" not in render(tool, "reference")
    for form in forms_for(tool):
        render(tool, form)


def test_hostile_texts_stay_inside_their_frame() -> None:
    nasty = 'End """ and */ and | and ``` and \\'
    tool = pet(description=nasty, errors=(ToolError("400", nasty),))
    ast.parse(render(tool, "python_stub"))
    assert render(tool, "typescript").count("*/") == render(pet(errors=(ToolError("400", "x"),)), "typescript").count(
        "*/"
    )
    assert "\\|" in render(tool, "cheat_sheet")


def test_a_default_that_the_description_names_is_not_told_again() -> None:
    named = {"type": "integer", "description": "How many, default is 5.", "default": 5}
    other = {"type": "integer", "description": "How many; the default may change.", "default": 5}
    tool = pet(parameters=json.dumps({"type": "object", "properties": {"a": named, "b": other}}))
    text = render(tool, "reference")
    assert "- `a` (integer, optional): How many, default is 5.\n" in text
    assert "- `b` (integer, optional): How many; the default may change. Default value: `5`.\n" in text


def test_what_a_python_function_returns_is_not_made_up() -> None:
    tool = pet(kind="python", signature="def add(a, b)", method="", path="", places=())
    assert "tame" in render(tool, "reference").partition("## Response")[2]
    assert '"tags": ["tame"]' not in render(tool, "reference")


CPP = bare(
    provider="docs",
    api="CFrame",
    name="Load",
    description="Loads",
    signature="BOOL Load(CWnd* pParent, int nCount);\nBOOL Load(\n    LPCTSTR lpszName);",
    parameters=json.dumps(
        {
            "type": "object",
            "properties": {
                "pParent": {"x-type": "CWnd*"},
                "nCount": {"type": "integer", "enum": [3]},
                "lpszName": {"type": "string", "x-type": "LPCTSTR"},
            },
            "required": ["pParent", "nCount"],
        }
    ),
)


def test_a_function_of_another_language_is_called_in_that_language() -> None:
    assert language_of(CPP) == "cpp"
    assert not {"typescript", "python_stub"} & set(forms_for(CPP))
    reference = render(CPP, "reference")
    assert "```cpp\nBOOL Load(CWnd* pParent, int nCount);\n" in reference
    assert (
        "- `pParent` (CWnd*, required)\n- `nCount` (integer, required): Always `3`.\n- `lpszName` (LPCTSTR, optional)\n"
        in reference
    )
    assert "```cpp\nLoad(pParent, 3);\n```" in reference
    assert "```cpp\nLoad(pParent, 3);\n```" in render(CPP, "question_answer")
    assert "There are 2 forms:\n\n```cpp\n" in render(CPP, "question_answer")
    assert "\n    Load(pParent, 3);\n" in render(CPP, "manual")
    assert "       Load(pParent, 3);\n" in render(CPP, "man_page")
    assert "has these forms: BOOL Load(CWnd* pParent, int nCount); BOOL Load( LPCTSTR lpszName)." in render(
        CPP, "manual"
    )


@pytest.mark.parametrize(
    ("signature", "language"),
    [
        ("def load(path: str) -> None", "python"),
        ("load(path?: string): Promise<void>", "typescript"),
        ("fn load(path: &str)", "rust"),
        ("virtual void Load(CWnd* p)", "cpp"),
        ("searcher( Iterator first, Hash hf = Hash())", "cpp"),
        ("load(path)", ""),
        ("MACRO(a, b)", ""),
    ],
)
def test_the_language_of_a_signature(signature: str, language: str) -> None:
    assert language_of(bare(signature=signature)) == language


def test_a_call_without_arguments_names_the_tool() -> None:
    for form in ("reference", "cheat_sheet"):
        assert '{"name": "updatePet", "arguments": {}}' in render(bare(), form)


def test_the_title_over_a_description_ends_as_a_sentence_and_is_not_told_twice() -> None:
    tool = pet(description="Get images\n\nGet the logos.")
    assert "Get images.\n\nGet the logos." in render(tool, "manual")
    operation = yaml.safe_load(render(tool, "openapi"))["paths"]["/pets/{petId}"]["put"]
    assert (operation["summary"], operation["description"]) == ("Get images.", "Get the logos.")


def test_an_operation_of_which_no_answer_is_known_invents_none() -> None:
    told = yaml.safe_load(render(pet(result="", errors=()), "openapi"))["paths"]["/pets/{petId}"]["put"]
    assert "responses" not in told


def test_an_api_called_api_is_named_after_who_offers_it() -> None:
    assert "Source: pets.example API 3\n" in render(pet(api="API", version="3"), "cheat_sheet")


def test_the_title_of_a_manual_page_is_cut_between_words() -> None:
    head = render(bare(api="Library Science/Information Literacy", provider="seal-tools"), "man_page").split("\n")[0]
    assert head == "UPDATEPET(1)         Library Science/Information Literacy         UPDATEPET(1)"


def test_entries_of_a_docstring_are_indented_as_their_style_has_it() -> None:
    words = "word " * 40
    schema = {"type": "object", "properties": {"a": {"type": "string", "description": f"{words}\n\n{words}"}}}
    for tool in LATER[:12]:
        lines = render(pet(id=tool.id, parameters=json.dumps(schema), result=""), "python_stub").split("\n")
        pads = {len(line) - len(line.lstrip()) for line in lines if line.lstrip().startswith("word word")}
        assert len(pads) == 1


def test_code_is_not_broken_over_lines() -> None:
    path = "/" + "/".join(f"{{part{number}}}" for number in range(14))
    assert f" * `PUT https://api.pets.example/v1{path}`\n" in render(pet(path=path, places=()), "typescript")


def test_an_operator_is_not_called_by_its_name() -> None:
    assert "HKEY();" not in render(bare(name="HKEY", signature="operator HKEY()"), "cheat_sheet")
    assert "operator();" in render(bare(name="operator", signature="void run(int a)"), "cheat_sheet")


def test_an_answer_of_nothing_is_not_shown() -> None:
    text = render(pet(result='{"type": "object", "description": "The pet"}', parameters='{"type": "object"}'), "manual")
    assert "The pet." in text
    assert "{}" not in text


def test_an_enum_that_the_description_explains_is_not_listed_again() -> None:
    def told(description: str) -> str:
        field = {"type": "string", "enum": ["a1", "b2"], "description": description}
        return render(pet(parameters=json.dumps({"type": "object", "properties": {"mode": field}})), "reference")

    assert "`a1`: fast. `b2`: slow.\n" in told("`a1`: fast. `b2`: slow.")
    assert "`a1`: fast. Possible values: `a1`, `b2`.\n" in told("`a1`: fast.")


def test_what_returns_in_a_result_is_told_once() -> None:
    events = {"type": "string", "enum": [f"event{number}" for number in range(9)]}
    user = {"type": "object", "properties": {key: {"type": "string"} for key in ("first", "last", "mail")}}
    result = {
        "type": "object",
        "properties": {
            "author": {"$ref": "#/$defs/User"},
            "editor": {"$ref": "#/$defs/User"},
            "on": events,
            "off": {**events, "description": "What ended"},
        },
        "$defs": {"User": user},
    }
    text = render(pet(result=json.dumps(result)), "openapi")
    page = yaml.safe_load(text)["paths"]["/pets/{petId}"]["put"]
    told = page["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
    assert told["author"] == user
    assert told["editor"] == {"type": "object", "description": "Fields left out here: first, last, mail."}
    assert told["on"] == events
    assert told["off"] == {"type": "string", "description": "What ended. One of the 9 values listed above."}


def test_an_asynchronous_client_is_awaited() -> None:
    for tool in LATER:
        text = render(tool, "python_stub")
        assert ("async def updatePet" in text) == ("asyncio.run(updatePet" in text)
        ast.parse(text)


def test_an_example_in_typescript_quotes_no_key_that_is_a_name() -> None:
    schema = '{"type": "object", "properties": {"a": {"const": "x, y"}, "b": {"const": 2}}, "required": ["a", "b"]}'
    assert 'updatePet({a: "x, y", b: 2});' in render(bare(parameters=schema), "typescript")


def test_a_signature_of_no_known_language_is_told_in_no_language() -> None:
    assert not {"typescript", "python_stub"} & set(forms_for(bare(signature="MACRO(a, b)")))
    assert {"typescript", "python_stub"} <= set(forms_for(bare()))


def test_an_argument_that_is_the_whole_body_is_told_so() -> None:
    text = render(pet(places=(ArgumentPlace("owner", "body", "$"),)), "manual")
    assert "owner (object, required, sent in the body, the whole of it)." in text


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("openapi", "http_example")])
@pytest.mark.parametrize("number", range(6))
def test_a_tool_whose_arguments_are_not_known_is_not_said_to_take_none(form: str, number: int) -> None:
    tool = bare(id=f"{number * 2_654_435_761 % 2**64:016x}", parameters_known=False, kind="mcp", provider="pets")
    text = render(tool, form)
    assert re.search(r"not documented|does not\s+say", text)
    assert not re.search(r"takes no arguments|No parameters|No arguments|needs no|without arguments|nothing", text)
    assert "ample" not in text
    known = render(bare(id=tool.id, parameters='{"type":"object","properties":{}}', kind="mcp"), form)
    assert not re.search(r"not documented|does not\s+say", known)


@pytest.mark.parametrize("form", ["openapi", "http_example"])
def test_an_http_operation_whose_arguments_are_not_known_says_so(form: str) -> None:
    text = render(pet(parameters='{"type":"object"}', parameters_known=False, places=(), path="/pets"), form)
    assert re.search(r"not documented|does not\s+say", text)


def test_every_openapi_document_has_its_version_line() -> None:
    assert all(render(tool, "openapi").startswith("openapi: 3.1.0\n") for tool in LATER)


def test_a_text_that_is_cut_announces_no_list_that_is_missing() -> None:
    text = "Tie up the boat. Then check the lines. To leave the berth, do as follows:\n\n1. Start the engine. Wait.\n"
    assert shortened(text, 80) == "Tie up the boat. Then check the lines."
    assert shortened(text, 100) == text.partition(" Wait")[0]


def test_a_title_names_a_call_only_if_there_is_one() -> None:
    returned = ToolExample("{}", '{"id":7}')
    for number in range(8):
        tool = pet(id=f"{number:016x}", examples=(returned,), parameters=UNKNOWN.parameters, places=UNKNOWN.places)
        title = re.findall(r"(?m)^## (.+)$", render(tool, "reference"))[-1]
        assert title in ("Example", "Example response", "Sample response")


def test_arguments_are_optional_in_typescript_unless_a_body_is_required() -> None:
    schema = {"type": "object", "properties": {"tint": {"type": "string"}}}
    fields: dict[str, Any] = {"parameters": json.dumps(schema), "places": (ArgumentPlace("tint", "body"),)}
    assert "(args?: " in render(pet(**fields), "typescript")
    assert "(args: " in render(pet(**fields, body_required=True), "typescript")


@pytest.mark.parametrize("is_required", [True, False])
def test_an_openapi_excerpt_says_that_a_body_is_required_only_if_the_source_does(is_required: bool) -> None:
    schema = {"type": "object", "properties": {"tint": {"type": "string"}}, "required": ["tint"]}
    places = (ArgumentPlace("tint", "body"),)
    text = render(pet(parameters=json.dumps(schema), places=places, body_required=is_required), "openapi")
    body = yaml.safe_load(text)["paths"]["/pets/{petId}"]["put"]["requestBody"]
    assert body.get("required", False) == is_required


def test_a_body_of_which_nothing_at_all_is_known_is_not_shown() -> None:
    schema = {"type": "object", "properties": {"body": {"type": "string"}}, "required": ["body"]}
    places = (ArgumentPlace("body", "body", "$"),)
    fields: dict[str, Any] = {"parameters": json.dumps(schema), "places": places, "path": "/logs", "method": "POST"}
    text = render(pet(name="addLog", **fields), "http_example")
    assert "A request sends what is wanted as its body." in text
    assert not re.search(r"curl|HTTP/1.1|\$BODY|\{body\}", text)


CUP: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "examples": [3], "xml": {"attribute": True}},
        "lidSize": {"type": "integer", "examples": [7], "xml": {"name": "lid-size"}},
        "tags": {
            "type": "array",
            "items": {"type": "string", "xml": {"name": "tag"}},
            "examples": [["tin", "a&b"]],
            "xml": {"wrapped": True},
        },
        "marks": {"type": "array", "items": {"const": "x", "xml": {"name": "mark"}}},
    },
    "required": ["id", "lidSize", "tags", "marks"],
    "xml": {"name": "Cup"},
}


def test_a_body_in_xml_has_the_names_of_its_schema() -> None:
    places = tuple(ArgumentPlace(name, "body") for name in CUP["properties"])
    tool = pet(parameters=json.dumps(CUP), places=places, media_type="application/xml", path="/cups", method="POST")
    assert (
        '<Cup id="3">\n  <lid-size>7</lid-size>\n  <tags>\n    <tag>tin</tag>\n    <tag>a&amp;b</tag>\n  </tags>\n'
        "  <mark>x</mark>\n</Cup>"
    ) in render(tool, "http_example")
    whole = pet(
        parameters=json.dumps({"type": "object", "properties": {"body": CUP}, "required": ["body"]}),
        places=(ArgumentPlace("body", "body", "$"),),
        media_type="application/xml",
        path="/cups",
        method="POST",
    )
    assert '<Cup id="3">\n  <lid-size>7</lid-size>' in render(whole, "http_example")


@pytest.mark.parametrize("name", ["Content-Type", "content-type"])
def test_a_media_type_that_is_an_argument_is_sent_once(name: str) -> None:
    schema = {
        "type": "object",
        "properties": {name: {"const": "application/json"}, "why": {"const": "rain"}},
        "required": [name, "why"],
    }
    places = (ArgumentPlace(name, "header"), ArgumentPlace("why", "body"))
    text = render(pet(parameters=json.dumps(schema), places=places, path="/pets"), "http_example")
    assert len(re.findall("(?i)content-type: application/json", text)) == 1


def test_a_file_is_sent_as_a_file() -> None:
    schema = {"type": "object", "properties": {"scan": {"type": "string", "format": "binary"}}, "required": ["scan"]}
    places = (ArgumentPlace("scan", "form"),)
    tool = pet(parameters=json.dumps(schema), places=places, media_type="multipart/form-data", path="/scans")
    assert "-F 'scan=@scan.bin'" in render(tool, "http_example")
    assert "example" not in yaml.safe_load(render(tool, "openapi"))["paths"]["/scans"]["put"]["requestBody"]["content"]


@pytest.mark.parametrize("form", ["reference", "manual", "cheat_sheet", "man_page", "python_stub", "question_answer"])
@pytest.mark.parametrize(("is_required", "needs"), [(True, False), (True, True), (False, False)])
def test_a_body_that_must_be_there_is_told(form: str, *, is_required: bool, needs: bool) -> None:
    schema = {"type": "object", "properties": {"why": {"type": "string"}}, **({"required": ["why"]} if needs else {})}
    tool = pet(
        parameters=json.dumps(schema), places=(ArgumentPlace("why", "body"),), path="/pets", body_required=is_required
    )
    assert ("A request must have a body." in " ".join(render(tool, form).split())) == (is_required and not needs)


def test_an_answer_in_code_begins_on_a_line_of_its_own() -> None:
    for tool in LATER:
        changed = pet(id=tool.id, examples=(ToolExample("{}", '{"id": 7}'),))
        assert not re.search(r"(?m)^\w+: ```", render(changed, "question_answer"))


@pytest.mark.parametrize(
    ("description", "default", "is_told"),
    [
        ("Minimal, default or full, added to the `default` level.", "default", True),
        ("How many. Defaults to 5.", 5, False),
        ("How many, 5 by default.", 5, False),
        ("The default value is `low`.", "low", False),
        ("How many. The default may change to 50.", 5, True),
        ("One of low (default) or high.", "low", False),
    ],
)
def test_a_default_is_told_unless_the_description_tells_it(description: str, default: object, *, is_told: bool) -> None:
    schema = {"type": "object", "properties": {"level": {"default": default, "description": description}}}
    text = render(bare(parameters=json.dumps(schema)), "reference")
    assert bool(re.search(rf"(?:Default|Defaults to|Default value):? `{default}`", text)) == is_told


@pytest.mark.parametrize("text", ["XXXXXXX.", "Placeholder", "''", "level", "level."])
def test_a_filler_is_no_description(text: str) -> None:
    schema = {"type": "object", "properties": {"level": {"type": "string", "description": text}}}
    assert "- `level` (string, optional)\n" in render(bare(parameters=json.dumps(schema)), "reference")


def test_a_small_result_is_shown_whole() -> None:
    schema: dict[str, Any] = {"type": "string", "description": "The end."}
    for name in "fedcba":
        schema = {"type": "object", "properties": {name: schema}}
    for form in ("reference", "openai_function", "openapi"):
        text = render(pet(result=json.dumps(schema)), form)
        assert "The end." in text
        assert "left out" not in text
    wide = {"type": "object", "properties": {f"{n}{k}": schema for n in range(9) for k in "ab"}}
    assert "not described here" in render(pet(result=json.dumps(wide)), "reference")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Get the tests of a build\nNote: only the last ones", "Get the tests of a build"),
        ("Get the tests of a build\n**Note** only the last ones", "Get the tests of a build"),
        ("Get the tests of the\nAmazon build", "Get the tests of the Amazon build"),
        ("Get the tests\nof a build. Then stop.", "Get the tests of a build."),
        ('A slug (eg. "none") of a build. More.', 'A slug (eg. "none") of a build.'),
        ("The index (if any. Or all) of it. More.", "The index (if any. Or all) of it."),
    ],
)
def test_the_first_sentence_ends_where_it_ends(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_remarks_after_a_list_begin_a_new_sentence() -> None:
    field = {"enum": ["a", "b"], "description": "Which:\n\n- first\n- second (b)"}
    text = render(bare(parameters=json.dumps({"type": "object", "properties": {"of": field}})), "reference")
    assert re.search(r"second \(b\)\. [A-Z]", text)


@pytest.mark.parametrize("form", ["reference", "manual", "cheat_sheet", "man_page", "python_stub", "http_example"])
def test_forms_with_arguments_tell_how_one_is_written(form: str) -> None:
    parameters = '{"type":"object","properties":{"filter":{"type":"object","description":"What to find."}}}'
    tool = pet(parameters=parameters, places=(ArgumentPlace("filter", "query", style="deepObject", explode=True),))
    assert "Each entry sent as `filter[name]=value`." in " ".join(render(tool, form).split())


def test_what_introduces_a_call_speaks_of_arguments() -> None:
    for tool in LATER:
        assert "might give" not in render(tool, "manual")


@pytest.mark.parametrize(
    ("signature", "is_run"),
    [
        ("async def boil(cups: int) -> None", True),
        ("async def boil(cups: int) -> AsyncIterator[str]", False),
        ("def boil(cups: int) -> None", False),
    ],
)
def test_the_example_of_an_asynchronous_function_is_a_module(signature: str, is_run: bool) -> None:
    parameters = '{"type":"object","properties":{"cups":{"type":"integer","examples":[2]}},"required":["cups"]}'
    text = render(bare(kind="python", name="boil", signature=signature, parameters=parameters), "python_stub")
    ast.parse(text)
    assert ("asyncio.run(boil(cups=2))" in text) == is_run


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "When it is there, this field is a map of the names of fields in the form\n`call.<name>` to texts. More.",
            "When it is there, this field is a map of the names of fields in the form `call.<name>` to texts.",
        ),
        ("The state\n`id` names it.", "The state"),
    ],
)
def test_a_sentence_goes_on_in_code_on_the_next_line(text: str, first: str) -> None:
    assert first_sentence(text) == first


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a   | b\n--- | ---\n1 | x y\n2 | z\nMore.", "(a: b) 1: x y; 2: z More."),
        ("| a | b | c |\n|:-|:-:|-:|\n| 1 | 2 | 3 |", "(a: b: c) 1: 2, 3"),
        ("| a |\n| - |\n| x \\| y |", "(a) x | y"),
        ("One | two\nthree", "One | two three"),
    ],
)
def test_tables_on_one_line_keep_their_cells_apart(text: str, line: str) -> None:
    assert one_line(text) == line


def test_fields_left_out_are_told_with_their_types() -> None:
    nested: dict[str, Any] = {"a": {"type": "array", "items": {"type": "integer"}}, "b": {}}
    for _ in range(9):
        nested = {"n": {"type": "object", "properties": nested}, "t": {"type": "string"}}
    tool = pet(parameters=json.dumps({"type": "object", "properties": nested}), places=())
    assert "`n` (object), `t` (string)" in render(tool, "reference")


def test_the_values_of_a_map_are_told_below_a_name() -> None:
    values = {"type": "object", "properties": {"city": {"type": "string"}}}
    result = {"type": "object", "properties": {"places": {"type": "object", "additionalProperties": values}}}
    assert "`places.<name>.city` string" in render(pet(result=json.dumps(result)), "cheat_sheet")


def test_variables_of_a_body_that_is_a_file_are_not_explained() -> None:
    fields = {"body": {"type": "string", "format": "binary"}, "petId": {}}
    parameters = json.dumps({"type": "object", "properties": fields, "required": list(fields)})
    places = (ArgumentPlace("body", "body", "$"), ArgumentPlace("petId", "path"))
    tool = pet(parameters=parameters, places=places, media_type="application/xml")
    text = render(tool, "http_example")
    assert "`body.xml` holds the body." in text
    assert "$BODY" not in text
