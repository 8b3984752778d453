"""Has a model play a task: ``Task``, a world, answers -> the messages of a conversation, or why it came to nothing.

The user says what the task has them say, turn by turn; the model calls tools until it speaks. It knows the policy, the
tools offered and what was said and returned, and nothing of the task's calls. Its trajectory climbs the same ladder.
"""

from collections.abc import Sequence

import msgspec

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answers
from lemnos.records import Message, OfferedTool, ToolCall
from lemnos.steps.tools.play.asked.protocol import move_of, move_request
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.results import observation_text
from lemnos.steps.tools.world.base import World


class StrayError(ValueError):
    """A model's play came to nothing: an answer that is no move, or too many steps."""


class ModelPlayer:
    """Plays one task by asking a model.

    Args:
        task: The task.
        world: The world in its start state.
        tools: The tools offered.
        model: The model.
        answers: What it has answered so far.
        steps: Moves in a turn of the user at most.
    """

    def __init__(
        self, task: Task, world: World, tools: Sequence[OfferedTool], model: AskedModel, answers: Answers, steps: int
    ) -> None:
        self._task = task
        self._world = world
        self._tools = tools
        self._model = model
        self._answers = answers
        self._steps = steps
        self._own = dict(task.renamed)
        self._messages: list[Message] = []
        self._made = 0

    def play(self) -> tuple[Message, ...]:
        """Return the conversation.

        Raises:
            Unanswered: The next move is not answered yet.
            StrayError: The model makes no move, or too many.
        """
        if self._task.policy:
            self._messages.append(Message("system", self._task.policy))
        for turn in self._task.turns:
            self._messages.append(Message("user", turn.says))
            self._turn()
        return tuple(self._messages)

    def _turn(self) -> None:
        for _ in range(self._steps):
            [answer] = self._answers.to([move_request(self._messages, self._tools, self._model)])
            move = move_of(answer)
            if move.calls:
                self._call(move.calls, move.thought)
            elif move.answer:
                self._messages.append(Message("assistant", move.answer, reasoning=move.thought, train=True))
                return
            else:
                raise StrayError("the answer is neither a call nor words")
        raise StrayError(f"no words to the user after {self._steps} moves")

    def _call(self, wanted: Sequence[tuple[str, dict[str, object]]], thought: str) -> None:
        calls = []
        for name, arguments in wanted:
            self._made += 1
            calls.append(ToolCall(f"call_{self._made}", name, msgspec.json.encode(arguments).decode()))
        self._messages.append(Message("assistant", "", tuple(calls), reasoning=thought, kind="call", train=True))
        for call in calls:
            observation = self._world.call(self._own.get(call.name, call.name), msgspec.json.decode(call.arguments))
            text = observation_text(observation)
            self._messages.append(Message("tool", text, tool_call_id=call.id, kind="observation"))
