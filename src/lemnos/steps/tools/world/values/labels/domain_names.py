"""Holds what things of one domain are called: noun of a sense -> names of such things.

The words are general; nothing here names a provider. ``names.NAMES`` takes them in, ``senses`` says where they apply.
"""

SPECIAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("liquidity_pool", (
        "ETH/USDC", "WBTC/ETH", "DAI/USDC", "LINK/ETH", "UNI/USDC", "AAVE/ETH", "USDT/USDC", "ARB/ETH", "LDO/ETH",
        "MKR/DAI")),
    ("chain_network", ("Ethereum", "Polygon", "Base", "Arbitrum", "Optimism", "Avalanche", "Gnosis", "Scroll")),
    ("chain_wallet", ("Main wallet", "Trading", "Cold storage", "Savings", "Test wallet", "Donations", "Team funds")),
    ("market_question", (
        "Will it snow in Oslo before December?", "Will the new bridge open this year?",
        "Will the city marathon be won in under 2:10?", "Will the museum reopen by June?",
        "Will coffee cost more by the end of the year?", "Will the ferry strike end this week?")),
    ("market_article", (
        "Shares edge higher before the earnings season", "Oil slips as stocks of crude rise",
        "Bond yields steady after the rate decision", "Retail sales beat forecasts in March",
        "Airlines gain on lower fuel costs", "Chip makers lead the market lower",
        "What to expect from this week's results",
        "Banks set aside more for bad loans", "Dividend stocks find new buyers", "Inflation cools for a third month")),
    ("sector", (
        "Technology", "Health Care", "Energy", "Financials", "Utilities", "Industrials", "Materials", "Real Estate",
        "Consumer Staples", "Communication Services")),
    ("industry", (
        "Software", "Banks", "Biotechnology", "Airlines", "Semiconductors", "Insurance", "Restaurants", "Steel",
        "Oil and Gas", "Apparel", "Railroads", "Household Products")),
    ("stock_exchange", ("NYSE", "NASDAQ", "LSE", "XETRA", "TSX", "Euronext Paris", "SIX", "ASX", "HKEX")),
    ("commodity", (
        "Gold", "Silver", "Crude oil", "Natural gas", "Copper", "Wheat", "Corn", "Coffee", "Cotton", "Sugar")),
    ("budget_category", (
        "Groceries", "Rent", "Utilities", "Transport", "Eating out", "Health", "Insurance", "Holidays", "Clothing",
        "Gifts", "Savings", "Subscriptions")),
    ("account_type company_type lead_type customer_type contact_type", (
        "Customer", "Prospect", "Partner", "Supplier", "Reseller", "Former customer")),
    ("sales_pipeline", ("New business", "Renewals", "Partnerships", "Enterprise sales", "Online shop leads")),
    ("mailing_list", (
        "Newsletter readers", "Event guests", "Trial users", "Partners", "Press contacts", "Former customers",
        "Webinar sign-ups", "Product updates")),
    ("letter_template", (
        "Welcome letter", "Offer letter", "Invoice reminder", "Thank-you note", "Event invitation", "Password reset",
        "Order confirmation", "Meeting follow-up", "Survey invitation", "Renewal notice")),
    ("help_category", (
        "Accounts and passwords", "Laptops", "Printing", "Network", "Phones", "Software requests", "New starters")),
    ("office_equipment", (
        "Laptop 14 inch", "Docking station", "27-inch monitor", "Wireless headset", "Desk phone", "Label printer",
        "Conference camera", "Network switch", "Tablet 11 inch", "USB-C hub")),
    ("code_comment", (
        "Could you add a test for this case?", "Nit: rename this variable", "This loop can end early",
        "Please handle the empty list here", "Looks good to me", "Why not reuse the helper below?",
        "The docstring no longer matches", "Can this be null?", "Nice simplification",
        "Let's split this into two commits")),
    ("code_branch", (
        "main", "develop", "feature/export-csv", "fix/login-redirect", "release/2.4", "docs-update", "hotfix/timeout",
        "refactor/billing", "feature/dark-mode", "update-dependencies")),
    ("build_workflow", (
        "CI", "Deploy to production", "Nightly tests", "Release", "Lint", "Publish docs", "Update dependencies",
        "Build images")),
    ("test_case", (
        "Log in with a valid password", "Reset a forgotten password", "Add an item to the cart",
        "Pay with an expired card", "Export a report as CSV", "Upload a file of 20 MB", "Search without results",
        "Change the language", "Cancel an order", "Log out on all devices")),
    ("test_suite", ("Login", "Checkout", "Search", "User accounts", "Reports", "Notifications", "Smoke tests")),
    ("issue_type work_item_type ticket_type", (
        "Bug", "Task", "Story", "Epic", "Subtask", "Improvement")),
    ("task_type activity_type", ("Call", "Email", "Meeting", "Follow-up", "To-do", "Demo")),
    ("work_state issue_status issue_state", (
        "Backlog", "To do", "In progress", "In review", "Blocked", "Done", "Canceled")),
    ("work_section", (
        "To do", "In progress", "Done", "Backlog", "This week", "Waiting", "Ideas", "Next month", "Blocked", "Review")),
    ("product_module", ("Billing", "Search", "User accounts", "Reporting", "Notifications", "Imports", "Public API")),
    ("service_dashboard", (
        "Service overview", "Checkout latency", "Error budget", "Database load", "Kubernetes nodes", "API traffic",
        "Queue depth", "Release health", "Login funnel", "Memory and CPU")),
    ("task_board", (
        "Product backlog", "Bug triage", "Sprint board", "Release planning", "Support requests", "Roadmap",
        "Platform team", "Web team", "Mobile team", "Ideas")),
    ("whiteboard", (
        "Retrospective", "Customer journey", "Product roadmap", "Brainstorming", "Team charter", "Story map",
        "Onboarding flow", "Site map")),
    ("server_image vm_image", (
        "ubuntu-24.04", "debian-12", "rocky-9", "fedora-40", "alpine-3.20", "ubuntu-22.04", "almalinux-9",
        "opensuse-15.6")),
    ("container_image docker_image", (
        "nginx:1.27", "postgres:16", "redis:7.2", "python:3.12-slim", "node:22-alpine",
        "registry.example.com/web:2.4.1",
        "registry.example.com/worker:1.9.0", "memcached:1.6")),
    ("image_tag", ("latest", "2.4.1", "2.4.0", "1.27-alpine", "stable", "main-5f3a9c1", "v3.0.0-rc1", "nightly")),
    ("machine_type instance_type node_type server_type vm_type droplet_size", (
        "standard-1", "standard-2", "standard-4", "highmem-2", "highmem-4", "highcpu-4", "shared-1", "dedicated-8")),
    ("database_type database_engine", ("PostgreSQL 16", "PostgreSQL 15", "MySQL 8.0", "MariaDB 11", "Redis 7")),
    ("cloud_region", (
        "us-east1", "us-west1", "europe-west1", "europe-north1", "asia-east1", "asia-south1", "australia-southeast1",
        "southamerica-east1")),
    ("hosted_site", (
        "harbor-street-shop", "cedar-ridge-blog", "docs-site", "portfolio-2025", "landing-page", "lakeside-camp",
        "company-site", "event-signup", "status-page", "recipe-box")),
    ("network_device", (
        "core-switch-1", "office-router", "ap-lobby", "ap-floor-2", "edge-firewall", "switch-warehouse", "vpn-gateway",
        "ap-meeting-room")),
    ("network_group", ("All", "Admins", "Developers", "Servers", "Laptops", "Guests", "Build agents", "Printers")),
    ("network_policy", (
        "Default", "Admins to servers", "Developers to staging", "Guests to internet", "Laptops to printers",
        "Build agents to registry")),
    ("access_policy", ("read-only", "billing-admin", "backup-operator", "storage-writer", "log-reader", "deployer")),
    ("firewall_rule", (
        "Allow HTTPS", "Allow SSH from office", "Block telnet", "Allow DNS", "Allow ping", "Block guest to LAN",
        "Allow VPN", "Deny all inbound")),
    ("security_alert", (
        "New open port", "Expired certificate", "Login from a new country", "Outdated web server",
        "Exposed database", "Unknown host in the network", "Weak TLS settings")),
    ("monitor", (
        "High error rate", "Slow checkout", "Disk almost full", "Failed logins", "Queue backlog", "Certificate expiry",
        "CPU above 90%", "Homepage uptime", "Memory pressure on workers", "Backup overdue")),
    ("security_finding", (
        "SQL injection", "Cross-site scripting", "Missing security headers", "Open redirect", "Weak password policy",
        "Directory listing enabled", "Outdated TLS version", "Cookie without Secure flag")),
    ("forensic_plugin", (
        "windows.pslist", "windows.pstree", "windows.netscan", "windows.cmdline", "windows.malfind", "linux.bash",
        "linux.pslist", "linux.lsmod", "mac.pslist", "timeliner")),
    ("table_column", (
        "id", "created_at", "status", "customer_id", "amount", "country", "updated_at", "email", "quantity", "notes")),
    ("language_model", (
        "harbor-7b-instruct", "cedar-1b-base", "lumen-embed-small", "quill-13b-chat", "otter-vision-2b",
        "meadow-coder-3b", "tide-reranker", "lark-tts-small")),
    ("data_set", (
        "street-signs", "recipe-steps", "support-questions", "bird-calls", "product-titles", "weather-reports",
        "handwritten-notes", "city-names")),
    ("open_data_set", (
        "Air quality by district", "Public transport stops", "School enrolment", "Road accidents", "Tree inventory",
        "Building permits", "Library visits")),
    ("training_run", ("baseline", "larger-batch", "dropout-02", "warmup-500", "small-encoder", "longer-context")),
    ("model_collection", (
        "Text to image", "Upscaling", "Speech to text", "Background removal", "Image captioning", "Text to speech")),
    ("posted_video", (
        "How to repot a fern", "Ten minutes of stretching", "A day in Lisbon", "Fixing a squeaky door",
        "Bread without kneading", "What is a black hole?", "Learning to sketch faces", "Night walk through Kyoto",
        "Five tips for better photos", "Building a bookshelf")),
    ("video_channel", (
        "Harbor Kitchen", "Slow Travel Diaries", "The Tidy Workshop", "Maths at Noon", "Garden in a Box",
        "Cello Stories", "Trail Notes", "Pixel Lab")),
    ("video_playlist", (
        "Bread basics", "Weekend hikes", "Algebra from the start", "Small repairs", "City walks", "Sketching")),
    ("video_category", (
        "Music", "Education", "Sports", "Gaming", "Comedy", "Science and technology", "Travel", "News")),
    ("viewer_comment", (
        "Great explanation, thank you!", "The part at 4:10 helped a lot", "Could you do one on pruning?",
        "I tried this and it works", "Who else is watching this in the evening?", "The sound is a bit low",
        "Subscribed!", "Best guide on this so far")),
    ("comment", (
        "Looks good to me.", "Could you check the totals?", "I added the missing file.",
        "Let's discuss this on Monday.",
        "Done, please have a look.", "Who can take this over?", "The client agreed to the new date.",
        "I moved this to next week.", "Thanks, that helps.", "See the note above.")),
    ("social_post", (
        "First tomatoes of the year!", "Our new office is finally open", "Thoughts after a week without meetings",
        "We are hiring two engineers", "Sunrise over the harbor this morning", "What are you reading this month?",
        "Release day: version 2.4 is out", "A thread on better bike lanes")),
    ("chat_message", (
        "Can we move the call to 3 pm?", "The draft is in the shared folder", "Thanks, that works for me",
        "Who is on call this weekend?", "Lunch at noon?", "I'll be ten minutes late", "The build is green again",
        "Could someone review my change?", "Happy birthday, Ines!", "The printer is out of paper")),
    ("chat_topic", (
        "release planning", "lunch", "new office", "onboarding", "bug triage", "design review", "weekly check-in",
        "travel tips")),
    ("group_chat", (
        "Family", "Book club", "Flat 4b", "Saturday football", "Trip to Oslo", "School parents", "Running group",
        "Band practice", "Maya Chen", "Hugo Weber")),
    ("mail_folder", ("Inbox", "Sent", "Drafts", "Archive", "Receipts", "Travel", "Newsletters", "Spam")),
    ("study_group", ("Group A", "Group B", "Lab team 1", "Lab team 2", "Project group 3", "Reading circle")),
    ("school_assignment", (
        "Essay on the water cycle", "Problem set 3", "Lab report: pendulum", "Reading response 2",
        "Group presentation", "Quiz on chapter 5", "Final project proposal", "Problem set 4", "Peer review",
        "Map exercise")),
    ("job_opening", (
        "Data Analyst", "Backend Engineer", "Customer Support Specialist", "Product Manager", "Nurse", "Accountant",
        "Warehouse Lead", "UX Designer", "Sales Representative", "Project Coordinator")),
    ("guest_review", (
        "Quiet room and a kind host", "Great view, noisy street", "Clean, close to the station",
        "Breakfast was excellent",
        "Smaller than in the pictures", "Easy check-in", "Would stay again", "Friendly staff", "The shower was cold",
        "Perfect for a weekend")),
    ("film_review", (
        "A slow start, but a fine ending", "Beautiful pictures, thin story", "The lead carries the film",
        "Too long by half an hour", "Funny and warm", "Better than the book")),
    ("workout_folder", (
        "Upper body", "Lower body", "Push pull legs", "Travel workouts", "Strength block", "Beginner plan",
        "Home without weights")),
    ("workout", (
        "Push day", "Leg day", "Full body A", "Upper body", "Morning stretch", "Hill run", "Core circuit",
        "Pull day", "Rowing intervals", "Full body B")),
    ("medical_visit", (
        "Annual checkup", "Blood test", "Follow-up visit", "Vaccination", "Physiotherapy", "Dental cleaning",
        "Eye exam", "X-ray")),
    ("research_project", (
        "Sleep and memory in older adults", "Gene regulation in zebrafish", "Air pollution and asthma in children",
        "New imaging methods for the retina", "Diet and gut bacteria", "Early signs of heart failure")),
    ("research_paper", (
        "A survey of methods for sparse data", "Measuring sleep with wearable sensors",
        "On the stability of shallow lakes", "Learning from few examples", "Urban trees and summer heat",
        "A new bound for scheduling problems")),
    ("museum_department", (
        "Drawings and Prints", "European Paintings", "Asian Art", "Photographs", "Musical Instruments",
        "Egyptian Art", "Arms and Armor", "Textiles")),
    ("game_genre", ("Action", "Adventure", "Strategy", "Puzzle", "Simulation", "Role-playing", "Racing", "Sports")),
    ("music_genre", ("Jazz", "Folk", "Classical", "Blues", "Ambient", "Soul", "Electronic", "Rock", "Hip hop")),
    ("film_genre", ("Drama", "Comedy", "Documentary", "Mystery", "Thriller", "Adventure", "Fantasy", "Romance")),
    ("game_player", (
        "foxglove88", "NightOtter", "pixel_pilot", "MossKnight", "tinyStorm", "copperjay", "LastLantern", "quartz_")),
    ("sound_device", ("Kitchen speaker", "Living room TV", "Office laptop", "Ada's phone", "Bedroom speaker", "Car")),
    ("test_phone", ("Pixel 8", "iPhone 15", "iPhone SE", "Pixel Tablet", "iPad Air", "Galaxy S23")),
    ("print_product", (
        "Paperback 6 x 9 in", "Hardcover 8.5 x 11 in", "Spiral notebook A5", "Photo book 8 x 8 in", "Poster A2",
        "Postcard set", "Wall calendar A4", "T-shirt, unisex")),
    ("launched_product", (
        "Tabkeeper", "Inbox Gardener", "Pocket Ledger", "Slidewise", "Quill Notes", "Standup Bot", "Palette Finder",
        "Meetless", "Fontgrove", "Commit Coach", "Shelfie", "Tiny Surveys")),
    ("weather_station", (
        "City Airport", "Harbor Lighthouse", "Botanical Garden", "North Ridge", "University Observatory",
        "Lake Dam", "Mill Valley", "East Buoy", "Pass Summit", "Old Fort")),
    ("open_data_topic", (
        "Climate", "Local government", "Energy", "Agriculture", "Oceans", "Public safety", "Education", "Health",
        "Transport", "Economy")),
    ("open_data_tag", (
        "air-quality", "census", "transit", "crime", "budget", "schools", "water", "permits", "zoning", "parks")),
    ("database_server", (
        "pg-main", "pg-replica-1", "mysql-reports", "mysql-orders", "analytics-db", "pg-billing", "mariadb-cms",
        "timeseries-01", "warehouse-db", "staging-db")),
    ("design_file", (
        "Checkout flow", "Icon set", "Landing page v2", "Design system", "Onboarding screens", "Mobile navigation",
        "Brand colors", "Settings redesign", "Email templates", "Dashboard wireframes")),
    ("standup_report", (
        "Daily standup, 3 March", "Daily standup, 4 March", "Weekly check-in, 7 March",
        "Sprint retrospective, 14 March", "Daily standup, 5 March", "Team mood, 10 March")),
    ("map_layer", ("Roads", "Rivers", "Buildings", "Land use", "Bus stops", "Contours", "Parks", "Parcels")),
)  # fmt: skip
"""Nouns, joined by blanks → names."""
