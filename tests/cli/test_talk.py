"""``lemnos`` and ``lemnos talk``: help, options, exit codes."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from lemnos.store.run_folder import existing_run
from tests.conftest import EVERY, lemnos

VERBS = ["talk", "run", "plan", "show", "prompts"]


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom lemnos.cli.main import main\nsys.argv = ['lemnos', '--help']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'numpy', 'pyarrow', 'rich', 'yaml', 'docutils', 'selectolax', 'markdown_it'} & set(sys.modules)\n"
        "print('heavy:', *sorted(heavy))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "heavy:"
    assert "lemnos talk demo/corpus --out runs/demo" in shown


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_has_an_example(verb: str) -> None:
    ended = lemnos(verb, "--help")
    assert ended.code == 0
    examples = ended.out.partition("Examples:")[2]
    assert re.search(rf"^ +lemnos {verb} \S", examples, re.MULTILINE)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_first_help(verb: str) -> None:
    assert re.search(rf"^  {verb}  +[A-Z]", lemnos("--help").out, re.MULTILINE)


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"lemnos, version \d+\.\d+\.\d+\n", lemnos("--version").out)


def test_no_arguments_show_the_help_and_end_with_2() -> None:
    ended = lemnos()
    assert (ended.code, ended.err) == (2, "")
    assert ended.out.startswith("Usage: lemnos")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["tlak"], "has no command 'tlak'; did you mean lemnos talk?"),
        (["talk"], "Missing argument 'INPUT...'"),
        (["talk", "docs"], "Missing option '--out'"),
        (
            ["talk", "docs", "--out", "x", "--kind", "wiki"],
            "'wiki' is not one of 'auto', 'mediawiki', 'folder', 'table'",
        ),
        (["talk", "docs", "--out", "x", "--workers", "0"], "0 is not at least 1"),
        (["talk", "docs", "--out", "x", "--limit", "0"], "0 is not at least 1"),
        (["talk", "docs", "--out", "x", "--min-score", "2"], "2.0 is not from 0 to 1"),
        (["talk", "docs", "--out", "x", "--format", "csv"], "'csv' is not one of 'parquet', 'jsonl'"),
        (["talk", "a.jsonl", "--out", "x", "--map", "text"], "write OURS=THEIRS, for example text=body; not 'text'"),
        (["talk", "a.jsonl", "--out", "x", "--map", "text=a,=b"], "write OURS=THEIRS, for example text=body; not '=b'"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(arguments: list[str], told: str, tmp_path: Path) -> None:
    ended = lemnos(*arguments, cwd=tmp_path)
    assert ended.code == 2
    assert told in " ".join(ended.err.split())
    assert "Traceback" not in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("override", "line"),
    [
        ("talk.plan.turn_mean=4", "lemnos: unknown setting talk.plan.turn_mean; did you mean talk.plan.turns_mean?"),
        ("talk.min_score=1.5", "lemnos: talk.min_score: 1.5 is not at most 1; write a number from 0 to 1"),
        ("talk.graph.mutual=high", "lemnos: talk.graph.mutual: expected a number, not high, which is text"),
        ("dwell", "lemnos: 'dwell' is not an override; write key.sub=value"),
    ],
)
def test_a_wrong_setting_is_one_line(override: str, line: str, wiki: Path, tmp_path: Path) -> None:
    ended = lemnos("talk", wiki, "--out", tmp_path / "run", "--set", override)
    assert (ended.code, ended.line) == (2, line)
    assert not (tmp_path / "run").exists()


def test_a_finished_run_tells_where_everything_is(finished: Path, wiki: Path) -> None:
    again = lemnos("talk", wiki, "--out", finished, "--workers", 1, *EVERY)
    assert again.code == 0
    assert again.err == ""
    assert re.match(
        rf"{finished}: 12 dialogues of \d+\.\d turns on average \(median \d+\), from 12 documents\n", again.out
    )
    assert f"lemnos show {finished}" in again.out
    for name in ("dialogues", "documents", "README.md", "report.json"):
        assert str(finished / name) in again.out
        assert (finished / name).exists()


def test_progress_is_told_on_standard_error_unless_quiet(wiki: Path, tmp_path: Path) -> None:
    loud = lemnos("talk", wiki, "--out", tmp_path / "loud", "--workers", 1)
    quiet = lemnos("talk", wiki, "--out", tmp_path / "quiet", "--workers", 1, "-q")
    assert [line.partition(":")[0] for line in loud.err.splitlines()] == ["documents", "graph", "clusters", "dialogues"]
    assert quiet.err == ""
    assert quiet.out == ""


def test_a_limit_takes_a_sample(wiki: Path, tmp_path: Path) -> None:
    ended = lemnos("talk", wiki, "--out", tmp_path / "run", "--limit", 5, "--workers", 1)
    assert ended.code == 0
    report = json.loads((tmp_path / "run" / "report.json").read_bytes())
    count = report["documents"]["documents"]
    assert 5 <= count <= 8
    assert report["documents"]["read"] == 12
    assert f"sample: {count} of 12 documents, a connected sample in" in ended.err


def test_a_table_is_read_by_its_mapping_and_its_links(tmp_path: Path, wiki: Path) -> None:
    rows = [{"nr": path.stem, "body": path.read_text()} for path in sorted(wiki.iterdir())]
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "links.tsv").write_text(
        "".join(f"{a['nr']}\t{b['nr']}\n" for a, b in pairwise(rows)) + "nothing\tnowhere\nonly one\n"
    )
    mapping = ["--map", "text=body,id=nr,format=markdown", "--licence", "MIT", "--format", "jsonl"]
    ended = lemnos(
        "talk", "pages.jsonl", "--out", "run", *mapping, "--links", "links.tsv", "--workers", 1, *EVERY, cwd=tmp_path
    )
    assert ended.code == 0, ended.err
    report = json.loads((tmp_path / "run" / "report.json").read_bytes())
    assert report["dialogues"]["dialogues"] == 12
    assert report["documents"]["licences"] == {"Apache-2.0": 12}  # as they say themselves
    assert (report["graph"]["table_rows"], report["graph"]["table_rows_unresolved"]) == (12, 1)
    assert report["rejected"]["graph"] == {"link_table_row": 1}


def test_dialogues_of_low_score_are_rejected_and_said_why(finished: Path, wiki: Path, tmp_path: Path) -> None:
    everything = list(existing_run(finished).read_records("dialogues"))
    ranked = sorted(dialogue["meta"]["card"]["score"] for dialogue in everything)
    least = (ranked[5] + ranked[6]) / 2
    assert lemnos("talk", wiki, "--out", tmp_path / "run", "--min-score", least, "--workers", 1, "-q", *EVERY).code == 0
    run = existing_run(tmp_path / "run")
    kept = list(run.read_records("dialogues"))
    assert kept == [dialogue for dialogue in everything if dialogue["meta"]["card"]["score"] >= least]
    refused = [json.loads(line) for line in (run.path / "rejected/dialogues/000000.jsonl").read_bytes().splitlines()]
    assert len(kept) + len(refused) == 12
    parts = "turns|coherence|memory|soundness|coverage"
    for refusal in refused:
        assert refusal["rule"] == "low_score"
        assert re.fullmatch(
            rf"its score is 0\.\d\d, below talk.min_score {least:g}; weakest part: ({parts}) \d\.\d\d",
            refusal["reason"],
        )
        assert refusal["source"].endswith(".md")
    verdicts = [verdict for verdict in run.read_records("verdicts") if verdict["rule"] == "low_score"]
    assert {verdict["record"] for verdict in verdicts} == {
        dialogue["id"] for dialogue in everything if dialogue["meta"]["card"]["score"] < least
    }
    assert not any(verdict["keep"] for verdict in verdicts)
    report = json.loads((run.path / "report.json").read_bytes())
    assert report["rejected"]["dialogues"] == {"low_score": len(refused)}
    assert report["dialogues"]["dialogues"] == len(kept)
    assert report["scores"]["score"]["min"] >= round(least, 3)


def test_a_score_that_no_dialogue_reaches_is_an_error_that_names_it(wiki: Path, tmp_path: Path) -> None:
    ended = lemnos("talk", wiki, "--out", tmp_path / "run", "--min-score", 1, "--workers", 1, "-q", *EVERY)
    assert (ended.code, ended.out) == (2, "")
    assert ended.line == (
        f"lemnos: {tmp_path / 'run'}: no dialogue was made; left out: low_score 12 (each with its reason in "
        f"{tmp_path / 'run' / 'rejected'}); lower talk.min_score (now 1); then choose another --out or delete "
        f"{tmp_path / 'run'}"
    )
    assert not (tmp_path / "run" / "manifest.json").exists()
    again = lemnos("talk", wiki, "--out", tmp_path / "run", "--min-score", 1, "--workers", 1, "-q", *EVERY)
    assert (again.code, again.line) == (2, ended.line)


def test_a_run_of_an_earlier_release_without_a_dialogue_is_an_error(wiki: Path, tmp_path: Path) -> None:
    short = ("--set", "talk.plan.min_turns=300", "--set", "talk.plan.turns_mean=300", "--workers", 1)
    assert lemnos("talk", wiki, "--out", tmp_path / "run", *short).code == 2
    (tmp_path / "run" / "manifest.json").write_text('{"lemnos": "0.1", "step": "talk"}')
    ended = lemnos("talk", wiki, "--out", tmp_path / "run", *short)
    assert ended.code == 2
    assert "no dialogue was made; left out: too_short 3 (" in ended.line
    assert "; lower talk.plan.min_turns (now 300) or give longer documents" in ended.line


def test_a_licence_that_is_not_stated_is_said_at_the_end(wiki: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    for path in wiki.iterdir():
        (tmp_path / "bare" / path.name).write_text(re.sub(r"(?m)^licence:.*\n", "", path.read_text()))
    unstated = lemnos("talk", tmp_path / "bare", "--out", tmp_path / "unstated", "--workers", 1)
    stated = lemnos("talk", tmp_path / "bare", "--licence", "CC0-1.0", "--out", tmp_path / "stated", "--workers", 1)
    line = "  no licence is stated for 12 of 12 documents; state it with --licence SPDX, in a recipe with the setting "
    assert line + "licence of the input\n" in unstated.out
    assert "no licence" not in stated.out


def test_records_of_a_run_are_selected_by_licence(finished: Path, tmp_path: Path) -> None:
    found = {row["licence"] for row in existing_run(finished).read_records("documents")}
    gone = lemnos(
        "talk", finished, "--out", tmp_path / "none", "-q", *(o for x in found for o in ("--exclude-licence", x))
    )
    assert gone.code == 2
    kept = lemnos("talk", finished, "--out", tmp_path / "kept", "-q", "--exclude-licence", "GPL-3.0-only")
    assert kept.code == 0, kept.err
    told = " ".join(lemnos("talk", "--help").out.split())
    assert "Of an input that is a finished run: read only records under this licence." in told
