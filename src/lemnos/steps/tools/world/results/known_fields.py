"""Holds what people ask after of a thing: its noun or its kind -> the names of fields, the most telling first.

Also what words of fields hold: quantities, days, texts; and what is known of shares that everyone knows.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

COUNTED = frozenset(
    "repos repositories karma members count number rank ranking views likes followers stars forks age downloads".split()
)
QUANTITIES = COUNTED | frozenset(
    "price cost amount total average balance quantity volume temp temperature humidity pressure speed distance "
    "duration height width weight length size rate score rating capacity usage liquidity supply yield revenue income "
    "profit margin debt dividend population fee change high low open close cap wind calories protein fat latency "
    "elevation altitude visibility level percentage ratio value sales".split()
)
TEXTUAL = frozenset(
    "content text article page document documentation markdown html transcript lyrics message answer "
    "summary news description guide readme abstract instructions explanation report body log logs source recipe story "
    "joke quote fact overview help information info data details context".split()
) - {"news", "log", "logs"}
DATED = frozenset("date day time created updated published deadline start end expiry release".split())
WORDY = frozenset(
    "title name author description status state category type language city country location company owner genre "
    "artist album currency email phone address summary sector industry director publisher team condition conditions "
    "symbol season league position nationality brand model color".split()
)
VALUES = frozenset("date version tag id key url link color currency language country city genre timezone".split())
"""Nouns of values that are told as they are."""

FIELDS_OF = {
    "weather": ("temperature", "humidity", "conditions"),
    "quote": ("price", "change", "volume"),
    "stock": ("price", "change", "volume"),
    "profile": ("name", "email"),
    "company": ("name", "sector", "country"),
    "player": ("name", "team", "age"),
    "time": ("time",),
    "timestamp": ("time",),
    "datetime": ("time",),
    "now": ("time",),
    "commit": ("message", "author", "date"),
}
"""Last word of what is read → fields of the result."""
FIELDS_OF_KIND: dict[str, tuple[str, ...]] = {
    kind: tuple(fields.split())
    for kinds, fields in (
        ("person", "name email"),
        ("company", "name sector country"),
        ("product item article", "name price category"),
        ("file document attachment asset image photo", "name size updated"),
        ("currency country tag category type language color genre", "name"),
        ("task issue ticket todo bug incident subtask defect card", "title status assignee due_date"),
        ("event meeting appointment booking webinar reservation", "title date location status"),
        ("project program initiative epic", "name status owner updated"),
        ("campaign newsletter promotion", "name status start_date"),
        ("coupon offer discount", "name status expiry"),
        ("post article story news blog thread discussion announcement", "title author published"),
        ("page note", "title author updated"),
        ("book", "title author publisher published"),
        ("movie film show series episode video", "title genre release_date"),
        ("song track album", "title artist genre"),
        ("playlist recording podcast", "title owner created"),
        ("game", "title genre publisher release_date"),
        ("course lesson training module", "title language start_date"),
        ("invoice bill quote estimate order", "status total currency date"),
        ("message email mail", "subject author date"),
        ("team group department", "name owner created"),
        ("channel room forum", "name owner created"),
        ("plan subscription", "name price currency status"),
        ("store shop restaurant cafe hotel venue office facility branch location", "name address phone rating"),
        ("device sensor printer camera machine thermostat", "name status location updated"),
        ("server instance service cluster node container pod deployment pipeline job build", "name status created"),
        ("app application webhook integration extension plugin", "name status created"),
        ("workflow repository repo", "name owner updated"),
        ("account wallet", "name balance currency"),
        ("goal objective milestone", "title status deadline"),
        ("report dashboard template form survey", "title author updated"),
        ("sprint iteration", "name status start_date end_date"),
        ("rule alert trigger automation", "name status created"),
        ("airport station", "name city country"),
        ("city region state", "name country population"),
        ("domain", "status created expiry"),
        ("review", "rating author date"),
        ("trip itinerary", "title start_date end_date"),
        ("voice", "name language"),
        ("comment viewer_comment code_comment chat_message", "text author date"),
        ("social_post", "text author date"),
        ("posted_video", "title channel published"),
        ("film_review guest_review", "text rating author date"),
        ("job_opening", "title company city"),
        ("test_case", "title status priority"),
        ("school_assignment", "title due_date"),
        ("research_paper market_article", "title author published"),
        ("server_image container_image", "name size created"),
        ("hosted_site", "name status created"),
        ("build_workflow", "name status updated"),
        ("liquidity_pool chain_wallet", "name"),
        ("print_product", "name price"),
        ("office_equipment", "name price category"),
    )
    for kind in kinds.split()
}
"""Kind of what is read → fields of the result."""
_SOCIAL, _CODE = ("username", "followers", "bio"), ("username", "public_repos", "followers")
FIELDS_IN: dict[tuple[str, str], tuple[str, ...]] = {
    **{(kind, domain): _SOCIAL for kind in ("person", "profile") for domain in ("social", "video", "music")},
    **{(kind, domain): _CODE for kind in ("person", "profile") for domain in ("code", "models", "packages")},
    **{(kind, domain): ("username", "created") for kind in ("person", "profile") for domain in ("film", "games")},
    **{("company", domain): ("name", "members", "created")
       for domain in ("work", "code", "team chat", "cloud", "web hosting", "monitoring", "models", "database",
                      "creation", "design", "agents")},
}  # fmt: skip
"""Kind of what is read, and a domain → fields of the result there."""
TENANTS = frozenset("organization organisation org workspace tenant enterprise".split())
"""Nouns of the companies that use a service, of which it knows no sector."""
FIELDS_OF_ANY = ("name", "status", "updated_at")
"""Fields of things of which nobody knows what is asked after: they are made, and not believed."""
STATUSES_OF: dict[str, tuple[str, ...]] = {
    noun: tuple(statuses.split())
    for nouns, statuses in (
        ("task job generation scan build deployment deploy backup restore process export import research crawl "
         "transcription upload run pipeline execution render training request query batch indexing migration sync "
         "prediction transaction workflow", "queued running completed"),
        ("service instance server site connection bot webhook system api database cluster node pod network session "
         "browser agent", "running"),
        ("order shipment delivery parcel", "processing shipped delivered"),
        ("payment invoice payout transfer", "pending paid"),
        ("subscription account user license membership", "active"),
        ("issue ticket incident", "open in_progress resolved"),
    )
    for noun in nouns.split()
}  # fmt: skip
"""Noun of what has a status → what it may be."""
MAKING_STATUSES = frozenset(("queued",))
"""First statuses of what is under way, of which a part is done."""


UNITS = {
    "temperature": "celsius", "temp": "celsius", "humidity": "percent", "wind": "kmh", "size": "bytes",
    "duration": "seconds", "distance": "km", "pressure": "hpa", "visibility": "km", "latency": "ms", "elevation": "m",
    "altitude": "m", "speed": "kmh", "usage": "percent", "weight": "kg",
}  # fmt: skip
"""Last word of a field that holds a quantity → the unit in which it is, which stands behind it in its name."""
UNITS_SAID = {
    "celsius": " °C", "percent": "%", "kmh": " km/h", "bytes": " bytes", "seconds": " seconds", "km": " km",
    "hpa": " hPa", "ms": " ms", "m": " m", "kg": " kg", "mb": " MB", "gb": " GB", "minutes": " minutes",
    "hours": " hours", "days": " days", "usd": " USD", "eur": " EUR",
}  # fmt: skip
"""Last word of a field that tells a unit → the unit behind a number."""


def without_unit(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a field without the unit at their end.

    >>> without_unit(("wind", "speed", "kmh")), without_unit(("days",))
    (('wind', 'speed'), ('days',))
    """
    return words[:-1] if len(words) > 1 and words[-1] in UNITS_SAID else words


class Share(NamedTuple):
    """What everyone knows of a company whose shares are traded."""

    company: str
    sector: str
    price: tuple[float, float]
    """The least and the greatest, in dollars."""
    country: str = "United States"


SHARES = {
    symbol: Share(company, sector, (float(least), float(most)))
    for symbol, company, sector, least, most in (
        ("AAPL", "Apple Inc.", "technology", 170, 260),
        ("MSFT", "Microsoft Corporation", "technology", 330, 520),
        ("NVDA", "NVIDIA Corporation", "technology", 95, 185),
        ("TSLA", "Tesla, Inc.", "automotive", 180, 440),
        ("AMZN", "Amazon.com, Inc.", "retail", 150, 240),
        ("GOOGL", "Alphabet Inc.", "technology", 130, 250),
        ("GOOG", "Alphabet Inc.", "technology", 130, 250),
        ("META", "Meta Platforms, Inc.", "technology", 350, 720),
        ("NFLX", "Netflix, Inc.", "entertainment", 450, 1200),
        ("IBM", "International Business Machines", "technology", 160, 290),
        ("JPM", "JPMorgan Chase & Co.", "finance", 150, 300),
        ("DIS", "The Walt Disney Company", "entertainment", 85, 125),
        ("KO", "The Coca-Cola Company", "consumer goods", 58, 72),
        ("V", "Visa Inc.", "finance", 240, 350),
        ("AMD", "Advanced Micro Devices, Inc.", "technology", 95, 180),
        ("INTC", "Intel Corporation", "technology", 19, 45),
    )
}
SHARES["SAP"] = Share("SAP SE", "technology", (180.0, 300.0), "Germany")
"""Symbol of a share → what is known of it."""
_REGISTERED = {
    "0000320193": "AAPL", "320193": "AAPL", "US0378331005": "AAPL", "037833100": "AAPL", "0000789019": "MSFT",
    "789019": "MSFT", "US5949181045": "MSFT", "594918104": "MSFT", "0001018724": "AMZN", "US0231351067": "AMZN",
    "0001318605": "TSLA", "US88160R1014": "TSLA", "0001045810": "NVDA", "US67066G1040": "NVDA",
}  # fmt: skip
"""Number of a company in a register → the symbol of its share."""


def share_in(arguments: Mapping[str, Any]) -> str:
    """Return the symbol of the share that everyone knows which arguments tell; empty if they tell none.

    >>> share_in({"symbol": "NVDA"}), share_in({"cik": "0000320193"}), share_in({"symbol": "QX"})
    ('NVDA', 'AAPL', '')
    """
    texts = (_REGISTERED.get(value, value) for value in arguments.values() if isinstance(value, str))
    return next((text for text in texts if text in SHARES), "")


CATEGORY_OF_PRODUCT = {
    product: category
    for category, products in (
        ("Kitchen", ("Ceramic mug", "Bamboo tray", "Steel kettle", "Chopping board")),
        ("Garden", ("Gardening gloves", "Picnic basket")),
        ("Office", ("Desk lamp", "Fountain pen", "Cork board", "Paper notebook", "Storage box")),
        ("Home", ("Wool blanket", "Wall clock", "Bath towel", "Table fan", "Reading light")),
        ("Travel", ("Canvas backpack", "Leather wallet", "Travel adapter", "Insulated bottle", "Camp stove")),
        ("Sports", ("Running socks", "Bicycle bell", "Yoga mat")),
        ("Computers", ("Laptop 14 inch", "Docking station", "Tablet 11 inch", "USB-C hub")),
        ("Screens and sound", ("27-inch monitor", "Wireless headset", "Conference camera")),
        ("Network and print", ("Desk phone", "Label printer", "Network switch")),
    )
    for product in products
}
"""Name of a product → the category in which it is found."""


def fields_of(kind: str, domains: Iterable[str], usual: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields of what is read in the likeliest domain in which they are others than usual.

    >>> fields_of("person", ("code",), ("name",)), fields_of("person", ("mail",), ("name",))
    (('username', 'public_repos', 'followers'), ('name',))
    """
    return next((FIELDS_IN[kind, each] for each in domains if (kind, each) in FIELDS_IN), usual)
