"""Prompts: files of the package, which files of the same name in a folder of the user's replace.

A prompt is text with ``$name`` where something is put in; what stands before a line ``---`` at its top says what it
is for and is not sent. What is sent is part of a run's fingerprint.
"""

from functools import cache
from importlib import resources
from pathlib import Path
from string import Template

import msgspec

from lemnos.errors import SettingsError

_RULE = "\n---\n"
_NEEDED = ("turns", "code")
"""What a prompt that puts it in cannot do without."""


class Prompt(msgspec.Struct, frozen=True):
    """One prompt."""

    name: str
    about: str
    """What it is for, for people."""
    text: str
    """What is sent, with ``$name`` where something is put in."""
    origin: str = ""
    """The user's file; empty for ours."""

    def fill(self, **values: object) -> str:
        """Return the text with every ``$name`` replaced; lines that are then empty at the end of a block stay out."""
        return Template(self.text).substitute({name: str(value) for name, value in values.items()}).strip()

    @property
    def slots(self) -> list[str]:
        """Names of what is put in, in order."""
        return list(dict.fromkeys(Template(self.text).get_identifiers()))


@cache
def packaged() -> dict[str, Prompt]:
    """Return our prompts by name."""
    folder = resources.files("lemnos.llm") / "prompts"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    return {(name := file.name.removesuffix(".md")): _parse(name, file.read_text(encoding="utf-8")) for file in files}


def load_prompts(folder: str) -> dict[str, Prompt]:
    """Return all prompts by name, those in ``folder`` in place of ours; ours alone if it is empty.

    Raises:
        SettingsError: The folder cannot be read, holds a prompt that replaces none of ours, or one of its prompts puts
            in something that there is not.
    """
    prompts = dict(packaged())
    if not folder:
        return prompts
    try:
        files = sorted(Path(folder).glob("*.md"))
        if not files:
            raise SettingsError(
                "holds no prompt", where=folder, remedy="write one with: lemnos prompts NAME > FOLDER/NAME.md"
            )
        for file in files:
            ours = prompts.get(file.stem)
            if ours is None:
                raise SettingsError(
                    "replaces none of our prompts", where=str(file), remedy=f"the names are {', '.join(packaged())}"
                )
            own = msgspec.structs.replace(_parse(file.stem, file.read_text(encoding="utf-8")), origin=str(file))
            _check(own, ours)
            prompts[file.stem] = own
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot be read ({error})", where=folder) from None
    return prompts


def _parse(name: str, content: str) -> Prompt:
    about, rule, text = content.partition(_RULE)
    return Prompt(name, " ".join(about.split()), text.strip()) if rule else Prompt(name, "", content.strip())


def _check(own: Prompt, ours: Prompt) -> None:
    template = Template(own.text)
    if not template.is_valid():
        raise SettingsError("has a stray $", where=own.origin, remedy="write $$ for a dollar sign")
    lacking = [slot for slot in _NEEDED if slot in ours.slots and slot not in own.slots]
    if lacking:
        raise SettingsError(f"puts in no ${lacking[0]}", where=own.origin, remedy="without it the model knows nothing")
    unknown = [slot for slot in own.slots if slot not in ours.slots]
    if unknown:
        known = ", ".join(f"${slot}" for slot in ours.slots) or "none"
        raise SettingsError(f"${unknown[0]} stands for nothing", where=own.origin, remedy=f"known here: {known}")
