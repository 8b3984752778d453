"""What counts as private in a text, and what stands for it."""

import pytest

from lemnos.text.private import private_data, replacer

MASKED = {
    "ls /home/jdoe42/src": "ls /home/user1/src",
    "ls /Users/jdoe42": "ls /Users/user1",
    "in /Users/jdoe42/a and -Users-jdoe42-a, owned by jdoe42": "in /Users/user1/a and -Users-user1-a, owned by user1",
    r"dir C:\Users\jdoe42\a": r"dir C:\Users\user1\a",
    r'{"path": "C:\\Users\\jdoe42\\a"}': r'{"path": "C:\\Users\\user1\\a"}',
    r"dir C:\Users\Jane Roe\a": r"dir C:\Users\user1\a",
    "/home/max/a is to the max; -rw-r--r-- 1 max users": "/home/user1/a is to the max; -rw-r--r-- 1 user1 users",
    "/home/jdoe42 /home/ann77/x /home/jdoe42": "/home/user1 /home/user2/x /home/user1",
    "/home/user1/x and /home/jdoe42": "/home/user1/x and /home/user2",
    "write to jo@doe.dev, JO@doe.dev": "write to person1@example.com, person1@example.com",
    "Author: Jo Doe <jo@doe.dev>; thanks, Jo Doe": "Author: Person 1 <person1@example.com>; thanks, Person 1",
    r'{"to": "a\njo@doe.dev"}': r'{"to": "a\nperson1@example.com"}',
    "person1@example.com wrote to jo@doe.dev": "person1@example.com wrote to person2@example.com",
    "key AKIAQWERTYUIOP234567.": "key SECRET_1.",
    "GITHUB_TOKEN=ghp_" + "aB3dE6gH9" * 4: "GITHUB_TOKEN=SECRET_1",
    "Authorization: Bearer abc.DEF-ghi_jkl0mnop": "Authorization: Bearer SECRET_1",
    "postgres://app:hunter22pass@db.host/x": "postgres://SECRET_1@db.host/x",
    'api_key = "q8Wn3kZx71LmTb92RvYc"': 'api_key = "SECRET_1"',
    "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----": "SECRET_1",
}


@pytest.mark.parametrize(("text", "masked"), MASKED.items())
def test_private_data_is_replaced(text: str, masked: str) -> None:
    assert replacer(private_data(text))(text)[0] == masked


@pytest.mark.parametrize("text", MASKED.values())
def test_placeholders_are_not_private(text: str) -> None:
    assert private_data(text) == []


LEFT = [
    "cd /home/runner/work && ls /root /home /Users/Shared/x",
    "git clone git@github.com:lemnos/lemnos.git",
    "Co-Authored-By: Robot <noreply@robots.dev>",
    "mail ann@example.com or ann@mail.example.org",
    "icon@2x.png, react@18.2.0, @scope/name, user@localhost",
    "AKIAIOSFODNN7EXAMPLE is the documented example",
    'api_key = "your-api-key-goes-here"',
    "password: correcthorsebatterystaple",
    "the secret of success, a token of thanks, sk-learn",
    "https://example.org:8080/a@b",
]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_private_stays(text: str) -> None:
    assert private_data(text) == []


def test_replacements_are_counted_by_kind() -> None:
    text = "/home/jdoe42 /home/jdoe42 jo@doe.dev"
    assert replacer(private_data(text))(text)[1] == {"home_folder": 2, "email": 1}
