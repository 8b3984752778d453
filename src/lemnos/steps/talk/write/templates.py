"""Question forms: for each kind of ``Ask``, the direct questions and the indirect clauses.

Slots: ``{s}`` subject, ``{so}`` the same as an object, ``{sp}`` its possessive, ``{aux}`` ``{base}`` ``{fin}`` the
verb's parts as ``Ask`` names them. A direct form is a whole question; an indirect clause completes "Could you tell
me …?"; a noun phrase completes "What about …?". Keeping the three apart lets a few frames carry many questions.
"""

from typing import NamedTuple


class Forms(NamedTuple):
    """The forms of one question."""

    direct: tuple[str, ...]
    indirect: tuple[str, ...] = ()
    noun: tuple[str, ...] = ()


ASKS: dict[str, Forms] = {
    "define": Forms(
        (
            "What exactly {aux} {s}?",
            "What {aux} {s}?",
            "What {aux} {s}, exactly?",
            "And what {aux} {s}?",
            "What {aux} {s}, in plain words?",
            "How would you define {so}?",
        ),
        ("what {s} {aux}", "what exactly {s} {aux}"),
        ("{so}",),
    ),
    "define_person": Forms(
        (
            "Who {aux} {s}?",
            "Who exactly {aux} {s}?",
            "And who {aux} {s}?",
            "Who {aux} {s}, exactly?",
            "What should I know about {so}?",
        ),
        ("who {s} {aux}", "who exactly {s} {aux}"),
        ("{so}",),
    ),
    "when": Forms(
        (
            "When {aux} {s} {base}?",
            "And when {aux} {s} {base}?",
            "When exactly {aux} {s} {base}?",
            "Around what time {aux} {s} {base}?",
        ),
        ("when {s} {fin}", "when exactly {s} {fin}"),
    ),
    "who": Forms(
        ("Who {aux} {s} {base} by?", "By whom {aux} {s} {base}?", "And who {aux} {s} {base} by?"),
        ("who {s} {fin} by", "by whom {s} {fin}"),
    ),
    "why": Forms(
        ("Why {aux} {s} {base}?", "And why {aux} {s} {base}?", "For what reason {aux} {s} {base}?"),
        ("why {s} {fin}", "why it is that {s} {fin}"),
    ),
    "passive": Forms(
        ("How {aux} {s} {base}?", "And how {aux} {s} {base}?", "How exactly {aux} {s} {base}?"),
        ("how {s} {fin}",),
        ("{so}",),
    ),
    "passive_past": Forms(
        ("How {aux} {s} {base}?", "How did {s} come to be {base}?", "And how {aux} {s} {base}?"),
        ("how {s} came to be {base}", "how {s} {fin}"),
        ("{so}",),
    ),
    "object": Forms(
        (
            "What {aux} {s} {base}{prt}?",
            "What exactly {aux} {s} {base}{prt}?",
            "And what {aux} {s} {base}{prt}?",
            "So what {aux} {s} {base}{prt}?",
            "What {aux} {s} actually {base}{prt}?",
        ),
        ("what {s} {fin}{prt}", "what exactly {s} {fin}{prt}"),
    ),
    "say": Forms(
        (
            "What {aux} {s} {base}?",
            "What exactly {aux} {s} {base}?",
        ),
        ("what {s} {fin}", "what it is that {s} {fin}"),
    ),
    "how": Forms(
        (
            "How {aux} {s} {base}{prt}?",
            "And how {aux} {s} {base}{prt}?",
            "In what way {aux} {s} {base}{prt}?",
            "How exactly {aux} {s} {base}{prt}?",
        ),
        ("how {s} {fin}{prt}", "how exactly {s} {fin}{prt}"),
    ),
    "where": Forms(
        ("Where {aux} {s} {base}?", "And where {aux} {s} {base}?", "Where exactly {aux} {s} {base}?"),
        ("where {s} {fin}", "where exactly {s} {fin}"),
    ),
    "place": Forms(
        ("Where {aux} {s} {base}?", "Where exactly {aux} {s} {base}?", "And where {aux} {s} {base}?"),
        ("where {s} {fin}", "where exactly {s} {fin}"),
        ("the location of {so}",),
    ),
    "use": Forms(
        (
            "What {aux} {s} used for?",
            "How {aux} {s} used?",
            "And what {aux} {s} used for?",
        ),
        ("what {s} {aux} used for", "how {s} {aux} used"),
        ("the uses of {so}",),
    ),
    "known": Forms(
        (
            "What {aux} {s} known for?",
            "What {aux} {s} best known for?",
            "And what {aux} {s} known for?",
        ),
        ("what {s} {aux} known for", "why {s} {aux} so well known"),
    ),
    "called": Forms(
        ("By what name {aux} {s} known?", "What {aux} {s} called?", "What do people call {so}?"),
        ("what {s} {aux} called", "by what name {s} {aux} known"),
    ),
    "named": Forms(
        ("What {aux} {s} named after?", "Where does the name of {so} come from?", "Why {aux} {s} named that way?"),
        ("what {s} {aux} named after", "where the name of {so} comes from"),
        ("the name of {so}",),
    ),
    "parts": Forms(
        ("What {aux} {s} made up of?", "What makes up {so}?", "What {aux} {s} composed of?"),
        ("what {s} {aux} made up of", "what {s} {aux} composed of"),
        ("the make-up of {so}",),
    ),
    "split": Forms(
        ("How {aux} {s} {base}?", "And how {aux} {s} {base}?", "Into what parts {aux} {s} {base}?"),
        ("how {s} {fin}",),
    ),
    "die": Forms(
        (
            "How did {s} die?",
            "When and how did {s} die?",
            "What do we know about {sp} death?",
            "How did {sp} life end?",
        ),
        ("how {s} died", "when and how {s} died"),
        ("{sp} death",),
    ),
    "marry": Forms(
        (
            "Who {aux} {s} marry?",
            "And who {aux} {s} marry?",
            "Did {s} ever marry?",
            "What do we know about {sp} marriage?",
        ),
        ("who {s} married", "whether {s} ever married"),
        ("{sp} marriage",),
    ),
    "born": Forms(
        ("When and where {aux} {s} born?", "Where {aux} {s} born?", "And when {aux} {s} born?"),
        ("when and where {s} {aux} born", "where {s} {aux} born"),
        ("{sp} birth",),
    ),
    "quality": Forms(
        (
            "What {aux} {s} like?",
            "And what {aux} {s} like?",
            "How would you describe {so}?",
            "What {aux} {s} like, then?",
        ),
        ("what {s} {aux} like",),
        ("{so}",),
    ),
    "kinds": Forms(
        ("What {s} {aux} there?", "Which {s} {aux} there?", "What are the different {s}?"),
        ("what {s} there {aux}", "which {s} there {aux}"),
        ("the different {s}",),
    ),
    "about": Forms(
        (
            "What should I know about {so}?",
            "What is there to say about {so}?",
            "What's known about {so}?",
            "What about {so}?",
            "And {so}?",
            "How about {so}?",
            "Can you say more on {so}?",
            "Anything on {so}?",
        ),
        (),
        ("{so}",),
    ),
    "about_past": Forms(
        (
            "What should I know about {so}?",
            "What is there to say about {so}?",
            "What do we know about {so}?",
            "What happened with {so}?",
            "What about {so}?",
            "And {so}?",
            "Anything on {so}?",
        ),
        (),
        ("{so}",),
    ),
}

TELLING: dict[str, tuple[str, ...]] = {
    "plain": (
        "And {x}?",
        "What about {x}?",
        "{x}?",
        "{x}, then?",
        "Next, {x}?",
        "{x}, please.",
        "Also {x}?",
        "So {x}?",
    ),
    "or": (
        "Anything on {x}?",
        "Any word on {x}?",
        "Is there anything on {x}?",
    ),
}
"""Questions about what ``telling`` finds, ``{x}``."""

CUES: dict[str, tuple[str, ...]] = {
    "contrast": (
        "Is that the whole picture?",
        "Is there another side to this?",
        "Are there any qualifications to that?",
        "Is it really as simple as that?",
    ),
    "consequence": ("What did that lead to?", "What follows from that?", "And what came of it?"),
    "example": ("Can you give me an example?", "What would be an example of that?", "Is there a concrete case?"),
    "opinion": ("What do people make of that?", "Is everyone agreed on that?", "What do others say about it?"),
    "today": ("And what about today?", "What's the situation now?", "How do things stand these days?"),
    "figures": ("Are there any figures on that?", "Do you have some numbers for that?", "Can you put numbers on it?"),
    "next": (
        "What happened next?",
        "And after that?",
        "What came after that?",
        "How did it go on from there?",
        "What followed?",
    ),
    "compare": ("How does that compare with others?", "Is that unusual?"),
    "cause": ("Why is that?", "What's the reason for that?"),
}
"""Questions that lean on the answer before, by what the segment is seen from there (``About.cues``)."""
