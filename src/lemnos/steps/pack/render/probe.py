"""A chat template, and what is learnt of it by rendering a few messages.

``jinja2.Template`` → ``Probe``: which form of arguments it takes, whether it takes a message of the system, the header
that asks for an answer, and the header of a question.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lemnos.errors import SettingsError
from lemnos.records import Message, OfferedTool, ToolCall
from lemnos.steps.pack.render.chat import arguments_of, function_of
from lemnos.text.chat_template import render

if TYPE_CHECKING:
    import jinja2

NAME = "Zq{}qZ"
"""The name that stands in place of something that is said."""


class Probe:
    """A chat template with what is known of it.

    Args:
        template: The template.
        tokens: ``bos_token``, ``eos_token`` and other names → their text.
        where: What the user calls the template, for messages.

    Raises:
        SettingsError: It renders no conversation of two messages.
    """

    def __init__(self, template: "jinja2.Template", tokens: Mapping[str, str], where: str) -> None:
        self._template, self._tokens = template, dict(tokens)
        user, answer = {"role": "user", "content": "Well?"}, {"role": "assistant", "content": "Good."}
        self._no_tools: list[Any] | None = None
        if not self._renders([user, answer], "Good."):
            self._no_tools = []  # some take no tools for an empty list only
        try:
            asked, whole = self.render([user]), self.render([user, answer])
        except Exception as error:  # a template may do anything
            raise SettingsError(f"does not render a conversation ({first_line(error)})", where=where) from None
        if "Well?" not in whole or "Good." not in whole:
            raise SettingsError("leaves out what is said", where=where, remedy="choose another template")
        try:
            prompted = self.render([user], generation_prompt=True)
        except Exception:  # a template may do anything
            prompted = asked
        asked = self.without_end(asked, prompted)
        self.prompt = prompted[len(asked) :] if prompted.startswith(asked) else ""
        self.question = self._header_of_user()
        self.stop = self._stop()
        self.takes_system = self._renders([{"role": "system", "content": "Be brief."}, user, answer], "Be brief.")
        self.objects = self._takes_objects()

    def render(
        self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Any] = (), *, generation_prompt: bool = False
    ) -> str:
        """Return the text of some messages; raises whatever the template raises."""
        return render(
            self._template,
            messages,
            tools,
            generation_prompt=generation_prompt,
            tokens=self._tokens,
            no_tools=self._no_tools,
        )

    def without_end(self, text: str, other: str) -> str:
        """Return a text without the token at its end which a template writes after the last message alone."""
        end = self._tokens.get("eos_token", "")
        return text[: -len(end)] if end and text.endswith(end) and not other.startswith(text) else text

    def _header_of_user(self) -> str:
        """Return what the template writes before what the user says, where two messages of the user show it."""
        first, second = ({"role": "user", "content": NAME.format(number)} for number in (0, 1))
        try:
            alone, both = self.render([first]), self.render([first, second])
        except Exception:  # a template may do anything
            return ""
        alone = self.without_end(alone, both)
        return both[len(alone) :].partition(NAME.format(1))[0] if both.startswith(alone) else ""

    def _stop(self) -> str:
        """Return what ends an answer that a question follows, without the white space behind it; empty if it is not
        known."""
        user, answer = {"role": "user", "content": "Well?"}, {"role": "assistant", "content": NAME.format(0)}
        try:
            text = self.render([user, answer, {"role": "user", "content": NAME.format(1)}])
        except Exception:  # a template may do anything
            return ""
        between = text.partition(NAME.format(0))[2].partition(NAME.format(1))[0]
        return between.removesuffix(self.question).rstrip() if self.question else ""

    def _renders(self, messages: Sequence[Mapping[str, Any]], text: str) -> bool:
        try:
            return text in self.render(messages)
        except Exception:  # a template may do anything
            return False

    def _takes_objects(self) -> bool:
        """Return whether arguments of calls are right as objects; templates disagree."""
        call = ToolCall("call00001", "look_up", '{"place": "Bergen", "days": 3}')
        messages = [
            Message("user", "Well?"),
            Message("assistant", "", (call,), kind="call"),
            Message("tool", "rain", tool_call_id="call00001", kind="observation"),
            Message("assistant", "Rain."),
        ]
        tools = [function_of(OfferedTool("look_up", "Look up.", '{"type": "object", "properties": {}}'))]
        for objects in (True, False):
            try:
                text = self.render(shapes(messages, objects), tools)
            except Exception:  # a template may do anything
                text = ""
            if "Bergen" in text and '\\"place' not in text and "'place'" not in text:
                return objects
        return True


def shapes(messages: Sequence[Message], objects: bool) -> list[dict[str, Any]]:
    """Return messages in the form of OpenAI's chat API, with arguments as objects or as JSON text."""
    calls = [call for message in messages for call in message.tool_calls]
    ids = {call.id: f"call{number:05}" for number, call in enumerate(calls, 1)}
    names = {call.id: call.name for call in calls}
    made = []
    for message in messages:
        shape: dict[str, Any] = {"role": message.role, "content": message.content}
        if message.role == "tool":
            shape |= {"tool_call_id": ids[message.tool_call_id], "name": names[message.tool_call_id]}
        if message.reasoning and message.role == "assistant":
            shape["reasoning_content"] = message.reasoning
        if message.tool_calls:
            shape["tool_calls"] = [
                {
                    "id": ids[call.id],
                    "type": "function",
                    "function": {
                        "name": call.name,
                        "arguments": arguments_of(call.arguments) if objects else call.arguments,
                    },
                }
                for call in message.tool_calls
            ]
        made.append(shape)
    return made


def first_line(error: Exception) -> str:
    """Return the first line of what an error says."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
