"""Holds what people have at hand: texts by the last words of arguments, and ranges of numbers."""

from collections.abc import Mapping

_PATHS = (
    "/home/marta/reports/july.csv", "/data/orders.csv", "/srv/files/plan.txt", "/home/tom/notes/agenda.md",
    "/projects/website/README.md", "/data/survey/answers.csv",
)  # fmt: skip
_FOLDERS = ("/projects/website", "/home/marta/reports", "/srv/files", "/data/survey", "/projects/mobile-app")
_PAGES = (
    "https://example.com/blog/autumn-update", "https://example.org/pricing", "https://example.net/docs/start",
    "https://example.com/products/oak-desk-lamp", "https://example.org/news/opening-hours",
)  # fmt: skip
_THINGS = (
    "quarterly-report", "harbor-street", "spring-open-house", "oak-desk-lamp", "price-list", "team-breakfast",
)  # fmt: skip
_TITLES = (
    "Travel policy", "Onboarding checklist", "Pricing overview", "Brand guidelines", "Remote work guide",
    "Annual review", "Returns and refunds",
)  # fmt: skip
_PLACES = ("Lisbon", "Berlin", "Toronto", "Nairobi", "Osaka", "Melbourne", "Denver", "Oslo", "Lyon", "Seville")
_TEXTS = (
    "The meeting moves to 3 pm, same room.", "Thanks for the quick turnaround!", "The parcel arrives on Friday.",
    "The draft is ready for your comments.", "Doors open at seven.", "Lunch is at noon in the garden.",
)  # fmt: skip
_DAYS = ("2026-03-12", "2026-04-20", "2026-05-07", "2026-06-18", "2026-02-03", "2026-07-09")

BY_LAST_WORD: dict[str, tuple[str, ...]] = {
    key: values
    for keys, values in (
        ("path filepath file_path file source_path input_path output_path", _PATHS),
        ("key_path key_file ssh_key keyfile", ("/home/marta/.ssh/id_ed25519", "/home/tom/.ssh/deploy_key")),
        ("file_name filename", tuple(path.rpartition("/")[2] for path in _PATHS)),
        ("dir directory folder folder_path directory_path project_path repo_path root workdir project_dir", _FOLDERS),
        ("image_path image image_file", ("/home/marta/pictures/harbor.jpg", "/srv/files/desk-lamp.png")),
        ("url uri link website page_url href webpage", _PAGES),
        ("image_url photo_url", ("https://example.com/images/harbor.jpg", "https://example.org/images/desk-lamp.png")),
        ("video_url", ("https://example.com/videos/opening.mp4", "https://example.org/videos/tour.mp4")),
        ("repo_url repository_url git_url github_url", (
            "https://github.com/norda-energy/price-list", "https://github.com/quill-studio/website")),
        ("meeting_url", ("https://meet.example.com/weekly-review", "https://meet.example.com/spring-planning")),
        ("webhook_url callback_url", ("https://hooks.example.com/orders", "https://hooks.example.com/alerts")),
        ("latitude lat", ("52.52", "38.72")),
        ("longitude lon lng", ("13.40", "-9.14")),
        ("issue_number pull_number pr_number pull_request_number", ("87", "214", "1032")),
        ("domain hostname fqdn", ("example.com", "example.org", "example.net")),
        ("host", ("app.example.com", "db.example.org", "mail.example.net")),
        ("ip ip_address", ("192.0.2.10", "198.51.100.24", "203.0.113.7")),
        ("repo repository repo_name repository_name", ("website", "mobile-app", "price-list", "data-cleanup")),
        ("owner org username user handle account login user_name", (
            "marta-keller", "tomokafor", "saralindholm", "norda-energy", "quill-studio")),
        ("branch branch_name ref", ("main", "develop", "release-2.4", "fix-login")),
        ("package package_name library module library_name dependency", (
            "requests", "lodash", "express", "pandas", "react", "axios")),
        ("channel channel_name", ("general", "announcements", "support", "design")),
        ("database database_name db schema_name dataset", ("inventory", "customers", "analytics", "orders")),
        ("table table_name collection collection_name index index_name", ("orders", "customers", "products", "visits")),
        ("column field column_name field_name", ("price", "status", "city", "created_at")),
        ("bucket bucket_name", ("backups", "press-images", "invoices-2025")),
        ("year season", ("2022", "2023", "2024")),
        ("word", ("lantern", "harbor", "ember", "meadow")),
        ("emoji_name", ("tada", "thumbs_up")),
        ("emoji", ("👍", "🎉")),
        ("coin_code", ("BTC", "ETH", "SOL")),
        ("cik", ("0000320193", "0000789019")),
        ("namespace environment", ("production", "staging", "monitoring")),
        ("cluster server instance service pod container node server_name service_name container_name", (
            "web-1", "mail-relay", "orders-api", "search-east")),
        ("device device_name", ("kitchen-lamp", "front-door-sensor", "office-printer")),
        ("symbol ticker stock_symbol stock stock_code", ("AAPL", "MSFT", "NVDA", "TSLA", "SAP", "NFLX")),
        ("coin crypto token_symbol cryptocurrency token_name", ("BTC", "ETH", "SOL", "ADA", "DOT")),
        ("coin_id", ("bitcoin", "ethereum", "solana", "cardano")),
        ("pair trading_pair", ("BTC-USD", "ETH-USD", "SOL-USD")),
        ("chain network blockchain chain_name network_name", ("ethereum", "polygon", "base", "arbitrum")),
        ("currency base_currency target_currency quote_currency from_currency to_currency base", (
            "USD", "EUR", "GBP", "JPY")),
        ("exchange", ("NASDAQ", "NYSE", "LSE")),
        ("location city place destination origin city_name departure arrival area", _PLACES),
        ("region state province", ("Bavaria", "Ontario", "Oregon", "Andalusia")),
        ("country country_name nation", ("Portugal", "Germany", "Canada", "Kenya", "Japan")),
        ("country_code", ("PT", "DE", "CA", "KE", "JP")),
        ("flight flight_number flight_iata flight_no", ("LH1166", "KL1693", "TP533")),
        ("airport airport_code iata iata_code", ("LIS", "BER", "YYZ", "OSL", "DEN")),
        ("lang language locale language_code target_language source_language", ("en", "de", "es", "fr")),
        ("timezone time_zone", ("Europe/Lisbon", "America/Denver", "Asia/Tokyo")),
        ("date start_date end_date from_date to_date day since until start end from to due_date", _DAYS),
        ("start_time time datetime timestamp scheduled_time", tuple(f"{day}T09:00:00Z" for day in _DAYS)),
        ("end_time", tuple(f"{day}T17:00:00Z" for day in _DAYS)),
        ("month", ("2026-03", "2026-05", "2026-06")),
        ("period timeframe range time_range interval timespan", ("1d", "7d", "1mo", "1y")),
        ("query q search search_query keyword keywords term search_term topic theme phrase prompt_topic", (
            "solar panels", "remote work", "wireless headphones", "electric bikes", "climate policy", "hiking boots",
            "jazz festivals", "data privacy", "coffee grinders", "city gardens")),
        ("question", (
            "How do heat pumps work?", "Which trains run on Sunday?", "What does a notary do?",
            "How long is the warranty?", "When does the museum open?")),
        ("task task_description task_name todo task_content", (
            "Water the plants", "Book the train to Oslo", "Renew the passport", "Order new business cards",
            "Call the dentist", "Send the March invoices")),
        ("goal objective", ("Run a half marathon", "Learn conversational Spanish", "Finish the training plan")),
        ("idea feature request requirement requirements", (
            "A weekly newsletter for volunteers", "An app that sorts recipes by season",
            "A booking page for the community garden")),
        ("instruction instructions", ("Keep it short and friendly.", "Use simple words.", "Mention the deadline.")),
        ("role", ("editor", "viewer")),
        ("condition disease", ("asthma", "type 2 diabetes", "migraine")),
        ("comment reply comment_text reply_text", (
            "Great work, thank you!", "Could you add a link to the source?", "I'll look at this tomorrow.",
            "Thanks for sharing!")),
        ("message text content note msg caption description summary notes", _TEXTS),
        ("title subject name page_title article_title document_title label heading new_name display_name", _TITLES),
        ("slug", _THINGS),
        ("project project_name workspace app app_name application", (
            "website", "mobile-app", "office-move", "energy-audit")),
        ("tag", ("travel", "design", "finance", "music", "sports")),
        ("genre", ("jazz", "comedy", "mystery")),
        ("street_address", ("14 Harbor Street, Portland", "27 Garden Road, Denver", "8 Mill Lane, Oxford")),
        ("email mail email_address recipient to_email", ("marta.keller@example.com", "tom.okafor@example.org")),
        ("phone phone_number", ("+1-202-555-0143", "+1-202-555-0118", "+1-202-555-0167")),
        ("company company_name organization brand customer client", (
            "Brightwater Labs", "Norda Energy", "Quill Studio")),
        ("person author player artist actor player_name artist_name full_name contact character", (
            "Marta Keller", "Tom Okafor", "Sara Lindholm", "Mei Tan")),
        ("team team_name", ("Design", "Field Sales", "Platform", "Night Shift")),
        ("movie movie_name film", ("Copper Sky", "The Night Train")),
        ("song track song_name album playlist", ("Morning Run", "Road Trip", "Winter Works")),
        ("product product_name item item_name", ("oak desk lamp", "trail backpack", "ceramic mug", "wool scarf")),
        ("ingredient food food_name ingredients recipe", ("lentils", "spinach", "rice", "tomatoes")),
        ("color colour", ("blue", "dark green", "orange", "red")),
        ("version", ("2.4.0", "1.8.3", "3.0.1")),
        ("model model_name", ("base", "small", "large")),
        ("keyboard_key shortcut", ("Enter", "Escape", "Tab")),
        ("format output_format file_format", ("csv", "pdf", "png")),
        ("nct_id nct", ("NCT04280705", "NCT03518606")),
        ("doi", ("10.1000/182", "10.1000/xyz123")),
        ("pmid pubmed_id", ("31452104", "29083423")),
        ("arxiv_id paper_id", ("2101.00001", "1905.12345")),
        ("isbn", ("9780306406157", "9783161484100")),
        ("technique_id", ("T1059", "T1566", "T1078")),
        ("cve cve_id", ("CVE-2021-44228", "CVE-2023-4863")),
        ("wallet wallet_address contract_address token_address mint_address", (
            "0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D")),
        ("hash tx_hash transaction_hash txid", (
            "0x9fc76417374aa880d4449a1f7f31ec597f00b1f6f3dd2d66f4c9c6c445836d8b",)),
        ("block_number block", ("19000000", "18250000")),
        ("video_id youtube_id", ("dQ8hT2kLmPw", "k3Zt7YbNcRe")),
        ("issue issue_key ticket issue_id ticket_key", ("WEB-214", "APP-87", "OPS-1032")),
        ("commit commit_hash sha commit_sha", ("4f2a9c1", "b81d07e", "09ce5fa")),
    )
    for key in keys.split()
}  # fmt: skip
"""Last word or last two words of an argument, joined by ``_`` → what people say for it."""

AMOUNTS: dict[str, tuple[float, float]] = {
    key: bounds
    for keys, bounds in (
        ("latitude lat", (36.5, 59.5)),
        ("longitude lon lng", (-8.5, 20.5)),
        ("width height", (320, 1600)),
        ("x y x1 y1 x2 y2 from_x from_y to_x to_y", (10, 600)),
        ("year", (2018, 2025)),
        ("month", (1, 12)),
        ("day days", (1, 28)),
        ("week weeks", (1, 20)),
        ("season", (2018, 2025)),
        ("round", (1, 18)),
        ("quarter", (1, 4)),
        ("hours hour", (1, 20)),
        ("minutes duration seconds timeout delay", (5, 55)),
        ("amount price value cost budget balance", (20, 400)),
        ("quantity qty count number num n limit top size", (2, 12)),
        ("radius distance", (2, 40)),
        ("age", (19, 70)),
        ("weight", (50, 90)),
        ("temperature", (16, 24)),
        ("brightness volume percentage percent level opacity", (10, 90)),
        ("rating score priority", (1, 5)),
        ("page line row column start_line end_line line_number", (2, 30)),
        ("index position layer_index track_index comp_index slide_index", (1, 6)),
        ("issue_number pull_number pr_number pull_request_number", (12, 900)),
        ("port", (3000, 9000)),
        ("block block_number", (18_000_000, 19_500_000)),
        ("speed tempo bpm", (60, 140)),
        ("adults guests passengers people servings", (1, 4)),
    )
    for key in keys.split()
}  # fmt: skip
"""Last word or last two words of an argument → least and greatest number that people say for it."""
PROGRAMMING = (
    "date parsing", "image resizing", "csv export", "retry policy", "password hashing", "message queue",
    "pdf generation", "rate limiting", "form validation", "time zones",
)  # fmt: skip
"""What people seek among programs."""
DOCUMENTED = ("authentication", "rate limits", "error codes", "webhooks", "pagination", "getting started")
"""What people seek in the documentation of any product."""
ON_CHAINS = ("transaction fees", "staking", "smart contracts", "wallets")
"""What they seek in that of a chain."""
HEADLINES = ("climate policy", "interest rates", "electric cars", "space travel", "city elections", "data privacy")
"""What people seek in the news."""
TOPICS: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = tuple(
    (frozenset(words.split()), values)
    for words, values in (
        ("osrs runescape minecraft pokemon dnd rpg genshin dota", ("dragon", "sword", "potion", "castle")),
        (
            "datadog sentry grafana newrelic kibana loki splunk incident incidents monitor monitors monitoring log "
            "logs trace traces error errors metrics exception exceptions",
            ("timeout", "connection refused", "disk full", "failed login"),
        ),
        (
            "azuredevops jira linear issue issues bug bugs work_item defect defects backlog",
            ("login error", "slow search", "broken link", "payment fails", "dark mode"),
        ),
        ("voice voices narrator", ("calm narrator", "young and lively", "deep and warm")),
        ("hackernews hacker ycombinator", ("open source", "startups", "databases", "remote work")),
        (
            "xiaohongshu xhs rednote weibo douyin bilibili",
            ("street food", "weekend trips", "home workouts", "skin care"),
        ),
        ("menu_item dish dishes menu", ("margherita pizza", "tomato soup", "caesar salad")),
        (
            "hugging huggingface replicate civitai ollama model models spaces",
            ("speech recognition", "image segmentation", "sentiment analysis", "text summarization"),
        ),
        ("pubchem compound compounds chemical chemicals molecule", ("aspirin", "caffeine", "glucose", "ethanol")),
        (
            "dataset datasets statistics census government indicator indicators",
            ("population", "housing", "air quality", "employment"),
        ),
        ("conference conferences", ("machine learning", "renewable energy", "nursing", "urban planning")),
        (
            "concert concerts ticketmaster eventbrite meetup festival event events",
            ("jazz", "book fair", "street food", "theater"),
        ),
        ("plant plants species bird birds", ("lavender", "barn owl", "oak", "red fox")),
        (
            "pubmed arxiv scholar trial trials clinical medrxiv biorxiv paper papers preprint citation "
            "literature medical "
            "academic",
            (
                "sleep and memory",
                "vitamin d deficiency",
                "gut microbiome",
                "protein folding",
                "air pollution and asthma",
                "language models",
                "battery degradation",
            ),
        ),
        (
            "disease diseases drug drugs gene genes protein variant health fda medicine",
            ("asthma", "diabetes", "ibuprofen", "migraine", "hemoglobin"),
        ),
        ("restaurant restaurants cafe cafes dining", ("ramen", "pizza", "tapas", "vegan brunch")),
        (
            "recipe recipes food foods nutrition ingredient ingredients meal meals grocery",
            ("lentil soup", "oat milk", "tomato pasta", "rye bread", "chickpea curry"),
        ),
        (
            "song songs track tracks music album albums artist artists spotify playlist lyrics audio",
            ("summer jazz", "piano ballads", "acoustic covers", "road trip"),
        ),
        ("movie movies film films tv anime manga cinema", ("time travel", "space station", "lost treasure")),
        ("podcast podcasts episode episodes book books audiobook", ("local history", "deep sea", "chess openings")),
        (
            "place places poi local nearby business businesses",
            ("coffee shops in Oslo", "museums in Lisbon", "bike repair in Denver", "bakeries in Osaka"),
        ),
        (
            "maps map hotel hotels geocode location locations address airbnb property",
            ("Lisbon", "Oslo", "Denver", "Osaka"),
        ),
        (
            "product products shop store shopping listing listings amazon ecommerce price prices catalog item items",
            ("desk lamp", "wireless headphones", "trail backpack", "coffee grinder"),
        ),
        ("job jobs vacancy career careers", ("data analyst", "electrician", "nurse", "product designer")),
        ("crypto coin coins token tokens cryptocurrency defi blockchain", ("bitcoin", "ethereum", "solana")),
        (
            "stock stocks sec edgar filing filings ticker fund funds equity companies company",
            ("Apple", "Microsoft", "Siemens", "Toyota"),
        ),
        (
            "animation animations lottie image images photo photos gif gifs icon icons wallpaper wallpapers "
            "sticker stickers emoji",
            ("sunset", "bicycle", "coffee", "mountain lake"),
        ),
        ("game games card cards deck", ("dragon", "lantern", "forest")),
        (
            "law laws case court legal legislation statute bill bills",
            ("data privacy", "rent control", "parental leave"),
        ),
        (
            "code function functions class classes symbol symbols component components package "
            "packages repository repositories repo repos library libraries plugin extension module crate sdk npm pypi "
            "github gitlab framework snippet snippets",
            PROGRAMMING,
        ),
        ("docs documentation", DOCUMENTED),
        (
            "email emails mail message messages reminder reminders inbox conversation conversations thread threads "
            "chat slack file files folder drive document documents note notes page pages ticket tickets "
            "task tasks todo card meeting "
            "calendar jira notion confluence asana linear trello record records entry entries memory "
            "memories knowledge project projects",
            ("budget", "onboarding", "office move", "invoice", "travel policy", "holiday schedule", "website launch"),
        ),
    )
)
"""Words of what a tool works on → what people seek there; the first that suits."""
PICTURED = (
    "a lighthouse at dawn", "a quiet street in the rain", "a garden with a red bench", "a bicycle leaning on a wall",
)  # fmt: skip
"""What people want to see in a picture or a film."""
WRITTEN_FOR = (
    "Suggest three names for a bakery", "Write a short poem about autumn", "Explain the tides to a child",
    "Draft a toast for a birthday",
)  # fmt: skip
"""What people ask a model to write."""
MEDIA: Mapping[str, tuple[str, ...]] = {
    ending: paths
    for endings, paths in (
        ("mp3 wav m4a", ("/home/marta/audio/interview", "/srv/files/podcast-12", "/home/tom/music/evening-static")),
        ("mp4 mov", ("/home/marta/videos/garden-tour", "/srv/files/product-demo", "/home/tom/videos/opening")),
        ("png jpg svg", ("/home/marta/pictures/harbor", "/srv/files/desk-lamp", "/home/tom/pictures/team-photo")),
        ("xlsx csv", ("/home/marta/reports/july", "/data/orders", "/data/survey/answers", "/srv/files/budget")),
        ("docx pdf pptx epub", ("/home/marta/reports/annual-report", "/srv/files/price-list", "/home/tom/notes/plan")),
        ("ipynb", ("/home/marta/notebooks/sales-analysis", "/projects/forecast/first-look")),
        ("sql", ("/projects/website/migrations/0012_add_orders", "/projects/mobile-app/migrations/0007_add_tags")),
        ("env", ("/projects/website/prod", "/projects/mobile-app/staging")),
        ("zip", ("/srv/files/photos-march", "/data/backups/website")),
    )
    for ending in endings.split()
}
"""How the name of a file ends → where such files lie, without the ending."""
TITLED: Mapping[str, tuple[str, ...]] = {
    word: names
    for words, names in (
        ("form survey questionnaire", ("Team lunch sign-up", "Workshop feedback", "Volunteer registration")),
        ("test_run test_plan test_suite", ("Regression 2.4", "Smoke test", "Checkout release test")),
        ("phase milestone stage", ("Design review", "Beta test", "Public launch")),
        ("sprint iteration cycle", ("Sprint 14", "Sprint 15", "Sprint 21")),
        ("website netlify vercel", ("harbor-bakery", "quill-studio", "norda-energy")),
    )
    for word in words.split()
}
"""What is made → what people call it, where names of their sort are of no other things."""
TAGS: Mapping[str, tuple[str, ...]] = {
    word: names
    for words, names in (
        (
            "vpc firewall droplet linode instance cluster dashboard dashboards monitor monitors datadog "
            "volume bucket lambda ec2 deployment host hosts",
            ("production", "staging", "internal"),
        ),
        (
            "code repository repo snippet rules rule cursor package prompt prompts stackoverflow",
            ("typescript", "testing", "python"),
        ),
        ("docker image container", ("latest", "1.27", "stable")),
    )
    for word in words.split()
}
"""Word of what a tool works on → tags that people put on such things."""
SUBJECTS = ("Photosynthesis", "Lisbon", "Jazz", "Roman Empire", "Solar power", "Chess", "Mount Fuji", "Coffee")
"""Titles of articles of an encyclopedia."""
STATES = ("CA", "OR", "CO", "NY", "TX")
"""States for which people want the weather."""
PEOPLE_SOUGHT = frozenset(
    "user users contact contacts member members people person employee employees customer customers candidate "
    "candidates lead leads author authors profile profiles player players friend friends attendee attendees".split()
)
"""Last words of names of tools that seek people."""
CHAINS = (1, 10, 137, 8453, 42161)
"""Numbers of chains of blocks that people name."""
EXTENSIONS = {
    word: extension
    for words, extension in (
        ("image images photo picture screenshot", "png"), ("video videos", "mp4"), ("audio sound speech", "mp3"),
        ("pdf", "pdf"), ("excel spreadsheet workbook xlsx", "xlsx"), ("word docx", "docx"),
        ("presentation powerpoint pptx slides", "pptx"), ("notebook jupyter ipynb", "ipynb"), ("csv", "csv"),
        ("json", "json"), ("svg", "svg"), ("markdown frontmatter obsidian vault", "md"),
        ("html", "html"), ("yaml", "yaml"), ("xml", "xml"),
        ("zip archive", "zip"), ("epub", "epub"), ("txt", "txt"), ("python script", "py"),
        ("migration", "sql"), ("env dotenv", "env"), ("javascript", "js"),
    )
    for word in words.split()
}  # fmt: skip
"""Word of what a tool works on → how the names of such files end."""
