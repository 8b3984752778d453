"""What trainers that tokenise by themselves make of a run of `lemnos pack`: rows of text and of messages.

    python benchmarks/pack_record_readers.py RUN [--rows 200]

RUN is packed with the formats text, messages, sharegpt and nanochat, as Parquet. Each check states in one line what the
trainer's own code must give for the rows: torchtitan the tokens of the texts on end; LLaMA-Factory, ms-swift and
nanochat the same speakers and words; axolotl and TRL a loss on exactly what the assistant says. nanochat is no package;
its conditions are restated here from `tasks/customjson.py`. A reader that is not installed is named as such.
"""

import argparse
import importlib.machinery
import json
import sys
import tempfile
import types
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' + (message.content or '') }}"
    "{% for call in message.tool_calls or [] %}{{ '<call>' + call.function.name + ' ' }}"
    "{{ call.function.arguments | tojson + '</call>' }}{% endfor %}{{ '<|im_end|>\n' }}{% endfor %}"
)
GENERATION = (
    "{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' }}"
    "{% if message.role == 'assistant' %}{% generation %}{{ message.content or '' }}"
    "{% for call in message.tool_calls or [] %}{{ '<call>' + call.function.name + ' ' }}"
    "{{ call.function.arguments | tojson + '</call>' }}{% endfor %}{{ '<|im_end|>\n' }}{% endgeneration %}"
    "{% else %}{{ (message.content or '') + '<|im_end|>\n' }}{% endif %}{% endfor %}"
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


def no_object(text: str) -> bool:
    """Return whether a text is no JSON object: some sources hold such arguments, and they stay as they are."""
    try:
        return not isinstance(json.loads(text), dict)
    except ValueError:
        return True


def torchtitan(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield what HuggingFaceTextDataset gives of the texts: inputs and labels of each document, on end."""
    from tokenizers import Tokenizer
    from torchtitan.hf_datasets import text_datasets

    tokenizer = Tokenizer.from_file(str(run / "tokenizer.json"))
    files = sorted((run / "text").glob("train-*.parquet"))
    texts = loaded(files, cache).select(range(rows))
    config = text_datasets.DatasetConfig(path="", loader=lambda _: texts, sample_processor=lambda row: row["text"])
    text_datasets.DATASETS["lemnos"] = config
    ids = [[0, *tokenizer.encode(text, add_special_tokens=False).ids, 1] for text in texts["text"]]
    encode = types.SimpleNamespace(
        encode=lambda text, **_: [0, *tokenizer.encode(text, add_special_tokens=False).ids, 1]
    )
    dataset = text_datasets.HuggingFaceTextDataset("lemnos", None, encode, seq_len=512)
    inputs = [token for each in ids for token in each[:-1]]
    labels = [token for each in ids for token in each[1:]]
    count = 0
    for batch, label in dataset:
        assert batch["input"].tolist() == inputs[count : count + 512]
        assert label.tolist() == labels[count : count + 512]
        count += 512
    yield f"{count:,} tokens of {rows} texts"


def llamafactory(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield what SharegptDatasetConverter gives, with the attributes that its parser reads from dataset_info.json."""
    if "torchaudio" not in sys.modules:  # imported for audio alone
        module = types.ModuleType("torchaudio")
        module.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
        sys.modules["torchaudio"] = module
    from llamafactory.data.converter import SharegptDatasetConverter
    from llamafactory.data.formatter import FunctionFormatter, ToolFormatter
    from llamafactory.data.parser import get_dataset_list

    (attributes,) = get_dataset_list(["lemnos_train"], str(run / "sharegpt"))
    convert = SharegptDatasetConverter(attributes, types.SimpleNamespace())
    calls, tools = FunctionFormatter(slots=["{{content}}"], tool_format="default"), ToolFormatter(tool_format="default")
    folder = run / "sharegpt" / attributes.dataset_name
    turns = 0
    for row in islice(loaded(folder.iterdir(), cache, "json"), rows):
        made = convert(row)
        said = [*made["_prompt"], *made["_response"]]
        assert [each["content"] for each in said] == [each["value"] for each in row["conversations"]]
        assert made["_system"] == row["system"]
        tools.apply(content=made["_tools"])
        for each in said:
            if each["role"] == "function":
                calls.apply(content=each["content"], thought_words=("<think>", "</think>"))
        turns += len(said)
    yield f"{turns:,} turns of {rows} conversations"


def swift(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield what ms-swift's MessagesPreprocessor gives: its own roles, the words, the loss of each answer."""
    from swift.dataset.preprocessor.core import MessagesPreprocessor

    made = MessagesPreprocessor()
    answers = 0
    data = loaded((run / "messages").glob("train-*.parquet"), cache).select(range(rows))
    for row in data:
        before = [dict(message) for message in row["messages"]]
        after = made.preprocess(row)["messages"]
        made._check_messages({"messages": after})
        spoken = [message for message in before if message["role"] != "assistant" or message["content"]]
        texts = [message["content"] for message in after if message["role"] != "tool_call"]
        assert texts == [message["content"] for message in spoken if message["content"] or message["role"] == "tool"]
        assert [m["role"] for m in after].count("tool_call") == sum(len(m["tool_calls"] or ()) for m in before)
        made = [message for message in after if message["role"] in ("assistant", "tool_call")]
        assert all(isinstance(message["loss"], bool) for message in made)
        answers += len(made)
    yield f"{answers:,} answers of {rows} conversations"


def axolotl(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield whether axolotl's chat_template strategy takes a loss on the answers, and on no other message."""
    from axolotl.prompt_strategies.chat_template import ChatTemplatePrompter, ChatTemplateStrategy

    tokenizer = tokenizer_of(run, CHATML)
    prompter = ChatTemplatePrompter(tokenizer, CHATML, max_length=1 << 20, message_field_training="loss")
    strategy = ChatTemplateStrategy(
        prompter, tokenizer, False, 1 << 20, roles_to_train=["assistant"], train_on_eos="turn"
    )
    trained = 0
    for row in islice(loaded((run / "messages").glob("train-*.parquet"), cache), rows):
        if any(message["tool_calls"] for message in row["messages"]):
            continue  # ChatML says nothing of calls; their own templates do
        made = strategy.tokenize_prompt({"messages": row["messages"], "tools": row["tools"]})
        counted = [token for token, label in zip(made["input_ids"], made["labels"], strict=True) if label != -100]
        answers = [each for each in row["messages"] if each["role"] == "assistant" and each["loss"]]
        wanted = "".join(each["content"] + "<|im_end|>" for each in answers)
        assert "".join(tokenizer.decode(counted).split()) == "".join(wanted.split())
        trained += len(counted)
    yield f"{trained:,} tokens with a loss"


def trl(run: Path, rows: int, cache: str) -> Iterator[str]:
    """Yield whether the assistant's mask of TRL (`assistant_only_loss`) covers the answers and their calls alone."""
    import trl as package

    tokenizer = tokenizer_of(run, GENERATION)
    trained = 0
    for row in islice(loaded((run / "messages").glob("train-*.parquet"), cache), rows):
        tools = json.loads(row["tools"]) if isinstance(row["tools"], str) else row["tools"]
        made = tokenizer.apply_chat_template(
            row["messages"], tools=tools, tokenize=True, return_dict=True, return_assistant_tokens_mask=True
        )
        counted = [t for t, one in zip(made["input_ids"], made["assistant_masks"], strict=True) if one]
        wanted = ""
        for message in row["messages"]:
            if message["role"] == "assistant":
                calls = [call["function"] for call in message["tool_calls"] or ()]
                assert all(isinstance(call["arguments"], dict) or no_object(call["arguments"]) for call in calls)
                given = [json.dumps(call["arguments"], ensure_ascii=False) for call in calls]
                told = "".join(f"<call>{call['name']} {each}</call>" for call, each in zip(calls, given, strict=True))
                wanted += f"{message['content']}{told}<|im_end|>\n"
        assert "".join(tokenizer.decode(counted).split()) == "".join(wanted.split())
        trained += len(counted)
    yield f"{trained:,} tokens with a loss; {package.__name__} {package.__version__}"


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
