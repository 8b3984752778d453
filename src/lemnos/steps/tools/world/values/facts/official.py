"""Writes numbers that offices and banks give: a scene -> an IBAN, a BIC, a VAT number, an ISBN, a number of a card.

They have the form and the check digits of real ones, and belong to the country of the entity; accounts, companies and
books with such numbers are made up. Check digits: ISO 13616 (IBAN), ISO 2108 (ISBN), GS1 (EAN), ISO/IEC 7812 (cards).
"""

from collections.abc import Callable

from lemnos.steps.tools.world.values.scene import Scene
from lemnos.steps.tools.world.values.seeds import pick

_BANKS: dict[str, tuple[str, int]] = {"DE": ("", 18), "PT": ("", 21), "NO": ("", 11), "BR": ("", 23)}
"""Country → letters with which account numbers begin within an IBAN, and how many digits follow."""
_ELSEWHERE = ("GB", "NWBK", 14)
"""Country, letters and digits of an IBAN of entities in countries that have none."""
_BICS = {"DE": "DEUTDEFF", "PT": "BCOMPTPL", "NO": "DNBANOKK", "BR": "BRASBRRJ", "JP": "BOTKJPJT", "US": "CHASUS33",
         "CA": "ROYCCAT2", "AU": "CTBAAU2S", "KE": "EQBLKENA"}  # fmt: skip
"""Country → the code of a bank in it."""
_VAT = {"DE": ("DE", 9), "PT": ("PT", 9), "NO": ("NO", 9)}
"""Country → letters and digits of its VAT numbers."""


def _digits(scene: Scene, count: int) -> str:
    return f"{int(scene.random.random() * 10**min(count, 15)):0{count}}" if count <= 15 else (
        _digits(scene, count - 15) + _digits(scene, 15)
    )  # fmt: skip


def iban(scene: Scene) -> str:
    """Return the number of an account in the country of a scene, with its check digits."""
    country = str(scene.place[2])
    bank, count = _BANKS.get(country, ("", 0))
    if not count:
        country, bank, count = _ELSEWHERE
    account = bank + _digits(scene, count)
    if country == "BR":
        account += "C1"
    number = int("".join(str(int(letter, 36)) for letter in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02}{account}"


def bic(scene: Scene) -> str:
    """Return the code of a bank in the country of a scene."""
    return _BICS.get(str(scene.place[2]), "NWBKGB2L")


def vat_number(scene: Scene) -> str:
    """Return a VAT number of the country of a scene; nine digits where such numbers have no letters."""
    letters, count = _VAT.get(str(scene.place[2]), ("", 9))
    return f"{letters}{1 + int(scene.random.random() * 9)}{_digits(scene, count - 1)}"


def isbn(scene: Scene) -> str:
    """Return the number of a book, with its check digit."""
    body = f"978{int(scene.random.random() * 2)}{_digits(scene, 8)}"
    return f"{body[:3]}-{body[3]}-{body[4:7]}-{body[7:12]}-{_weighted(body)}"


def ean(scene: Scene) -> str:
    """Return the number of an article, with its check digit."""
    body = f"40{_digits(scene, 10)}"
    return f"{body}{_weighted(body)}"


def card_number(scene: Scene) -> str:
    """Return a number of a card among those that payment services reserve for tests."""
    return pick(scene.random, ("4242424242424242", "4000056655665556", "5555555555554444", "5105105105105100"))


def _weighted(body: str) -> int:
    """Return the check digit of twelve digits, weighted by 1 and 3."""
    return -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body)) % 10


OFFICIAL: dict[str, Callable[[Scene], str]] = {
    "<iban>": iban, "<bic>": bic, "<vat>": vat_number, "<isbn>": isbn, "<ean>": ean, "<card>": card_number,
}  # fmt: skip
"""What tables describe in ``<…>`` → what writes it."""
