"""Hold values that are plausible in every API: names of parameters, or string formats -> values that fit them."""

from typing import TypeVar

Value = TypeVar("Value")


def table(*rows: tuple[str, Value]) -> dict[str, Value]:
    """Return a dictionary from rows of (names separated by spaces, value), with one entry for each name."""
    return {name: value for names, value in rows for name in names.split()}


FORMATS: dict[str, tuple[str, ...]] = table(
    ("time", ("09:30:00Z", "17:05:00Z")),
    ("duration", ("PT30M", "P1D", "PT2H")),
    ("google-duration", ("30s", "3.5s")),
    ("ipv4 ip", ("192.0.2.17", "198.51.100.4", "203.0.113.88")),
    ("ipv6", ("2001:db8::8a2e:370:7334", "2001:db8:85a3::42")),
    ("hostname", ("host-12.example.org",)),
    ("date-time-rfc1123", ("Tue, 12 Mar 2024 09:30:00 GMT",)),
    ("date-time-rfc-2822", ("Tue, 12 Mar 2024 09:30:00 +0000",)),
    ("unix-time", ("1710235800",)),
    ("phone-number phone", ("+1-202-555-0143",)),
    ("iso-country-code", ("PT", "JP", "KE")),
    ("color", ("#1f6feb",)),
    ("cidr", ("192.0.2.0/24",)),
)
"""String format → values."""

STRINGS: dict[str, tuple[str, ...]] = table(
    ("callback callback_url redirect_uri redirect_url return_url", ("https://example.com/callback",)),
    ("webhook webhook_url notify_url notification_url callback_uri", ("https://example.com/webhook",)),
    ("website web_url website_url homepage site_url", ("https://example.com",)),
    ("url uri link page_url source_url target_url long_url", ("https://example.com/page",)),
    ("image_url img_url photo_url avatar avatar_url thumbnail_url picture_url logo_url", (
        "https://example.com/image.jpg",)),
    ("video_url", ("https://example.com/video.mp4",)),
    ("audio_url", ("https://example.com/audio.mp3",)),
    ("repo repository repo_name repository_name", ("my-repository",)),
    ("branch branch_name", ("main",)),
    ("year", ("2024", "2023")),
    ("month", ("03", "11")),
    ("limit per_page page_size max_results maxresults perpage pagesize", ("10", "20", "25")),
    ("page page_number pagenumber", ("1",)),
    ("offset skip", ("0",)),
    ("ip ip_address ipaddress source_ip client_ip", ("192.0.2.17", "198.51.100.4")),
    ("domain domain_name fqdn", ("example.com", "example.org")),
    ("hostname host_name", ("host-12.example.org",)),
    ("content_type mime_type mimetype mime media_type", ("application/json",)),
    ("file_name filename", ("report.pdf",)),
    ("ticker stock_symbol", ("AAPL", "MSFT")),
    ("aws_region", ("eu-west-1", "us-east-1")),
    ("cloud_region", ("us-central1", "europe-west1")),
    ("account_id aws_account_id", ("123456789012",)),
    ("idempotency_key request_id correlation_id client_request_token client_token", ("<uuid>",)),
    ("etag e_tag if_match", ('"a1b2c3d4"',)),
    ("isbn", ("978-3-16-148410-0",)),
    ("vin", ("1HGCM82633A004352",)),
    ("iban", ("DE89370400440532013000",)),
    ("sql sql_query", ("SELECT id, name FROM orders LIMIT 10",)),
    ("regex", ("^[a-z]+$",)),
    ("user_agent", ("Mozilla/5.0 (X11; Linux x86_64)",)),
)  # fmt: skip
"""Name of a parameter → strings. ``<uuid>`` stands for a UUID."""

NUMBERS: dict[str, tuple[float, ...]] = table(
    (
        "limit per_page page_size max_results maxresults perpage pagesize num_results max_items maxitems max_records "
        "numresults",
        (10, 20, 25, 50),
    ),
    ("page page_number pagenumber", (1,)),
    ("offset skip start_index", (0,)),
    ("year", (2023, 2024)),
    ("month", (3, 7, 11)),
    ("day", (4, 12, 27)),
    ("hours", (2, 8, 24)),
    ("minutes", (15, 30, 45)),
    ("days", (3, 7, 30)),
    ("amount price cost subtotal", (19.99, 45.5, 120)),
    ("quantity qty", (2, 3, 5)),
    ("port", (8080, 5432)),
    ("timeout timeout_seconds", (30, 60)),
    ("width", (640, 1280)),
    ("height", (480, 720)),
)
"""Name of a parameter → numbers."""
