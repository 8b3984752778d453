"""Loads prompts: files of the package, which files of the same name in the user's folder replace.

A folder → ``Prompt`` by name. A prompt is text with placeholders such as ``$name``. The text above its first line
``---`` describes the prompt and is not sent; the text that is sent is part of a run's fingerprint.
"""

from functools import cache
from importlib import resources
from pathlib import Path
from string import Template

import msgspec

from lemnos.errors import SettingsError

_SEPARATOR = "\n---\n"
_REQUIRED = ("turns", "code")
"""Placeholders that a replacement must contain if the packaged prompt does."""


class Prompt(msgspec.Struct, frozen=True):
    """A prompt with its description."""

    name: str
    about: str
    """What the prompt is for; not sent."""
    text: str
    """The text that is sent, with its placeholders."""
    origin: str = ""
    """Path of the user's file; empty for a packaged prompt."""

    def fill(self, **values: object) -> str:
        """Return the text with every placeholder replaced by its value, without white space at both ends."""
        return Template(self.text).substitute({name: str(value) for name, value in values.items()}).strip()

    @property
    def slots(self) -> list[str]:
        """Names of the placeholders, in the order of their first use."""
        return list(dict.fromkeys(Template(self.text).get_identifiers()))


@cache
def packaged() -> dict[str, Prompt]:
    """Return the packaged prompts by name."""
    folder = resources.files("lemnos.llm") / "prompts"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    return {(name := file.name.removesuffix(".md")): _parse(name, file.read_text(encoding="utf-8")) for file in files}


def load_prompts(folder: str) -> dict[str, Prompt]:
    """Return all prompts by name. Those in ``folder`` replace packaged ones; if it is empty, all are packaged.

    Raises:
        SettingsError: The folder cannot be read or contains no prompt, or one of its prompts has an unknown name, an
            unknown placeholder, a stray ``$``, or lacks a required placeholder.
    """
    prompts = dict(packaged())
    if not folder:
        return prompts
    try:
        files = sorted(Path(folder).glob("*.md"))
        if not files:
            raise SettingsError(
                "contains no prompt", where=folder, remedy="create one with: lemnos prompts NAME > FOLDER/NAME.md"
            )
        for file in files:
            replaced = prompts.get(file.stem)
            if replaced is None:
                raise SettingsError(
                    "there is no prompt of this name to replace",
                    where=str(file),
                    remedy=f"rename the file to one of: {', '.join(packaged())}",
                )
            own = msgspec.structs.replace(_parse(file.stem, file.read_text(encoding="utf-8")), origin=str(file))
            _check(own, replaced)
            prompts[file.stem] = own
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot be read ({error})", where=folder, remedy="check llm.prompts") from None
    return prompts


def _parse(name: str, content: str) -> Prompt:
    about, rule, text = content.partition(_SEPARATOR)
    return Prompt(name, " ".join(about.split()), text.strip()) if rule else Prompt(name, "", content.strip())


def _check(own: Prompt, replaced: Prompt) -> None:
    """Raise ``SettingsError`` if the user's prompt cannot take the place of the packaged one."""
    template = Template(own.text)
    if not template.is_valid():
        raise SettingsError("contains a stray $", where=own.origin, remedy="write $$ for a dollar sign")
    missing = [slot for slot in _REQUIRED if slot in replaced.slots and slot not in own.slots]
    if missing:
        raise SettingsError(
            f"the prompt must contain ${missing[0]}",
            where=own.origin,
            remedy=f"add ${missing[0]} where its content belongs",
        )
    unknown = [slot for slot in own.slots if slot not in replaced.slots]
    if unknown:
        known = ", ".join(f"${slot}" for slot in replaced.slots) or "none"
        raise SettingsError(
            f"the placeholder ${unknown[0]} is unknown", where=own.origin, remedy=f"this prompt can use: {known}"
        )
