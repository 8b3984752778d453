import json
import random

import pytest
import yaml

from lemnos.steps.tools.render.yaml_text import yaml_text

PIECES = [
    *"a b - ? : , [ ] { } # & * ! | > ' \" % @ ` \\ / = < ~ . + 0 1 e x".split(),
    *(" ", "  ", "\n", "\n\n", "\t", "\r", ": ", " #", "- ", "? ", "---", "...", "<<", "yes", "No", "null", "true"),
    *("2024-01-01", "1e3", "0o7", "0x1f", ".inf", ".nan", "1_000", "12:30:45", "=", "é", "汉", "😀", "\xa0", "\x85"),
    *("\ufeff", "\u2028", "\x7f", "\x00", "\x1b", "\ufffd", "word", "two words", "a" * 130),
]  # fmt: skip


def made(seed: random.Random, depth: int = 0) -> object:
    kind = seed.randrange(4 if depth > 3 else 7)
    if kind == 4:
        return {text(seed): made(seed, depth + 1) for _ in range(seed.randrange(4))}
    if kind > 4:
        return [made(seed, depth + 1) for _ in range(seed.randrange(4))]
    numbers = [0, -7, 10**20, 1.5, -0.0, 1e17, 1e-7, 1.25e300]
    return text(seed) if kind else seed.choice([None, True, False, *numbers])


def text(seed: random.Random) -> str:
    return "".join(seed.choice(PIECES) for _ in range(seed.randrange(6)))


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_pyyaml_reads_back_what_was_written(loader: type[yaml.SafeLoader]) -> None:
    seed = random.Random(5)
    for _ in range(1500):
        value = {text(seed): made(seed) for _ in range(4)}
        written = yaml_text(value)
        assert yaml.load(written, loader) == value, written


def test_lines_lose_nothing_when_space_at_their_ends_is_cut() -> None:
    seed = random.Random(6)
    for _ in range(1500):
        value = {"key": made(seed), "last": text(seed)}
        cut = "\n".join(line.rstrip() for line in yaml_text(value).strip().split("\n")) + "\n"
        assert yaml.safe_load(cut) == value, cut


def test_a_document_as_a_person_writes_it() -> None:
    value = {
        "openapi": "3.1.0",
        "paths": {
            "/pets/{id}": {
                "get": {
                    "description": "Returns a pet.\n\n- by id\n- or by name: both work",
                    "summary": "A long line is not folded, however long it may be: it would only be harder to read.",
                    "parameters": [{"name": "id", "in": "path", "required": True, "example": 7}],
                    "tags": ["pets", "on"],
                    "responses": {"200": {"description": "Success."}, "404": {}},
                }
            }
        },
    }
    assert yaml_text(value) == (
        "openapi: 3.1.0\n"
        "paths:\n"
        "  /pets/{id}:\n"
        "    get:\n"
        "      description: |-\n"
        "        Returns a pet.\n"
        "\n"
        "        - by id\n"
        "        - or by name: both work\n"
        "      summary: 'A long line is not folded, however long it may be: it would only be harder to read.'\n"
        "      parameters:\n"
        "      - name: id\n"
        "        in: path\n"
        "        required: true\n"
        "        example: 7\n"
        "      tags:\n"
        "      - pets\n"
        "      - 'on'\n"
        "      responses:\n"
        "        '200':\n"
        "          description: Success.\n"
        "        '404': {}\n"
    )


@pytest.mark.parametrize("word", ["1e3", "0o17", "0x1F", "no", "Off", "~", "null", "2024-05-01", "1.0", "=", "<<", ""])
def test_text_that_yaml_1_1_or_1_2_takes_for_something_else_stands_in_quotes(word: str) -> None:
    assert yaml_text({"a": word}) == f"a: '{word}'\n"


def test_a_value_that_json_does_not_have_is_rejected() -> None:
    with pytest.raises(TypeError, match="set is not a JSON value"):
        yaml_text({"a": {1}})


def test_what_is_shared_is_written_twice() -> None:
    shared = {"type": "string"}
    assert yaml_text({"a": shared, "b": shared}) == "a:\n  type: string\nb:\n  type: string\n"
    assert json.loads(json.dumps(yaml.safe_load(yaml_text({"a": [[], [[1]], {}]})))) == {"a": [[], [[1]], {}]}
