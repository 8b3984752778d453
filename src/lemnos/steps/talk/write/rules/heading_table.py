"""The commonest section headings, each with its questions.

They stand in ``headings.txt``, one line for all headings with the same questions: the headings, then noun phrases,
direct questions and indirect clauses. Slots: ``{h}`` the heading itself, ``{hd}`` a period with its article,
``{t}`` ``{o}`` ``{p}`` the topic as subject, object and owner, where a pronoun may stand; ``{T}`` the topic by name;
``{is_}`` ``{was}`` ``{do}`` ``{has}`` agree with it. A key ``heading@person`` holds for topics of that sort only, and
so do all keys of a line that opens with ``person place>``.
"""

from importlib.resources import files

from lemnos.steps.talk.write.rules.forms import Forms

SENSELESS = frozenset(
    (
        "details|see also|references|external links|notes|further reading|bibliography|sources|gallery|footnotes|"
        "citations|other|others|miscellaneous|misc|general|sections|in this section|related sections|contents|"
        "links|media|images|remarks2|related topics|related articles|related content|next steps|"
        "what do you want to know more about|what do you want to do|cross-references|code|output|sample output|"
        "comments|notes and references|general references|web links|books|a|b|c|"
        "what do you want to know more about?|what do you want to do?|other information|additional information|and|"
        "etc|introduction|main article|main|appendix|external resources|related classes|east|west|north|"
        "south|fish|issue|press|decades and years|ancestors|officers|air|prelude|one|two|three|men|women|"
        "first|second|title|titles|line|example 1|example 2|example 3|members|table|list|print|online|"
        "websites|film and television|public|private|special|data"
    ).split("|")
)


def _build() -> dict[str, Forms]:
    table: dict[str, Forms] = {}
    text = files("lemnos.steps.talk.write.rules").joinpath("headings.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        keys, nouns, direct, indirect = (part.strip() for part in line.split("|"))
        sorts, _, listed = keys.rpartition("> ")
        for heading in _with_sorts([key.strip() for key in listed.split(";")], sorts.split()):
            word = heading.partition("@")[0]
            definite = word if word.startswith(("world", "the ")) else f"the {_NAMES.get(word, word)}"
            definite = _BARE.get(word, definite)
            plural = word.endswith("s") and not word.endswith("ss")

            def fill(part: str, word: str = word, definite: str = definite, plural: bool = plural) -> tuple[str, ...]:
                part = part.replace("{hd}", definite).replace("{h_is}", "are" if plural else "is")
                return tuple(form for form in (f.strip() for f in part.replace("{h}", word).split(" / ")) if form)

            table.setdefault(heading, Forms(fill(direct), fill(indirect), _own_words(word, fill(nouns))))
    return table


def _own_words(heading: str, nouns: tuple[str, ...]) -> tuple[str, ...]:
    """Add the heading's own words to noun phrases that have none of them."""
    if (
        heading in _NOT_OWNED
        or any(heading[:4] in noun for noun in nouns)
        or not heading.replace(" ", "").isalpha()
        or heading[:3] in _ODD
    ):
        return nouns
    return (*nouns, f"{{p}} {heading}") if heading.count(" ") < 3 else nouns


_NOT_OWNED = frozenset(
    "remarks overview comments description introduction summary abstract synopsis example examples fix note".split()
)
_ODD = ("in ", "on ", "did", "how", "to ", "his", "her", "the", "at ", "as ", "fix", "pre", "end", "act", "and", "by ")


def _with_sorts(headings: list[str], sorts: list[str]) -> list[str]:
    return [
        f"{heading}@{sort}" if sort and "@" not in heading else heading
        for heading in headings
        for sort in sorts or ("",)
    ]


_NAMES = {
    "roman period": "Roman period", "roman times": "Roman period", "roman era": "Roman era", "middle ages":
    "Middle Ages", "medieval": "medieval period", "renaissance": "Renaissance", "ottoman period": "Ottoman period",
    "victorian era": "Victorian era", "victorian period": "Victorian period", "soviet era": "Soviet era",
    "industrial revolution": "Industrial Revolution", "reformation": "Reformation", "iron age": "Iron Age",
    "bronze age": "Bronze Age", "stone age": "Stone Age", "neolithic": "Neolithic", "ancient times": "ancient period",
    "islamic period": "Islamic period", "german occupation": "German occupation", "transition": "transition",
    "european settlement": "European settlement", "classical antiquity": "classical period", "post-independence":
    "period after independence", "since independence": "period since independence", "after independence":
    "period after independence", "european colonization": "European colonization", "the middle ages": "Middle Ages",
}  # fmt: skip
_BARE = {
    "independence": "independence", "colonialism": "colonialism", "british rule": "British rule", "apartheid":
    "apartheid", "communism": "communism", "colonial rule": "colonial rule", "unification": "unification",
    "partition": "partition", "reunification": "reunification", "colonisation": "colonisation", "colonization":
    "colonization", "the middle ages": "the Middle Ages", "the revolution": "the revolution",
}  # fmt: skip

HEADINGS: dict[str, Forms] = _build()
"""Forms by heading in lower case, with ``@sort`` appended where they hold for one sort of topic only."""
