"""Run folders: who may work in one, what is in it, and what says that it is finished."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import RunError
from lemnos.records import Rejected
from lemnos.store.run_folder import RunFolder, describe, existing_run, open_run
from lemnos.version import VERSION

INPUT_A = {"licence": "MIT", "content": {"name": "a", "bytes": 1}}
SETTINGS: dict[str, Any] = {
    "seed": 1,
    "talk": {"plan": {"turns_mean": 60.0}},
    "inputs": [INPUT_A, INPUT_A | {"content": {"name": "b", "bytes": 1}}],
}
ROW = Rejected(stage="documents", rule="empty", reason="nothing in it", source="a.md")


def refused(path: Path, settings: dict[str, Any] = SETTINGS) -> str:
    with pytest.raises(RunError) as caught, open_run(path, describe("talk", settings)):
        pass
    return str(caught.value)


def test_a_fresh_folder_gets_its_description_first(tmp_path: Path) -> None:
    with open_run(tmp_path / "deep" / "run", describe("talk", SETTINGS)) as run:
        described = json.loads((run.path / "run.json").read_bytes())
    assert described["settings"] == SETTINGS
    assert described["lemnos"] == VERSION
    assert len(described["fingerprint"]) == 16


def test_a_folder_of_the_same_settings_is_continued(tmp_path: Path) -> None:
    with open_run(tmp_path, describe("talk", SETTINGS)) as run:
        run.finish("documents", 0, {"documents": 3})
        (run.work("documents") / ".writing-000001.bin").touch()
    with open_run(tmp_path, describe("talk", SETTINGS)) as run:
        assert run.done("documents", 0) == {"documents": 3}
        assert run.done("documents", 1) is None
        assert [path.name for path in run.work("documents").iterdir()] == ["000000.done.json"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seed": 2}, "seed changed from 1 to 2"),
        ({"talk": {"plan": {"turns_mean": 40.5}}}, "talk.plan.turns_mean changed from 60 to 40.5"),
        ({"inputs": [INPUT_A, INPUT_A | {"content": {"name": "c"}}]}, "input b was removed, input c was added"),
        ({"links": "x"}, "links was set to x"),
    ],
)
def test_a_run_of_other_settings_is_refused_and_the_setting_named(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    with open_run(tmp_path, describe("talk", SETTINGS)):
        pass
    assert refused(tmp_path, SETTINGS | change) == (
        f"{tmp_path}: was created with different settings: {told}; "
        "choose another --out, restore the settings, or delete the folder"
    )


def test_of_many_changes_three_are_told(tmp_path: Path) -> None:
    with open_run(tmp_path, describe("talk", {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1})):
        pass
    line = refused(tmp_path, {"a": 2, "b": 2, "c": 2, "d": 2, "e": 2})
    assert ": a changed from 1 to 2, b changed from 1 to 2, c changed from 1 to 2 and 2 more; " in line


def test_another_release_continues_a_run_and_another_version_of_the_step_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_run(tmp_path, describe("talk", SETTINGS | {"version": 1})):
        pass
    monkeypatch.setattr("lemnos.version.VERSION", "9.9.9")
    with open_run(tmp_path, describe("talk", SETTINGS | {"version": 1})):
        pass
    assert json.loads((tmp_path / "run.json").read_bytes())["lemnos"] == VERSION
    assert "this release writes other bytes (the step's version changed from 1 to 2)" in refused(
        tmp_path, SETTINGS | {"version": 2}
    )


def test_a_run_of_another_step_or_of_an_old_release_is_refused(tmp_path: Path) -> None:
    with open_run(tmp_path, describe("tools", SETTINGS)):
        pass
    assert "different settings: it is a run of tools, not of talk;" in refused(tmp_path)
    described = json.loads((tmp_path / "run.json").read_bytes())
    del described["step"]
    (tmp_path / "run.json").write_text(json.dumps(described | {"lemnos": "0.1.0", "fingerprint": "0" * 16}))
    assert "Lemnos 0.1.0 made it, whose runs this release only reads" in refused(tmp_path)


def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text("mine")
    assert refused(tmp_path) == f"{tmp_path}: is neither empty nor a run folder; choose another --out or empty it"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.md"]


@pytest.mark.parametrize("content", [b"{}", b"[1, 2]", b'{"lemnos": 3', b"\xff\xfe", b""])
def test_a_run_json_of_somebody_else_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run.json").write_bytes(content)
    line = refused(tmp_path)
    assert line.startswith(f"{tmp_path / 'run.json'}: not the run.json of a run (")
    assert (tmp_path / "run.json").read_bytes() == content


def test_a_run_killed_while_it_began_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / ".lock").touch()
    (tmp_path / ".writing-run.json").write_bytes(b'{"lemnos":')
    with open_run(tmp_path, describe("talk", SETTINGS)) as run:
        assert sorted(path.name for path in run.path.iterdir()) == [".lock", "run.json"]


def test_two_processes_do_not_work_in_one_folder(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom lemnos.store.run_folder import describe, open_run\n"
        "with open_run(Path(sys.argv[1]), describe('talk', {})):\n    print('open', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        assert refused(tmp_path, {}) == (
            f"{tmp_path}: another lemnos process is working in this folder; wait for it, or choose another --out"
        )
        other.kill()
    with open_run(tmp_path, describe("talk", {})):
        pass


def test_the_lock_is_given_back_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), open_run(tmp_path, describe("talk", SETTINGS)):
        raise ValueError("no")
    refused(tmp_path, {"seed": 2})
    with open_run(tmp_path, describe("talk", SETTINGS)):
        pass


def test_a_path_below_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "run"
    assert refused(path) == f"{path}: another file or folder is in the way; choose another --out"
    assert (
        refused(tmp_path / "file") == f"{tmp_path / 'file'}: another file or folder is in the way; choose another --out"
    )


def test_a_folder_without_permission_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", denied)
    assert refused(tmp_path) == f"{tmp_path}: cannot be written; choose another --out or fix the permissions"


@pytest.mark.parametrize("format", ["parquet", "jsonl"])
def test_records_come_back_in_order(tmp_path: Path, format: Any) -> None:
    run = RunFolder(tmp_path, format)
    run.write_records("dialogues", 1, Rejected, [ROW])
    run.write_records("dialogues", 0, Rejected, [])
    run.write_records("dialogues", 2, Rejected, [ROW, ROW])
    (tmp_path / "dialogues" / ".writing-000003.jsonl").write_text("{")
    assert [path.name for path in run.files("dialogues")] == [f"00000{number}.{format}" for number in range(3)]
    assert (
        list(run.read_records("dialogues"))
        == [{"stage": "documents", "rule": "empty", "reason": "nothing in it", "source": "a.md", "record": ""}] * 3
    )


def test_refusals_are_lines_and_none_make_no_file(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    run.write_rejected("documents", 0, [])
    run.write_rejected("documents", 1, [ROW])
    files = list((tmp_path / "rejected" / "documents").iterdir())
    assert [file.name for file in files] == ["000001.jsonl"]
    assert json.loads(files[0].read_text())["reason"] == "nothing in it"


def test_the_manifest_lists_what_readers_need_and_ends_the_run(tmp_path: Path) -> None:
    with open_run(tmp_path, describe("talk", SETTINGS)) as run:
        run.write_records("dialogues", 0, Rejected, [ROW])
        run.write_rejected("documents", 0, [ROW])
        run.finish("documents", 0, {"cost": 0.123})
        run.journal.append({"event": "started"})
        for name in ("report.json", "README.md"):
            (tmp_path / name).write_text("x")
        complete = [run.complete]
        run.write_manifest({"dialogues": Rejected, "verdicts": Rejected})
        complete.append(run.complete)
    assert complete == [False, True]
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    described = json.loads((tmp_path / "run.json").read_bytes())
    assert manifest["fingerprint"] == described["fingerprint"]
    assert (manifest["step"], manifest["records"]) == ("talk", {"dialogues": "Rejected"})
    assert list(manifest["files"]) == [
        "README.md",
        "dialogues/000000.parquet",
        "rejected/documents/000000.jsonl",
        "run.json",
    ]
    assert all(size == (tmp_path / name).stat().st_size for name, size in manifest["files"].items())


def test_only_a_run_folder_is_opened_to_read(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is not a run folder; give the folder that --out named"):
        existing_run(tmp_path)
    with open_run(tmp_path, describe("talk", SETTINGS)):
        pass
    assert existing_run(tmp_path).path == tmp_path
