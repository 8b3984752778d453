"""The step from finished runs to windows."""

import json
import signal
import subprocess
from collections import Counter
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.records import Document, PackedWindow, ToolDocument, Trajectory
from lemnos.steps.pack.base import Rendered, Window
from lemnos.steps.pack.fit.shard import RunShard
from lemnos.steps.pack.tokenise.stage import vocabulary_of
from lemnos.store.run_folder import RunFolder
from tests.builders import prose
from tests.conftest import LEMNOS, lemnos, stable_files, within
from tests.steps.pack.records import dialogue, document, finished_run, many, talk_run, tool_document, trajectory

pytest.importorskip("tokenizers")

BARE = ("--set", "pack.formats=[]", "--set", "pack.tokenizer.vocabulary=600", "--quiet")


def packed(out: Path, *arguments: object, inputs: tuple[Path, ...]) -> dict[str, Any]:
    ended = lemnos("pack", *inputs, "--out", out, *BARE, *arguments)
    assert ended.code == 0, ended.err
    report: dict[str, Any] = json.loads((out / "report.json").read_bytes())
    return report


def shards(out: Path) -> list[RunShard]:
    run = RunFolder(out)
    splits = json.loads(run.work("plan", "000000.done.json").read_bytes())["splits"]
    window = json.loads((out / "report.json").read_bytes())["window"]
    return [RunShard(run, number, split, window, vocabulary_of(run)) for number, split in enumerate(splits)]


def windows(out: Path) -> list[Window]:
    return [window for shard in shards(out) if shard.rows for window in shard.windows()]


def texts(out: Path) -> dict[str, Rendered]:
    return {row["record"]: msgspec.convert(row, Rendered) for row in RunFolder(out).read_records("rendered")}


def decode(out: Path, tokens: Any) -> str:
    from tokenizers import Tokenizer

    tokenizer: Any = Tokenizer.from_file(str(out / "tokenizer.json"))
    text: str = tokenizer.decode(tokens.tolist(), skip_special_tokens=False)
    return text


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return talk_run(tmp_path_factory.mktemp("talk") / "talk", many(40), 4)


@pytest.fixture(scope="module")
def made(talk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("packed") / "run"
    packed(out, "--window", 512, "--workers", 1, "--set", "pack.shard_tokens=20000", inputs=(talk,))
    return out


def test_every_unit_is_in_one_window_apart_from_repeats(made: Path) -> None:
    seen: Counter[tuple[str, int]] = Counter()
    for window in windows(made):
        for part in window.parts:
            if not part.repeated:
                seen.update((part.record, unit) for unit in range(part.first_unit, part.last_unit + 1))
    assert set(seen.values()) == {1}
    assert seen.keys() == {(name, unit) for name, text in texts(made).items() for unit in range(len(text.units))}


def test_a_part_decodes_to_the_text_of_its_units(made: Path) -> None:
    known = texts(made)
    for window in windows(made):
        for part in window.parts:
            text = known[part.record]
            start = text.units[part.first_unit - 1] if part.first_unit else 0
            assert decode(made, window.tokens[part.start : part.end]) == text.text[start : text.units[part.last_unit]]


def test_windows_are_not_too_long_and_nothing_repeated_is_trained_on(made: Path) -> None:
    for window in windows(made):
        assert len(window.tokens) == len(window.trained) <= 512
        assert window.trained.any()
        assert not window.trained[window.starts].any()
        assert [part.start for part in window.parts] == [0, *(part.end for part in window.parts[:-1])]
        assert set(window.starts.tolist()) <= {part.start for part in window.parts}
        for part in window.parts:
            if part.repeated:
                assert not window.trained[part.start : part.end].any()
            else:
                assert window.trained[part.start + 1 : part.end].all()


def test_pieces_of_long_records_fill_what_whole_ones_leave(tmp_path: Path) -> None:
    records = [document(f"whole {number}", prose(number, 400 + number % 8)) for number in range(30)]
    records += [
        document(f"long {number}", *(prose(100 + 40 * number + part, 64) for part in range(24))) for number in range(6)
    ]
    made = finished_run(tmp_path / "made", "talk", "documents", Document, records)
    out = tmp_path / "out"
    report = packed(out, "--window", 512, "--set", "pack.validation=0", inputs=(made,))
    alone = [max(text.units) for text in texts(out).values() if len(text.units) == 1]
    assert len(alone) == 30
    assert report["cut_that_fit"] == 0
    assert report["waste"]["share"] < 0.1
    test_every_unit_is_in_one_window_apart_from_repeats(out)
    test_a_part_decodes_to_the_text_of_its_units(out)


def test_recalls_that_are_trained_on_have_their_referent(made: Path) -> None:
    report = json.loads((made / "report.json").read_bytes())
    assert report["recalls"]["kept"] == report["recalls"]["all"] > 50
    assert report["recalls"]["apart_in_blind_cuts"] > 20
    assert report["cut_that_fit"] == 0
    recalls = {(name, recall.unit): recall.earlier for name, text in texts(made).items() for recall in text.recalls}
    for window in windows(made):
        there = {(part.record, unit) for part in window.parts for unit in range(part.first_unit, part.last_unit + 1)}
        for part in window.parts:
            for unit in () if part.repeated else range(part.first_unit, part.last_unit + 1):
                earlier = recalls.get((part.record, unit))
                assert earlier is None or (part.record, earlier) in there


def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path, talk: Path) -> None:
    options = ("--window", 512, "--set", "pack.shard_tokens=20000")
    found = []
    for workers in (1, 2, 3):
        out = tmp_path / str(workers) / "run"
        packed(out, *options, "--workers", workers, inputs=(talk,))
        found.append(stable_files(out))
    assert found[0] == found[1] == found[2]
    assert "windows/000002.parquet" in found[0]


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_ends_as_if_undisturbed(tmp_path: Path, talk: Path, made: Path) -> None:
    out = tmp_path / "run"
    command = [LEMNOS, "pack", talk, "--out", out, *BARE, "--window", 512, "--workers", 2]
    command += ["--set", "pack.shard_tokens=20000"]
    for stage, count in (("tokenizer", 1), ("tokenise", 2), ("fit", 1), ("fit", 3)):
        process = subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL)
        assert within(60, partial(_is_at, out / "work" / stage, count, process))
        process.send_signal(signal.SIGKILL)
        process.wait()
    ended = lemnos(*command[1:])
    assert ended.code == 0, ended.err
    assert stable_files(out) == stable_files(made)


def _is_at(folder: Path, count: int, process: "subprocess.Popen[bytes]") -> bool:
    return len(list(folder.glob("*.done.json"))) >= count or process.poll() is not None


def test_orphans_are_masked_dropped_or_trained_on(tmp_path: Path) -> None:
    run = talk_run(tmp_path / "talk", [dialogue(number, 12, {11: (0,)}, words=40) for number in range(4)])
    trained = {}
    for choice in ("mask", "drop", "train"):
        out = tmp_path / choice
        settings = (
            "--set",
            f"pack.orphans={choice}",
            "--set",
            "pack.repeat_recalls=false",
            "--set",
            "pack.validation=0",
        )
        report = packed(out, "--window", 256, *settings, inputs=(run,))
        assert report["recalls"]["orphaned"] == 4
        trained[choice] = report["trained"]
        units = {
            (part.record, unit)
            for row in windows(out)
            for part in row.parts
            for unit in range(part.first_unit, part.last_unit + 1)
        }
        assert len(units) == (44 if choice == "drop" else 48)
        assert report["waste"]["lost"] == (report["recalls"]["orphan_tokens"] if choice == "drop" else 0)
    assert trained["mask"] < trained["train"]
    assert trained["drop"] < trained["train"]


def test_an_orphan_that_fills_a_piece_by_itself_is_lost_and_counted(tmp_path: Path) -> None:
    run = talk_run(tmp_path / "talk", [dialogue(number, 3, {2: (0,)}, words=150) for number in range(4)])
    out = tmp_path / "out"
    ended = lemnos("pack", run, "--out", out, *BARE[:-1], "--window", 256, "--set", "pack.validation=0")
    assert ended.code == 0, ended.err
    report = json.loads((out / "report.json").read_bytes())
    assert (report["recalls"]["all"], report["recalls"]["kept"], report["recalls"]["orphaned"]) == (4, 0, 4)
    assert report["waste"]["lost"] == report["recalls"]["orphan_tokens"] == report["waste"]["untrained_tokens"] > 0
    assert "0 of 4 recalls have their referent in the window" in ended.out + ended.err
    there = Counter(part.record for window in windows(out) for part in window.parts)
    assert set(there.values()) == {2}


def test_runs_of_all_kinds_are_packed_together_with_their_licences(tmp_path: Path) -> None:
    runs = (
        talk_run(tmp_path / "talk", [dialogue(number, licence="CC-BY-SA-4.0") for number in range(3)]),
        finished_run(
            tmp_path / "tools", "tools", "tool_documents", ToolDocument, [tool_document("tide", "tide()\n\nReads.")]
        ),
        finished_run(tmp_path / "logs", "trajectories", "trajectories", Trajectory, [trajectory(n) for n in range(3)]),
        finished_run(tmp_path / "pages", "talk", "documents", Document, [document("Tides", "One.", "Two.")]),
    )
    report = packed(tmp_path / "run", "--template", "chatml", inputs=runs)
    assert set(report["kinds"]) == {"Dialogue", "ToolDocument", "Trajectory", "Document"}
    assert set(report["licences"]) == {"CC-BY-SA-4.0", "MIT", "CC0-1.0"}
    assert sum(report["licences"].values()) == report["tokens"]
    assert "| CC-BY-SA-4.0 |" in (tmp_path / "run" / "README.md").read_text()
    free = packed(tmp_path / "free", "--licence", "MIT", inputs=runs)
    assert set(free["licences"]) == {"MIT"}
    assert free["rejected"]["tokenise"]["licence"] == 4


def test_only_the_assistant_is_trained_on_with_that_mask(tmp_path: Path) -> None:
    run = talk_run(tmp_path / "talk", [dialogue("a", 2)])
    out = tmp_path / "run"
    packed(out, "--mask", "assistant", "--template", "chatml", "--set", "pack.validation=0", inputs=(run,))
    (window,) = windows(out)
    first, second = (message.content for message in dialogue("a", 2).messages[1::2])
    assert decode(out, window.tokens[window.trained]) == f"{first}<|im_end|>{second}<|im_end|><|endoftext|>"


def test_rows_without_a_trained_token_are_left_out_and_counted(tmp_path: Path) -> None:
    logs = finished_run(
        tmp_path / "logs",
        "trajectories",
        "trajectories",
        Trajectory,
        [trajectory(0), trajectory(1, train=(False, False))],
    )
    both = packed(tmp_path / "both", "--set", "pack.validation=0", inputs=(logs,))
    settings = ("--mask", "assistant", "--window", both["tokens"] // 2 + 20, "--set", "pack.validation=0")
    report = packed(tmp_path / "run", *settings, inputs=(logs,))
    assert report["waste"]["untrained_pieces"] == 1
    assert report["windows"] == 1


def test_a_later_window_of_a_trajectory_begins_with_its_task_again(tmp_path: Path) -> None:
    short = trajectory(0)
    call, output, answer = short.messages[2:]
    long = msgspec.structs.replace(short, messages=(*short.messages[:2], *(call, output, answer) * 30))
    logs = finished_run(tmp_path / "logs", "trajectories", "trajectories", Trajectory, [long])
    for share, task, rules in (("0.6", True, True), ("0.1", True, False), ("0", False, False)):
        out = tmp_path / share
        options = ("--window", 256, "--set", f"pack.head_share={share}", "--set", "pack.validation=0")
        report = packed(out, *options, inputs=(logs,))
        later = 0
        for window in windows(out):
            for before, part in pairwise((None, *window.parts)):
                if part is None or part.repeated or not part.offset:
                    continue
                later += 1
                head = window.tokens[before.start : before.end] if before and before.repeated else window.tokens[:0]
                text = decode(out, head)
                assert ("How high is the tide, 0?" in text, "Be brief." in text) == (task, rules)
                assert not window.trained[part.start - len(head) : part.start].any()
        assert later > 2
        assert (report["heads"]["repeated"] > 2, report["heads"]["missing"] > 2) == (task, not task)


def test_a_dry_run_says_what_the_run_makes_and_writes_nothing(tmp_path: Path, talk: Path) -> None:
    settings = ("--window", 512, "--set", "pack.validation=0")
    report = packed(tmp_path / "run", *settings, inputs=(talk,))
    ended = lemnos("pack", talk, "--out", tmp_path / "dry", *BARE, *settings, "--dry-run")
    assert ended.code == 0, ended.err
    found = {line.rsplit(maxsplit=1)[0].strip(): line.rsplit(maxsplit=1)[1] for line in ended.out.splitlines()}
    assert found["records"] == f"{report['packed_records']:,}"
    assert found["windows"] == f"{report['windows']:,}"
    assert found["tokens with a loss"] == f"{report['trained']:,}"
    assert not (tmp_path / "dry").exists()


def test_a_weight_repeats_or_samples_the_records_of_an_input(tmp_path: Path) -> None:
    one = talk_run(tmp_path / "one", [dialogue(f"one {number}", 4) for number in range(60)])
    two = talk_run(tmp_path / "two", [dialogue(f"two {number}", 4) for number in range(60)])
    report = packed(tmp_path / "run", "--set", "pack.weights={one: 2, two: 0.5}", inputs=(one, two))
    assert 120 + 20 <= report["copies"] <= 120 + 40
    assert report["inputs"]["0"] > 3 * report["inputs"]["1"]
    ended = lemnos("pack", one, "--out", tmp_path / "x", *BARE, "--set", "pack.weights={thee: 2}")
    assert ended.code == 2
    assert "no input is called 'thee'" in ended.line


def test_a_budget_and_a_sample_take_fewer_records(tmp_path: Path, talk: Path, made: Path) -> None:
    whole = json.loads((made / "report.json").read_bytes())["packed_tokens"]
    few = packed(tmp_path / "few", "--tokens", "10k", inputs=(talk,))
    assert 5_000 < few["packed_tokens"] <= 10_000
    half = packed(tmp_path / "half", "--set", "pack.sample=0.5", inputs=(talk,))
    assert 0.2 * whole < half["packed_tokens"] < 0.8 * whole
    assert half["sampled_out"] + half["rendered"] == 40


def test_dialogues_that_share_a_document_are_on_one_side(tmp_path: Path) -> None:
    records = [dialogue(number, 4, documents=[f"page {number % 10}"]) for number in range(60)]
    out = tmp_path / "run"
    report = packed(out, "--set", "pack.validation=0.3", inputs=(talk_run(tmp_path / "talk", records),))
    assert report["clusters"] == 10
    sides: dict[str, set[str]] = {}
    names = {record.id: record.documents[0].id for record in records}
    for shard in shards(out):
        for window in shard.windows():
            for part in window.parts:
                sides.setdefault(names[part.record], set()).add(shard.split)
    assert all(len(side) == 1 for side in sides.values())
    assert {side for found in sides.values() for side in found} == {"train", "validation"}


def test_documents_of_a_shard_are_whole_records(made: Path) -> None:
    known = texts(made)
    found = [window for shard in shards(made) for window in shard.documents()]
    assert Counter(window.parts[0].record for window in found) == Counter(known.keys())
    for window in found[:5]:
        assert decode(made, window.tokens) == known[window.parts[0].record].text


def test_a_record_that_two_inputs_hold_is_packed_once(tmp_path: Path) -> None:
    one = talk_run(tmp_path / "one", [dialogue("a"), dialogue("b")])
    two = talk_run(tmp_path / "two", [dialogue("b"), dialogue("c")])
    report = packed(tmp_path / "run", inputs=(one, two))
    assert (report["duplicates"], report["packed_records"]) == (1, 3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--tokens", "many"), "no number of tokens"),
        (("--window", "0k"), "no number of tokens"),
        (("--template", "model"), "takes the template of a tokenizer, and none is given"),
        (("--template", "absent.jinja"), "no such template"),
        (("--set", "pack.template="), "pack.template is empty; write plain, chatml, model, or the file of a template"),
        (("--set", "pack.tokenizer="), "nothing is given, and a mapping (key: value) is expected; write {}"),
        (("--tokenizer", "absent"), "no tokenizer is there"),
        (("--set", "pack.weights={talk: -1}"), "not between 0 and 1000"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, talk: Path, options: tuple[str, ...], words: str) -> None:
    ended = lemnos("pack", talk, "--out", tmp_path / "run", *BARE, *options)
    assert ended.code == 2
    assert words in ended.line


def test_a_run_without_records_to_pack_says_why(tmp_path: Path, talk: Path) -> None:
    ended = lemnos("pack", talk, "--out", tmp_path / "run", *BARE, "--licence", "GPL-3.0")
    assert ended.code == 2
    assert "licence 40" in ended.line


def test_paths_in_a_recipe_are_relative_to_it_and_files_are_identified_by_content(tmp_path: Path, talk: Path) -> None:
    packed(tmp_path / "first", inputs=(talk,))
    folder = tmp_path / "recipes"
    folder.mkdir()
    (folder / "tokenizer.json").write_bytes((tmp_path / "first" / "tokenizer.json").read_bytes())
    (folder / "chat.jinja").write_text("{% for m in messages %}<{{ m.role }}>{{ m.content }}\n{% endfor %}")
    (folder / "pack.yaml").write_text(
        f"inputs: [{talk}]\nout: packed\n"
        "pack: {formats: [], template: chat.jinja, tokenizer: {path: tokenizer.json}, validation: 0}\n"
    )
    ended = lemnos("run", folder / "pack.yaml", "--quiet")
    assert ended.code == 0, ended.err
    assert all(text.text.startswith("<user>What of number 0?") for text in texts(folder / "packed").values())
    (folder / "chat.jinja").write_text("{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}")
    changed = lemnos("run", folder / "pack.yaml", "--quiet")
    assert changed.code == 2
    assert "was created with different settings" in changed.line


def test_the_library_packs_runs_and_records(tmp_path: Path) -> None:
    import lemnos as library

    settings = {"formats": [], "tokenizer": {"vocabulary": 400}, "validation": 0.0, "window": 256}
    made = library.pack(
        [dialogue("a", 3), dialogue("b", 3)], out=tmp_path / "run", progress=False, workers=1, **settings
    )
    assert made.path == tmp_path / "run"
    assert sum(len(window.parts) for window in map(_packed, RunFolder(made.path).read_records("windows"))) >= 2


def _packed(row: dict[str, Any]) -> PackedWindow:
    return msgspec.convert(row, PackedWindow)


@pytest.mark.parametrize(
    ("eos", "more", "told"),
    [
        ('""', (), "the tokenizer has no token that ends a document"),
        ("", (), "the tokenizer has no token that ends a document"),
        ("<|im_end|>", ("--template", "chatml"), "<|im_end|>, which ends documents, ends each turn of ChatML"),
    ],
)
def test_olmo_without_an_end_of_documents_alone_is_refused_before_records_are_read(
    tmp_path: Path, eos: str, more: tuple[str, ...], told: str
) -> None:
    run = talk_run(tmp_path / "talk", [dialogue("a", 2)])
    out = tmp_path / "run"
    ended = lemnos("pack", run, "--out", out, *BARE[2:], "--to", "olmo", "--set", f"pack.tokenizer.eos={eos}", *more)
    assert ended.code == 2
    assert told in ended.line
    assert not (out / "work" / "tokenise").exists()
