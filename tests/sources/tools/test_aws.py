import gzip
import json
import pickle
from pathlib import Path
from typing import Any

from lemnos.records import ArgumentPlace, Rejected, Tool, ToolError
from lemnos.sources.tools.python.botocore import AwsShard, _beginning
from lemnos.sources.tools.python.source import PythonSource

SERVICE: dict[str, Any] = {
    "metadata": {
        "apiVersion": "2020-01-01",
        "serviceFullName": "Shop Service",
        "serviceId": "Shop",
        "endpointPrefix": "shop",
    },
    "operations": {
        "PutPet": {
            "name": "PutPet",
            "http": {"method": "PUT", "requestUri": "/pets/{PetId+}?force"},
            "input": {"shape": "PutPetRequest"},
            "output": {"shape": "Pet"},
            "errors": [{"shape": "NoSuchPet"}],
            "documentation": '<p>Puts a <code> <a href="x">Pet</a> </code>.</p> <note> <p>Not twice.</p> </note>',
            "deprecated": True,
        },
        "Broken": {"name": "Broken", "input": {"shape": "Nowhere"}},
        "Ping": {"name": "Ping", "http": {"method": "POST", "requestUri": "/"}},
    },
    "shapes": {
        "PutPetRequest": {
            "type": "structure",
            "required": ["PetId"],
            "members": {
                "PetId": {"shape": "Id", "location": "uri", "locationName": "PetId", "documentation": "<p>Which.</p>"},
                "Trace": {"shape": "Text", "location": "header", "locationName": "x-trace"},
                "Parent": {"shape": "Pet"},
                "Tags": {"shape": "Tags"},
                "Born": {"shape": "Time"},
            },
        },
        "Pet": {"type": "structure", "members": {"Kind": {"shape": "Kind"}, "Children": {"shape": "Pets"}}},
        "Pets": {"type": "list", "member": {"shape": "Pet"}, "max": 5},
        "Tags": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Texts"}},
        "Texts": {"type": "list", "member": {"shape": "Text"}},
        "Kind": {"type": "string", "enum": ["cat", "dog"]},
        "Id": {"type": "string", "min": 1, "max": 8, "pattern": "[a-z]+"},
        "Text": {"type": "string", "pattern": "[\\s\\S]*"},
        "Time": {"type": "timestamp"},
        "NoSuchPet": {"type": "structure", "members": {}, "error": {"code": "404"}, "documentation": "<p>None.</p>"},
    },
}


def lay_out(root: Path) -> Path:
    folder = root / "botocore"
    (folder / "data/shop/2020-01-01").mkdir(parents=True)
    (folder / "data/bad/2020-01-01").mkdir(parents=True)
    (folder / "__init__.py").write_text("def session(name): ...\n")
    (folder / "data/shop/2020-01-01/service-2.json.gz").write_bytes(gzip.compress(json.dumps(SERVICE).encode()))
    (folder / "data/bad/2020-01-01/service-2.json").write_text('{"metadata": {}')
    return folder


def test_operations_of_a_service_become_tools(tmp_path: Path) -> None:
    source = PythonSource(str(lay_out(tmp_path)))
    shards = list(source.shards())
    assert [isinstance(shard, AwsShard) for shard in shards] == [False, True, True]
    (bad,) = shards[1].read()
    assert isinstance(bad, Rejected)
    assert (bad.rule, bad.source) == ("not_a_service", "botocore/data/bad/2020-01-01/service-2.json")
    broken, ping, put = pickle.loads(pickle.dumps(shards[2])).read()
    assert isinstance(broken, Rejected)
    assert (broken.rule, broken.reason) == (
        "bad_operation",
        "the description of the operation is malformed (KeyError: 'Nowhere')",
    )
    assert isinstance(ping, Tool)
    assert json.loads(ping.parameters) == {"type": "object", "properties": {}}
    assert isinstance(put, Tool)
    assert (put.provider, put.api, put.version, put.method, put.path, put.deprecated) == (
        "amazonaws.com",
        "Shop Service",
        "2020-01-01",
        "PUT",
        "/pets/{PetId}",
        True,
    )
    assert put.server == "https://shop.us-east-1.amazonaws.com"
    assert put.description == "Puts a `Pet`.\n\nNote: Not twice."
    assert put.errors == (ToolError(code="404", description="None."),)
    assert put.places[:3] == (
        ArgumentPlace(name="PetId", place="path"),
        ArgumentPlace(name="Trace", place="header", wire_name="x-trace"),
        ArgumentPlace(name="Parent", place="body"),
    )
    pets = {"type": "array", "items": {"$ref": "#/$defs/Pet"}, "maxItems": 5}
    pet = {"type": "object", "properties": {"Kind": {"type": "string", "enum": ["cat", "dog"]}, "Children": pets}}
    assert json.loads(put.parameters) == {
        "type": "object",
        "properties": {
            "PetId": {"type": "string", "minLength": 1, "maxLength": 8, "pattern": "[a-z]+", "description": "Which."},
            "Trace": {"type": "string"},
            "Parent": {"$ref": "#/$defs/Pet"},
            "Tags": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
            "Born": {"type": "string", "format": "date-time"},
        },
        "required": ["PetId"],
        "$defs": {"Pet": pet},
    }
    assert json.loads(put.result) == {**pet, "$defs": {"Pet": pet}}
    done, total = source.progress()
    assert done == total


def test_an_operation_without_an_address_of_its_own_is_told_as_boto3_calls_it(tmp_path: Path) -> None:
    folder = lay_out(tmp_path)
    metadata = {**SERVICE["metadata"], "protocol": "json"}
    described = {**SERVICE, "metadata": metadata, "operations": {"PutDBPet": SERVICE["operations"]["PutPet"]}}
    (folder / "data/shop/2020-01-01/service-2.json.gz").write_bytes(gzip.compress(json.dumps(described).encode()))
    *_, shard = PythonSource(str(folder)).shards()
    (tool,) = shard.read()
    assert isinstance(tool, Tool)
    assert (tool.method, tool.path, tool.places) == ("", "", ())
    assert tool.signature == 'boto3.client("shop").put_db_pet(PetId=PetId, ...)'


def test_a_sentence_about_a_list_keeps_the_list_or_goes() -> None:
    assert (
        _beginning("The state:\n\n- `ON` - It runs.\n- `OFF` - It rests.")
        == "The state: `ON` - It runs; `OFF` - It rests."
    )
    assert _beginning("A table. Each part has:\n\n- " + "long " * 200) == "A table."
    assert _beginning("Each part has:\n\nMore.") == "Each part has."
