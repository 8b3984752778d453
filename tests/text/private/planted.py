"""Keys of some thirty kinds, made up when a test runs: no key that ever was one stands in the repository."""

import base64
import json
import random
import string

LETTERS = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
HEX = "0123456789abcdef"


def planted(seed: int) -> dict[str, tuple[str, str]]:
    """Return kind → (a text that holds a key, the key)."""
    draw = random.Random(seed)

    def some(letters: str, count: int) -> str:
        return "".join(draw.choice(letters) for _ in range(count))

    def uuid() -> str:
        return "-".join(some(HEX, count) for count in (8, 4, 4, 4, 12))

    def encoded(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    upper = string.ascii_uppercase + "234567"
    keys = {
        "aws": ("aws_access_key_id = {}", "AKIA" + some(upper, 16)),
        "aws_secret": ("aws_secret_access_key = {}", some(LETTERS + "/+", 40)),
        "github": ("export GITHUB_TOKEN={}", "ghp_" + some(LETTERS, 36)),
        "github_oauth": ("token: {}", "gho_" + some(LETTERS, 36)),
        "github_fine": ("use {} to push", "github_pat_" + some(LETTERS, 22) + "_" + some(LETTERS, 59)),
        "gitlab": ("PRIVATE-TOKEN: {}", "glpat-" + some(LETTERS, 20)),
        "slack_bot": ("slack = '{}'", f"xoxb-{some('123456789', 12)}-{some('123456789', 12)}-{some(LETTERS, 24)}"),
        "slack_hook": (
            "post to {}",
            f"https://hooks.slack.com/services/T{some(upper, 8)}/B{some(upper, 8)}/{some(LETTERS, 24)}",
        ),
        "stripe_live": ('stripe.api_key = "{}"', "sk_live_" + some(LETTERS, 24)),
        "stripe_test": ("key {} was rolled", "sk_test_" + some(LETTERS, 24)),
        "google": ("https://maps.googleapis.com/maps/api/js?key={}", "AIza" + some(LETTERS, 35)),
        "openai": ("OPENAI_API_KEY={}", f"sk-proj-{some(LETTERS, 74)}T3BlbkFJ{some(LETTERS, 74)}"),
        "anthropic": ("x-api-key: {}", f"sk-ant-api03-{some(LETTERS, 93)}AA"),
        "hugging_face": ("HF_TOKEN={}", "hf_" + some(string.ascii_letters, 34)),
        "npm": ("//registry.npmjs.org/:_authToken={}", "npm_" + some(LETTERS, 36)),
        "pypi": ("password = {}", "pypi-AgEIcHlwaS5vcmc" + some(LETTERS, 60)),
        "sendgrid": ("SENDGRID={}", f"SG.{some(LETTERS, 22)}.{some(LETTERS, 43)}"),
        "mailgun": ("mailgun_api_key: {}", "key-" + some(HEX, 32)),
        "digitalocean": ("doctl auth init -t {}", "dop_v1_" + some(HEX, 64)),
        "shopify": ("shopify {}", "shpat_" + some(HEX, 32)),
        "linear": ("LINEAR={}", "lin_api_" + some(LETTERS, 40)),
        "databricks": ("DATABRICKS_TOKEN={}", "dapi" + some(HEX, 32)),
        "telegram": ("telegram bot token: {}", f"{some('123456789', 10)}:AA{some(LETTERS, 33)}"),
        "jwt": (
            "Cookie: session={}",
            ".".join((encoded({"alg": "HS256", "typ": "JWT"}), encoded({"sub": some(LETTERS, 12)}), some(LETTERS, 43))),
        ),
        "bearer": ("curl -H 'Authorization: Bearer {}' https://api.site.io/v1", some(LETTERS, 40)),
        "basic_address": ("DATABASE_URL=postgres://app:{}@db.site.io/main", some(LETTERS, 18)),
        "password": ('db_password = "{}"', some(LETTERS, 20)),
        "api_key": ('"api_key": "{}"', some(LETTERS, 32)),
        "client_secret": ("client_secret={}", some(LETTERS, 40)),
        "heroku": ("HEROKU_API_KEY={}", uuid()),
        "twilio": ("TWILIO_API_KEY={}", "SK" + some(HEX, 32)),
        "private_key": (
            "{}",
            "-----BEGIN RSA PRIVATE KEY-----\n"
            + "\n".join(some(LETTERS + "+/", 64) for _ in range(8))
            + "\n-----END RSA PRIVATE KEY-----",
        ),
    }
    return {kind: (text.format(key), key) for kind, (text, key) in keys.items()}
