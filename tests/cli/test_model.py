"""A run that asks a model, from the command line: against a server that answers by rule and fails on purpose."""

import json
from pathlib import Path

import pytest

from tests.conftest import EVERY, Ended, lemnos, stable_files
from tests.llm.conftest import Serve, allow, lines_of, serve  # noqa: F401, fixtures

WARES = """Bernstein Honig Leinwand Kupfer Teppiche Glocken Spiegel Papier Getreide Wolle Pfeffer Zimt Silber Eisen
    Marmor Kerzen Fässer Weizen Hopfen Butter Käse Heringe Pelze Seide""".split()
SMALL = ["--set", "talk.plan.turns_mean=14", "--set", "talk.plan.turns_sd=3", "--set", "talk.anchors_per_shard=4"]


def talk(wiki: Path, out: Path, url: str, *more: object) -> Ended:
    return lemnos("talk", wiki, "--out", out, "-q", "--model", "tiny", "--url", url, *SMALL, *EVERY, *more)


@pytest.fixture(scope="module")
def dry(wiki: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    recipe = tmp_path_factory.mktemp("dry") / "r.yaml"
    recipe.write_text(f"inputs: [{{path: {wiki}}}]\nout: {recipe.parent / 'run'}\ntalk: {{reuse: 0}}\n")
    return str(recipe)


def test_the_model_writes_the_turns_and_the_record_says_so(tmp_path: Path, wiki: Path, serve: Serve) -> None:  # noqa: F811
    server = serve()
    ended = talk(wiki, tmp_path / "run", server.url)
    assert ended.code == 0, ended.err
    report = json.loads((tmp_path / "run" / "report.json").read_bytes())
    written, turns = report["written"], report["dialogues"]["turns"]
    assert {"model", "rules: meaning changed"} <= written.keys()  # the server knows nothing of memory turns
    assert sum(written.values()) == turns > 100
    assert 0 < written["rules: meaning changed"] <= report["memory"]["turns"]
    ledger = json.loads((tmp_path / "run" / "ledger.json").read_bytes())
    assert report["model"] == {"name": "tiny", **ledger}
    assert ledger["answered"] == len(server.seen.answered) == len(lines_of(tmp_path / "run"))
    assert ledger["by_purpose"]["user turns"]["answered"] >= 12
    own = sum(count for who, count in written.items() if who.startswith("model"))
    card = (tmp_path / "run" / "README.md").read_text()
    assert f"were written by the model `tiny` ({own:,} of {turns:,})" in " ".join(card.split())
    listed = json.loads((tmp_path / "run" / "manifest.json").read_bytes())["files"]
    assert not {"answers.jsonl", "ledger.json"} & set(listed)


def test_workers_faults_and_a_replay_change_no_byte(tmp_path: Path, wiki: Path, serve: Serve) -> None:  # noqa: F811
    first = tmp_path / "a" / "run"
    assert talk(wiki, first, serve().url, "--workers", 1).code == 0
    second = tmp_path / "b" / "run"
    faulty = serve(faults=0.2, kinds=("429", "503", "500", "cut off", "wrong json", "dropped"), seed=3)
    assert talk(wiki, second, faulty.url, "--workers", 2).code == 0
    assert stable_files(second) == stable_files(first)
    ledger = json.loads((second / "ledger.json").read_bytes())
    assert sum(ledger["faults"].values()) > 0
    assert ledger["failed"] == 0
    third = tmp_path / "c" / "run"  # nobody is asked: all that is needed was recorded
    replay = ["--set", "llm.backend=replay", "--set", f"llm.reuse=[{first}]"]
    assert talk(wiki, third, "http://127.0.0.1:9/v1", *replay).code == 0
    assert stable_files(third) == stable_files(first)
    assert json.loads((third / "ledger.json").read_bytes())["reused"] == len(lines_of(first))


def test_answers_of_a_run_beside_this_one_are_found(tmp_path: Path, wiki: Path, serve: Serve) -> None:  # noqa: F811
    server = serve()
    assert talk(wiki, tmp_path / "one", server.url).code == 0
    asked = dict(server.seen.attempts)
    assert talk(wiki, tmp_path / "two", server.url).code == 0
    assert server.seen.attempts == asked
    assert stable_files(tmp_path / "two") == stable_files(tmp_path / "one")


def test_a_cap_stops_the_run_and_a_higher_one_continues_it(tmp_path: Path, wiki: Path, serve: Serve) -> None:  # noqa: F811
    server = serve()
    stopped = talk(wiki, tmp_path / "run", server.url, "--max-requests", 5)
    assert stopped.code == 3
    assert stopped.line.startswith("lemnos: llm.budget: reached max_requests 5: 5 requests answered, ")
    assert stopped.line.endswith("; raise the cap and rerun the same command: answers received so far are kept")
    assert len(server.seen.answered) == 5
    assert not (tmp_path / "run" / "manifest.json").exists()
    assert talk(wiki, tmp_path / "run", server.url).code == 0
    assert set(server.seen.answered.values()) == {1}
    assert talk(wiki, tmp_path / "apart" / "run", server.url).code == 0
    assert stable_files(tmp_path / "run") == stable_files(tmp_path / "apart" / "run")


def test_a_batch_is_written_read_and_gone_on_with(tmp_path: Path, wiki: Path, serve: Serve) -> None:  # noqa: F811
    from tests.llm.fault_server import answer_to

    run, rounds = tmp_path / "run", 0
    ended = talk(wiki, run, "http://127.0.0.1:9/v1", "--set", "llm.backend=batch")
    while ended.code == 3:
        rounds += 1
        (path,) = sorted((run / "batch").glob("requests-*.jsonl"))[rounds - 1 :]
        assert f"submit {path} as a batch" in ended.line
        waiting = talk(wiki, run, "http://127.0.0.1:9/v1", "--set", "llm.backend=batch")
        assert waiting.code == 3  # no results yet: nothing is written twice
        assert len(list((run / "batch").glob("requests-*.jsonl"))) == rounds
        results = []
        for line in map(json.loads, path.read_text().splitlines()):
            assert (line["method"], line["url"]) == ("POST", "/v1/chat/completions")
            message = {"role": "assistant", "content": answer_to(line["body"])}
            body = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            results.append({"custom_id": line["custom_id"], "response": {"status_code": 200, "body": body}})
        (run / "batch" / f"output-{rounds}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in results))
        ended = talk(wiki, run, "http://127.0.0.1:9/v1", "--set", "llm.backend=batch")
    assert ended.code == 0, ended.err
    assert 1 <= rounds <= 3
    direct = tmp_path / "apart" / "run"
    assert talk(wiki, direct, serve().url).code == 0
    assert stable_files(run) == stable_files(direct)


def test_where_nobody_answers_the_rules_write(tmp_path: Path, wiki: Path) -> None:
    ended = lemnos(
        "talk", wiki, "--out", tmp_path / "run", "-q", *SMALL, *EVERY,
        "--set", "talk.writer=model", "--set", "llm.backend=offline",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    report = json.loads((tmp_path / "run" / "report.json").read_bytes())
    assert report["written"].keys() <= {"rules: failed", "rules: failed, after a check"}


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (
            ["--set", "talk.writer=model"],
            "llm.model: no model is named; give its name as the server knows it, or a GGUF file: --model NAME",
        ),
        (
            ["--model", "m", "--url", "localhost"],
            "llm.server.url: 'localhost' is not a valid base URL; write http://HOST:PORT/v1",
        ),
        (["--model", "m", "--url", "http://me:secret@h/v1"], "llm.server.url: the URL contains a password; move it to"),
        (["--model", "m"], "llm.server.url: asking http://localhost:8000/v1 is forbidden because LEMNOS_"),
        (["--model", "m", "--set", "llm.prompts=nowhere"], "nowhere: contains no prompt; create one with"),
        (["--model", "m", "--set", "llm.backend=scripted"], "llm.script: names no file; give a JSON Lines file"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, wiki: Path, more: list[str], line: str) -> None:
    ended = lemnos("talk", wiki, "--out", tmp_path / "run", "-q", *EVERY, *more)
    assert ended.code == 2
    assert ended.line.startswith(f"lemnos: {line}")
    assert "secret" not in ended.err


def test_documents_in_another_language_get_turns_by_a_model(tmp_path: Path, serve: Serve) -> None:  # noqa: F811
    folder = tmp_path / "de"
    folder.mkdir()
    towns = ("Lindau", "Bregenz", "Konstanz")
    for place, town in enumerate(towns):
        other = towns[(place + 1) % 3]
        text = "\n\n".join(
            f"Händler mit {WARES[place * 8 + part - 1]} oder {WARES[(place * 8 + part + 10) % 24]} kamen gern "
            f"nach {town}, an das Ufer eines großen Sees mit einem Hafen und vielen Häusern aus Stein, in denen "
            f"Fischer und Seeleute wohnten und arbeiteten. Von hier fährt man mit dem Schiff "
            f"nach [{other}]({other}.md), wenn kein Sturm ist."
            for part in range(1, 9)
        )
        (folder / f"{town}.md").write_text(f"# {town}\n\n{text}\n")
    ended = lemnos(
        "talk", folder, "--out", tmp_path / "run", "-q", "--model", "tiny", "--url", serve().url, "--language", "de",
        *EVERY,
        "--set", "talk.plan.turns_mean=12", "--set", "talk.plan.min_turns=3", "--set", "talk.graph.duplicates=0",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    report = json.loads((tmp_path / "run" / "report.json").read_bytes())
    assert report["graph"]["languages"] == {"de": 3}
    assert report["written"].keys() <= {"model", "left out: leak", "left out: answerable", "left out: leans"}
    assert report["written"]["model"] > 0  # the paragraphs are alike, so few questions fit only one of them
    assert report["memory"]["turns"] == 0  # their answers are written in English only


def test_plan_tells_requests_tokens_cost_and_time_and_sends_nothing(dry: str) -> None:
    prices = ["llm.budget.price_in=1", "llm.budget.price_cached=0.5", "llm.budget.price_out=4"]
    told = lemnos("plan", dry, "-q", "talk.writer=model", "llm.model=m", *prices, "--rate", 100)
    assert told.code == 0, told.err
    assert not (Path(dry).parent / "run").exists()
    lines = told.out.splitlines()
    assert lines[1].split() == ["dialogues", "12"]
    assert lines[3].startswith("requests")
    assert sum(line.startswith("--- sample prompt") for line in lines) == 4  # three, and the system message once
    found = json.loads(lemnos("plan", dry, "-q", "talk.writer=model", "llm.model=m", *prices, "--json").out)
    assert (found["documents"], found["sampled"], found["dialogues"]) == (12, 12, 12)
    assert found["turns"] / 16 <= found["requests"] <= found["turns"] / 8
    sent, seen, generated = found["tokens_sent"], found["tokens_repeated"], found["tokens_generated"]
    assert 0 < seen < sent
    assert found["cost"] == pytest.approx((sent + 4 * generated) / 1e6)
    assert found["cost_cached"] == pytest.approx((sent - seen / 2 + 4 * generated) / 1e6)


def test_plan_estimates_the_requests_of_the_run(tmp_path: Path, wiki: Path, dry: str, serve: Serve) -> None:  # noqa: F811
    found = json.loads(lemnos("plan", dry, "-q", "talk.writer=model", "llm.model=m", "--json").out)
    server = serve()
    ended = lemnos(
        "talk", wiki, "--out", tmp_path / "run", "-q", "--model", "m", "--url", server.url, *EVERY,
        "--set", "talk.model_writer.stop_refused=1",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    ledger = json.loads((tmp_path / "run" / "ledger.json").read_bytes())
    assert ledger["by_purpose"]["user turns"]["answered"] == found["requests"]


def test_a_dry_run_says_the_same_and_leaves_no_folder(tmp_path: Path, wiki: Path) -> None:
    ended = lemnos("talk", wiki, "--out", tmp_path / "run", "-q", "--model", "m", "--dry-run", *EVERY)
    assert ended.code == 0, ended.err
    assert "requests" in ended.out
    assert not (tmp_path / "run").exists()


def test_plan_of_the_offline_writer_says_that_it_costs_nothing(dry: str) -> None:
    assert "no model is asked, and it costs nothing" in lemnos("plan", dry, "-q").out


def test_a_changed_prompt_is_another_run(tmp_path: Path, wiki: Path, serve: Serve) -> None:  # noqa: F811
    server = serve()
    assert talk(wiki, tmp_path / "run", server.url).code == 0
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "user_turns_again.md").write_text("$turns")
    changed = talk(wiki, tmp_path / "run", server.url, "--set", f"llm.prompts={mine}")
    assert changed.code == 2
    assert "was created with different settings: llm.prompts.user_turns_again changed from " in changed.line
    paid = ["--max-cost", 1, "--set", "llm.budget.price_in=1"]
    moved = talk(wiki, tmp_path / "run", "http://127.0.0.1:9/v1", *paid)  # another address is no other run
    assert moved.code == 0, moved.err
