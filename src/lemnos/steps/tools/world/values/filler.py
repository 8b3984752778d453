"""Holds texts of which nothing is known: what a required field says then. Optional fields of this kind are left out.

An example that only stands for one (``sample status``, ``Molestias laboriosam``) tells nothing either.
"""

from collections.abc import Callable

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.selection import is_placeholder
from lemnos.steps.tools.world.values.scene import Scene

_STANDING = frozenset("sample example some your my test dummy fake demo placeholder sampledata".split())
"""First words of texts that stand for a value, before the name of the field."""
_LATIN = frozenset(
    "ab accusamus accusantium ad adipisci adipiscing alias aliquam aliquid amet animi aperiam architecto asperiores "
    "aspernatur assumenda at atque aut autem beatae blanditiis commodi consectetur consequatur consequuntur corporis "
    "corrupti culpa cum cumque cupiditate debitis delectus deleniti deserunt dicta dignissimos distinctio dolor dolore "
    "dolorem doloremque dolores doloribus dolorum ducimus ea eaque earum eius eligendi elit enim eos error esse est et "
    "eum eveniet ex excepturi exercitationem expedita explicabo facere facilis fuga fugiat fugit harum hic id illo "
    "illum "
    "impedit in incidunt inventore ipsa ipsam ipsum irure iste itaque iure iusto labore laboriosam laborum laudantium "
    "libero lorem magnam magni maiores maxime minima minus modi molestiae molestias mollitia nam natus "
    "necessitatibus nemo "
    "neque nesciunt nihil nisi nobis non nostrum nulla numquam occaecati odio odit officia officiis omnis optio "
    "pariatur "
    "perferendis perspiciatis placeat porro possimus praesentium provident quae quaerat quam quas quasi qui quia "
    "quibusdam "
    "quidem quis quisquam quo quod quos ratione recusandae reiciendis rem repellat repellendus reprehenderit "
    "repudiandae "
    "rerum saepe sapiente sed sequi similique sint sit soluta sunt suscipit tempora tempore temporibus tenetur "
    "totam ullam "
    "unde ut vel velit veniam veritatis vero vitae voluptas voluptate voluptatem voluptates voluptatibus "
    "voluptatum".split()
)
"""Words of the Latin with which forms are filled."""
_SHORTEST = 5
"""Letters of a Latin word that stands alone."""


Text = Callable[[Scene], str]
"""Writes a text for a scene."""


class Filler:
    """Writes a text of which nothing is known: a function of a scene, told apart from others by its type."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __call__(self, scene: Scene) -> str:
        """Return the text."""
        return self._text(scene)


class Filling:
    """Makes a value of which nothing is known, from a scene and a depth; told apart from other makers by its type."""

    def __init__(self, text: Filler) -> None:
        self._text = text

    def __call__(self, scene: Scene, _depth: int) -> str:
        """Return the value."""
        return self._text(scene)


def made_of(text: Text) -> Callable[[Scene, int], str]:
    """Return a maker of texts; a ``Filling`` for a ``Filler``."""
    return Filling(text) if isinstance(text, Filler) else lambda scene, _depth: text(scene)


def stands_for(text: str, name: str) -> bool:
    """Return whether an example of a field only stands for one.

    >>> [stands_for(text, "status") for text in ("sample status", "Molestias laboriosam qui.", "string", "active")]
    [True, True, True, False]
    """
    if is_placeholder(text, name):
        return True
    words = words_of(text)
    if words[:1] and words[0] in _STANDING and normalised("".join(words[1:])) in normalised(name):
        return True
    latin = [word for word in words if word in _LATIN]
    if len(words) == 1:
        return bool(latin) and len(words[0]) >= _SHORTEST and words[0] not in ("error", "dolor", "magni")
    return len(words) > 1 and 4 * len(latin) >= 3 * len(words)
