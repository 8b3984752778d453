"""Tells in which domains tools work: tools of one API -> domains, by the words of their names and descriptions.

    uniswap-poolspy, "Get new pools"  ──▶  ("chain",)

A domain is told by words that hardly stand elsewhere (``uniswap``, ``workout``), in the tool itself, in the name of its
API, or in a part of the tools beside it. Cost: some microseconds for each word. Not handled: languages other than
English.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular

_SHARE = 0.2
"""Share of the tools of an API that speak of a domain in which it works."""
_READ = 240  # characters of a description
_WORDS: dict[str, str] = {
    "chain": "crypto cryptocurrency blockchain ethereum solana bitcoin defi dex swap uniswap pancakeswap jupiter nft "
    "onchain liquidity staking evm erc20 spl meme bnb polygon arbitrum starknet web3 gas sol btc eth usdt usdc pump "
    "fun "
    "coingecko binance wallet holder mint hyperliquid paradex bithumb upbit keystore flow sui aptos aave tron",
    "stocks": "stock equity ticker dividend earning sec etf shareholder nasdaq nyse ipo fmp yahoo alphavantage quote "
    "analyst forex financial finance broker trading trade holding groww zerodha alpaca portfolio",
    "prediction": "manifold polymarket kalshi bet betting odds prediction",
    "budgeting": "ynab budget payee expense spending",
    "crm": "crm hubspot salesforce pipedrive lead deal pylon frontapp intercom freshdesk zendesk prospect",
    "helpdesk": "freshservice servicenow helpdesk freshdesk zendesk requester itsm",
    "code": "github gitlab bitbucket git pull pr prs commit codeup merge diff repository",
    "testing": "testrail qa test zephyr",
    "packages": "npm pypi cargo nuget maven package dependency registry",
    "work": "jira linear asana trello clickup monday todoist plane backlog openproject youtrack notion sprint kanban "
    "azdo azuredevops devops shortcut",
    "cloud": "kubernetes k8s aws gcp azure linode droplet digitalocean hetzner vm vms vpc instance docker runpod "
    "cluster proxmox kubectl ecs alibaba vultr nodebalancer firewall gpu pod",
    "web hosting": "netlify vercel heroku deploy deployment cpanel wordpress webflow",
    "network": "netbird tailscale wireguard vpn router firewall unifi meraki switch mikrotik dns subnet",
    "forensics": "volatility volatility3 forensic memory dump malware ghidra ida pcap",
    "security": "shodan nmap burp burpsuite vulnerability scan cve exploit nuclei wazuh siem alertmanager "
    "threat virustotal",
    "monitoring": "datadog grafana prometheus honeycomb sentry splunk newrelic observability metric alertmanager",
    "database": "postgres postgresql mysql sqlite mongodb mongo redis sql dynamodb supabase pocketbase database "
    "bigquery "
    "snowflake clickhouse weaviate qdrant chroma milvus keboola collection",
    "search engine": "meilisearch elasticsearch algolia opensearch typesense index indexes",
    "models": "huggingface hf llm gguf ollama replicate inference mlflow checkpoint embedding model models "
    "openai anthropic gemini comfyui diffusion",
    "video": "youtube video vimeo tiktok subtitle",
    "music": "spotify track artist album playlist song lyric music",
    "film": "movie film tmdb imdb tv plex ghibli anime trakt",
    "games": "steam game minecraft osrs yugioh pokemon eve chess valorant hearthstone mtg magic scryfall "
    "kanka dnd rpg foundry lol riot roblox player",
    "mail": "gmail email mail inbox outlook imap agentmail mailbox",
    "messenger": "whatsapp telegram signal messenger imessage sms wechat line",
    "team chat": "slack discord zulip webex teams mattermost geekbot standup",
    "social": "twitter x tweet linkedin reddit facebook instagram bluesky mastodon xhs xiaohongshu threads post hn "
    "hacker producthunt",
    "education": "canvas course student gradescope moodle classroom lesson teacher quiz assignment exam",
    "hiring": "hire hiring recruiting candidate applicant linkedin jobs vacancy career resume cv ats",
    "travel": "flight flights hotel hotels airbnb trip stay travel booking airline airport duffel amadeus hostel",
    "places": "restaurant cafe yelp maps place places tripadvisor attraction park",
    "fitness": "hevy workout exercise routine gym strava fitness training muscle garmin",
    "medical": "patient fhir clinical healthcare medical hospital drug diagnosis ehr",
    "science": "arxiv pubmed nih paper papers scholar scientific literature academic biorxiv medrxiv clinicaltrials "
    "preprint grant funded",
    "museum": "museum met metmuseum artwork exhibit gallery",
    "weather": "weather forecast meteorological aemet ipma noaa temperature climate",
    "printing": "lulu printful print printify printing print-on-demand",
    "shop": "shop store shopify product cart catalog sku order lemonsqueezy paypal paystack stripe woocommerce "
    "checkout merchant grocery inventory wholesale amazon ebay menu customer",
    "browsing": "browser playwright puppeteer stagehand browserbase hyperbrowser adspower tab chromium selenium",
    "terminal": "terminal shell command desktop powershell bash process ssh tmux",
    "simulators": "simulator emulator ios android adb xcode appium",
    "creation": "blender unity godot figma drawio canvas revit cad qgis scene photoshop freecad unreal",
    "agents": "agent agents devin prompt prompts assistant cursor mcp claude llms",
    "reporting": "metabase superset looker tableau powerbi redash",
    "file storage": "sharepoint gdrive dropbox onedrive nextcloud",
    "launches": "producthunt",
    "design": "figma miro mural whiteboard penpot",
    "government": "datagov datagovsg gov parliament legislation congress lords commons senate census gov government",
}
WORDS = {domain: frozenset(words.split()) for domain, words in _WORDS.items()}
"""Domain → words that tell it."""
_OF_WORD: dict[str, tuple[str, ...]] = {}
for _domain, _words in _WORDS.items():
    for _word in _words.split():
        _OF_WORD[_word] = (*_OF_WORD.get(_word, ()), _domain)
_VAGUE = frozenset(
    "trade mcp model models test index commit pr gas flow line fun x memory scan command process".split()
)
"""Words that tell a domain in the name of an API or beside others, but not once in the text of a tool."""


@lru_cache(maxsize=4096)
def _domains(text: str, *, vague: bool) -> tuple[str, ...]:
    """Return the domains of which a text speaks, the most words first."""
    found: Counter[str] = Counter()
    for word in dict.fromkeys(words_of(text)):
        if vague or word not in _VAGUE:
            one = word if word in _OF_WORD else singular(word)
            found.update(_OF_WORD.get(one, ()))
    return tuple(domain for domain, _ in found.most_common())


def domains_in(text: str) -> tuple[str, ...]:
    """Return the domains of which words tell that hardly stand elsewhere, the likeliest first.

    >>> domains_in("crypto"), domains_in("new")
    (('chain',), ())
    """
    return _domains(text, vague=False)


def domains_of_api(tools: Sequence[Tool]) -> tuple[str, ...]:
    """Return the domains in which an API works, the likeliest first.

    Args:
        tools: The tools of the API.

    >>> from lemnos.records import Tool
    >>> def tool(name: str) -> Tool:
    ...     return Tool(id="", provider="", api="notes", version="", kind="mcp", name=name, description="",
    ...                 parameters="{}", licence="", source="")
    >>> domains_of_api([tool("get_workouts"), tool("get_routine_folders"), tool("get_exercises")])
    ('fitness',)
    """
    if not tools:
        return ()
    named = _domains(f"{tools[0].api} {tools[0].provider}", vague=False)
    counts: Counter[str] = Counter()
    for tool in tools:
        counts.update(_domains(f"{tool.name} {tool.description[:_READ]}", vague=True))
    least = max(2.0, _SHARE * len(tools))
    return tuple(dict.fromkeys((*named, *(domain for domain, count in counts.most_common() if count >= least))))


def domains_of(tool: Tool, of_api: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the domains in which a tool works, the likeliest first: those of its own words, then those of its API.

    Args:
        tool: The tool.
        of_api: Domains of its API.
    """
    own = _domains(f"{tool.name} {tool.description[:_READ]}", vague=False)
    named = _domains(f"{tool.api} {tool.provider}", vague=False)
    return tuple(dict.fromkeys((*named, *of_api, *own)))
