"""Holds what is known about the things that people manage by way of an API: noun -> kind, actions that suit it.

A task speaks only of things that are known here, because what can be asked of a thing, how it is named and what can be
done with it follow from its kind. A noun phrase is known by its last word: a *customer group* is a group. Not handled:
languages other than English.
"""

from collections.abc import Iterable

_KINDS: dict[str, str] = {
    "task": "task todo reminder checklist activity chore subtask",
    "goal": "goal objective milestone",
    "issue": "issue ticket bug incident case problem complaint defect",
    "person": "user customer contact member employee person patient student lead subscriber candidate guest "
    "teacher author driver attendee participant worker recipient passenger learner volunteer player collaborator "
    "contributor manager artist creator developer speaker instructor",
    "organization": "company organization organisation vendor supplier merchant business partner brand employer "
    "institution publisher tenant distributor",
    "team": "team group department division squad",
    "role": "role",
    "event": "event meeting appointment webinar booking reservation workshop conference visit",
    "course": "course class lesson training",
    "document": "document page article post report form survey note draft story blog wiki guide questionnaire quiz "
    "announcement template letter poll",
    "file": "file attachment upload photo image picture",
    "product": "product variant listing merchandise",
    "place": "location store venue site warehouse place office building shop restaurant facility branch depot hotel "
    "harbor harbour marina station clinic hospital gym library",
    "collection": "collection playlist folder gallery bookmark bookshelf shelf portfolio catalog",
    "category": "category",
    "tag": "tag label",
    "project": "project workspace program initiative epic",
    "campaign": "campaign newsletter promotion coupon discount",
    "machine": "server instance service cluster environment bucket database container function pipeline workflow "
    "deployment stack volume network queue node machine host bot app application repository job webhook integration "
    "namespace",
    "channel": "channel room forum",
    "deal": "order invoice payment transaction transfer refund payout purchase donation expense bill quote shipment "
    "parcel delivery subscription contract receipt estimate claim charge mandate trade loan",
    "account": "account wallet budget",
    "rule": "rule alert trigger automation alarm",
    "filter": "filter",
    "dashboard": "dashboard chart",
    "media": "video song track album episode podcast movie film show recording clip game book recipe",
    "message": "message comment review email notification",
    "device": "device sensor camera printer vehicle",
    "plan": "plan",
    "pet": "pet",
    "domain": "domain",
    "type": "type",
}
_OF = {noun: kind for kind, nouns in _KINDS.items() for noun in nouns.split()}
_OTHERWISE = {
    "event": "traffic obstruction road audit log logs logging security weather earthquake seismic natural disaster "
    "analytics tracking lifecycle usage billing telemetry webhook stream streaming push click clicks conversion",
    "program": "flyer frequent loyalty affiliate reward tv broadcast",
    "visit": "site page web traffic session",
    "member": "cluster ring",
    "class": "css java storage",
    "issue": "magazine journal volume security code lint",
    "problem": "patient patients clinical medical math optimization",
    "exam": "patient patients physical clinical medical",
    "procedure": "patient patients stored clinical medical",
    "session": "browser login user chat web",
    "activity": "member members community content custom sales audit fitness sport sports training athlete run strava "
    "workout health intervals",
    "asset": "symbol ticker crypto cryptoaddress wallet holdings holding chain token tokens blockchain portfolio "
    "balance stock fund unity blender scene",
    "conference": "paper papers research academic code",
    "facility": "hotel hotels room amenity amenities",
    "facilitie": "hotel hotels room amenity amenities",
    "collection": "data datasets gov vector embedding embeddings chroma qdrant milvus mongodb documents schema schemas "
    "firestore owned nft",
    "board": "pinterest pin pins dashboard iot",
    "division": "vote votes voting lords commons parliament parliamentary",
    "alert": "weather storm flood park parks national stock stocks price prices travel traffic health security",
    "store": "app apps play apple",
    "order": "dca swap jupiter dex crypto trade trading limit paradex exchange futures perpetual",
    "branch": "repository repositories repo git github gitlab commit pull fork merge base",
    "key": "crypto",
    "service": "booking bookings appointment appointments salon medical staff",
    "card": "yugioh pokemon mtg magic scryfall hearthstone game games deck decks duel tarot bank payment credit sim "
    "business",
    "domain": "macos defaults",
    "pool": "liquidity dex defi mining swap staking",
    "contract": "smart solidity ethereum evm abi bytecode token crypto",
    "region": "hosting cloud aws gcp azure server deployment datacenter",
    "tenant": "azure cloud microsoft entra directory",
    "unit": "geologic measurement stratigraphic military army apartment",
    "column": "geologic stratigraphic macrostrat",
    "dependency": "bazel maven gradle cargo rust",
    "listing": "airbnb property rental zillow house estate",
    "project": "crypto cryptocurrency coin symbol token",
    "server": "discord guild minecraft",
    "test": "patient patients lab laboratory clinical medical debug unit",
    "account": "blockchain ethereum solana starknet onchain",
    "article": "crypto",
    "index": "weather market markets stock stocks price financial economic uv air quality body",
    "quote": "crypto cryptocurrency cryptocurrencies stock stocks market symbol ticker coin coins share forex famous "
    "inspirational random daily motivational author",
    "token": "pump fun mint meme launch coin "
    "crypto blockchain chain contract contracts swap price solana starknet ethereum wallet holder holders nft "
    "defi",
    "task": "index indexes indexing search queue scheduler worker workers background async cron",
    "library": "plex media movie movies tv music video code npm python component components design photo photos",
    "product": "bank banking bca pca insurance loan mortgage deposit",
}
"""Noun → words beside it that make it another thing than its kind."""
_ALONE = frozenset("class filter form activity".split())
"""Nouns that name something else after another one: an offer class is no course."""
_NUMBERED = frozenset(
    "order invoice payment transaction shipment parcel booking reservation refund purchase delivery ticket issue case "
    "incident claim quote receipt".split()
)
_BY_NUMBER = frozenset("deal issue event task document message file product".split()) | {""}
"""Kinds of things of which people may have the number before them: on paper, in a message, on the screen."""
_SAID_BY_NAME = frozenset("category tag collection pet goal course role".split())
"""Kinds of things of which nobody copies the key that a service has given: they are called by their names."""
_RUN = frozenset(
    "job build deployment application pipeline workflow execution run export import batch transcription scan "
    "upload download session snapshot backup".split()
)
_SUITS: dict[str, str] = {
    verb: suited
    for verbs, suited in (
        ("archive unarchive restore", "task goal document project campaign channel collection product message rule "
         "course event dashboard issue"),
        ("cancel", "deal event course campaign job task plan workflow deployment pipeline"),
        ("close reopen", "issue task goal deal account channel poll survey form position"),
        ("resolve", "issue alert comment"),
        ("approve reject", "deal document comment review task"),
        ("publish unpublish", "document course product media event campaign form"),
        ("start stop", "machine campaign device timer task"),
        ("restart", "machine device"),
        ("reboot", "server instance machine node host device"),
        ("pause resume", "campaign machine plan subscription task media playlist rule filter"),
        ("enable disable activate deactivate reactivate", "rule filter person account machine campaign product device "
         "plan role channel"),
        ("lock unlock", "account person device document channel issue"),
        ("suspend unsuspend", "account person machine subscription"),
        ("star unstar", "document project repository message issue collection dashboard file"),
        ("pin unpin", "message document post note comment channel"),
        ("mute unmute", "channel person alert"),
        ("like unlike", "post story article video song track photo comment episode recipe book review"),
        ("follow unfollow", "person organization channel project topic"),
        ("block unblock", "person"),
        ("complete", "task goal deal course"),
        ("duplicate", "document product campaign form template survey dashboard project task event playlist"),
        ("retry", "payment charge job deployment pipeline workflow"),
        ("run trigger", "job pipeline workflow function automation"),
        ("sync", "integration account repository folder store"),
        ("void", "invoice payment charge bill receipt"),
        ("finalize", "invoice quote order document"),
        ("resend", "invoice message email newsletter receipt"),
        ("send", "invoice quote estimate campaign newsletter receipt reminder"),
        ("accept decline", "deal invitation booking reservation"),
        ("trash untrash", "document file message collection"),
        ("terminate", "instance server machine job contract"),
        ("revoke", "certificate"),
        ("ship", "order shipment parcel"),
        ("refund", "order payment charge transaction booking"),
        ("pay", "invoice bill expense"),
        ("ban unban", "person"),
        ("deploy", "app application service function"),
    )
    for verb in verbs.split()
}  # fmt: skip
"""Verb of an action that says all by itself → the kinds and nouns that it suits."""
PLAIN_ACTIONS = frozenset(_SUITS) | frozenset(
    "dismiss confirm acknowledge snooze expire abort release finish verify rotate refresh rebuild drain".split()
)
"""Verbs of actions that need nothing more to be said."""


_WHERE = frozenset("region zone location".split())
"""Words of what says where a service runs: no user names it with each wish."""

_HAS: dict[str, str] = {
    word: kinds
    for words, kinds in (
        ("email mail phone telephone mobile website", "person organization place account"),
        ("street address city country postcode zip", "person organization place event deal account"),
        ("birthday age salary surname username occupation nationality", "person"),
        ("company department position", "person team event deal device"),
        ("price cost", "product deal event course plan campaign media"),
        ("amount total tax fee discount quantity", "deal product plan campaign"),
        ("balance", "account person organization deal"),
        ("currency", "deal account product plan organization"),
        ("budget", "project campaign account deal"),
        ("stock manufacturer brand model size", "product device"),
        ("capacity seats guests attendees", "event course place device machine"),
        ("members", "team channel organization project plan"),
        ("followers", "person organization channel media"),
        ("views likes", "document media file product"),
        ("visits", "place dashboard document"),
        ("population", "place"),
        ("priority", "task issue goal project rule deal machine event"),
        ("deadline due", "task issue goal project deal course"),
        ("start end", "event course project campaign deal plan task goal media machine person"),
        ("color colour", "tag category product device account collection event team"),
        ("artist album season", "media collection"),
        ("tags labels keywords", "document media file product person"),
        ("sender recipient", "message deal"),
        ("carrier destination origin", "deal device"),
        ("message text content body", "message note post"),
        ("subject", "message issue event campaign document"),
        ("language", "document person media course campaign message product"),
        ("tier plan", "account person organization deal machine"),
        ("venue", "event course media"),
        ("role", "person"),
        ("duration", "event course media"),
        ("author", "document media message file"),
        ("gender", "person pet"),
        ("severity", "issue rule event alert"),
        ("level", "issue course plan role account rule"),
        ("difficulty", "course task recipe game"),
        ("genre", "media event"),
        ("industry supplier vendor", "organization product deal account"),
        ("visibility", "project document channel collection media repository event dashboard"),
        ("rooms beds floors", "place"),
        ("latitude longitude", "place event device"),
        ("score points", "person issue course lead"),
        ("hours days", "task project course contract activity subscription"),
        ("assignee", "task issue goal deal"),
    )
    for word in words.split()
}  # fmt: skip
"""Last word of what a field is called → the kinds and nouns of things that have such a field."""


def kind_of(noun: str) -> str:
    """Return the kind of thing that a noun phrase in the singular names; empty if it is not known.

    >>> kind_of("customer group"), kind_of("order"), kind_of("subaccount"), kind_of("percentile")
    ('team', 'deal', 'account', '')
    """
    front, _, last = noun.rpartition(" ")
    return "" if front and last in _ALONE else _OF.get(last) or _OF.get(last.removeprefix("sub"), "")


def is_other(noun: str, words: Iterable[str]) -> bool:
    """Return whether words beside a noun tell that it names another thing than its kind: a road event is no meeting.

    >>> is_other("event", ("lists", "road", "events")), is_other("event", ("lists", "events"))
    (True, False)
    """
    return not frozenset(_OTHERWISE.get(noun.rpartition(" ")[2], "").split()).isdisjoint(words)


def is_numbered(noun: str) -> bool:
    """Return whether people know things of this name by a number that stands on paper or in a message: an order."""
    return noun.rpartition(" ")[2] in _NUMBERED


def has_number(noun: str) -> bool:
    """Return whether people may have the number of such a thing before them, where nothing else tells which is meant.

    >>> has_number("purchase order"), has_number("pipeline"), has_number("customer")
    (True, True, False)
    """
    return kind_of(noun) in _BY_NUMBER or noun.rpartition(" ")[2] in _RUN


def is_copied(noun: str) -> bool:
    """Return whether people copy the key of such a thing from a screen, a log or a message where they have no name.

    >>> is_copied("build"), is_copied("payment"), is_copied("customer"), is_copied("category")
    (True, True, True, False)
    """
    return kind_of(noun) not in _SAID_BY_NAME


def suits(verb: str, noun: str) -> bool:
    """Return whether an action says all that has to be said, and people do it with such a thing.

    >>> suits("archive", "project"), suits("archive", "patient"), suits("assign", "task")
    (True, False, False)
    """
    suited = _SUITS.get(verb, "").split()
    return noun.rpartition(" ")[2] in suited or kind_of(noun) in suited


def has(noun: str, words: str) -> bool:
    """Return whether things of a name have a property that is called so: a contact has a phone, a tag has none.

    Of things that are not known, their own description is believed.

    >>> has("contact", "work phone"), has("tag", "phone"), has("tag", "description")
    (True, False, True)
    """
    kinds = _HAS.get(words.rpartition(" ")[2].lower())
    return kinds is None or not kind_of(noun) or not {kind_of(noun), noun.rpartition(" ")[2]}.isdisjoint(kinds.split())


def is_where(scope: str) -> bool:
    """Return whether a resource or an argument says where a service runs.

    >>> is_where("region"), is_where("interconnect location"), is_where("store location")
    (True, False, False)
    """
    return scope in _WHERE
