"""Hold tables of values that follow from a role: segments of resource names, units, placeholders for secrets."""

import re

SEGMENTS = {
    "project": ("harbor-demo", "northwind-prod"), "location": ("us-central1", "europe-west1"),
    "region": ("us-central1", "europe-west1"), "zone": ("us-central1-a", "europe-west1-b"),
    "organization": ("123456789012",), "folder": ("987654321098",), "billing_account": ("01A2B3-C4D5E6-F7A8B9",),
    "account": ("4821907",), "property": ("310274",), "user": ("mei.tanaka@example.com",), "version": ("1", "2"),
    "database": ("inventory",), "operation": ("operation-1710235800",), "revision": ("3",),
    "subscription": ("order-events", "audit-log"), "topic": ("orders", "alerts"), "bucket": ("media-archive",),
    "global": ("global",), "unique": ("8f3a1c2e",),
}  # fmt: skip
"""Name of a segment of a resource name → values."""
AMOUNTS = frozenset("limit size results count page pages top offset skip per rows".split())
LEAD = r"\A(?:the |an? |this )?(?:\w+ ){0,3}"
PROSE_KINDS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\A(?:the |an? |this )?(?:\w+ ){0,2}(?:id|ids|identifier|uuid|key)\b", "id"),
        (rf"{LEAD}e-?mail(?: address)?\b", "email"),
        (rf"{LEAD}(?:url|uri|link|hyperlink)\b", "url"),
        (rf"{LEAD}(?:date|time|timestamp)\b|\Awhen\b", "datetime"),
        (rf"{LEAD}(?:description|text|message|comment|summary|notes?|explanation|reason)\b", "message"),
        (rf"{LEAD}version\b", "version"),
        (rf"{LEAD}names?\b", "name"),
    )
)
"""What the first words of a description say that a string is → the kind of value."""
UNITS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "milliseconds"), (500, 1500, 30_000)),
    **dict.fromkeys(("sec", "secs", "seconds"), (30, 60, 300)),
    **dict.fromkeys(("bytes",), (2048, 20_480, 1_048_576)),
    **dict.fromkeys(("kb", "mb"), (128, 512)),
    **dict.fromkeys(("gb",), (8, 64)),
    **dict.fromkeys(("cents",), (1999, 4550)),
}
"""Unit at the end of a name → numbers."""
CREDENTIALS = {
    **dict.fromkeys(("authorization",), "Bearer $ACCESS_TOKEN"),
    **dict.fromkeys(("access_token", "auth_token", "oauth_token", "x_auth_token", "token_auth", "bearer_token",
                     "x_access_token"), "$ACCESS_TOKEN"),
    **dict.fromkeys(("api_key", "apikey", "x_api_key", "api_token", "app_key", "x_rapid_api_key", "api_secret",
                     "client_secret", "x_rapidapi_key", "subscription_key", "ocp_apim_subscription_key"), "$API_KEY"),
}  # fmt: skip
"""Name of a parameter that carries a secret → the placeholder that stands for it."""
VOCABULARIES = frozenset(
    "type kind resource_type status state mode category role scope event_type action level severity condition policy "
    "entity_type value key filter property algorithm platform layout position".split()
)
"""Names of parameters that take one of a few words, which only the API knows."""
