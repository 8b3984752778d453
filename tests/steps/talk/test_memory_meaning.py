"""A memory turn in a model's words asks for what its draft asks for, or is refused: drafts with and without names."""

import pytest

from lemnos.records import TurnKind
from lemnos.steps.talk.check.memory_meaning import changed_meaning

RECALL, CONTRAST, SYNTHESIS = TurnKind.RECALL, TurnKind.CONTRAST, TurnKind.SYNTHESIS
CORRECTION, SUMMARY, OPEN = TurnKind.CORRECTION, TurnKind.SUMMARY, TurnKind.UNANSWERABLE


@pytest.mark.parametrize(
    ("kind", "draft", "text"),
    [
        (RECALL, "Remind me of the lock system.", "What did you say about the lock system?"),
        (RECALL, "Remind me of the lock system.", "Earlier you mentioned a lock system, what was that again?"),
        (RECALL, "What was that about peat bogs?", "You said something on peat bogs before, right?"),
        (RECALL, "Remind me why the gates were lifted.", "For what reason were the gates lifted, again?"),
        (RECALL, "Tell me again who raised the weir.", "Which person raised the weir, did you say?"),
        (RECALL, "How did you begin on locks?", "What did you start with when you told me of locks?"),
        (RECALL, "What did you tell me in your last answer?", "Repeat your last answer, please."),
        (CONTRAST, "Compare honey with nectar.", "How do honey and nectar differ?"),
        (CONTRAST, "Side by side: honey and nectar.", "What sets honey against nectar?"),
        (SYNTHESIS, "Everything on moraines so far?", "List all you told me about moraines."),
        (SYNTHESIS, "Gather what you said about moraines.", "What do I know about moraines by now?"),
        (CORRECTION, "So the canal was dug by farmers, right?", "The canal was dug by farmers, wasn't it?"),
        (CORRECTION, "The gates were never lifted. Correct?", "So the gates weren't lifted, is that right?"),
        (SUMMARY, "Sum up our talk so far.", "Give me a short recap."),
        (SUMMARY, "What have we covered?", "Can you summarise the main points?"),
        (OPEN, "Do your sources say who paid the crew?", "Who paid the crew?"),
        (RECALL, "What did Hillary say on page 12?", "On page 12, what did Hillary say again?"),
    ],
)
def test_other_words_for_the_same_question_are_taken(kind: TurnKind, draft: str, text: str) -> None:
    assert changed_meaning(draft, text, kind) is None


@pytest.mark.parametrize(
    ("kind", "draft", "text", "why"),
    [
        (RECALL, "Remind me of the lock system.", "How about the lock?", "asks for something else"),
        (RECALL, "Remind me of the lock system.", "Remind me of the weather.", "lost content words"),
        (RECALL, "Remind me of the lock system.", "Remind me of that.", "lost content words"),
        (
            RECALL,
            "Remind me of the lock system.",
            "Remind me how the lock system of railways harmed farmers.",
            "added content words",
        ),
        (RECALL, "Tell me again who raised the weir.", "When was the weir raised, again?", "asks for something else"),
        (RECALL, "What was that about the weir?", "Where was the weir, again?", "asks for something else"),
        (
            RECALL,
            "How did you begin on locks?",
            "What did you say about locks?",
            "names another position in the conversation",
        ),
        (CONTRAST, "Compare honey with nectar.", "What are honey and nectar?", "asks for something else"),
        (CONTRAST, "Compare honey with nectar.", "How do honey and pollen differ?", "lost content words"),
        (SYNTHESIS, "Everything on moraines so far?", "What are moraines?", "asks for something else"),
        (
            CORRECTION,
            "So the canal was dug by farmers, right?",
            "The canal was not dug by farmers, right?",
            "says the contrary",
        ),
        (CORRECTION, "So the canal was dug by farmers, right?", "The canal was dug, right?", "lost content words"),
        (SUMMARY, "Sum up our talk so far.", "Where is our talk?", "asks for something else"),
        (SUMMARY, "What have we covered?", "What is a canal?", "asks for something else"),
        (RECALL, "What did Hillary say on page 12?", "What did Hillary say again?", "has other figures"),
        (RECALL, "What did Hillary say of it?", "What was said of it again?", "lost a name"),
        (RECALL, "What did you say of the weir?", "What did Hillary say of the weir?", "has another name"),
    ],
)
def test_another_question_is_refused(kind: TurnKind, draft: str, text: str, why: str) -> None:
    assert changed_meaning(draft, text, kind) == why


def test_in_another_language_figures_decide() -> None:
    assert changed_meaning("What happened in 1869?", "Was war 1869?", RECALL, english=False) is None
    assert changed_meaning("What happened in 1869?", "Was war das?", RECALL, english=False) == "has other figures"
