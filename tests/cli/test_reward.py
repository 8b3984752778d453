"""``lemnos reward``: import, eval, rank, train, show, and how they end on bad input."""

import gzip
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lemnos.steps.talk.reward.model import SHIPPED, read_model
from tests.conftest import LEMNOS, lemnos

VERBS = ["rank", "eval", "import", "train", "show"]

TOPICS = [
    {
        "number": number,
        "turn": [
            {"number": turn + 1, "raw_utterance": "?", "passage": f"{thing} {verb} the {place} near {place} {thing}."}
            for turn, (verb, place) in enumerate((("made", "reef"), ("left", "harbour"), ("crossed", "strait")))
        ],
    }
    for number, thing in enumerate("A whale,A tide,A clipper,A sextant,A storm,A buoy,A fog,A gull".split(","))
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 16 cases from 8 conversations."""
    folder = tmp_path_factory.mktemp("cases")
    (folder / "topics.json").write_text(json.dumps(TOPICS))
    ended = lemnos("reward", "import", "auto", "topics.json", "--out", "cases.jsonl", "--candidates", 8, cwd=folder)
    assert (ended.code, ended.out) == (0, "cases.jsonl: 16 cases from 8 conversations (cast)\n"), ended.err
    return folder / "cases.jsonl"


def ranked(*lines: str, model: str = "default") -> tuple[int, list[dict[str, Any]], str]:
    command = [str(LEMNOS), "reward", "rank", "-", "--model", model]
    ended = subprocess.run(command, input="".join(line + "\n" for line in lines), capture_output=True, text=True)
    return ended.returncode, [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_has_an_example_and_what_each_option_does(verb: str) -> None:
    ended = lemnos("reward", verb, "--help")
    assert ended.code == 0
    assert re.search(rf"^ +lemnos reward {verb} \S", ended.out.partition("Examples:")[2], re.MULTILINE)


def test_help_imports_nothing_heavy() -> None:
    import sys

    program = (
        "import sys\nfrom lemnos.cli.main import main\nsys.argv = ['lemnos', 'reward', 'rank', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint('heavy:', *{'numpy', 'torch'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "heavy:"


def test_cases_are_judged_in_a_table(cases: Path) -> None:
    ended = lemnos("reward", "eval", cases)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == f"{cases}: 16 cases in 8 groups, 128 pairs"
    figure = r"\d\.\d{3} \[\d\.\d{3}, \d\.\d{3}\]"
    rows = [line for line in lines if re.search(rf"^\S.*(\s+{figure}){{3}}", line)]
    assert [re.split(r"  +", row)[0] for row in rows] == ["default", "random", "BM25", "BM25, last answer"]
    assert "default at even odds: calibration error " in ended.out


def test_cases_are_judged_as_json_and_the_same_each_time(cases: Path, tmp_path: Path) -> None:
    packed = tmp_path / "more.jsonl.gz"
    packed.write_bytes(gzip.compress(cases.read_bytes() + b'oops\n{"history": [], "candidates": ["a"]}\n'))
    once, again = (lemnos("reward", "eval", cases, packed, "--json") for _ in range(2))
    assert once.code == 0
    assert once.err == f"{packed}:17: JSON is malformed: invalid character (byte 0)\n"
    found, same = json.loads(once.out), json.loads(again.out)
    assert found["bad_lines"] == 1
    assert list(found["files"]) == [str(cases), str(packed), "all files"]
    assert found["files"][str(packed)]["left_out"] == {"no positive": 1, "fewer than 2 candidates": 0}
    assert found["files"]["all files"]["cases"] == 32
    for one in (found, same):
        for file in one["files"].values():
            for result in file["results"]:
                assert result.pop("pairs_per_second") > 0
    assert found == same


def test_lines_are_ranked_with_all_else_kept() -> None:
    line = '{"id": "x1", "history": ["The reef is home to many fish."], "candidates": %s, "meta": {"a": [1.50]}}'
    good = line % '["Fish of the reef eat algae.", "The stock market fell.", "", "The stock market fell."]'
    many = line % json.dumps([f"Passage {number} about fish number {number}." for number in range(400)])
    code, found, errors = ranked(
        good,
        '{"history": [], "candidates": ["One.", "Two."]}',
        '{"history": ["Прилив зависит от Луны."], "candidates": ["Прилив бывает дважды.", "Рынок закрыт."]}',
        many,
        line % json.dumps(["word " * 200_000, "fish"]),
        line % "[]",
        line % '["alone"]',
    )
    assert (code, errors) == (0, "")
    assert [len(one["scores"]) for one in found] == [4, 2, 2, 400, 2, 0, 1]
    assert all(0 <= score <= 1 for one in found for score in one["scores"])
    first = found[0]
    assert list(first) == ["id", "history", "candidates", "meta", "scores"]
    assert first["scores"][0] == max(first["scores"])
    assert first["scores"][1] == first["scores"][3]
    assert found[2]["scores"][0] > found[2]["scores"][1]


def test_bad_lines_end_with_2_and_the_good_ones_are_out() -> None:
    code, found, errors = ranked('{"history": [], "candidates": ["a"]}', "oops", '{"history": [], "candidates": ["b"]}')
    assert code == 2
    assert [one["candidates"] for one in found] == [["a"], ["b"]]
    assert errors.splitlines() == [
        "-:2: JSON is malformed: invalid character (byte 0)",
        "lemnos: -: 1 of 3 lines were left out; fix them as reported above",
    ]


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text('{"history": ["a"], "candidates": ["b", "c"]}\n' * 20_000)
    piped = f"{LEMNOS} reward rank {path} | head -1"
    ended = subprocess.run(["bash", "-c", piped], capture_output=True, text=True, check=True)
    assert (ended.stdout.count("\n"), ended.stderr) == (1, "")


def test_a_model_is_trained_shown_and_judged(cases: Path, finished: Path, tmp_path: Path) -> None:
    arguments = [finished, f"{cases}=2", "--readings", 30, "--talks", 0, "--walks", 30, "--licence", "Apache-2.0"]
    ended = lemnos("reward", "train", *arguments, "--out", tmp_path / "m.npz")
    assert ended.code == 0, ended.err
    assert re.match(
        rf"{finished}: \d+ cases\n{cases}: \d+ cases\n{tmp_path}/m.npz: evaluate it with lemnos reward eval ",
        (ended.out),
    )
    shown = lemnos("reward", "show", tmp_path / "m.npz")
    notes = json.loads(shown.out.partition("\n")[2])
    assert [source["weight"] for source in notes["sources"]] == [1.0, 2.0]
    assert notes["sources"][0]["licence"] == "Apache-2.0"
    judged = lemnos("reward", "eval", cases, "--model", tmp_path / "m.npz", "--model", "default")
    assert judged.code == 0
    assert f"{tmp_path}/m.npz  " in judged.out
    assert lemnos("reward", "show", "default").out.startswith("default: ")


def test_held_out_documents_become_cases_with_places(finished: Path, tmp_path: Path) -> None:
    out = tmp_path / "held.jsonl"
    options = ["--held-out", "8/8", "--per-document", 2, "--candidates", 6]
    ended = lemnos("reward", "import", "documents", finished, "--out", out, *options)
    assert (ended.code, ended.out) == (0, f"{out}: 24 cases from 1 run\n"), ended.err
    found = [json.loads(line) for line in out.read_text().splitlines()]
    for case in found:
        assert len(set(case["candidates"])) == len(case["candidate_places"]) == 6
        last, right = case["history_places"][-1], case["candidate_places"][case["candidates"].index(case["positive"])]
        assert (right[0], right[2]) == (last[0], last[2] + 1)
    assert len({case["candidates"].index(case["positive"]) for case in found}) > 2
    judged = json.loads(lemnos("reward", "eval", out, "--json").out)["files"][str(out)]["results"]
    assert judged[-1]["model"] == "adjacency"
    assert judged[-1]["measures"]["MRR"]["mean"] == 1
    bare = json.loads(lemnos("reward", "eval", out, "--json", "--texts-only").out)["files"][str(out)]["results"]
    assert bare[-1]["model"] == "BM25, last answer"
    assert bare[0]["measures"]["MRR"]["mean"] < judged[0]["measures"]["MRR"]["mean"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["eval", "none.jsonl"], "none.jsonl: no such file or directory; give a readable file, or - for"),
        (["eval", "bad.jsonl"], "bad.jsonl: none of its 1 lines is a valid case; give one JSON object per line: "),
        (["eval", "bad.jsonl", "--model", "none.npz"], "none.npz: no such file; give a file that "),
        (["eval", "bad.jsonl", "--model", "bad.jsonl"], "bad.jsonl: not a reward model; give a file that "),
        (["eval", "bad.jsonl", "--embedding", "x"], "'x' is not a valid embedding; write st:NAME, hf:PATH or ce:PATH"),
        (["rank", "none.jsonl"], "none.jsonl: no such file or directory; "),
        (["import", "auto", "bad.jsonl", "--out", "x"], "bad.jsonl: unknown format; give one of cast, quac, "),
        (["import", "documents", "nowhere", "--out", "x"], "nowhere: no documents in this folder; give the folder of "),
        (
            ["import", "documents", ".", "--out", "x", "--held-out", "1/3"],
            "--held-out: '1/3' is not a valid share; write K/8, ",
        ),
        (["import", "html", "bad.jsonl", "--out", "x"], "Invalid value for 'FORMAT': 'html' is not one of 'auto', "),
        (
            ["train", "bad.jsonl", "--out", "x"],
            "Invalid value for --out: 'x' does not end with .npz; give a file that does",
        ),
        (
            ["train", "bad.jsonl=0", "--out", "x.npz"],
            "Invalid value for INPUT: 'bad.jsonl=0' has no weight above 0; write INPUT=WEIGHT",
        ),
        (["train", "none", "--out", "x.npz"], "none: no such file or directory; "),
        (["show", "bad.jsonl"], "bad.jsonl: not a reward model; "),
    ],
)
def test_what_cannot_be_is_one_line(arguments: list[str], line: str, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"hello": 1}\n')
    ended = lemnos("reward", *arguments, cwd=tmp_path)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.line.startswith(f"lemnos: {line}")
    assert not list(tmp_path.glob("x*"))


def test_a_plan_with_a_reward_that_is_none_is_told_at_once(wiki: Path, tmp_path: Path) -> None:
    ended = lemnos("talk", wiki, "--out", tmp_path / "run", "--set", "talk.reward=lexicl", cwd=tmp_path)
    assert ended.code == 2
    assert ended.line.startswith("lemnos: talk: 'lexicl' is no reward; write learned, lexical, an .npz file, or st:, ")
    assert not (tmp_path / "run").exists()
    ended = lemnos("talk", wiki, "--out", tmp_path / "run", "--set", "talk.reward=x.npz", cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.line.startswith("lemnos: x.npz: no such file; ")


def test_a_run_goes_on_only_with_the_model_that_it_began_with(wiki: Path, tmp_path: Path) -> None:
    model = tmp_path / "m.npz"
    model.write_bytes(SHIPPED.read_bytes())
    command = ("talk", wiki, "--out", tmp_path / "run", "--set", f"talk.reward={model}", "--workers", 1, "-q")
    assert lemnos(*command).code == 0
    assert lemnos(*command).code == 0
    shipped = read_model(model)
    shipped._replace(network=shipped.network._replace(linear=-shipped.network.linear)).save(model)
    ended = lemnos(*command)
    assert ended.code == 2
    assert "talk.reward has other content" in ended.line


def test_documents_are_chosen_by_licence(finished: Path, cases: Path, tmp_path: Path) -> None:
    def import_(*options: str) -> tuple[int, str, bytes]:
        out = tmp_path / "cases.jsonl"
        out.unlink(missing_ok=True)
        arguments = (finished, "--out", out, "--held-out", "8/8", "--candidates", 2)
        ended = lemnos("reward", "import", "documents", *arguments, *options)
        return ended.code, ended.err, out.read_bytes() if out.exists() else b""

    every = import_()
    assert every[0] == 0, every[1]
    assert import_("--licence", "apache-2.0") == every
    assert import_("--exclude-licence", "MIT") == every
    for options in (("--licence", "MIT"), ("--exclude-licence", "Apache-2.0")):
        code, err, written = import_(*options)
        assert (code, written) == (2, b"")
        assert "no held-out document yields a case" in err
        assert "choose other licences" in err


@pytest.mark.parametrize("option", ["--licence", "--exclude-licence"])
def test_conversations_have_no_licence_to_choose_by(option: str, cases: Path, tmp_path: Path) -> None:
    ended = lemnos("reward", "import", "auto", cases, "--out", tmp_path / "out.jsonl", option, "MIT")
    assert ended.code == 2
    assert "leave out --licence and --exclude-licence, or give the format documents" in " ".join(ended.err.split())


def test_a_model_is_trained_on_documents_chosen_by_licence(finished: Path, cases: Path, tmp_path: Path) -> None:
    few = ("--readings", 20, "--talks", 0, "--walks", 20, "--out", tmp_path / "m.npz")
    assert lemnos("reward", "train", finished, *few, "--only-licence", "Apache-2.0").code == 0
    none = lemnos("reward", "train", finished, *few, "--exclude-licence", "Apache-2.0")
    assert none.code == 2
    assert "choose other licences" in none.err
    mixed = lemnos("reward", "train", finished, cases, *few, "--only-licence", "MIT")
    assert mixed.code == 2
    assert "have no licences" in mixed.err
