"""Names things: noun, domain, seed, number -> the name of one of them.

    tool ──▶ domains ──▶ senses ──▶ noun ──▶ label ──▶ "ETH/USDC"

Modules, in the order in which data flows:

    domains         words of tools to the domains in which they work: finance, chain, code, travel …
    senses          a noun in a domain to the noun that tells what is meant: a pool of a chain is a liquidity pool
    software_names  what programs, and what they run on and keep, are called
    domain_names    what things of one domain are called
    names           what things are called, and words for names
    statuses        the states of things, where no schema lists them
    prose           what descriptions say
    entities        the names of entities and their fields, where nothing describes them
    label           a noun and a number to the name of one thing
"""

from lemnos.steps.tools.world.values.labels.label import (
    given_name,
    kind_of,
    label_of,
    meant,
    noun_of,
    pair,
    person_of_login,
)

__all__ = ["given_name", "kind_of", "label_of", "meant", "noun_of", "pair", "person_of_login"]
