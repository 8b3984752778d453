"""The content of a message: a text, typed parts, or any JSON value → words and images, and the thought among them.

Parts of OpenAI's chat and Responses API, Anthropic's, Mistral's and Hugging Face's are read; a part of an unknown
type stays as a file, so that nothing is lost. ``<image>`` in a text stands for the next one of the record's
``images``.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lemnos.sources.trajectories.draft import Part
from lemnos.sources.trajectories.forms.chat.notation.values import list_at, text_at
from lemnos.sources.trajectories.normal.text import output_text

_TEXTS = {"text", "input_text", "output_text", "summary_text", "refusal"}
_THOUGHTS = {"thinking", "reasoning", "thought", "reasoning_text", "think"}
_HIDDEN = {"redacted_thinking", "redacted_reasoning", "reasoning.encrypted"}
_KINDS: dict[str, Any] = {
    "image": "image",
    "image_url": "image",
    "input_image": "image",
    "image_file": "image",
    "output_image": "image",
    "computer_screenshot": "image",
    "audio": "audio",
    "input_audio": "audio",
    "audio_url": "audio",
    "output_audio": "audio",
    "video": "video",
    "video_url": "video",
    "input_video": "video",
}
_MARK = re.compile("<(image|video|audio)>")


class Content(NamedTuple):
    """What a message says, and what was thought before it."""

    words: str | list[Part]
    reasoning: str = ""
    hidden: bool = False
    """Whether it holds a thought that is encrypted or redacted."""


class Media:
    """The images, videos and audio files that a record keeps beside its messages, in the order of their marks."""

    def __init__(self, record: dict[str, Any]) -> None:
        self._lists = {kind: iter(list_at(record, f"{kind}s", f"{kind}_paths")) for kind in ("image", "video", "audio")}
        self._empty = not any(record.get(key) for key in ("images", "videos", "audios", "image_paths"))

    def put(self, text: str) -> str | list[Part]:
        """Return a text with the files for its marks; the text itself if the record has none."""
        if self._empty or "<" not in text or not _MARK.search(text):
            return text
        parts: list[Part] = []
        position = 0
        for mark in _MARK.finditer(text):
            file = next(self._lists[mark[1]], None)
            if file is None:
                continue
            before = text[position : mark.start()].strip("\n")
            parts += [Part(before)] if before else []
            parts.append(Part(kind=mark[1], value=file))  # type: ignore[arg-type]
            position = mark.end()
        after = text[position:].strip("\n")
        return [*parts, Part(after)] if after else parts

    def take(self, kind: str) -> Any:
        """Return the next file of a kind; None if there is none left."""
        return next(self._lists[kind], None) if kind in self._lists else None


def content_of(value: Any, media: Media | None = None) -> Content:
    """Return the content of a message.

    Args:
        value: What the record holds under ``content``.
        media: The files of the record, for marks and for parts without an address.
    """
    if value is None:
        return Content("")
    if isinstance(value, str):
        return Content(media.put(value) if media is not None else value)
    if isinstance(value, dict) and isinstance(value.get("parts"), list):
        value = value["parts"]
    if isinstance(value, dict) and isinstance(value.get("type"), str) and value["type"] in _TEXTS | _THOUGHTS:
        value = [value]
    if not isinstance(value, list):
        return Content(output_text(value))
    if value and not any(isinstance(item, (dict, str)) for item in value):
        return Content(output_text(value))
    thoughts: list[str] = []
    parts: list[Part] = []
    hidden = False
    for item in value:
        kind = item.get("type") if isinstance(item, dict) else None
        if isinstance(kind, str) and kind in _HIDDEN:
            hidden = True
        elif isinstance(kind, str) and kind in _THOUGHTS:
            thoughts += [text for text in _thought(item, kind) if text]
        else:
            parts += _parts(item, kind, media)
    words = parts[0].text if len(parts) == 1 and parts[0].kind == "text" else parts
    return Content(words or "", "\n\n".join(thoughts), hidden)


def _thought(part: dict[str, Any], kind: str) -> Iterator[str]:
    for key in (kind, "text", "value", "content", "thinking", "reasoning"):
        held = part.get(key)
        if isinstance(held, str):
            yield held
            return
        if isinstance(held, list):  # Mistral
            for item in held:
                yield text_at(item, "text") if isinstance(item, dict) else item if isinstance(item, str) else ""
            return


def _parts(item: Any, kind: Any, media: Media | None) -> list[Part]:
    if isinstance(item, str):
        return [Part(item)]
    if not isinstance(item, dict):
        return [Part(output_text(item))]
    if not isinstance(kind, str) or kind in _TEXTS:
        text = next(
            (item[key] for key in ("text", "refusal", "value", "content") if isinstance(item.get(key), str)), None
        )
        if text is not None:
            return [Part(text)]
        if isinstance(kind, str):
            return []
        kind = next((key for key in _KINDS if item.get(key) is not None), "file")
    kept = {key: held for key, held in item.items() if held is not None}
    found = _KINDS.get(kind, "file")
    if media is not None and not kept.keys() - {"type"} and (file := media.take(found)) is not None:
        return [Part(kind=found, value=file)]
    return [Part(kind=found, value=kept)]
