"""English told from the rest."""

import pytest

from lemnos.text.language import guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The kiln was built of brick, and it is still in use by the potters of the town.", "en"),
        ("A LIST OF THE POTS THAT WERE FOUND IN THE RIVER", "en"),
        ("De oven is van steen en was in het begin van de eeuw in gebruik op het land.", "und"),
        ("Der Ofen war in der Stadt und hat an der Mauer gestanden, was man noch sieht.", "und"),
        ("Le four est en brique et il a servi aux potiers de la ville.", "und"),
        ("Пещта е построена от тухли и още се използва в града.", "und"),
        ("Kiln 12 345 678 90", "und"),
        ("", "und"),
        (
            "《The Lord of the Rings》是一部小说，讲述了霍比特人带着魔戒前往火山的漫长旅程，以及沿途的朋友和敌人。",
            "und",
        ),
        ("灯台は港の端に立っている。", "und"),
    ],
)
def test_guess(text: str, language: str) -> None:
    assert guess(text) == language
