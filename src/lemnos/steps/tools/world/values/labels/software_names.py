"""Holds what programs, and what they run on and keep, are called: noun -> names of such things.

The words are general; nothing here names a provider. ``names.NAMES`` takes them in.
"""

RUNNING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("server instance host cluster node vm machine container pod service queue function "
     "report_task export_task import_task batch_task crawl_task "
     "pipeline job build deployment script snapshot image_version topic stream task_definition bot stack namespace "
     "registry package endpoint gateway zone subnet", (
        "billing-worker", "checkout-web", "daily-import", "edge-proxy", "event-router", "image-resizer",
        "invoice-archive", "ledger-primary", "log-collector", "mail-relay", "metrics-store", "nightly-backup",
        "orders-api", "report-builder", "search-index", "session-cache", "staging-web", "user-directory",
        "warehouse-sync", "web-frontend")),
    ("environment", (
        "production", "staging", "development", "testing", "preview", "sandbox", "demo", "integration", "training",
        "performance")),
    ("workflow", (
        "Invoice approval", "New hire onboarding", "Lead follow-up", "Order intake", "Weekly report", "Refund check",
        "Contract renewal", "Support escalation", "Data import", "Content review", "Stock alert", "Feedback survey")),
    ("key token credential secret certificate cert api_key access_key password", (
        "deploy-key", "mobile-app", "billing-service", "ci-pipeline", "backup-job", "reporting", "partner-portal",
        "staging", "laptop", "web-frontend", "data-export", "monitoring", "webhook-relay", "legacy-import", "search",
        "status-page")),
    ("network vpc connection proxy tunnel interface pool link route", (
        "office-network", "backup-link", "public-gateway", "staging-net", "build-agents", "branch-office",
        "storage-net", "guest-wifi", "vpn-europe", "edge-east", "edge-west", "internal-api", "batch-workers", "lab",
        "warehouse-net", "remote-access")),
    ("webhook hook integration connector app application plugin extension addon add_on", (
        "Order updates", "Slack notifications", "Inventory sync", "Billing export", "Calendar sync", "Help desk",
        "CRM bridge", "Payment events", "Newsletter sign-up", "Build status", "Shipping labels", "Chat widget",
        "Analytics export", "Survey responses", "Stock alerts", "Document import")),
    ("feature flag experiment setting preference option config configuration variable parameter toggle", (
        "new-checkout", "dark-mode", "email-digest", "two-step-login", "beta-search", "bulk-import", "weekly-summary",
        "map-view", "guest-access", "auto-archive", "quick-reply", "price-rounding", "invoice-reminders",
        "offline-mode", "public-profile", "usage-alerts")),
    ("backup archive export import dump restore_point", (
        "nightly-backup", "before-migration", "weekly-archive", "orders-2025", "month-end", "customers-export",
        "pre-release", "full-backup", "reports-q1", "media-archive", "invoices-2025", "test-data", "year-end",
        "catalog-export", "logs-march", "staging-copy")),
    ("table", (
        "orders", "customers", "products", "visits", "payments", "shipments", "employees", "suppliers", "returns",
        "subscriptions", "regions", "stock_levels", "price_history", "audit_entries", "addresses", "reviews")),
    ("schema", ("public", "sales", "analytics", "staging", "archive", "finance", "reporting", "support")),
    ("component widget", (
        "Button", "Date picker", "Navigation bar", "Dialog", "Card", "Tabs", "Search field", "Breadcrumbs", "Tooltip",
        "Progress bar", "Side menu", "Footer", "Avatar", "Data table", "Toggle", "Accordion")),
    ("process", (
        "nginx", "postgres", "redis-server", "sshd", "python3", "node", "cron", "dockerd", "java", "systemd-journald",
        "rsyslogd", "containerd")),
    ("dependency", (
        "requests", "numpy", "express", "react", "lodash", "pandas", "axios", "pytest", "typescript", "sqlalchemy",
        "click", "vite")),
    ("prompt", (
        "summarize-meeting", "code-review", "draft-reply", "explain-error", "translate-page", "release-notes",
        "interview-questions", "product-description", "test-cases", "weekly-report")),
    ("commit changelog", (
        "Fix typo in the guide", "Add export to CSV", "Update dependencies", "Remove unused settings",
        "Speed up search", "Rename the billing module", "Add tests for refunds", "Handle empty pages")),
    ("kernel", ("python3", "ir", "julia", "bash", "javascript", "scala")),
    ("database db", (
        "inventory", "customers", "analytics", "billing", "catalog", "reporting", "hr", "sessions", "bookings", "crm",
        "payroll", "forum", "archive", "staging", "sensors", "library")),
    ("disk volume", (
        "data-01", "system-01", "backup-01", "media-01", "logs-01", "scratch-01", "archive-01", "photos-01", "data-02",
        "system-02", "backup-02", "media-02", "logs-02", "scratch-02", "archive-02", "photos-02")),
    ("index", (
        "products", "orders", "customers", "articles", "events", "logs-2025", "reviews", "visits", "payments",
        "tickets", "members", "recipes", "stores", "messages", "audit-2025", "pages")),
    ("bucket", (
        "backups", "press-images", "invoices-2025", "static-assets", "media-uploads", "exports", "shared-reports",
        "site-photos", "log-archive", "contracts", "training-data", "thumbnails", "payslips",
        "maps", "releases", "mail")),
    ("repository repo", (
        "website", "mobile-app", "price-list", "billing-service", "design-tokens", "data-cleanup", "deploy-scripts",
        "docs-site", "checkout", "onboarding-kit", "search-api", "image-tools", "release-notes", "report-templates",
        "style-guide", "sensor-firmware")),
    ("tab", (
        "Inbox", "Weather forecast", "Project board", "Train timetable", "Shopping cart", "News", "Online bank",
        "Calendar", "Lentil soup recipe", "Street map", "Team handbook", "Flight search", "Video call", "Photo album",
        "Course catalog", "Search results")),
    ("icon", (
        "home", "arrow-left", "search", "bell", "calendar", "cart", "check-circle", "user", "settings", "heart", "star",
        "trash", "download", "lock", "map-pin", "camera")),
    ("assistant", (
        "Support assistant", "Travel planner", "Code reviewer", "Meeting notes", "Research helper", "Writing coach",
        "Data analyst", "Onboarding guide", "Language tutor", "Recipe finder", "Booking desk", "Sales helper",
        "Press officer", "Contract reader", "Budget planner", "Study buddy")),
    ("log log_entry", (
        "INFO server listening on port 8080", "WARN slow query: 2.3 s", "INFO 14 jobs finished",
        "ERROR connection refused by cache-1", "INFO configuration reloaded", "WARN disk usage at 81%",
        "INFO backup completed in 42 s", "ERROR timeout after 30 s: GET /reports", "INFO new session for user 1042",
        "DEBUG cache hit rate 0.93")),
)  # fmt: skip
"""Nouns, joined by blanks → names."""
