"""Models trained by the step: files, losses, bytes, resuming, mistakes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import lemnos
from lemnos.errors import LemnosError, PausedError, SettingsError
from lemnos.steps.train.inputs import PackInput, check_stages
from lemnos.steps.train.settings import StageSettings
from lemnos.store.run_folder import RunFolder
from tests.steps.train.conftest import SETTINGS, TINY, document

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")


def train(inputs: Any, out: Path, **changed: Any) -> lemnos.Run:
    return lemnos.train(inputs, out=out, workers=1, progress=False, **(SETTINGS | changed))


def weights(run: Path) -> bytes:
    return (run / "model" / "model.safetensors").read_bytes()


def points(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line)["point"] for line in (run / "curve.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def trained(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trained") / "run"
    train(packed, out)
    return out


def test_a_model_learns_and_loads_as_it_is(trained: Path, packed: Path) -> None:
    curve = points(trained)
    report = json.loads((trained / "report.json").read_text())
    assert curve[-1]["loss"] < curve[1]["loss"] - 0.5
    assert [point["step"] for point in curve] == list(range(report["steps"] + 1))
    assert report["validation_last"][-1]["value"] < curve[0]["validation"][-1]["value"]
    assert report["stages"][0]["epochs"] == {"pages": 2.0}
    model = transformers.AutoModelForCausalLM.from_pretrained(trained / "model")
    tokenizer = transformers.AutoTokenizer.from_pretrained(trained / "model")
    assert type(model).__name__ == "LlamaForCausalLM"
    assert model.config.max_position_embeddings == 64
    assert tokenizer("beside the")["input_ids"] == (
        __import__("tokenizers").Tokenizer.from_file(str(packed / "tokenizer.json")).encode("beside the").ids
    )
    asked = tokenizer.apply_chat_template(
        [{"role": "user", "content": "Hello"}], tokenize=False, add_generation_prompt=True
    )
    assert asked == "User: Hello\n\nAssistant:"
    assert sorted(path.name for path in (trained / "checkpoints").iterdir()) == [
        f"step-{step:07}" for step in (report["steps"] * 3 // 4 + (report["steps"] * 3 % 4 > 0), report["steps"])
    ]


def test_the_model_is_the_mean_of_the_last_checkpoints(trained: Path) -> None:
    from safetensors.torch import load_file

    held = [load_file(path / "model.safetensors") for path in sorted((trained / "checkpoints").iterdir())]
    mean = load_file(trained / "model" / "model.safetensors")
    assert len(held) == 2
    for name, tensor in mean.items():
        assert torch.allclose(tensor, (held[0][name] + held[1][name]) / 2, atol=1e-7)
    assert any(not torch.equal(held[0][name], held[1][name]) for name in mean)


def test_the_validation_loss_is_that_of_the_model_by_itself(trained: Path, packed: Path) -> None:
    """Bits per byte from the last checkpoint as transformers computes it, document by document."""
    import pyarrow.parquet as pq

    last = max((trained / "checkpoints").iterdir())
    model = transformers.AutoModelForCausalLM.from_pretrained(last).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(last)
    bits = size = 0.0
    for path in (packed / "packed").glob("validation-*.parquet"):
        for row in pq.read_table(path).to_pylist():
            ends = [*row["seq_start_id"][1:], len(row["input_ids"])]
            for start, end in zip(row["seq_start_id"], ends, strict=True):
                ids, labels = (torch.tensor([row[key][start:end]]) for key in ("input_ids", "labels"))
                with torch.no_grad():
                    logs = model(ids).logits[0, :-1].log_softmax(-1)
                for place, label in enumerate(labels[0, 1:].tolist()):
                    if label >= 0:
                        bits -= float(logs[place, label]) / 0.6931471805599453
                        special = label in tokenizer.all_special_ids
                        size += 0 if special else len(tokenizer.decode([label]).encode())
    report = json.loads((trained / "report.json").read_text())
    assert report["validation_last"][-1]["weight"] == size
    assert report["validation_last"][-1]["value"] == pytest.approx(bits / size, abs=1e-4)


def test_the_same_settings_give_the_same_bytes_and_another_seed_does_not(
    trained: Path, packed: Path, tmp_path: Path
) -> None:
    train(packed, tmp_path / "again")
    train(packed, tmp_path / "other", seed=1)
    assert weights(tmp_path / "again") == weights(trained)
    assert points(tmp_path / "again") == points(trained)
    assert (tmp_path / "again" / "manifest.json").read_text() == (trained / "manifest.json").read_text()
    assert weights(tmp_path / "other") != weights(trained)


def test_a_pause_changes_no_byte(trained: Path, packed: Path, tmp_path: Path) -> None:
    said = []
    for _ in range(99):
        try:
            train(packed, tmp_path / "run", minutes=1e-6)
        except PausedError as error:
            said.append(str(error))
            continue
        break
    assert len(said) == len(points(trained)) - 2
    assert "minutes are over after 1 of" in said[0]
    assert weights(tmp_path / "run") == weights(trained)
    assert points(tmp_path / "run") == points(trained)
    assert not (tmp_path / "run" / "work" / "train" / "state.pt").exists()


@pytest.mark.slow
def test_a_killed_run_changes_no_byte(packed: Path, tmp_path: Path) -> None:
    arguments = ["train", str(packed), "--seed", "3", "-q", "--set", "train.epochs=6", "--set", "train.batch=256"]
    arguments += ["--set", "train.device=cpu", "--set", "train.save_minutes=0.0001"]
    arguments += [word for key, value in TINY.items() for word in ("--set", f"train.model.{key}={value}")]
    out = tmp_path / "run"
    process = subprocess.Popen([sys.executable, "-m", "lemnos", *arguments, "--out", str(out)])
    state = out / "work" / "train" / "state.pt"
    deadline = time.monotonic() + 300
    while not state.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert state.exists()
    assert not (out / "manifest.json").exists()
    given: dict[str, Any] = {"seed": 3, "epochs": 6.0, "points": 20, "average": 3, "learning_rate": 0.0}
    train(packed, out, **given)
    train(packed, tmp_path / "whole", **given)
    assert weights(out) == weights(tmp_path / "whole")
    assert points(out) == points(tmp_path / "whole")


@pytest.mark.slow
def test_two_processes_give_the_losses_of_one(trained: Path, packed: Path, tmp_path: Path) -> None:
    arguments = ["train", str(packed), "-q", "--out", str(tmp_path / "two")]
    for key, value in SETTINGS.items():
        pairs = {f"model.{name}": size for name, size in value.items()} if isinstance(value, dict) else {key: value}
        arguments += [word for name, one in pairs.items() for word in ("--set", f"train.{name}={one}")]
    start = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "lemnos"]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run([*start, *arguments], capture_output=True, text=True, timeout=500, env=environment)
    assert done.returncode == 0, done.stderr
    one, two = points(trained), points(tmp_path / "two")
    assert len(one) == len(two)
    for mine, theirs in zip(one, two, strict=True):
        assert theirs["tokens"] == mine["tokens"]
        assert theirs["loss"] == pytest.approx(mine["loss"], abs=1e-4)
        assert [each["value"] for each in theirs["validation"]] == pytest.approx(
            [each["value"] for each in mine["validation"]], abs=1e-4
        )


def test_passes_and_attention_are_settings(trained: Path, packed: Path, tmp_path: Path) -> None:
    train(packed, tmp_path / "small", pass_tokens=64)
    for mine, theirs in zip(points(tmp_path / "small"), points(trained), strict=True):
        assert mine["loss"] == pytest.approx(theirs["loss"], abs=1e-4)
    train(packed, tmp_path / "window", attention="window")
    assert points(tmp_path / "window")[1]["loss"] != points(trained)[1]["loss"]


def test_a_checkpoint_is_continued_in_stages_with_text_that_it_writes(
    trained: Path, packed: Path, other: Path, tmp_path: Path
) -> None:
    stages = [
        {"name": "old", "inputs": {"pages": 1}, "tokens": "512", "warmup": 0.5},
        {"name": "new", "inputs": {"more": 3, "replay": 1}, "tokens": "2048", "decay": 1.0, "mask": "all"},
    ]
    given: dict[str, Any] = {"start": str(trained / "model"), "stages": stages, "learning_rate": 0.001}
    run = train([packed, other], tmp_path / "run", replay={"tokens": "256"}, **given)
    curve = points(run.path)
    report = json.loads((trained / "report.json").read_text())
    pages = next(each["value"] for each in curve[0]["validation"] if each["name"] == "pages")
    assert pages == pytest.approx(report["validation"][-1]["value"], abs=1e-5)
    assert [point["stage"] for point in curve] == ["", "old", "old", *["new"] * 9]
    assert curve[-1]["rate"] < curve[3]["rate"]
    assert run.report["stages"][1]["epochs"] == {"more": pytest.approx(1.6, abs=0.1), "replay": 2.0}
    names = sorted(path.name for path in (run.path / "checkpoints").iterdir())
    assert names == ["step-0000002", "step-0000009", "step-0000011"]
    again = train([packed, other], tmp_path / "again", replay={"tokens": "256"}, **given)
    assert weights(again.path) == weights(run.path)


def test_bfloat16_computes_and_keeps_float32_weights(packed: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    run = train(packed, tmp_path / "run", dtype="bfloat16")
    curve = points(run.path)
    assert curve[-1]["loss"] < curve[1]["loss"] - 0.3
    assert {str(each.dtype) for each in load_file(run.path / "model" / "model.safetensors").values()} == {
        "torch.float32"
    }


def test_a_model_of_another_tokenizer_or_kind_is_refused(trained: Path, packed: Path, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(trained / "model", tmp_path / "changed"))
    content = json.loads((changed / "tokenizer.json").read_text())
    content["model"]["merges"] = content["model"]["merges"][:-5]
    (changed / "tokenizer.json").write_text(json.dumps(content))
    with pytest.raises(SettingsError, match=r"its tokenizer is not that of the inputs, .*pack the inputs again"):
        train(packed, tmp_path / "a", start=str(changed))
    config = transformers.CohereConfig(
        vocab_size=320,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        logit_scale=0.1,
    )
    transformers.CohereForCausalLM(config).save_pretrained(tmp_path / "cohere")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(trained / "model" / name, tmp_path / "cohere" / name)
    with pytest.raises(SettingsError, match="a model of type cohere cannot be trained here"):
        train(packed, tmp_path / "b", start=str(tmp_path / "cohere"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"stages": [{"mask": "assistant"}]}, "pages was packed with the mask all, not assistant; pack it again"),
        ({"replay": {"share": 0.2}}, "train.replay needs a checkpoint that writes texts"),
        ({"stages": [{}], "tokens": "1M"}, "train.stages takes the place of train.tokens"),
        ({"start": "nowhere"}, "no checkpoint is there; give a Hugging Face folder or a GGUF file"),
        ({"model": {"width": 18, "heads": 4}}, "a width of 18 cannot be divided into 4 heads"),
        ({"learning_rate": 1e30}, "is no number; lower it, or raise train.warmup"),
        ({"batch": "many"}, "'many' is no number of tokens"),
    ],
)
def test_mistakes_are_one_line(packed: Path, tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(LemnosError) as raised:
        train(packed, tmp_path / "run", **changed)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_chat_template_of_the_inputs_is_that_of_the_model(packed: Path, tmp_path: Path) -> None:
    template = tmp_path / "own.jinja"
    template.write_text("{% for message in messages %}{{ message.role }}> {{ message.content }}\n{% endfor %}")
    given: dict[str, Any] = {"window": 64, "workers": 1, "progress": False, "tokenizer": {"path": str(packed)}}
    pages = [document(number) for number in range(300, 304)]
    lemnos.pack(pages, out=tmp_path / "chat", template=str(template), validation=0, **given)
    run = train(tmp_path / "chat", tmp_path / "run", points=1)
    tokenizer = transformers.AutoTokenizer.from_pretrained(run.path / "model")
    assert tokenizer.apply_chat_template([{"role": "user", "content": "Hello"}], tokenize=False) == "user> Hello\n"


def test_a_level_is_asked_of_trajectories_alone(packed: Path) -> None:
    given = PackInput("pages", RunFolder(packed), 64, "all", None)
    check_stages([StageSettings(level=2)], [given])
    check_stages([StageSettings(level=2)], [given._replace(level=2)])
    check_stages([StageSettings(level=2, inputs={"other": 1})], [given._replace(level=1)])
    with pytest.raises(SettingsError, match="pages was packed with trajectories of level 1 and above; pack it again"):
        check_stages([StageSettings(level=2)], [given._replace(level=1)])


def test_inputs_need_packed_files_and_one_tokenizer(packed: Path, tmp_path: Path) -> None:
    given: dict[str, Any] = {"window": 64, "workers": 1, "progress": False}
    pages = [document(number) for number in range(200, 204)]
    lemnos.pack(pages, out=tmp_path / "text", formats=["text"], tokenizer={"path": str(packed)}, **given)
    with pytest.raises(LemnosError, match="holds no files of the format packed; pack it again with --to packed"):
        train(tmp_path / "text", tmp_path / "a")
    lemnos.pack(pages, out=tmp_path / "odd", tokenizer={"vocabulary": 310}, **given)
    with pytest.raises(LemnosError, match=r"its tokenizer is not that of pages; pack it again with --tokenizer"):
        train([packed, tmp_path / "odd"], tmp_path / "b")


def test_inputs_are_packed_with_the_tokenizer_of_a_gguf_file(packed: Path, tmp_path: Path) -> None:
    gguf = pytest.importorskip("gguf")
    content = json.loads((packed / "tokenizer.json").read_text())
    tokens = sorted(content["model"]["vocab"], key=content["model"]["vocab"].get)
    special = {each["content"] for each in content["added_tokens"]}
    file = gguf.GGUFWriter(tmp_path / "small.gguf", "llama")
    file.add_tokenizer_model("gpt2")
    file.add_tokenizer_pre("gpt-2")
    file.add_token_list(tokens)
    file.add_token_types([gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token in tokens])
    file.add_token_merges([" ".join(pair) for pair in content["model"]["merges"]])
    file.add_eos_token_id(tokens.index("<|endoftext|>"))
    file.add_bos_token_id(tokens.index("<|endoftext|>"))
    file.add_chat_template("{% for message in messages %}{{ message.role }}> {{ message.content }}\n{% endfor %}")
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.close()
    given: dict[str, Any] = {"window": 64, "workers": 1, "progress": False, "template": "model", "validation": 0}
    pages = [document(number) for number in range(200, 204)]
    run = lemnos.pack(pages, out=tmp_path / "run", tokenizer={"path": str(tmp_path / "small.gguf")}, **given)
    own = __import__("tokenizers").Tokenizer.from_file
    theirs, mine = (own(str(folder / "tokenizer.json")) for folder in (packed, run.path))
    said = "The river stands beside the shelf."
    assert mine.encode(said).ids == theirs.encode(said, add_special_tokens=False).ids
    assert (run.path / "chat_template.jinja").read_text().startswith("{% for message in messages %}")
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + bytes(40))
    with pytest.raises(SettingsError, match="cannot load its tokenizer"):
        lemnos.pack(pages, out=tmp_path / "no", tokenizer={"path": str(tmp_path / "broken.gguf")}, **given)
