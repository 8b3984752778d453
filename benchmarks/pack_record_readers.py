"""What trainers that tokenise by themselves make of a run of `lemnos pack`: rows of text and of messages.

    python benchmarks/pack_record_readers.py RUN [--rows 200]

RUN is packed with the formats text, messages, sharegpt, nanochat and megatron, as Parquet, in the style chatml with a
tokenizer that exists (`--tokenizer FOLDER --template chatml --mask assistant`). Each check states in one line what the
trainer's own code must give for the rows: torchtitan the tokens of the texts on end, each ended once; LLaMA-Factory
and ms-swift a loss on exactly what the assistant says, calls included, and tools in the prompt; axolotl and TRL,
started with their configurations of the run, the tokens and masks of the run. nanochat is no package; its conditions
are restated here from `tasks/customjson.py`. A reader that is not installed is named as such.
"""

import argparse
import importlib.machinery
import json
import re
import sys
import tempfile
import types
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' + (message.content or '') }}"
    "{% for call in message.tool_calls or [] %}{{ '<call>' + call.function.name + ' ' }}"
    "{{ call.function.arguments | tojson + '</call>' }}{% endfor %}{{ '<|im_end|>\n' }}{% endfor %}"
)


def loaded(files: Iterable[Path], cache: str, kind: str = "parquet") -> Any:
    """Return rows as `datasets` loads them."""
    from datasets import load_dataset

    return load_dataset(kind, data_files=[str(file) for file in sorted(files)], split="train", cache_dir=cache)


def tokenizer_of(run: Path, template: str) -> Any:
    """Return the tokenizer of the run, with the marks of ChatML as tokens, for Transformers."""
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(run / "tokenizer.json"), eos_token="<|im_end|>")
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    tokenizer.pad_token = "<|im_end|>"
    tokenizer.chat_template = template
    return tokenizer


def torchtitan(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield what HuggingFaceTextDataset gives of the texts: inputs and labels of each document, on end."""
    from torchtitan.components.tokenizer import HuggingFaceTokenizer
    from torchtitan.hf_datasets import text_datasets

    tokenizer = HuggingFaceTokenizer(tokenizer_path=str(run / "configs" / "tokenizer"))
    files = sorted((run / "text").glob("train-*.parquet"))
    texts = loaded(files, cache)
    texts = texts.select(range(min(rows, len(texts))))
    config = text_datasets.DatasetConfig(path="", loader=lambda _: texts, sample_processor=lambda row: row["text"])
    text_datasets.DATASETS["lemnos"] = config
    ids = [tokenizer.encode(text, add_bos=True, add_eos=True) for text in texts["text"]]
    assert all(each[-1] == tokenizer.eos_id != each[-2] for each in ids), "a text does not end once"
    dataset = text_datasets.HuggingFaceTextDataset("lemnos", None, tokenizer, seq_len=512)
    inputs = [token for each in ids for token in each[:-1]]
    labels = [token for each in ids for token in each[1:]]
    count = 0
    for batch, label in dataset:
        assert batch["input"].tolist() == inputs[count : count + 512]
        assert label.tolist() == labels[count : count + 512]
        count += 512
    yield f"{count:,} tokens of {len(texts)} texts"


def llamafactory(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield what the loader, the template `chatml` and the supervised processor give of the rows."""
    if "torchaudio" not in sys.modules:  # imported for audio alone
        module = types.ModuleType("torchaudio")
        module.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
        sys.modules["torchaudio"] = module
    from llamafactory.data.loader import _load_single_dataset
    from llamafactory.data.parser import get_dataset_list
    from llamafactory.data.processor.supervised import SupervisedDatasetProcessor
    from llamafactory.data.template import get_template_and_fix_tokenizer
    from llamafactory.hparams import DataArguments

    folder = str(run / "sharegpt")
    settings = DataArguments(dataset="lemnos_train", dataset_dir=folder, template="chatml", cutoff_len=1 << 20)
    tokenizer = tokenizer_of(run, CHATML)
    template = get_template_and_fix_tokenizer(tokenizer, settings)
    (attributes,) = get_dataset_list(["lemnos_train"], folder)
    hub = types.SimpleNamespace(cache_dir=cache, hf_hub_token=None, om_hub_token=None, ms_hub_token=None)
    process = types.SimpleNamespace(local_process_index=0, seed=0)
    data = _load_single_dataset(attributes, hub, settings, process)
    data = data.select(range(min(rows, len(data))))
    made = SupervisedDatasetProcessor(template, tokenizer, None, settings).preprocess_dataset(data[:])
    assert len(made["input_ids"]) == len(data), "a row is left out"
    trained = 0
    for number, row in enumerate(data):
        said = [*row["_prompt"], *row["_response"]]
        wanted = [each["content"] for each in said if each["role"] == "assistant"]
        calls = [
            each["content"].partition("</think>")[2] or each["content"] for each in said if each["role"] == "function"
        ]
        text = spoken(tokenizer, made["input_ids"][number], made["labels"][number])
        assert all("".join(words.split()) in text for words in wanted)
        assert text.count("Action:") == sum(
            len(found) if isinstance(found := json.loads(each), list) else 1 for each in calls
        )
        assert text.count("<|im_end|>") == len(wanted) + len(calls)
        for tool in json.loads(row["_tools"] or "[]"):
            assert tool["name"] in tokenizer.decode(made["input_ids"][number])
        trained += sum(label != -100 for label in made["labels"][number])
    yield f"{trained:,} tokens with a loss of {len(data)} conversations"


def swift(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield what ms-swift's loader and its template `chatml`, with calls as Hermes has them, give of the rows."""
    del cache
    import torch
    from swift.dataset import load_dataset
    from swift.model import ModelInfo
    from swift.template import TEMPLATE_MAPPING

    tokenizer = tokenizer_of(run, CHATML)
    tokenizer.model_info = ModelInfo(
        "none", str(run), torch.float32, max_model_len=1 << 20, quant_method=None, quant_bits=0, task_type="causal_lm"
    )
    tokenizer.model_meta = types.SimpleNamespace(template="chatml", is_multimodal=False, task_type="causal_lm")
    meta = TEMPLATE_MAPPING["chatml"]
    template = meta.template_cls(tokenizer, meta, max_length=1 << 20, agent_template="hermes")
    template.set_mode("train")
    files = sorted(str(file) for file in (run / "messages").glob("train-*.parquet"))
    before = loaded(map(Path, files), str(run / "work"))
    data, _ = load_dataset(files, load_from_cache_file=False)
    assert len(data) == len(before), "a row is left out"
    trained = refused = 0
    for own, row in islice(zip(before, data, strict=True), rows):
        try:
            made = template.encode(dict(row))
        except AssertionError:
            refused += 1  # the user speaks twice in turn; in training ms-swift leaves such a row out
            continue
        text = spoken(tokenizer, made["input_ids"], made["labels"])
        wanted = "".join(answer(message, "<tool_call>", "</tool_call>") for message in own["messages"])
        assert _FLOAT.sub(_rounded, text) == _FLOAT.sub(_rounded, wanted)
        for tool in own["tools"]:
            assert tool["function"]["name"] in tokenizer.decode(made["input_ids"])
        trained += sum(label != -100 for label in made["labels"])
    yield f"{trained:,} tokens with a loss of {min(rows, len(before))} conversations, {refused} refused"


def spoken(tokenizer: Any, ids: list[int], labels: list[int]) -> str:
    """Return the text that has a loss, without spaces."""
    counted = [token for token, label in zip(ids, labels, strict=True) if label != -100]
    return "".join(tokenizer.decode(counted).split())


def answer(message: dict[str, Any], before: str, after: str) -> str:
    """Return what must have a loss of a message in ChatML, without spaces; nothing if it is not the assistant's."""
    if message["role"] != "assistant" or not message["loss"]:
        return ""
    calls = [call["function"] for call in message["tool_calls"] or ()]
    given = [json.dumps({"name": call["name"], "arguments": call["arguments"]}, ensure_ascii=False) for call in calls]
    text = message["content"] + "".join(f"{before}{each}{after}" for each in given) + "<|im_end|>"
    return "".join(text.split())


def axolotl(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield whether axolotl, with the configuration of the run, gives the words and masks of the run."""
    import yaml
    from axolotl.prompt_strategies.chat_template import load
    from axolotl.utils.dict import DictDefault
    from transformers import AutoTokenizer

    settings = DictDefault(yaml.safe_load((run / "configs" / "axolotl.yaml").read_text(encoding="utf-8")))
    tokenizer = AutoTokenizer.from_pretrained(str(run / settings.tokenizer_config))
    strategy = load(tokenizer, settings, settings.datasets[0])
    told = Told(run, tokenizer)
    for row in islice(loaded((run / file for file in settings.datasets[0].data_files), cache), rows):
        made = strategy.tokenize_prompt(row)
        told.compare(made["input_ids"], made["labels"])
    yield told.verdict()


class Told:
    """The tokens and labels of the records of a run, and how many rows of a trainer have the same.

    Args:
        run: The run.
        tokenizer: Its tokenizer.
    """

    def __init__(self, run: Path, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._own = [
            (tokens, [token if one else -100 for token, one in zip(tokens, mask, strict=True)])
            for tokens, mask in documents(run)
        ]
        self._exact = {(tuple(tokens), tuple(labels)) for tokens, labels in self._own}
        self._words = {self._spoken(tokens, labels) for tokens, labels in self._own}
        self._same = self._alike = self._number = 0

    def compare(self, tokens: list[int], labels: list[int]) -> None:
        """Count a row of a trainer; it ends with its last answer, where a record may go on."""
        found = (tuple(tokens), tuple(labels)) in self._exact or any(
            own[: len(tokens)] == tokens and flags[: len(tokens)] == labels for own, flags in self._own
        )
        self._same += found
        self._alike += not found and self._spoken(tokens, labels) in self._words
        self._number += 1

    def verdict(self) -> str:
        """Return how many are the same; at most one in a hundred may differ, by names of tools."""
        differ = self._number - self._same - self._alike
        assert differ <= 0.01 * self._number, f"{differ} of {self._number} differ"
        alike = f"{self._alike} but for spaces and digits of floats"
        return f"{self._number} conversations, {self._same} token by token, {alike}"

    def _spoken(self, tokens: list[int], labels: list[int]) -> tuple[str, str]:
        """Return what stands there and what has a loss, with floats as exact as `datasets` reads them."""
        text, said = spoken(self._tokenizer, tokens, tokens), spoken(self._tokenizer, tokens, labels)
        return _FLOAT.sub(_rounded, text), _FLOAT.sub(_rounded, said)


_FLOAT = re.compile(r"\d+\.\d+")


def _rounded(found: re.Match[str]) -> str:
    return f"{float(found[0]):.9g}"


def documents(run: Path) -> Iterator[tuple[list[int], list[bool]]]:
    """Yield tokens and mask of each record, as numpy reads the format megatron."""
    for index in sorted((run / "megatron").glob("train-??????.idx")):
        data = index.read_bytes()
        count = int(np.frombuffer(data, "<u8", 1, 18)[0])
        ends = np.cumsum(np.frombuffer(data, "<i4", count, 34)).tolist()
        tokens = np.fromfile(index.with_suffix(".bin"), {8: "<u2", 4: "<i4"}[data[17]]).tolist()
        mask = np.fromfile(index.with_name(f"{index.stem}_loss_mask.bin"), "?").tolist()
        for start, end in zip([0, *ends[:-1]], ends, strict=True):
            yield tokens[start:end], mask[start:end]


def trl(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield whether TRL, with the configuration of the run, gives the tokens and the mask of the run."""
    import yaml
    from transformers import AutoTokenizer
    from trl import SFTConfig

    settings = yaml.safe_load((run / "configs" / "trl.yaml").read_text(encoding="utf-8"))
    fields = {key: value for key, value in settings.items() if key in SFTConfig.__dataclass_fields__}
    assert SFTConfig(output_dir=cache, use_cpu=True, bf16=False, **fields).assistant_only_loss
    tokenizer = AutoTokenizer.from_pretrained(str(run / "configs" / "tokenizer"))
    tokenizer.chat_template = (run / settings["chat_template_path"]).read_text(encoding="utf-8")
    told = Told(run, tokenizer)
    for row in islice(loaded((run / settings["dataset_name"]).glob("train-*.parquet"), cache), rows):
        tools = json.loads(row["tools"]) if isinstance(row["tools"], str) else row["tools"]
        made = tokenizer.apply_chat_template(
            row["messages"], tools=tools, tokenize=True, return_dict=True, return_assistant_tokens_mask=True
        )
        mask = zip(made["input_ids"], made["assistant_masks"], strict=True)
        told.compare(made["input_ids"], [token if one else -100 for token, one in mask])
    yield told.verdict()


def nanochat(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield whether each line passes the conditions of CustomJSON."""
    del cache
    lines = 0
    for file in sorted((run / "nanochat").glob("train-*.jsonl")):
        with file.open(encoding="utf-8") as stream:
            for line in islice(stream, rows):
                messages = json.loads(line.strip())
                assert isinstance(messages, list)
                assert len(messages) >= 2
                for number, message in enumerate(messages):
                    assert message["role"] == ("user" if number % 2 == 0 else "assistant")
                    assert isinstance(message["content"], str)
                lines += 1
    yield f"{lines:,} conversations (conditions restated)"


CHECKS: dict[str, Callable[[Path, int, str], Iterator[str]]] = {
    check.__name__: check for check in (torchtitan, llamafactory, swift, axolotl, trl, nanochat)
}


def main(run: Path, rows: int) -> int:
    """Print a line for each trainer; return the number of faults."""
    faults = 0
    for name, check in CHECKS.items():
        with tempfile.TemporaryDirectory() as cache:
            try:
                print(f"{name}: as it must be; {'; '.join(check(run, rows, cache))}")
            except ImportError as error:
                print(f"{name}: not installed ({error})")
            except AssertionError as error:
                faults += 1
                print(f"{name}: DIFFERENT {error}")
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--rows", type=int, default=200)
    given = parser.parse_args()
    sys.exit(min(1, main(given.run, given.rows)))
