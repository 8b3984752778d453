"""Configurations of trainers are of the run: they parse, and their paths and numbers are those of the files."""

import json
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml

import lemnos
from tests.steps.pack.records import dialogue, trajectory

tokenizers = pytest.importorskip("tokenizers")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("configs") / "run"
    given: dict[str, Any] = {"window": 300, "workers": 1, "progress": False, "mask": "no_user", "validation": 0.3}
    records = [dialogue(number, 2) for number in range(20)]
    lemnos.pack(
        records,
        out=out,
        tokenizer={"vocabulary": 400},
        template="chatml",
        shard_tokens=1000,
        formats=["text", "messages", "olmo", "megatron"],
        **given,
    )
    return out


def files(run: Path, pattern: str) -> list[str]:
    return sorted(str(path.relative_to(run)) for path in run.glob(pattern))


def size(run: Path) -> int:
    held: int = tokenizers.Tokenizer.from_file(str(run / "configs/tokenizer/tokenizer.json")).get_vocab_size()
    return held


def test_torchtitan(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tomllib.loads((run / "configs/torchtitan.toml").read_text())
    assert made["training"] == {"dataset": "lemnos", "dataset_path": "text/train-*.parquet", "seq_len": 300}
    assert made["validation"]["dataset_path"] == "text/validation-*.parquet"
    assert files(run, made["training"]["dataset_path"])
    assert files(run, made["validation"]["dataset_path"])
    assert (run / made["model"]["hf_assets_path"] / "tokenizer.json").read_bytes() == (
        run / "tokenizer.json"
    ).read_bytes()
    registered: dict[str, Any] = {}
    stand_in(monkeypatch, "datasets", load_dataset=lambda kind, **given: (kind, given["data_files"]))
    stand_in(monkeypatch, "torchtitan")
    stand_in(monkeypatch, "torchtitan.hf_datasets", DatasetConfig=SimpleNamespace)
    stand_in(monkeypatch, "torchtitan.hf_datasets.text_datasets", DATASETS=registered)
    runpy.run_path(str(run / "configs" / f"{made['experimental']['custom_import'].partition('.')[2]}.py"))
    assert registered["lemnos"].loader(registered["lemnos"].path) == ("parquet", "text/train-*.parquet")
    assert registered["lemnos"].sample_processor({"text": "Tide."}) == "Tide."


def stand_in(monkeypatch: pytest.MonkeyPatch, name: str, **held: Any) -> None:
    """Put a module with these names where a trainer's would be."""
    module = ModuleType(name)
    vars(module).update(held)
    monkeypatch.setitem(sys.modules, name, module)


def test_olmo_core(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "olmo_core")
    stand_in(monkeypatch, "olmo_core.data", TokenizerConfig=SimpleNamespace)
    stand_in(
        monkeypatch,
        "olmo_core.data.composable",
        NumpyDocumentSource=SimpleNamespace(Config=SimpleNamespace),
        PackingInstanceSource=SimpleNamespace,
    )
    made = runpy.run_path(str(run / "configs/olmo_core_data.py"))
    end = tokenizers.Tokenizer.from_file(str(run / "tokenizer.json")).token_to_id("<|endoftext|>")
    assert (made["SEQUENCE_LENGTH"], made["TOKENIZER"].vocab_size, made["TOKENIZER"].eos_token_id) == (
        512,
        size(run),
        end,
    )
    assert made["DOCUMENTS"].source_paths == files(run, "olmo/token_ids-train-*.npy") != []
    assert made["DOCUMENTS"].label_mask_paths == files(run, "olmo/labels_mask-train-*.npy")


def test_megatron_resets_nothing_where_turns_end_as_records_do(tmp_path: Path) -> None:
    lemnos.pack(
        [dialogue(number, 2) for number in range(4)],
        out=tmp_path / "run",
        tokenizer={"vocabulary": 400, "eos": "<|im_end|>"},
        template="chatml",
        formats=["megatron"],
        window=300,
        workers=1,
        progress=False,
    )
    script = (tmp_path / "run/configs/megatron.sh").read_text()
    assert "--reset" not in script
    assert "<|im_end|> ends turns too, so nothing is reset at it" in script


def test_megatron(run: Path) -> None:
    shown = subprocess.run(
        ["bash", "-c", '. configs/megatron.sh && printf "%s\\n" "${DATA[@]}"'],
        cwd=run,
        check=True,
        capture_output=True,
        text=True,
    )
    given: dict[str, list[str]] = {}
    for word in shown.stdout.split():
        if word.startswith("--"):
            given[word] = (values := [])
        else:
            values.append(word)
    for key, split in (("--train-data-path", "train"), ("--valid-data-path", "validation")):
        assert given[key] == [name[:-4] for name in files(run, f"megatron/{split}-??????.idx")] != []
    assert "--reset-attention-mask" in given
    assert given["--vocab-size"] == [str(size(run))]
    assert given["--seq-length"] == given["--max-position-embeddings"] == ["300"]
    assert (run / given["--tokenizer-model"][0] / "tokenizer_config.json").is_file()


def test_axolotl(run: Path, tmp_path: Path) -> None:
    made = yaml.safe_load((run / "configs/axolotl.yaml").read_text())
    assert made["datasets"][0]["data_files"] == files(run, "messages/train-*.parquet") != []
    assert made["test_datasets"][0]["data_files"] == files(run, "messages/validation-*.parquet") != []
    assert made["datasets"][0]["roles_to_train"] == ["system", "assistant", "tool"]
    assert made["sequence_len"] == 300
    assert "tokenizer_config" not in made  # the tokenizer is of no model
    lemnos.pack(
        [trajectory(number) for number in range(4)],
        out=tmp_path / "chat",
        tokenizer={"path": str(run)},
        template="chatml",
        formats=["messages", "packed"],
        format="jsonl",
        window=300,
        validation=0,
        workers=1,
        progress=False,
    )
    other = yaml.safe_load((tmp_path / "chat/configs/axolotl.yaml").read_text())
    assert other["datasets"][0]["ds_type"] == "json"
    assert other["datasets"][0]["roles_to_train"] == ["system", "user", "assistant", "tool"]
    assert "test_datasets" not in other
    assert other["chat_template_jinja"] == (tmp_path / "chat/chat_template.jinja").read_text()
    assert (other["tokenizer_config"], other["eot_tokens"]) == ("configs/tokenizer", ["<|im_end|>"])
    report = json.loads((tmp_path / "chat/report.json").read_text())
    assert report["formats"]["messages"]["files"] == 1
    assert files(tmp_path / "chat", "configs/*.*") == [
        "configs/axolotl.yaml",
        "configs/trl.yaml",
        "configs/trl_template.jinja",
    ]


def test_trl(run: Path, tmp_path: Path) -> None:
    made = yaml.safe_load((run / "configs/trl.yaml").read_text())
    assert made == {
        "dataset_name": "messages",
        "dataset_test_split": "validation",
        "eval_strategy": "epoch",
        "max_length": 300,
        "chat_template_path": "configs/trl_template.jinja",
    }
    assert "# TRL knows no mask like no_user" in (run / "configs/trl.yaml").read_text()
    out = tmp_path / "answers"
    given: dict[str, Any] = {"window": 300, "workers": 1, "progress": False, "mask": "assistant", "validation": 0}
    lemnos.pack([dialogue(1, 2)], out=out, tokenizer={"path": str(run)}, formats=["messages"], **given)
    other = yaml.safe_load((out / "configs/trl.yaml").read_text())
    assert other == {
        "dataset_name": "messages",
        "max_length": 300,
        "assistant_only_loss": True,
        "chat_template_path": "configs/trl_template.jinja",
    }
    assert "{%- generation -%}" in (out / "configs/trl_template.jinja").read_text()


def test_axolotl_is_told_of_no_token_that_the_tokenizer_lacks(tmp_path: Path) -> None:
    given: dict[str, Any] = {"window": 300, "workers": 1, "progress": False, "validation": 0, "formats": ["messages"]}
    lemnos.pack([dialogue(1, 2)], out=tmp_path / "plain", tokenizer={"vocabulary": 400}, **given)
    own = {"path": str(tmp_path / "plain")}
    lemnos.pack([dialogue(1, 2)], out=tmp_path / "chat", tokenizer=own, template="chatml", **given)
    text = (tmp_path / "chat/configs/axolotl.yaml").read_text()
    assert "# <|im_end|> is no token of the tokenizer" in text
    assert "eot_tokens" not in yaml.safe_load(text)
