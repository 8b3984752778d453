"""Makes what a search finds and what a page says: words that were sent -> names and sentences that are about them.

    papers, "remote work"    ──▶  "Remote work in practice", "Remote work: what to know" …
    packages, "remote work"  ──▶  "remote-work-tools", "awesome-remote-work" …
    files, "remote work"     ──▶  "remote-work-notes.md" …

Only things that may be about anything have such names: texts, files, programs. What is sought among people, places or
figures has names of its own, which no words tell. A search of something (``search pubmed``) finds texts.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.seeds import seed_of

SOUGHT = frozenset("query q search keyword keywords term searchterm searchquery topic".split())
"""Normalised names of arguments that hold the words which are sought."""
_SUBJECT = frozenset("title page path file filename url link library package section".split())
"""Last words of the names of other arguments that tell what a text is about."""
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9'’-]*(?: [A-Za-z0-9'’-]+){0,3}")
_STEM = re.compile(r"([^/]+?)(?:\.(?:md|txt|html?|rst|pdf|docx?))?/?$")
_TITLES = (
    "{1}: a short guide",
    "{1}: what to know",
    "{1}: common questions",
    "{1}: an overview",
    "{1} explained",
    "{1}: getting started",
    "{1}: the basics",
    "{1} in practice",
    "{1}: five common mistakes",
    "{1}: a closer look",
    "{1}: past and present",
    "{1}: new ideas",
)
_STUDIES = (
    "A survey of {0}",
    "{1}: a systematic review",
    "Advances in {0}",
    "New methods for {0}",
    "{1} over ten years",
    "{1}: open problems",
    "Trends in {0}",
    "{1}: a case study",
    "{1} in older adults: a cohort study",
    "Research on {0} since 2010",
    "{1}: evidence from three countries",
    "What is known about {0}: a scoping review",
)
_MODELS = ("{2}-small", "{2}-base", "{2}-7b", "tiny-{2}", "{2}-instruct", "{2}-v2")
_NOTED = (
    "{1}: open questions",
    "{1}: what we agreed on",
    "{1} checklist",
    "{1}: notes of Monday",
    "{1}: first ideas",
    "{1}: who does what",
    "{1}: links and contacts",
    "{1} draft",
)
_PICTURES = ("{2}.jpg", "{2}-close-up.jpg", "{2}-02.jpg", "{2}-wide.png", "{2}-sketch.png", "{2}-at-dawn.jpg")
_PROGRAMS = ("{2}", "{2}-tools", "awesome-{2}", "{2}-examples", "{2}-cli", "{2}-starter", "open-{2}", "{2}-kit")
_FILES = ("{2}.pdf", "{2}-notes.md", "{2}-2025.xlsx", "{2}-draft.docx", "{2}-summary.pdf", "{2}-plan.docx")
_SUBJECTS = (
    "Re: {0}",
    "Question about {0}",
    "{1}: next steps",
    "Update on {0}",
    "{1}: minutes of Monday",
    "Your notes on {0}",
    "{1}, second draft",
)
_DUTIES = (
    "{1}: collect feedback",
    "{1}: write it up for the team",
    "Follow up: {0}",
    "{1}: decide by Friday",
    "To discuss: {0}",
    "{1}: check the open points",
    "{1}: prepare slides",
    "Look into {0}",
)
_CHATTED = (
    "Anything new on {0}?",
    "I just sent you the link about {0}",
    "Can we talk about {0} tomorrow?",
    "Who knows more about {0}?",
    "More on {0} later today",
    "Here is what I found on {0}",
)
_ANIMATED = ("{2}.gif", "{2}-loop.gif", "{2}-reaction.gif", "funny-{2}.gif", "{2}-02.gif", "{2}-small.gif")
_SOURCES = (
    "src/{3}.py",
    "lib/{2}.ts",
    "tests/test_{3}.py",
    "src/{2}/index.js",
    "internal/{3}/{3}.go",
    "examples/{3}.py",
    "docs/{2}.md",
    "packages/{2}/src/main.ts",
)
_EXCERPTS = (
    "… the effect of {0} was larger in the second group …",
    "… few studies have looked at {0} over a long time …",
    "… {0} is often measured in different ways …",
    "… in this section, {0} is defined and compared …",
    "… the authors suggest that {0} needs further study …",
    "… no clear link to {0} was found …",
)
_MEETINGS = (
    "{1}: planning meeting",
    "{1} workshop",
    "Introduction to {0}",
    "{1}: questions and answers",
    "Open evening on {0}",
    "{1} meetup",
)
_SENTENCES = (
    "This page sums up what there is to know about {0}.",
    "{1}: what it is for, how to begin, and where to ask.",
    "The first part introduces {0}; the second answers common questions.",
    "Read the introduction to {0} before anything else.",
    "Most questions on {0} are answered in the last section.",
    "It was last changed in March, and corrections are welcome.",
)
_STUDIED = frozenset("paper preprint study publication reference citation literature".split())
_READ = frozenset(
    "patent article post page doc docs document documentation "
    "guide tutorial news story blog snippet bookmark thread discussion question answer topic video "
    "episode podcast course lesson lecture book presentation webpage website passage chunk excerpt wiki insight "
    "suggestion guideline tip".split()
)
RUN = frozenset("package repository repo library plugin extension module gem crate dataset".split())
"""Nouns of programs and of what they use."""
_KEPT_IN_MIND = frozenset("memory note entry observation".split())
_SEEN = frozenset("image photo picture gif icon sticker wallpaper illustration".split())
_KEPT = frozenset("file attachment artifact asset".split())
_SENT = frozenset("email mail message conversation letter comment".split())
_TO_DO = frozenset("task issue ticket todo reminder card".split())
_HELD = frozenset("event meeting webinar conference appointment".split())
_FORMS = (
    (frozenset(("gif",)), _ANIMATED), (frozenset(("chat_message", "tweet")), _CHATTED),
    (frozenset(("code",)), _SOURCES), (frozenset("snippet excerpt passage chunk".split()), _EXCERPTS),
    (_KEPT, _FILES), (RUN, _PROGRAMS), (_SENT, _SUBJECTS), (_TO_DO, _DUTIES), (_HELD, _MEETINGS),
    (_KEPT_IN_MIND, _NOTED), (_SEEN, _PICTURES), (_READ, _TITLES), (_STUDIED, _STUDIES),
    (frozenset(("model", "checkpoint")), _MODELS),
)  # fmt: skip
_TOLD = re.compile(
    r"\b(?:web|internet|online|literature|papers?|articles?|news|posts?|tweets|websites?|pages?|documentation|docs|wiki\w*|"
    r"knowledge|information|content|blogs?|publications?|stud(?:y|ies)|videos?)\b",
    re.IGNORECASE,
)
"""Words of a description that tell that texts are found."""
_PAGES = frozenset(
    "content text article page document documentation markdown guide readme overview summary help".split()
)


def sought_in(text: str) -> str:
    """Return the first noun of a text that names things which may be about anything; empty if there is none.

    >>> sought_in("Search the registry for packages"), sought_in("Search the registry")
    ('packages', '')
    """
    return next((word for word in words_of(text) if is_plural(word) and _form_of(word)), "")


def _form_of(noun: str) -> tuple[str, ...]:
    return next((forms for nouns, forms in _FORMS if singular(noun) in nouns), ())


def found(noun: tuple[str, ...], sought: str, seed: str, count: int, description: str = "") -> list[str]:
    """Return names of things that are about some words; empty if such things have no names that tell so.

    Args:
        noun: Words of what is searched or sought.
        sought: The words.
        seed: Decides which names.
        count: How many at most.
        description: Of the function: it tells whether a source, of which nothing is known, holds texts.

    >>> found(("pages",), "remote work", "s", 2)
    ['Remote work: five common mistakes', 'Remote work: a short guide']
    >>> found(("cities",), "remote work", "s", 2), found(("pages",), "SELECT *", "s", 2)
    ([], [])
    """
    last = noun[-1] if noun else ""
    forms = _form_of(last)
    if not forms and not is_plural(last) and not kind_of(noun):  # what is searched, rather than what is sought
        told = [*map(singular, words_of(description)), last]
        texts = _TOLD.search(f"{last} {description}") or not description
        forms = _STUDIES if not _STUDIED.isdisjoint(told) else _TITLES if texts else ()
    if not forms or not _WORDS.fullmatch(sought):
        return []
    chosen = Random(seed_of(seed, "sought")).sample(forms, min(count, len(forms)))
    return [_about(form, sought) for form in chosen]


def page_of(noun: tuple[str, ...], arguments: Mapping[str, Any], seed: str) -> dict[str, str]:
    """Return a title and a text of a page that is about what was sent; empty if that does not tell what it is about.

    >>> page_of(("page",), {"url": "https://example.com/docs/spring-sale.html"}, "s")["title"]
    'Spring sale'
    """
    if noun[-1] not in _PAGES and singular(noun[-1]) not in _PAGES:
        return {}
    sent = next(
        (value for name, value in arguments.items() if normalised(name) in SOUGHT or words_of(name)[-1] in _SUBJECT),
        None,
    )
    stem = _STEM.search(sent) if isinstance(sent, str) else None
    subject = re.sub(r"[-_]+", " ", stem[1]) if stem else ""
    if not _WORDS.fullmatch(subject):
        return {}
    chosen = Random(seed_of(seed, "page")).sample(_SENTENCES, 3)
    return {"title": _about("{1}", subject), "content": " ".join(_about(each, subject) for each in chosen)}


def _about(form: str, subject: str) -> str:
    slug = subject.lower().replace("'", "").replace("’", "").replace(" ", "-")
    return form.format(subject, f"{subject[0].upper()}{subject[1:]}", slug, slug.replace("-", "_"))
