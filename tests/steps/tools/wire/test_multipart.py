"""Tests that forms are read alike whether they are as clients usually write them or in the forms that mail knows."""

import pytest

from lemnos.steps.tools.wire import bodies

KIND = "multipart/form-data; boundary=x-1"
NAMED = b'--x-1\r\nContent-Disposition: form-data; name="%s"\r\n'
END = b"\r\n--x-1--\r\n"


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (NAMED % b"a" + b"\r\none" + END, [("a", "", "one")]),
        (NAMED % b"a" + b"\r\n" + END, [("a", "", "")]),
        (NAMED % b"a" + b"\r\none" + END[:-2], [("a", "", "one")]),
        (NAMED % b"tags[]" + b"\r\n1\r\n2\n\r\n" + END, [("tags[]", "", "1\r\n2\n\r\n")]),
        (NAMED % b"a" + b"\r\none\r\n" + NAMED % b"b" + b"\r\ntwo" + END, [("a", "", "one"), ("b", "", "two")]),
        (
            b'--x-1\r\ncontent-disposition: form-data; name="f"; filename="a b.png"\r\nContent-Type: Image/PNG\r\n\r\n'
            b"\x89P\xff" + END,
            [("f", "image/png", "iVD/")],
        ),
        (NAMED % b"a" + b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xc3\xa9" + END, [("a", "", "é")]),
        (
            NAMED % b"a" + b'Content-Type: application/json\r\n\r\n{"b": 1}' + END,
            [("a", "application/json", '{"b": 1}')],
        ),
    ],
)
def test_a_usual_form_is_read_as_mail_reads_it(body: bytes, parts: list[tuple[str, str, str]]) -> None:
    assert bodies._plain_parts(body, KIND) == bodies._mail_parts(body, KIND) == parts


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (NAMED % b"a" + b"Content-Transfer-Encoding: base64\r\n\r\nb25l" + END, [("a", "", "one")]),
        (NAMED % b'a\\"b' + b"\r\none" + END, [('a"b', "", "one")]),
        ((NAMED % b"a" + b"\r\none" + END).replace(b"\r\n", b"\n"), [("a", "", "one")]),
        (b"preamble\r\n" + NAMED % b"a" + b"\r\none" + END, [("a", "", "one")]),
        (NAMED % b"a" + b"\r\none\n" + NAMED % b"b" + b"\r\ntwo" + END, [("a", "", "one"), ("b", "", "two")]),
        (NAMED % b"a" + b"\r\n--x-12" + END, [("a", "", "--x-12")]),
        (b"--x-1\r\nContent-Disposition: form-data\r\n\r\none" + END, [("0", "", "one")]),
        (NAMED % b"a" + b"\r\none", [("a", "", "one")]),
    ],
)
def test_what_is_unusual_is_left_to_what_reads_mail(body: bytes, parts: list[tuple[str, str, str]]) -> None:
    assert bodies._plain_parts(body, KIND) == []
    assert bodies.read_multipart(body, KIND) == parts


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x y", "multipart/mixed"])
def test_a_form_without_a_boundary_is_refused(kind: str) -> None:
    with pytest.raises(bodies.BodyError):
        bodies.read_multipart(b"x", kind)
