"""Tells what a noun means in a domain: noun, domains -> the noun whose names such things have, or nothing.

    ("new", "pool"), chain      ──▶  ("liquidity", "pool")
    ("list", "recipe"), hosting ──▶  ()

The rows say which sense a noun has where. A sense is a noun of ``names``; one that is empty says that such things are
something of which no names are known, so that none may be made up. Nouns without a row mean the same everywhere.
"""

from collections.abc import Iterable

from lemnos.steps.tools.naming.nouns import singular

_ANY = "*"
_ROWS: tuple[tuple[str, str], ...] = (
    ("account", "chain: ; crm, helpdesk: company; games, cloud, social, mail, security, agents: ; budgeting: account"),
    ("agent", "agents, models: assistant; helpdesk, crm: person; *: "),
    ("alert", "security: security alert; monitoring: monitor; weather, chain, stocks, travel: "),
    ("announcement", "education: announcement"),
    ("app", "chain, games, terminal, simulators: "),
    ("application", "hiring, government, terminal, simulators: "),
    ("appointment visit", "medical: medical visit"),
    ("area", "work: ; places: region"),
    ("article news", "stocks: market article; chain, shop, medical: ; science: research paper"),
    ("asset", "chain, stocks, creation, games: ; helpdesk: office equipment"),
    ("assignment", "education: school assignment; code: "),
    ("board", "monitoring: service dashboard; creation, design: whiteboard; work, code: task board"),
    ("branch", "code, work, cloud, database: code branch"),
    ("campaign", "games: "),
    ("card", "games: ; database, monitoring: chart; stocks, budgeting, shop: credit card"),
    ("case", "testing: test case; government: "),
    ("category", "budgeting: budget category; helpdesk: help category; video: video category; science, chain, music, "
     "games, museum, code, packages, models, agents: "),
    ("channel", "video: video channel; chain: "),
    ("chat", "messenger: group chat; mail, crm, helpdesk: email; agents, models: "),
    ("conversation", "messenger: group chat; mail, crm, helpdesk: email; team chat: conversation; *: "),
    ("doc", "*: page"),
    ("class", "education, fitness: class; *: "),
    ("collection", "reporting: folder; government: open data set; monitoring: ; database, search engine: table; "
     "models: model collection; chain, games, museum, code, science: "),
    ("column field", "database, monitoring: table column; places, creation: "),
    ("comment", "code: code comment; video, social: viewer comment; stocks, chain: "),
    ("commit", "database: "),
    ("component", "packages, web hosting: "),
    ("conference", "science: "),
    ("contract", "chain, stocks, cloud: "),
    ("credential secret password", "database, cloud: "),
    ("dataset", "government: open data set; monitoring: server; models, science, database: data set"),
    ("dashboard", "monitoring: service dashboard"),
    ("department", "museum: museum department"),
    ("device", "music: sound device; network, security: network device; cloud: ; simulators: test phone"),
    ("document", "file storage: file; database, search engine: "),
    ("page", "database, search engine: "),
    ("domain", "terminal: ; science: "),
    ("environment", "agents, games: "),
    ("estimate quote", "stocks, chain: "),
    ("event", "monitoring, security, database, code, chain, cloud, prediction: ; crm: "),
    ("exchange", "stocks: stock exchange; *: "),
    ("experiment", "models: training run; science: "),
    ("facility", "travel: "),
    ("feature", "work, places, creation, games, models: "),
    ("file", "design: design file; games: "),
    ("filter", "creation: "),
    ("folder directory", "fitness: workout folder; mail: mail folder"),
    ("function", "database, forensics: "),
    ("genre", "games: game genre; music: music genre; film: film genre"),
    ("group", "government: open data topic; chain, browsing, games, stocks, creation, design: ; cloud: server; "
     "education: study group; "
     "network: network group; messenger: group chat"),
    ("history", "*: "),
    ("image", "cloud: server image; packages: container image; games, medical, forensics: "),
    ("index", "stocks, weather: "),
    ("instance", "database: database server; games: "),
    ("interface", "code: "),
    ("issue finding", "security: security finding"),
    ("item", "shop, printing: item; work: task; *: "),
    ("job", "hiring: job opening"),
    ("kernel", "cloud, terminal, forensics: "),
    ("key", "chain, music: "),
    ("label", "monitoring, models, cloud: "),
    ("layer", "*: map layer"),
    ("lead", "crm: person"),
    ("library", "packages, code, creation, models: "),
    ("link", "science: "),
    ("list", "work: work section; mail, crm: mailing list; *: "),
    ("listing", "travel, chain: "),
    ("location", "weather: city; games: "),
    ("log", "fitness, medical, chain: "),
    ("market", "prediction: market question; *: "),
    ("message", "messenger, team chat, agents: chat message; chain: "),
    ("model", "models, agents: language model; *: "),
    ("module", "education: module; work: product module; *: "),
    ("network", "chain: chain network; social: "),
    ("node", "database: database server; creation, chain, agents, design: "),
    ("offer deal discount", "travel: ; hiring: job opening"),
    ("order", "games, chain, stocks, prediction: "),
    ("package", "travel, shop: "),
    ("permission", "simulators, terminal: "),
    ("pipeline", "crm: sales pipeline"),
    ("plan", "medical, agents, work, fitness: "),
    ("player", "games: game player"),
    ("playlist", "video: video playlist"),
    ("plugin extension addon", "forensics: forensic plugin; code, models, agents, terminal, creation, games: "),
    ("policy", "network: network policy; security, cloud: access policy"),
    ("pool", "chain: liquidity pool; cloud: server; *: "),
    ("position", "chain, stocks, prediction: ; hiring: job opening"),
    ("post", "launches: launched product; social: social post"),
    ("process", "work: "),
    ("product", "printing: print product; helpdesk: office equipment; stocks, chain, travel, cloud, medical: "),
    ("profile", "browsing: "),
    ("program", "hiring, education, terminal: "),
    ("project", "science: research project; chain, games: "),
    ("property", "travel, places, crm, database, work: "),
    ("attribute", "crm, database, search engine, shop: "),
    ("connector", "creation, design: "),
    ("provider", "models, agents, cloud: "),
    ("question", "education: "),
    ("recipe", "web hosting, work, code, cloud, agents: "),
    ("region", "cloud: cloud region; games: "),
    ("report", "team chat: standup report; security, medical, stocks, science, weather: "),
    ("review", "travel, places: guest review; film: film review; code, games: ; education: "),
    ("role", "cloud, hiring, games: "),
    ("room", "travel: "),
    ("rule", "network: firewall rule; cloud: firewall rule; agents, code, games, government: "),
    ("scan", "*: "),
    ("section", "work: work section; shop: section; *: "),
    ("server", "database: database server; games, team chat, agents: "),
    ("service", "medical, travel, government, database: "),
    ("session", "education, fitness: session; *: "),
    ("show", "film: show"),
    ("site", "web hosting: hosted site; crm, work, team chat: "),
    ("skill", "agents, games: "),
    ("space", "models, creation: "),
    ("bank", "*: "),
    ("state", "work: work state; games, chain, agents: "),
    ("station", "weather: weather station; music: "),
    ("store", "agents, models, search engine, database: "),
    ("story", "work: task"),
    ("stream", "music, weather: "),
    ("suite", "testing: test suite"),
    ("tab", "music: "),
    ("table", "creation, places: "),
    ("tag", "government: open data tag; cloud, packages: image tag"),
    ("task", "search engine, models, browsing, creation: "),
    ("template", "hiring, cloud, creation, agents, code, games: ; mail: letter template; crm: letter template"),
    ("test", "testing: test case; *: "),
    ("thread", "mail: email; agents, models, terminal: "),
    ("ticket", "travel: "),
    ("tool", "*: "),
    ("topic", "cloud: topic; team chat: chat topic; *: "),
    ("track", "fitness, places: "),
    ("training", "models: "),
    ("trigger", "security: security alert; monitoring: monitor; database, games: "),
    ("type", "cloud: machine type; *: "),
    ("unit", "*: "),
    ("variant", "medical, science: "),
    ("video", "video, social: posted video"),
    ("wallet", "chain: chain wallet"),
    ("widget", "monitoring: chart"),
    ("workflow", "code: build workflow; models, creation, forensics: "),
    ("workout exercise routine", "fitness: workout"),
    ("workspace", "database, creation, places: "),
    ("cluster", "database: database server"),
    ("zone", "games: "),
)  # fmt: skip
"""Nouns, and what they mean in domains: ``*`` stands for all others."""


def _senses(row: str) -> dict[str, tuple[str, ...]]:
    parts = [part.partition(":") for part in row.split(";") if part.strip()]
    return {domain.strip(): tuple(sense.split()) for domains, _, sense in parts for domain in domains.split(",")}


_SENSES = {noun: _senses(row) for nouns, row in _ROWS for noun in nouns.split()}


def sense_of(noun: tuple[str, ...], domains: Iterable[str], known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the noun that tells what things are in the likeliest domain; empty if nobody knows their names there.

    Args:
        noun: Words of what they are called.
        domains: Domains in which the API works, the likeliest first.
        known: Nouns of several words that have names of their own, joined by ``_``.

    >>> sense_of(("new", "pool"), ("chain",)), sense_of(("recipe",), ("web hosting",)), sense_of(("user",), ("chain",))
    (('liquidity', 'pool'), (), ('user',))
    """
    if not noun:
        return ()
    last = singular(noun[-1])
    if len(noun) > 1 and "_".join((noun[-2], last)) in known:
        return (*noun[:-1], last)
    senses = _SENSES.get(last, {})
    for domain in domains:
        if domain in senses:
            sense = senses[domain]
            return noun if sense == (last,) else sense
    if _ANY in senses:
        return senses[_ANY]
    return noun
