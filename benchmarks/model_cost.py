"""Compare the token cost of having a model write user turns with other ways to obtain the same dialogues.

    python benchmarks/model_cost.py RUN [--clusters 100] [--tokenizer tokenizer.json] [--set window=16 …]

RUN is a finished run of the offline writer. For the clusters of anchors spread evenly over it, the cost of the same
dialogues is computed for four kinds of request, with the same texts and one tokenizer (needs the package
``tokenizers``; without ``--tokenizer`` the tokens are estimated):

- *Lemnos*: user turns, one request for each window; the requests are those that ``lemnos talk --model`` sends.
- *one turn a request*: the same instructions and shortened answers, with the preceding turns as history.
- *one turn, whole history*: the same, with the full text of all earlier turns, as a chat client would send it.
- *whole dialogues*: the documents of the cluster in, the dialogue out, with instructions of 60 words.

The generated user turns are those of the run, the same for all kinds: 10 words each with the defaults of the offline
writer; ``--words N`` makes them N words long instead (14 is what the default styles ask a model for). *seen* tokens are
those at the beginning of a prompt that the server has seen before at the same position; a prefix cache serves them, so
they are counted separately. Requests that repeat missing or rejected answers are left out of all figures;
``ledger.json`` of a run counts them.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from lemnos.llm.prompts import load_prompts
from lemnos.llm.request import Answers, Request, Unanswered
from lemnos.llm.tokens import FRAME, tokens_of
from lemnos.pipeline.forecast import TokenCounter, load_counter, tokens_of_prompts
from lemnos.records import Rejected
from lemnos.steps.talk.dialogues.builder import DialogueBuilder, Planned, writing_key
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.write.model import ModelWriter
from lemnos.steps.talk.write.settings import ModelWriterSettings
from lemnos.store.run_folder import existing_run

WHOLE = (
    "Write a long conversation between a curious user and a knowledgeable assistant about the documents below. The "
    "user asks questions and moves between the subjects as people do; the assistant answers each with what the "
    "documents say, in their words. Begin each message on a new line with User: or Assistant:. Cover as much of the "
    "documents as the number of turns allows."
)


class Way(NamedTuple):
    """Cost of one kind of request, in tokens."""

    sent: int
    seen: int
    generated: int
    requests: int

    def __add__(self, other: object) -> "Way":
        assert isinstance(other, Way)
        return Way(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Talk(NamedTuple):
    """A dialogue as the offline writer wrote it."""

    planned: Planned
    seed: str
    user: list[str]
    answers: list[str]


def talks(run: Path, count: int, words: int) -> Iterator[tuple[DialogueBuilder, Talk]]:
    """Yield the dialogues of anchors spread evenly over a run."""
    builder = DialogueBuilder(existing_run(run), TalkSettings())
    anchors = builder.numbers()
    for anchor in anchors[:: max(1, len(anchors) // count)][:count]:
        planned = builder.planned(anchor, 0)
        if isinstance(planned, Rejected):
            continue
        turns = builder.offline.write(planned.topics, planned.plan.steps, writing_key(0, planned))
        answers = [
            step.memory.answer if step.memory else planned.topics[step.topic].segments[step.segment].text
            for step in planned.plan.steps
        ]
        user = [turn.text for turn in turns]
        if words:
            whole = " ".join(user).split()
            user = [" ".join((whole * 9)[number * words : (number + 1) * words]) for number in range(len(user))]
        yield builder, Talk(planned, writing_key(0, planned), user, answers)


def asked(builder: DialogueBuilder, talk: Talk, settings: ModelWriterSettings) -> list[Request]:
    """Return the requests for the user turns of a dialogue."""
    writer = ModelWriter("", load_prompts(""), settings, builder.offline.write, builder.common, Answers())
    try:
        writer.write(talk.planned.topics, talk.planned.plan.steps, talk.seed)
    except Unanswered as waits:
        return waits.requests
    return []


def windows(talk: Talk, requests: Sequence[Request], count: TokenCounter, fresh: bool) -> Way:
    """Return the cost of requesting windows of user turns."""
    sent, seen = tokens_of_prompts([requests], count)
    system = count(requests[0].messages[0].content) + FRAME
    generated = number = 0
    for request in requests:
        turns = len(msgspec.json.decode(request.schema)["required"])
        texts = {str(place + 1): text for place, text in enumerate(talk.user[number : number + turns])}
        generated += count(msgspec.json.encode(texts).decode())
        number += turns
    return Way(sent, seen + (0 if fresh else system), generated, len(requests))


def with_history(talk: Talk, system: int, count: TokenCounter, fresh: bool) -> Way:
    """Return the cost of requesting one turn at a time, with the full text of all earlier turns."""
    way = Way(0, 0 if fresh else system, 0, 0)
    history = 0
    for number, (user, answer) in enumerate(zip(talk.user, talk.answers, strict=True)):
        said, told = count(user), count(answer)
        way += Way(system + history + told + FRAME, (system if number else 0) + history, said, 1)
        history += said + told + 2 * FRAME
    return way


def whole(talk: Talk, count: TokenCounter, fresh: bool) -> Way:
    """Return the cost of requesting the dialogue as a whole."""
    texts = ["\n\n".join(part.text for part in topic.segments) for topic in talk.planned.topics]
    instructions = count(WHOLE) + FRAME
    generated = sum(
        count(f"User: {user}\nAssistant: {answer}\n") for user, answer in zip(talk.user, talk.answers, strict=True)
    )
    return Way(instructions + sum(map(count, texts)) + FRAME, 0 if fresh else instructions, generated, 1)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--clusters", type=int, default=100)
    parser.add_argument("--tokenizer", default="")
    parser.add_argument("--words", type=int, default=0)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    options = parser.parse_args()
    count = load_counter(options.tokenizer)
    changed = {key: int(value) for key, _, value in (item.partition("=") for item in options.set)}
    settings = msgspec.structs.replace(ModelWriterSettings(), **changed)
    alone = msgspec.structs.replace(settings, window=1)
    names = ("Lemnos", "one turn a request", "one turn, whole history", "whole dialogues")
    ways = dict.fromkeys(names, Way(0, 0, 0, 0))
    tokens = turns = dialogues = estimated = 0
    for builder, talk in talks(options.run, options.clusters, options.words):
        fresh = not dialogues
        requests = asked(builder, talk, settings)
        system = count(requests[0].messages[0].content) + FRAME
        ways["Lemnos"] += windows(talk, requests, count, fresh)
        ways["one turn a request"] += windows(talk, asked(builder, talk, alone), count, fresh)
        ways["one turn, whole history"] += with_history(talk, system, count, fresh)
        ways["whole dialogues"] += whole(talk, count, fresh)
        tokens += sum(map(count, (*talk.user, *talk.answers)))
        estimated += sum(map(tokens_of, (*talk.user, *talk.answers)))
        turns += len(talk.user)
        dialogues += 1
    print(
        f"{dialogues} dialogues, {turns} turns, {tokens:,} tokens ({estimated:,} by the built-in estimate); tokens per "
        f"1,000 of the dialogues; {settings.window} turns a request, {settings.answer_words} words of each answer\n"
    )
    columns = ["requests", "sent, new", "sent, seen", "generated", "new + generated", "all"]
    columns += ["less generated", "less new", "less in all"]
    print(f"| | {' | '.join(columns)} |\n|---|{'---:|' * len(columns)}")
    ours = ways["Lemnos"]
    for name, way in ways.items():
        new = way.sent - way.seen
        less_generated = f"{1 - ours.generated / way.generated:.1%}"
        less_new = f"{1 - (ours.sent - ours.seen + ours.generated) / (new + way.generated):.1%}"
        less_in_all = f"{1 - (ours.sent + ours.generated) / (way.sent + way.generated):.1%}"
        less = " | | " if way is ours else f"{less_generated} | {less_new} | {less_in_all}"
        each = [way.requests, new, way.seen, way.generated, new + way.generated, way.sent + way.generated]
        told = " | ".join(f"{1000 * value / tokens:,.1f}" for value in each)
        print(f"| {name} | {told} | {less} |")


if __name__ == "__main__":
    main()
