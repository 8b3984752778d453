"""Images and files of a message as parts of its content, in the terms of OpenAI's chat API.

A part that the source has in these terms stays as it is. Anthropic's, Google's and the Responses API's images become
``image_url``. For another part, its mark stays in the text, and the part is only carried.
"""

from typing import Any

import msgspec

from lemnos.records import Attachment, Message
from lemnos.sources.trajectories.exported import PART_KINDS


def parts_of(message: Message) -> tuple[list[dict[str, Any]], bool] | None:
    """Return the parts of a message's content, and whether these alone give it back exactly; None if it has no part
    that can be said."""
    pieces: list[dict[str, Any]] = []
    texts: list[str] = []
    rest = message.content
    exact = True
    for attachment in message.attachments:
        part = part_of(attachment)
        before, mark, after = rest.partition(attachment.mark)
        if part is None or not mark:
            exact = False
            continue
        exact &= attachment.kind == PART_KINDS[part["type"]] and msgspec.json.encode(part).decode() == attachment.part
        text = before.removeprefix("\n\n") if texts else before
        text = text.removesuffix("\n\n")
        if text:
            pieces.append({"type": "text", "text": text})
            texts.append(text)
        pieces.append(part)
        texts.append(mark)
        rest = after
    if not any(piece["type"] != "text" for piece in pieces):
        return None
    text = rest.removeprefix("\n\n")
    if text:
        pieces.append({"type": "text", "text": text})
        texts.append(text)
    return pieces, exact and "\n\n".join(texts) == message.content


def part_of(attachment: Attachment) -> dict[str, Any] | None:
    """Return an attachment as a part of OpenAI's chat messages; None if there is no way to say it."""
    try:
        part = msgspec.json.decode(attachment.part)
    except (ValueError, RecursionError):
        return None
    if not isinstance(part, dict):
        return None
    if isinstance(part.get("type"), str) and part["type"] in PART_KINDS:
        return part
    url = _image_url(part) if attachment.kind == "image" else None
    return None if url is None else {"type": "image_url", "image_url": {"url": url}}


def _image_url(part: dict[str, Any]) -> str | None:
    match part:
        case {"type": "input_image", "image_url": str(url)}:
            return url
        case {"source": {"type": "base64", "media_type": str(media), "data": str(data)}}:
            return f"data:{media};base64,{data}"
        case {"source": {"type": "url", "url": str(url)}}:
            return url
        case {"inline_data": {"mime_type": str(media), "data": str(data)}}:
            return f"data:{media};base64,{data}"
        case {"inlineData": {"mimeType": str(media), "data": str(data)}}:
            return f"data:{media};base64,{data}"
        case {"type": "image", "data": str(data), "mimeType": str(media)}:
            return f"data:{media};base64,{data}"
        case _:
            return None
