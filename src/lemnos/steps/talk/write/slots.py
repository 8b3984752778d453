"""What fills the slots of the templates: a topic or a subject, in the number, case and verb forms that go with it."""

from lemnos.steps.talk.language.verbs import third_person
from lemnos.steps.talk.write.names import Name, possessive

_VERBS = (
    "work come fit matter look breed live behave eat find figure stand turn get compare vary perform require return "
    "sit play mean make"
).split()
_SINGULAR = {third_person(verb): third_person(verb) for verb in _VERBS} | {
    "is_": "is", "was": "was", "do": "does", "does": "does", "has": "has", "has_cap": "Has",
    "does_cap": "Does",
}  # fmt: skip
_PLURAL = {third_person(verb): verb for verb in _VERBS} | {
    "is_": "are", "was": "were", "do": "do", "does": "do", "has": "have", "has_cap": "Have",
    "does_cap": "Do",
}  # fmt: skip
PRONOUNS = {
    "it": ("it", "it", "its"),
    "they": ("they", "them", "their"),
    "he": ("he", "him", "his"),
    "she": ("she", "her", "her"),
}
_OWN = {"it": "its", "they": "their", "he": "his", "she": "her", "": "the"}


def topic_slots(name: Name, pronoun: str, stands: bool) -> dict[str, str]:
    """Return the slots of a topic.

    Args:
        name: How to speak of it.
        pronoun: The pronoun that fits it; empty if none is sure.
        stands: Whether the pronoun stands for it in this turn.
    """
    slots = dict(_PLURAL if name.plural else _SINGULAR)
    if stands and pronoun:
        slots["t"], slots["o"], slots["p"] = PRONOUNS[pronoun]
    else:
        slots["t"] = slots["o"] = name.short
        slots["p"] = possessive(name.short)
    slots["T"] = name.short
    slots["f"] = name.full
    slots["b"] = name.bare
    slots["own"] = _OWN[pronoun]
    return slots


def capitalised(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def lowered(question: str) -> str:
    """Return a question with a small first letter, as it stands behind other words."""
    first = question.split(" ", 1)[0].rstrip(",.")
    return question if first in ("I", "I'd", "I'm", "I've") else question[:1].lower() + question[1:]
