"""A token of any format leads back to its record, turn, source and licence."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

pytest.importorskip("tokenizers")

from lemnos.cli.pack_trace import trace as command
from lemnos.errors import InputError, LemnosError, RunError
from lemnos.records import (
    Dialogue,
    DialogueMeta,
    Document,
    DocumentReference,
    Evidence,
    Paragraph,
    Part,
    ScoreCard,
    Turn,
    TurnKind,
    Utterance,
)
from lemnos.steps.pack.base import Rendered, Vocabulary, Window
from lemnos.steps.pack.formats import datatrove, megatron, olmo, packed
from lemnos.steps.pack.formats.placement import Placed, find
from lemnos.steps.pack.render.renderer import Renderer
from lemnos.steps.pack.settings import PackSettings
from lemnos.steps.pack.tokenise.names import TokenNames
from lemnos.steps.pack.tokenise.tokenizer import TextEncoder, Tokens
from lemnos.steps.pack.trace import Trace, trace
from lemnos.store.run_folder import RunFolder, describe, open_run
from tests.steps.pack.formats.builders import MadeShard, window

LOCK = "A lock lifts a boat. It fills with water."
TIDE = "The tide turns twice a day."
DIALOGUE = Dialogue(
    id="d1",
    messages=(
        Utterance("user", "What is a lock?"),
        Utterance("assistant", f"A lock lifts a boat. {TIDE}"),
        Utterance("user", "Where were we?"),
        Utterance("assistant", "I said that it lifts — a boat."),
    ),
    turns=(
        Turn(TurnKind.RECALL, 0.5, (Evidence("lock", 0, 20), Evidence("tide", 0, 27))),
        Turn(TurnKind.RECALL, 0.0, (Evidence("lock", 0, 20),), verbatim=False, recalls=(0,)),
    ),
    documents=(
        DocumentReference("lock", "Lock", "", "CC0-1.0", "lock.md"),
        DocumentReference("tide", "Tide", "", "MIT", "tide.md"),
    ),
    meta=DialogueMeta("lock", "rules", "en", 0, 0, 0, 0, 0.5, ScoreCard(
        coherence=1, memory=1, soundness=1, coverage=1, score=1)),
)  # fmt: skip
DOCUMENT = Document(
    id="p1",
    title="Lock",
    source="lock.md",
    licence="CC0-1.0",
    text=f"{LOCK}\n\nIt is old.",
    paragraphs=(Paragraph(0, 41), Paragraph(43, 53, ("History",))),
)
INPUTS = [{"content": {"kind": "run", "name": name}} for name in ("runs/talk", "runs/docs")]
PACKED: tuple[Dialogue | Document, ...] = (DIALOGUE, DOCUMENT)
EOS = "<|endoftext|>"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A packed run of a dialogue and a document in one window, and its shards."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=[EOS], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator([LOCK, TIDE], trainer)
    path = tmp_path_factory.mktemp("trace") / "run"
    with open_run(path, describe("pack", {"inputs": INPUTS})) as folder:
        names = TokenNames(bos="", eos=EOS, pad="", special=(EOS,), added=(EOS,))
        renderer = Renderer(PackSettings(), names, 0)
        rendered = [renderer(record, number)[0] for number, record in enumerate(PACKED)]
        folder.write_records("rendered", 3, Rendered, rendered)
        tokenizer.save(str(path / "tokenizer.json"))
        encoded = [made for made in TextEncoder(tokenizer, "all").encode(rendered) if isinstance(made, Tokens)]
        _write_shards(folder, rendered, encoded)
    return folder


def _write_shards(folder: RunFolder, rendered: Sequence[Rendered], encoded: Sequence[Tokens]) -> None:
    first, second = encoded
    cut = int(first.units[0])
    tokens = np.concatenate([first.ids[cut:], second.ids])
    parts = (
        Part("d1", 3, 0, 1, 1, 0, len(first.ids) - cut, cut, repeated=True),
        Part("p1", 3, 1, 0, 2, len(first.ids) - cut, len(tokens), 0),
    )
    cut_one = Window(tokens, np.ones(len(tokens), np.bool_), np.array([0, parts[1].start], np.int32), parts)
    wholes = [
        Window(made.ids, made.trained, np.zeros(1, np.int32), (Part(text.record, 3, row, 0, 1, 0, len(made.ids), 0),))
        for row, (text, made) in enumerate(zip(rendered, encoded, strict=True))
    ]
    vocabulary = Vocabulary(300, 0, None, 0, str(folder.path / "tokenizer.json"))
    shard = MadeShard([cut_one, cut_one], wholes, length=len(tokens) + 5, vocabulary=vocabulary)
    for module in (packed, megatron, olmo, datatrove):
        module.write(shard, folder.path / module.FORMAT.name)


def all_of(run: RunFolder, name: str) -> list[Trace]:
    """Return the trace of every token of a file."""
    found: list[Trace] = []
    while True:
        try:
            found.append(trace(run.path / name, len(found)))
        except InputError:
            return found


def text_of(found: Sequence[Trace], record: str) -> str:
    return "".join(each.text for each in found if each.record == record)


def test_every_token_of_a_whole_record_leads_to_its_piece_of_the_text(run: RunFolder) -> None:
    found = all_of(run, "megatron/train-000000.bin")
    texts = {row["record"]: row["text"] for row in run.read_records("rendered")}
    dash = texts["d1"].index("—")
    assert [each.text for each in found if each.record == "d1" and "—" in each.text] == ["—"] * 3, "of three bytes"
    assert "".join(each.text for each in found if each.record == "d1").replace("———", "—") == texts["d1"]
    assert text_of(found, "p1") == texts["p1"]
    assert texts["d1"][dash - 6 : dash] == "lifts "
    assert {each.record: {other.row for other in found if other.record == each.record} for each in found} == {
        "d1": {0},
        "p1": {1},
    }


def place_of(found: Trace) -> tuple[Any, ...]:
    return found.record, found.before, found.text, found.unit, found.message, found.exact


def test_a_quoted_word_leads_to_the_character_of_its_document(run: RunFolder) -> None:
    found = all_of(run, "megatron/train-000000.bin")
    word = next(each for each in found if each.text.strip() and each.before.endswith("The") and each.message == 1)
    assert (word.unit, word.units, word.role, word.what) == (0, 2, "assistant", "words")
    assert [(source.document, source.source, source.licence) for source in word.sources] == [("tide", "tide.md", "MIT")]
    assert word.exact == 3
    assert TIDE[3 : 3 + len(word.text)] == word.text


def test_a_word_that_is_not_quoted_leads_to_the_evidence_of_its_turn(run: RunFolder) -> None:
    found = all_of(run, "megatron/train-000000.bin")
    answer = next(each for each in found if each.message == 3)
    asked = next(each for each in found if each.message == 0 and each.role == "user")
    assert (answer.unit, answer.exact) == (1, None)
    assert [(source.document, source.start, source.end) for source in answer.sources] == [("lock", 0, 20)]
    assert (asked.unit, [source.document for source in asked.sources]) == (0, ["lock", "tide"])


def test_a_paragraph_leads_to_its_place_in_the_document(run: RunFolder) -> None:
    found = all_of(run, "megatron/train-000000.bin")
    old = next(each for each in found if each.record == "p1" and each.before.endswith("It is"))
    assert (old.input, old.unit, old.message, old.exact) == ("runs/docs", 1, 1, 48)
    assert DOCUMENT.text[48 : 48 + len(old.text)] == old.text
    heading = next(each for each in found if "Hist" in each.before[-4:] + each.text or each.before.endswith("## H"))
    assert (heading.unit, heading.message, heading.exact) == (1, -1, None)
    assert [(source.start, source.end) for source in heading.sources] == [(43, 53)]


@pytest.mark.parametrize(
    "name", ["packed/train-000000.idx.parquet", "olmo/token_ids-train-000000.npy", "datatrove/train-000000.ds"]
)
def test_windows_lead_back_as_whole_records_do(run: RunFolder, name: str) -> None:
    whole = {
        (each.record, len(each.before), each.text, each.unit, each.exact)
        for each in all_of(run, "megatron/train-000000.bin")
    }
    found = all_of(run, name)
    assert {
        (each.record, len(each.before), each.text, each.unit, each.exact) for each in found if not each.added
    } <= whole
    assert {each.repeated for each in found if each.record == "d1"} == {True}
    assert {each.unit for each in found if each.record == "d1"} == {1}
    assert {each.repeated for each in found if each.record == "p1"} == {False}
    assert text_of(found[: len(found) // 2], "p1").endswith(f"It is old.{EOS}")


def test_padding_and_added_ends_are_named(run: RunFolder) -> None:
    found = all_of(run, "datatrove/train-000000.ds")
    half = len(found) // 2
    assert [each.added for each in found[half - 6 : half]] == ["", *["padding"] * 5]
    assert [each.row for each in (found[half - 1], found[half])] == [0, 1]
    megatron.write(MadeShard(whole=[window("5 6", records=["x"])]), run.path / "other")
    assert find(run.path / "other" / "train-000000.bin", 2) == (Placed(row=0, start=2, end=3, added="end"), 2)


@pytest.mark.parametrize("file", ["train-000000_loss_mask.bin", "train-000000.idx"])
def test_masks_and_indices_lead_to_the_same_places(run: RunFolder, file: str) -> None:
    assert trace(run.path / "megatron" / file, 3).before == trace(run.path / "megatron" / "train-000000.bin", 3).before


def test_a_row_and_a_token_of_it_are_an_offset(run: RunFolder) -> None:
    file = run.path / "packed" / "train-000000.idx.parquet"
    tokens = len(all_of(run, "packed/train-000000.idx.parquet")) // 2
    assert trace(file, 3, 1) == trace(file, tokens + 3)
    assert trace(file, tokens - 1, 0).token == tokens - 1


def test_a_run_of_json_lines_is_traced_too(run: RunFolder, tmp_path: Path) -> None:
    rows = list(run.read_records("rendered"))
    with open_run(tmp_path / "run", run.description(), "jsonl") as folder:
        folder.write_records("rendered", 3, Rendered, rows)
    for name in ("packed", "trace"):
        (tmp_path / "run" / name).symlink_to(run.path / name)
    (tmp_path / "run" / "tokenizer.json").symlink_to(run.path / "tokenizer.json")
    file = "packed/train-000000.idx.parquet"
    assert trace(tmp_path / "run" / file, 9) == trace(run.path / file, 9)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("packed/train-000000.idx.parquet", "999,999"), "has no token 999,999; it has "),
        (("packed/train-000000.idx.parquet", "2:0"), "has no row 2; it has 2, numbered from 0"),
        (("packed/train-000000.idx.parquet", "0:999"), "row 0 has no token 999; it has "),
        (("packed/train-000001.idx.parquet", "0"), "there is no such file; give a file that lemnos pack wrote"),
        (("tokenizer.json", "0"), "has no index of its tokens; give a file of tokens in the folder of its format"),
    ],
)
def test_what_cannot_be_traced_is_told_in_one_line(run: RunFolder, arguments: tuple[str, str], line: str) -> None:
    with pytest.raises(LemnosError) as refused:
        CliRunner().invoke(command, [str(run.path / arguments[0]), arguments[1]], catch_exceptions=False)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("offset", ["x", "1:2:3", ":", "1:", ":1", "-", "1.5", "_"])
def test_an_offset_that_is_none_is_refused(run: RunFolder, offset: str) -> None:
    ended = CliRunner().invoke(command, [str(run.path / "packed/train-000000.idx.parquet"), offset])
    assert ended.exit_code == 2
    assert "is not the number of a token, as 1234, or ROW:TOKEN, as 7:12" in ended.output.replace("\n", " ")


def test_the_command_names_record_turn_source_and_licence(run: RunFolder) -> None:
    found = all_of(run, "megatron/train-000000.bin")
    word = next(each for each in found if each.text.strip() and each.before.endswith("The") and each.message == 1)
    ended = CliRunner().invoke(command, [str(run.path / "megatron/train-000000.bin"), str(word.token)])
    lines = ended.output.splitlines()
    assert lines[0] == f"token {word.token} of train-000000.bin, in row 0: {word.text!r} (id {word.id})"
    assert lines[1:3] == [
        "  record   Dialogue d1 of runs/talk",
        "  turn     0 of 2, numbered from 0, message 1: assistant, words",
    ]
    assert lines[4:] == [
        "  from     tide.md, 'Tide' (tide), characters 0 to 27; the token begins at 3",
        "  licence  MIT",
    ]


def test_the_command_names_padding_as_such(run: RunFolder) -> None:
    last = len(all_of(run, "datatrove/train-000000.ds")) - 1
    ended = CliRunner().invoke(command, [str(run.path / "datatrove/train-000000.ds"), str(last)])
    assert ended.output == f"token {last} of train-000000.ds, in row 1: padding, added by the format\n"


def test_a_run_whose_records_are_gone_is_told(run: RunFolder, tmp_path: Path) -> None:
    with open_run(tmp_path / "run", run.description()):
        pass
    for name in ("packed", "trace"):
        (tmp_path / "run" / name).symlink_to(run.path / name)
    with pytest.raises(RunError, match="has no rendered records 000003"):
        trace(tmp_path / "run" / "packed" / "train-000000.idx.parquet", 0)
