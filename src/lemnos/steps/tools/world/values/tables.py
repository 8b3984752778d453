"""Holds what fields hold: last words of the name of a field -> texts, numbers, sums of money, how often it is true."""

from lemnos.steps.tools.examples.value_tables import table

SENTENCES = (
    "Agreed with the team last week; no changes since.",
    "Covers the first half of the year.",
    "Includes delivery within five working days.",
    "Kept for reference.",
    "Needs a second look before it goes out.",
    "Prepared for the spring workshop.",
    "Replaces the earlier version.",
    "Shared with everyone on the team.",
    "The most recent figures are included.",
    "Used for day-to-day work.",
    "Waiting for an answer from the supplier.",
    "Works together with the existing setup.",
    "Updated after the last review.",
    "Open to all departments.",
    "Please check the dates before sharing.",
    "Moved here from the old system.",
)
"""What descriptions, notes and comments say."""

TEXTS: dict[str, tuple[str, ...]] = table(
    ("type kind class resource_type", ("<type>",)),
    ("category", ("<category>",)),
    ("genre", ("Drama", "Comedy", "Jazz", "Documentary", "Folk", "Mystery")),
    ("status", ("<status>",)),
    ("state", ("active", "open", "active", "closed")),
    ("model model_name device_model", ("Atlas 200", "NX-40", "Pulse 5", "C310", "Terra 12")),
    ("license_model licence_model pricing_model billing_model", ("subscription", "one-time", "usage-based")),
    ("priority severity importance urgency", ("low", "medium", "high")),
    ("level tier grade", ("basic", "standard", "premium")),
    ("gender sex", ("<gender>",)),
    ("color colour hex_color background_color", ("#1f6feb", "#2da44e", "#d29922", "#a371f7")),
    ("locale culture", ("<locale>",)),
    ("lang", ("en", "pt", "de", "ja")),
    ("language", ("<language>",)),
    ("currency", ("USD", "EUR", "GBP")),
    ("version api_version engine_version app_version", ("1.4.0", "2.0.1", "3.1.2")),
    ("revision", ("3", "7", "12")),
    ("role", ("editor", "viewer", "member", "admin")),
    ("permission scope access", ("read", "write", "read-only")),
    ("visibility", ("private", "public")),
    ("environment env stage", ("production", "staging", "development")),
    ("region cloud_region aws_region", ("eu-west-1", "us-east-1", "ap-south-1")),
    ("zone availability_zone", ("eu-west-1a", "us-east-1b")),
    ("format output_format", ("json", "csv", "pdf")),
    ("unit units uom unit_of_measure", ("<unit>",)),
    *((" ".join(f"{quantity}_{unit}" for quantity in quantities.split() for unit in ("unit", "units", "uom")), units)
      for quantities, units in (
          ("weight mass", ("kg", "g")), ("height length width depth dimension dimensions size", ("cm", "mm")),
          ("distance radius range altitude elevation", ("km", "m")), ("temperature temp", ("celsius", "fahrenheit")),
          ("time duration interval period age expiration timeout delay lead", ("days", "hours", "minutes")),
          ("volume capacity liquid", ("l", "ml")), ("area surface", ("m2", "ha")), ("speed velocity", ("km/h", "m/s")),
          ("storage memory disk bandwidth file", ("GB", "MB")), ("pressure", ("hPa", "bar")), ("energy", ("kWh",)),
          ("price currency amount monetary cost", ("EUR", "USD")), ("power", ("kW", "W")), ("angle", ("degrees",)))),
    ("frequency recurrence interval period billing_period", ("daily", "weekly", "monthly")),
    ("protocol", ("https", "tcp")),
    ("method http_method", ("GET", "POST")),
    ("payment_method", ("card", "bank_transfer")),
    ("brand vendor manufacturer publisher", ("Northwind Supply", "Bluebird Labs", "Fern Trading")),
    ("algorithm", ("sha256", "aes-256")),
    ("platform os operating_system", ("linux", "ios", "android", "web")),
    ("browser", ("Firefox", "Chrome", "Safari")),
    ("runtime", ("python3.12", "nodejs20")),
    ("department", ("Finance", "Support", "Design", "Operations")),
    ("job_title occupation position_title profession", ("Accountant", "Nurse", "Electrician", "Analyst")),
    ("industry sector", ("retail", "energy", "education", "transport")),
    ("source channel origin medium", ("web", "email", "mobile", "import")),
    ("size", ("<size>",)),
    ("material", ("cotton", "oak", "steel")),
    ("mode strategy", ("automatic", "manual")),
    ("reason", ("requested by the customer", "no longer needed", "duplicate")),
    ("license licence", ("MIT", "Apache-2.0", "CC-BY-4.0")),
    ("checksum digest hash sha256 fingerprint", ("<hex64>",)),
    ("commit sha commit_sha thumbprint", ("<hex40>",)),
    ("md5 md_5", ("<hex32>",)),
    ("token secret access_token refresh_token api_key api_token client_secret password signature secret_key "
     "private_key signing_key encryption_key", ("<secret>",)),
    ("pin pin_code passcode otp verification_code security_code", ("<digits6>",)),
    ("cursor", ("<hex16>",)),
    ("mime_type mimetype content_type media_type", ("<media>",)),
    ("extension file_extension", ("<extension>",)),
    ("prefix", ("team-", "web-", "draft-")),
    ("key_prefix object_prefix path_prefix", ("reports/2025/", "photos/", "exports/")),
    ("path file_path", ("<path>",)),
    ("sku product_code article_number", ("<sku>",)),
    ("barcode ean upc gtin", ("<ean>",)),
    ("serial serial_number driver_license drivers_license driving_license passport license_number licence_number",
     ("<serial>",)),
    ("order_number invoice_number reference_number reference ticket_number case_number confirmation_number "
     "transaction_number number tracking_number", ("<reference>",)),
    ("isbn", ("<isbn>",)),
    ("iban", ("<iban>",)),
    ("bic swift swift_code", ("<bic>",)),
    ("vat_number tax_number tax_id vat_id vat_code", ("<vat>",)),
    ("card_number pan", ("<card>",)),
    ("asset_tag inventory_number asset_number", ("<reference>",)),
    ("key_signature", ("C major", "D minor", "G major", "E minor")),
    ("time_signature", ("4/4", "3/4", "6/8")),
    ("mount_point mountpoint mount_path", ("/var/lib/data", "/mnt/backup", "/srv/files")),
    ("crontab", ("0 6 * * 1", "30 2 * * *")),
    ("mood", ("calm", "cheerful", "tense")),
    ("last_4 last4", ("<digits4>",)),
    ("account_number routing_number", ("<digits9>",)),
    ("postcode zip_code zip", ("<place>",)),
    ("ip ip_address source_ip client_ip", ("<ip>",)),
    ("mac mac_address", ("<mac>",)),
    ("host hostname server", ("<host>",)),
    ("domain", ("example.com", "example.org", "example.net")),
    ("user_agent", ("Mozilla/5.0 (X11; Linux x86_64)",)),
    ("ticker ticker_symbol stock_symbol", ("AAPL", "MSFT", "SIE")),
    ("symbol", ("<symbol>",)),
    ("crc checksum_crc", ("<hex16>",)),
    ("cmd entrypoint", ("npm run build", "python main.py", "make test")),
    ("branch branch_name default_branch source_branch target_branch git_branch head_branch base_branch",
     ("main", "develop", "release-2.1", "fix-login-redirect", "add-csv-export")),
    ("git_ref ref_name", ("refs/heads/main", "refs/heads/develop", "refs/tags/v2.1.0")),
    ("event event_type event_name event_types", ("<event>",)),
    ("public_key ssh_key", ("<ssh>",)),
    ("arn", ("<arn>",)),
    ("schedule cron cron_expression", ("0 6 * * 1", "30 2 * * *")),
    ("sort sort_by sortby order_by orderby", ("name", "created_at")),
    ("query sql", ("status = 'open'", "created > 2025-01-01")),
    ("filter expression condition", ("status eq 'active'", "amount > 100")),
    ("html", ("<p>Welcome to the spring workshop.</p>", "<p>Opening hours have changed.</p>")),
    ("time", ("09:00", "12:30", "17:45")),
    ("preposition article", ("in", "at")),
    ("etag e_tag", ('"a1b2c3d4"', '"9f4e07bc"')),
    ("weekday day_of_week", ("Monday", "Wednesday", "Friday")),
    ("time_of_day opening_time closing_time", ("09:00", "12:30", "17:45")),
    ("duration", ("PT30M", "PT1H", "P1D")),
    ("aspect_ratio", ("16:9", "4:3")),
    ("resolution", ("1920x1080", "1280x720")),
    ("nationality", ("Portuguese", "Japanese", "Kenyan")),
    ("continent", ("Europe", "Asia", "Africa")),
    ("salutation honorific name_prefix", ("<salutation>",)),
    ("company_type legal_form", ("Ltd", "GmbH", "Inc.")),
    ("sentiment", ("positive", "neutral", "negative")),
    ("outcome verdict result", ("passed", "accepted")),
    ("self href", ("<url>",)),
    ("object", ("<noun>",)),
    ("address_line_2 address_2 line_2 apartment suite unit_number", ("Floor 3", "Apt 12")),
)  # fmt: skip
"""Last words of a field's name → texts; what stands in ``<…>`` is drawn."""

FALLBACK = ("standard", "primary", "default", "basic", "general", "custom", "main", "regular", "extended", "common")
"""What a text says of which nothing is known."""
PROSE = frozenset(
    "description summary note notes comment comments message text body content details detail remark remarks bio "
    "snippet documentation subtitle statement intro introduction usage_notes "
    "markdown biography about abstract excerpt overview synopsis instructions feedback explanation memo caption "
    "headline_text review synopsis annotation tagline purpose rationale plot".split()
)
"""Last words of the names of fields that hold prose."""
CODES = frozenset("id ids key guid gid sid cid pid ref code identifier uid oid hash nonce".split())
"""Last words of the names of fields whose text means nothing to people."""

PROGRAMMED = ("Python", "TypeScript", "Go", "Rust", "Java", "Ruby")
"""Languages in which programs are written."""
CAPTIONS = ("The harbor at dawn", "New packaging, front view", "Team day in the garden", "Lobby after the renovation")
"""What stands under pictures."""
RUNNING_SYSTEMS = frozenset("server node vm machine host instance container computer workstation desktop".split())
"""Nouns of what runs an operating system for others."""
SYSTEMS = ("Ubuntu 24.04", "Debian 12", "Rocky Linux 9", "Windows Server 2022")
"""Operating systems of such machines."""
IMAGES = ("nginx:1.27", "postgres:16", "redis:7.2", "registry.example.com/web:2.4.1")
"""Images that containers run."""
KNOWN_CODES = {
    "country": ("PT", "JP", "KE", "CA", "DE", "NO", "BR"),
    "nationality": ("PT", "JP", "KE", "CA", "DE", "NO", "BR"),
    "language": ("en", "pt", "de", "ja", "fr", "es"),
    "locale": ("en-US", "pt-PT", "de-DE", "ja-JP", "fr-FR", "es-ES", "it-IT", "nl-NL", "pt-BR", "sv-SE"),
    "currency": ("USD", "EUR", "GBP", "JPY", "CAD"),
    "continent": ("EU", "AS", "AF", "NA", "SA", "OC"),
    "state": ("CA", "NY", "TX", "WA", "CO", "IL"),
    "airport": ("LIS", "DEN", "NBO", "YYZ", "BER", "MEL", "OSL"),
    "coupon": ("SPRING10", "WELCOME15", "FREESHIP", "SUMMER20"),
    "discount": ("SPRING10", "WELCOME15", "FREESHIP", "SUMMER20"),
    "promo": ("SPRING10", "WELCOME15", "FREESHIP", "SUMMER20"),
    "voucher": ("SPRING10", "WELCOME15", "FREESHIP", "SUMMER20"),
    "timezone": (
        "Europe/Lisbon",
        "America/Denver",
        "Asia/Tokyo",
        "Africa/Nairobi",
        "America/Toronto",
        "Europe/Berlin",
        "Australia/Melbourne",
        "America/Sao_Paulo",
        "Europe/Oslo",
        "America/Chicago",
    ),
}
"""Noun → codes that people know it by."""
CURRENCIES: dict[str, tuple[str, str]] = {
    "EUR": ("Euro", "€"), "USD": ("US Dollar", "$"), "JPY": ("Japanese Yen", "¥"), "CAD": ("Canadian Dollar", "$"),
    "CHF": ("Swiss Franc", "CHF"), "NOK": ("Norwegian Krone", "kr"), "KES": ("Kenyan Shilling", "KSh"),
    "BRL": ("Brazilian Real", "R$"), "INR": ("Indian Rupee", "₹"), "DKK": ("Danish Krone", "kr"),
    "PLN": ("Polish Zloty", "zł"), "MXN": ("Mexican Peso", "$"), "GBP": ("Pound Sterling", "£"),
    "KRW": ("Korean Won", "₩"), "CLP": ("Chilean Peso", "$"), "TRY": ("Turkish Lira", "₺"),
    "AUD": ("Australian Dollar", "$"),
}  # fmt: skip
"""Code of a currency → its name and its symbol."""
CATEGORIES: dict[str, tuple[str, ...]] = {
    noun: categories
    for nouns, categories in (
        ("product item goods variant listing store shop merchandise sku deal catalog",
         ("Electronics", "Garden", "Kitchen", "Clothing", "Toys", "Books")),
        ("file document folder report template form", ("Contracts", "Invoices", "Policies", "Reports")),
        ("expense transaction payment budget invoice bill purchase", ("Travel", "Office supplies", "Meals",
          "Software")),
        ("post article blog page news story podcast video channel episode",
         ("News", "Guides", "Culture", "Science", "Sport")),
        ("ticket issue bug incident case request task problem alert",
         ("Billing", "Access", "Hardware", "Delivery", "Feedback")),
        ("event course class session", ("Workshop", "Training", "Networking", "Conference")),
        ("company organization business vendor merchant venue restaurant place location",
         ("Retail", "Education", "Healthcare", "Food and drink")),
        ("recipe food dish meal ingredient", ("Soups", "Desserts", "Salads", "Baking")),
        ("app game plugin extension addon", ("Productivity", "Games", "Utilities", "Education")),
        ("job position", ("Engineering", "Sales", "Operations", "Design")),
    )
    for noun in nouns.split()
}  # fmt: skip
"""Noun → categories of such things."""
CONTACTS = frozenset("phone email address contact telephone fax number url website".split())
"""Nouns of which the type says where one reaches a person by them."""
SIZED = frozenset("product item variant garment shirt shoe clothing box package bag dog pet order line".split())
"""Nouns whose size is a word."""
LISTENING = frozenset(
    "webhook hook subscription log audit notification event callback trigger function listener activity".split()
)
"""Nouns whose events are names that programs give."""
EVENT_VERBS = ("created", "updated", "deleted")
ARN_SERVICES = {
    "role": "iam", "user": "iam", "policy": "iam", "group": "iam", "profile": "iam", "topic": "sns", "queue": "sqs",
    "bucket": "s3", "key": "kms", "function": "lambda", "table": "dynamodb", "certificate": "acm", "cluster": "ecs",
    "secret": "secretsmanager", "stream": "kinesis", "instance": "ec2", "subnet": "ec2", "vpc": "ec2",
    "pipeline": "codepipeline", "repository": "codecommit", "alarm": "cloudwatch", "database": "rds",
}  # fmt: skip
"""Noun → the service in whose ARNs it stands."""

NUMBERS: dict[str, tuple[float, float]] = table(
    ("count quantity qty number num stock inventory available_quantity", (1, 24)),
    ("total_count size_count", (1, 60)),
    ("views view_count impressions hits visits plays downloads", (40, 9_000)),
    ("likes followers subscribers members votes stars forks watchers favorites favourites shares clicks opens "
     "comments replies", (0, 480)),
    ("marketcap market_cap market_capitalization capitalization", (40_000_000, 90_000_000_000)),
    ("employees employee_count headcount number_of_employees", (12, 4_800)),
    ("age", (19, 74)),
    ("zip zipcode zip_code postcode postal_code post_code", (10_115, 99_801)),
    ("year", (2019, 2025)),
    ("exp_year expiry_year expiration_year expires_year", (2027, 2031)),
    ("month", (1, 12)),
    ("day", (1, 28)),
    ("hour hours", (1, 23)),
    ("minute minutes", (5, 55)),
    ("days", (1, 30)),
    ("weeks", (1, 12)),
    ("months", (1, 24)),
    ("years", (1, 10)),
    ("seconds sec secs", (5, 300)),
    ("ms msec millis milliseconds latency", (20, 2_000)),
    ("timeout ttl delay", (10, 120)),
    ("duration length runtime", (30, 3_600)),
    ("interval", (1, 60)),
    ("percent percentage progress completion", (5, 95)),
    ("tax_rate vat_rate gst_rate tax_percent tax_percentage vat_percent vat_percentage", (20, 20)),
    ("rate ratio probability confidence likelihood opacity similarity", (0.05, 0.95)),
    ("score", (1, 100)),
    ("rating", (1, 5)),
    ("rank position order index ordinal sort_order sort sequence", (1, 20)),
    ("population inhabitants", (1_200, 900_000)),
    ("area area_in_sq_km", (12, 90_000)),
    ("priority level severity", (1, 5)),
    ("width", (320, 1920)),
    ("height", (240, 1080)),
    ("depth", (5, 60)),
    ("weight", (0.2, 30)),
    ("distance radius", (0.5, 40)),
    ("bytes size file_size content_length", (12_000, 4_800_000)),
    ("memory memory_mb ram", (512, 8_192)),
    ("disk storage capacity", (20, 500)),
    ("cpu cpus cores vcpus", (1, 16)),
    ("port", (1_024, 9_000)),
    ("temperature", (12, 28)),
    ("humidity", (30, 80)),
    ("altitude elevation", (5, 1_800)),
    ("speed velocity", (5, 110)),
    ("version revision", (1, 9)),
    ("salary income", (28_000, 96_000)),
    ("budget revenue turnover", (5_000, 250_000)),
    ("limit max maximum", (50, 200)),
    ("page_size per_page pagesize max_results batch_size size_estimate", (10, 50)),
    ("min minimum", (1, 20)),
    ("offset skip", (0, 0)),
    ("page page_num page_number page_no page_index current_page total_pages", (1, 1)),
    ("row rows column columns col cols", (1, 12)),
    ("status_code response_code http_code http_status", (200, 200)),
    ("exit_code return_code", (0, 0)),
    ("decimal_digits decimal_places decimals precision scale", (2, 2)),
    ("attempts retries attempt retry_count", (0, 3)),
    ("red green blue", (0, 255)),
    ("alpha", (0.3, 1)),
    ("floor", (1, 9)),
    ("bedrooms bathrooms rooms seats guests", (1, 5)),
    ("zoom", (8, 16)),
    ("attachments errors warnings failures", (0, 2)),
)  # fmt: skip
"""Last words of a field's name → the least and the greatest number."""
WHOLE = frozenset(
    "zip zipcode postcode stock inventory shares seats rooms bedrooms bathrooms guests row rows column columns col "
    "cols results "
    "count quantity qty number num year month day hour hours minute minutes days weeks months years seconds width "
    "height bytes size memory cpu cpus cores port rank position order sort index population version revision "
    "limit page offset age views likes followers members votes stars forks clicks attempts retries floor priority "
    "level red green blue".split()
)
"""Last words of names whose numbers are whole even where the schema allows others."""
MONEY = {
    **dict.fromkeys(
        "subtotal sub_total net net_amount netamount net_total total_net amount_net "
        "net_value items_total base_price".split(),
        "subtotal",
    ),
    **dict.fromkeys(
        "tax taxes vat tax_amount total_tax tax_total totaltax taxamount vatamount vat_amount total_vat "
        "vat_total gst".split(),
        "tax",
    ),
    **dict.fromkeys(
        "shipping shipping_cost shipping_price delivery_fee shipping_total shipping_amount".split(), "shipping"
    ),
    **dict.fromkeys(
        "discount discount_amount rebate total_discount discount_total discount_percent discount_percentage "
        "discount_rate".split(),
        "discount",
    ),
    **dict.fromkeys(
        "total grand_total grandtotal totalamount totalprice total_amount amount total_price order_total "
        "invoice_total amount_due total_cost gross gross_amount gross_total total_gross "
        "amount_gross amount_total".split(),
        "total",
    ),
    **dict.fromkeys(
        "price cost unit_price unit_amount amount_per_unit list_price fee charge value_amount sale_price".split(),
        "price",
    ),
    **dict.fromkeys("balance credit deposit".split(), "balance"),
}
"""Last words of the names of sums of money → which sum of the entity it is."""
NEGATIVE = frozenset(
    "deleted removed trashed archived disabled blocked locked banned suspended hidden expired cancelled canceled "
    "revoked failed error errors invalid spam muted paused closed rejected draft test sandbox deprecated truncated "
    "frozen flagged overdue refunded voided anonymous readonly has_more more partial incomplete".split()
)
"""Words of the names of booleans that are seldom true."""
POSITIVE = frozenset(
    "active enabled valid verified success successful ok visible available published approved accepted live online "
    "confirmed public allowed healthy subscribed".split()
)
"""Words of the names of booleans that are mostly true."""
ENDINGS = frozenset(
    "deleted deprecated removed archived cancelled canceled closed revoked failed rejected suspended trashed voided "
    "refunded banned blocked disputed error errors failure failures exception fault warning warnings stacktrace".split()
)
"""First words of the names of optional fields that only entities with a trouble or an end have."""
ENDS = frozenset(
    "cancellation cancelation rejection deletion termination suspension refusal closure sold terminated withdrawn "
    "declined discontinued deactivated".split()
)
"""Words of the names of times, and of reasons, that only entities with an end have."""
TROUBLES = frozenset("error errors failure failures exception fault".split())
"""Words of the names of optional fields that only failed things have."""
PLACE_CODES: dict[str, tuple[str, ...]] = {
    "Lisbon": ("LIS", "LPPT", "PRT", ".pt", "Lisbon", "+351"),
    "Kyoto": ("UKY", "RJOY", "JPN", ".jp", "Tokyo", "+81"),
    "Denver": ("DEN", "KDEN", "USA", ".us", "Washington", "+1"),
    "Nairobi": ("NBO", "HKJK", "KEN", ".ke", "Nairobi", "+254"),
    "Toronto": ("YYZ", "CYYZ", "CAN", ".ca", "Ottawa", "+1"),
    "Berlin": ("BER", "EDDB", "DEU", ".de", "Berlin", "+49"),
    "Melbourne": ("MEL", "YMML", "AUS", ".au", "Canberra", "+61"),
    "São Paulo": ("GRU", "SBGR", "BRA", ".br", "Brasília", "+55"),
    "Oslo": ("OSL", "ENGM", "NOR", ".no", "Oslo", "+47"),
    "Chicago": ("ORD", "KORD", "USA", ".us", "Washington", "+1"),
}
"""City of a place → codes of its airport, codes of its country, the capital and the calling code of that."""
PLACE_CODE: dict[str, int] = table(
    ("iata iata_code airport_code", 0),
    ("icao icao_code", 1),
    ("iso_alpha_3 alpha_3 iso_3 country_code_3 iso_alpha3 alpha3", 2),
    ("tld", 3),
    ("capital", 4),
    ("dial_code dialing_code calling_code country_calling_code phone_country_code", 5),
)
"""Name of a field → index among the codes of a place."""
