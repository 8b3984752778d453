"""Any record → ``Rendered``, in the style that the settings choose."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from lemnos.records import Dialogue, Document, ToolDocument, Trajectory
from lemnos.steps.pack.base import Rendered
from lemnos.steps.pack.render.chat import Chat, Origin, chat_of, origin_of
from lemnos.steps.pack.render.chatml import ChatmlRenderer
from lemnos.steps.pack.render.documents import document, tool_document
from lemnos.steps.pack.render.fill import fill_tokens, filled
from lemnos.steps.pack.render.heads import heads_of
from lemnos.steps.pack.render.plain import PlainRenderer
from lemnos.steps.pack.render.sources import sources_of
from lemnos.steps.pack.render.template import TemplateRenderer
from lemnos.steps.pack.settings import PackSettings
from lemnos.steps.pack.tokenise.names import TokenNames
from lemnos.text.chat_template import compile_template, template_text

Packable = Dialogue | Trajectory | ToolDocument | Document
_CHARACTERS_OF_A_TOKEN = 3
"""Fewer than a token has on average: a document of so many for each token fits a window."""


class Renderer:
    """Writes records as text, with spans.

    Args:
        settings: Style and fill-in-the-middle.
        names: Special tokens of the tokenizer, as text.
        seed: Seeds fill-in-the-middle.

    Raises:
        SettingsError: The template cannot be used, or the tokenizer lacks tokens that the settings ask for.
    """

    def __init__(self, settings: PackSettings, names: TokenNames, seed: int) -> None:
        self._settings, self._names, self._seed = settings, names, seed
        self._chat: Callable[[Chat, Origin], Rendered] = _chat_renderer(settings, names)
        self._fill = fill_tokens(settings.fill, names.added) if settings.fill.share else None
        self._longest = settings.window * _CHARACTERS_OF_A_TOKEN

    def __call__(self, record: Packable, number: int) -> tuple[Rendered, bool]:
        """Return a record as text, and whether a piece of it is to be filled in; ``number`` is that of its input.

        Raises:
            RefusedError: It cannot be written so that spans are known.
        """
        rendered, fills = self._rendered(record, origin_of(record, number))
        return msgspec.structs.replace(rendered, sources=sources_of(record), heads=heads_of(record, rendered)), fills

    def _rendered(self, record: Packable, origin: Origin) -> tuple[Rendered, bool]:
        match record:
            case Dialogue() | Trajectory():
                return self._chat(chat_of(record), origin), False
            case ToolDocument():
                return tool_document(record, origin, self._names.bos, self._names.eos), False
            case Document():
                plain = document(record, origin, self._names.bos, self._names.eos)
                if self._fill is None:
                    return plain, False
                found = filled(record, plain, self._settings.fill, self._fill, self._seed, self._longest)
                return found or plain, found is not None


def _chat_renderer(settings: PackSettings, names: TokenNames) -> Callable[[Chat, Origin], Rendered]:
    if settings.template == "plain":
        return PlainRenderer(names.bos, names.eos)
    if settings.template == "chatml":
        return ChatmlRenderer(names.bos, names.eos)
    where = settings.tokenizer.path if settings.template == "model" else settings.template
    path = Path(where)
    path = path.parent if settings.template == "model" and path.is_file() else path
    return TemplateRenderer(compile_template(template_text(path), where), names.tokens, names.special, where)
