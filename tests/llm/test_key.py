"""Keys come from the environment or a file and stay there; addresses that must not be asked are refused."""

from pathlib import Path

import pytest

from lemnos.errors import SettingsError
from lemnos.llm.api_key import check_url, read_key, redacted
from lemnos.llm.settings import LlmSettings, ServerSettings
from lemnos.store.fingerprint import plain


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEMNOS_API_KEY", "LEMNOS_ALLOW_MODELS"):
        monkeypatch.delenv(name, raising=False)


def test_the_key_is_in_the_environment_variable_that_the_settings_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_key(ServerSettings()) == ""
    monkeypatch.setenv("LEMNOS_API_KEY", " sk-1\n")
    assert read_key(ServerSettings()) == "sk-1"
    monkeypatch.setenv("OTHER", "sk-2")
    assert read_key(ServerSettings(key_env="OTHER")) == "sk-2"
    assert read_key(ServerSettings(key_env="UNSET")) == ""


def test_a_file_comes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEMNOS_API_KEY", "sk-environment")
    (tmp_path / "key").write_text("sk-file\n")
    assert read_key(ServerSettings(key_file=str(tmp_path / "key"))) == "sk-file"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read_key(ServerSettings(key_file="~/key")) == "sk-file"


@pytest.mark.parametrize("content", [b"", b" \n", b"sk-1\nsk-2\n", b"KEY=sk 1", "sk-é".encode()])
def test_a_file_that_holds_no_key_is_said_without_its_content(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_key(ServerSettings(key_file=str(tmp_path / "key")))
    assert str(caught.value) == f"{tmp_path}/key: does not hold a valid key; write the key and nothing else into it"


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "No such file or directory"), (b"\xff\xfe", "not a text file")],
    ids=["missing", "binary"],
)
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, content: bytes | None, why: str) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_key(ServerSettings(key_file=str(tmp_path / "key")))
    assert str(caught.value) == f"{tmp_path}/key: cannot read the key ({why}); check llm.server.key_file"


@pytest.mark.parametrize("value", ["sk-1\nX-Other: 2", "sk 1", "sk-é"])
def test_an_environment_variable_that_holds_more_than_a_key_is_said(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("LEMNOS_API_KEY", value)
    with pytest.raises(SettingsError) as caught:
        read_key(ServerSettings())
    assert str(caught.value) == "LEMNOS_API_KEY: is not a valid key; set it to the key and nothing else"


def test_the_key_is_taken_out_wherever_it_stands() -> None:
    assert redacted("bad key sk-1, sk-1!", "sk-1") == "bad key (key), (key)!"
    assert redacted("no key", "") == "no key"


def test_no_setting_holds_a_key_and_none_of_the_server_decides_the_answers() -> None:
    settings = LlmSettings(model="m", server=ServerSettings(key_env="K", key_file="F"))
    assert plain(settings.deciding()) == {"model": "m", "temperature": 0.8, "top_p": 1.0, "extra": {}}
    assert not any("key" in name and name not in ("key_env", "key_file") for name in plain(settings.server))


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("localhost:8000", "llm.server.url: 'localhost:8000' is not a valid base URL; write http://HOST:PORT/v1"),
        ("ftp://a/v1", "llm.server.url: 'ftp://a/v1' is not a valid base URL; write http://HOST:PORT/v1"),
        ("", "llm.server.url: '' is not a valid base URL; write http://HOST:PORT/v1"),
        (
            "http://user:secret@a/v1",
            "llm.server.url: the URL contains a password; "
            "move it to the environment variable named in llm.server.key_env",
        ),
        ("user:secret@a/v1", "llm.server.url: '…@a/v1' is not a valid base URL; write http://HOST:PORT/v1"),
        ("http://a/v1?key=secret", "llm.server.url: a base URL cannot contain ? or #; remove that part"),
        ("http://a/v1#secret", "llm.server.url: a base URL cannot contain ? or #; remove that part"),
        ("http://[secret", "llm.server.url: 'http://[secret' is not a valid base URL; write http://HOST:PORT/v1"),
        ("http://a:port/v1", "llm.server.url: 'http://a:port/v1' is not a valid base URL; write http://HOST:PORT/v1"),
    ],
)
def test_what_is_no_base_url_is_said_without_a_password(monkeypatch: pytest.MonkeyPatch, url: str, line: str) -> None:
    monkeypatch.delenv("LEMNOS_FORBID_MODELS")
    with pytest.raises(SettingsError) as caught:
        check_url(url)
    assert str(caught.value) == line


def test_the_switch_forbids_every_address_but_those_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://127.0.0.1:9/v1"
    with pytest.raises(SettingsError) as caught:
        check_url(url)
    assert str(caught.value) == (
        "llm.server.url: asking http://127.0.0.1:9/v1 is forbidden because LEMNOS_FORBID_MODELS is set; "
        "unset LEMNOS_FORBID_MODELS, or add http://127.0.0.1:9/v1 to LEMNOS_ALLOW_MODELS"
    )
    monkeypatch.setenv("LEMNOS_ALLOW_MODELS", f"http://a/v1,{url}")
    check_url(url)
    check_url(f"{url}/")
    for other in ("http://127.0.0.1:91/v1", "http://127.0.0.1:9/v1/evil", "https://127.0.0.1:9/v1", "http://b/v1"):
        with pytest.raises(SettingsError, match="is forbidden"):
            check_url(other)
    monkeypatch.delenv("LEMNOS_FORBID_MODELS")
    check_url("http://b/v1")


def test_the_tests_themselves_may_ask_nobody() -> None:
    with pytest.raises(SettingsError, match="LEMNOS_FORBID_MODELS is set"):
        check_url(ServerSettings().url)
