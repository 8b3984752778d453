"""Hold tables of values that follow from a role: segments of resource names, units, placeholders for secrets."""

SEGMENTS = {
    "project": ("my-project",), "location": ("us-central1", "europe-west1"),
    "region": ("us-central1", "europe-west1"), "zone": ("us-central1-a", "europe-west1-b"),
    "organization": ("123456789012",), "folder": ("987654321098",), "billing_account": ("01A2B3-C4D5E6-F7A8B9",),
    "account": ("4821907",), "property": ("310274",), "user": ("mei.tanaka@example.com",), "version": ("1", "2"),
    "operation": ("operation-1710235800",), "revision": ("3",), "global": ("global",),
}  # fmt: skip
"""Name of a segment of a resource name → values; every other segment is ``my-`` with its name."""
UNITS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "milliseconds"), (500, 1500, 30_000)),
    **dict.fromkeys(("sec", "secs", "seconds"), (30, 60, 300)),
    **dict.fromkeys(("cents",), (1999, 4550)),
}
"""Unit at the end of a name → numbers."""
CREDENTIALS = {
    **dict.fromkeys(("authorization",), "Bearer $ACCESS_TOKEN"),
    **dict.fromkeys(("access_token", "auth_token", "oauth_token", "x_auth_token", "token_auth", "bearer_token",
                     "x_access_token"), "$ACCESS_TOKEN"),
    **dict.fromkeys(("api_key", "apikey", "x_api_key", "x_rapid_api_key", "x_rapidapi_key", "subscription_key",
                     "ocp_apim_subscription_key"), "$API_KEY"),
    **{name: f"${name.upper()}" for name in ("api_token", "app_key", "api_secret", "client_secret", "app_secret",
                                             "client_key", "secret_key", "refresh_token", "session_token")},
}  # fmt: skip
"""Name of a parameter that carries a secret → the placeholder that stands for it."""
VOCABULARIES = frozenset(
    "field column attribute event metric method action operation feature plan role scope currency country city region "
    "zone language model class type kind file path host domain company school brand product item template category "
    "tag label function variable parameter key header sheet range table schema view index collection entity object "
    "resource property status state mode filter sort order symbol coin network chain package module library version "
    "league team player driver sport game season district street county first last full middle nick given family "
    "user login screen customer contact patient recipient sender author device data value unit group service "
    "engine database db policy parameter option setting owner organization org account".split()
)
"""First words of ``…_name`` whose values exist already in an API, so that no caller makes them up."""
