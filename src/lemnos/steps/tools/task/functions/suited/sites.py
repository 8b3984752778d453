"""Holds the pages of sites: a site -> kinds of pages, words by which tools call them, addresses.

The addresses have the form that the site gives them; what they show is invented.
"""

from collections.abc import Mapping

_POSTS = "post posts status activity update"
_PEOPLE = "profile profiles person people user users member account accounts author influencer creator"
_VIDEOS = (
    "comment comments video videos transcript transcripts subtitle subtitles "
    "caption captions reel reels short shorts clip"
)
_PRODUCTS = "product products item items listing listings dp review reviews"
_COMPANIES = "company companies organization business employer"

Pages = tuple[tuple[str, tuple[str, ...]], ...]

SITES: Mapping[str, Pages] = {
    name: pages
    for names, pages in (
        (
            "youtube yt",
            (
                ("playlist playlists", ("https://www.youtube.com/playlist?list=PLq8hT2kLmPwZ3vRcXn4yBdE6uJ9sGfA3t",)),
                (f"channel channels {_PEOPLE}", ("https://www.youtube.com/@quillstudio",)),
                (
                    _VIDEOS,
                    (
                        "https://www.youtube.com/watch?v=dQ8hT2kLmPw",
                        "https://www.youtube.com/watch?v=k3Zt7YbNcRe",
                    ),
                ),
            ),
        ),
        (
            "linkedin",
            (
                (
                    _COMPANIES,
                    (
                        "https://www.linkedin.com/company/quill-studio",
                        "https://www.linkedin.com/company/norda-energy",
                    ),
                ),
                ("job jobs vacancy", ("https://www.linkedin.com/jobs/view/3918274650",)),
                (_POSTS, ("https://www.linkedin.com/posts/marta-keller_design-activity-7219434359085252608-kQ8h",)),
                (
                    _PEOPLE,
                    (
                        "https://www.linkedin.com/in/marta-keller",
                        "https://www.linkedin.com/in/tom-okafor",
                    ),
                ),
            ),
        ),
        (
            "amazon",
            (
                ("search domain", ("https://www.amazon.com",)),
                ("seller sellers", ("https://www.amazon.com/sp?seller=A3K9QD7M2TLR5X",)),
                (
                    _PRODUCTS,
                    (
                        "https://www.amazon.com/dp/B0C7K2M9QD",
                        "https://www.amazon.com/dp/B09XW4TLR5",
                    ),
                ),
            ),
        ),
        (
            "walmart",
            (
                ("seller", ("https://www.walmart.com/seller/101228374",)),
                (_PRODUCTS, ("https://www.walmart.com/ip/5042177318",)),
            ),
        ),
        (
            "ebay",
            ((_PRODUCTS, ("https://www.ebay.com/itm/285519340217",)),),
        ),
        (
            "etsy",
            ((_PRODUCTS, ("https://www.etsy.com/listing/1458820931/ceramic-mug",)),),
        ),
        (
            "bestbuy",
            ((_PRODUCTS, ("https://www.bestbuy.com/site/wireless-headphones/6505727.p",)),),
        ),
        (
            "homedepot",
            ((_PRODUCTS, ("https://www.homedepot.com/p/oak-desk-lamp/318273645",)),),
        ),
        (
            "ikea",
            ((_PRODUCTS, ("https://www.ikea.com/us/en/p/harlund-desk-lamp-30417265/",)),),
        ),
        (
            "zara",
            ((_PRODUCTS, ("https://www.zara.com/us/en/wool-scarf-p04417265.html",)),),
        ),
        (
            "airbnb",
            ((f"room rooms {_PRODUCTS}", ("https://www.airbnb.com/rooms/40817265",)),),
        ),
        (
            "instagram",
            (
                ("reel reels", ("https://www.instagram.com/reel/C9kd3TqPw7R/",)),
                (
                    _PEOPLE,
                    (
                        "https://www.instagram.com/quillstudio/",
                        "https://www.instagram.com/nordaenergy/",
                    ),
                ),
                (f"{_POSTS} comment comments media", ("https://www.instagram.com/p/C8xq2LmNv4T/",)),
            ),
        ),
        (
            "tiktok douyin",
            (
                ("shop product products", ("https://www.tiktok.com/shop/pdp/1729384756102938475",)),
                (_PEOPLE, ("https://www.tiktok.com/@quillstudio",)),
                (f"{_VIDEOS} {_POSTS} comment comments", ("https://www.tiktok.com/@quillstudio/video/7318840265117",)),
            ),
        ),
        (
            "facebook",
            (
                ("marketplace listing listings", ("https://www.facebook.com/marketplace/item/748291036452",)),
                ("event events", ("https://www.facebook.com/events/918273645012/",)),
                ("reel reels video videos", ("https://www.facebook.com/reel/638291746503",)),
                ("group groups", ("https://www.facebook.com/groups/481029384756",)),
                (f"{_POSTS} comment comments", ("https://www.facebook.com/quillstudio/posts/122847365019283",)),
                (f"page pages {_PEOPLE} {_COMPANIES} review reviews", ("https://www.facebook.com/quillstudio",)),
            ),
        ),
        (
            "twitter tweet tweets",
            (
                (_PEOPLE, ("https://x.com/quillstudio",)),
                (f"tweet tweets {_POSTS} thread", ("https://x.com/quillstudio/status/1801627384950172846",)),
            ),
        ),
        (
            "bluesky bsky",
            (
                ("uri", ("at://did:plc:k3zt7ybncre4u2mwq8ht5xlp/app.bsky.feed.post/3kx7mq2lvn42t",)),
                (_PEOPLE, ("https://bsky.app/profile/quillstudio.bsky.social",)),
                (f"{_POSTS} thread", ("https://bsky.app/profile/quillstudio.bsky.social/post/3kx7mq2lvn42t",)),
            ),
        ),
        (
            "reddit",
            (
                ("subreddit community", ("https://www.reddit.com/r/gardening/",)),
                (_PEOPLE, ("https://www.reddit.com/user/quillstudio/",)),
                (
                    f"{_POSTS} comment comments thread",
                    ("https://www.reddit.com/r/gardening/comments/1c8xq2l/first_tomatoes/",),
                ),
            ),
        ),
        (
            "xiaohongshu xhs rednote",
            (
                (
                    f"note notes feed comment comments {_POSTS} {_VIDEOS}",
                    (
                        "https://www.xiaohongshu.com/explore/66a1f0c2000000001e01b7d4?xsec_token=ABk3Zt7YbNcReQ8hT2kLmPw=",
                    ),
                ),
            ),
        ),
        (
            "zillow",
            ((f"property properties home homes {_PRODUCTS}", ("https://www.zillow.com/homedetails/48210775_zpid/",)),),
        ),
        (
            "booking",
            ((f"hotel hotels {_PRODUCTS}", ("https://www.booking.com/hotel/pt/canal-house.html",)),),
        ),
        (
            "spotify",
            (
                ("uri", ("spotify:track:4uTq8mKZ2nX1bVdYc7LpRw",)),
                ("playlist playlists", ("https://open.spotify.com/playlist/2nX1bVdYc7LpRw4uTq8mKZ",)),
                ("album albums", ("https://open.spotify.com/album/7LpRw4uTq8mKZ2nX1bVdYc",)),
                ("artist artists", ("https://open.spotify.com/artist/1bVdYc7LpRw4uTq8mKZ2nX",)),
                ("track tracks song songs", ("https://open.spotify.com/track/4uTq8mKZ2nX1bVdYc7LpRw",)),
            ),
        ),
        (
            "figma",
            (("file files design frame node", ("https://www.figma.com/file/aB3dE5fG7hJ9/Landing-page",)),),
        ),
        (
            "sheets",
            (
                (
                    "sheet sheets spreadsheet spreadsheets",
                    ("https://docs.google.com/spreadsheets/d/1hQ8mT2kLpWz7vRcXn4yBdE6uJ9sGfA3t/edit",),
                ),
            ),
        ),
        (
            "google_docs",
            (
                (
                    "document documents doc docs",
                    ("https://docs.google.com/document/d/1kZ3vRcXn4yBdE6uJ9sGfA3tQ8mT2kLpW/edit",),
                ),
            ),
        ),
        (
            "google_play",
            (
                (
                    f"store app apps {_PRODUCTS}",
                    ("https://play.google.com/store/apps/details?id=com.quillstudio.sketch",),
                ),
            ),
        ),
        (
            "google_maps",
            (
                (
                    f"place places location map maps review reviews {_COMPANIES}",
                    ("https://www.google.com/maps/place/Canal+House/@38.7223,-9.1393,17z",),
                ),
            ),
        ),
        (
            "google_shopping",
            ((_PRODUCTS, ("https://www.google.com/shopping/product/14827365019283",)),),
        ),
        (
            "app_store",
            ((f"store app apps {_PRODUCTS}", ("https://apps.apple.com/us/app/quill-sketch/id1584736201",)),),
        ),
        (
            "yahoo_finance",
            ((f"stock quote finance {_COMPANIES}", ("https://finance.yahoo.com/quote/AAPL/",)),),
        ),
        (
            "crunchbase",
            ((_COMPANIES, ("https://www.crunchbase.com/organization/quill-studio",)),),
        ),
        (
            "zoominfo",
            ((_COMPANIES, ("https://www.zoominfo.com/c/quill-studio/482910375",)),),
        ),
        (
            "steam",
            (("app game games store", ("https://store.steampowered.com/app/1284730/",)),),
        ),
        (
            "vimeo",
            ((_VIDEOS, ("https://vimeo.com/482910375",)),),
        ),
        (
            "bilibili",
            ((_VIDEOS, ("https://www.bilibili.com/video/BV1kx411h7zT/",)),),
        ),
        (
            "quora",
            ((f"question questions {_POSTS}", ("https://www.quora.com/How-do-heat-pumps-work",)),),
        ),
        (
            "arxiv",
            (
                (
                    "paper papers article pdf",
                    (
                        "https://arxiv.org/abs/2101.00001",
                        "https://arxiv.org/abs/1905.12345",
                    ),
                ),
            ),
        ),
        (
            "github",
            (
                ("file files blob", ("https://github.com/quill-studio/website/blob/main/README.md",)),
                ("issue issues", ("https://github.com/quill-studio/website/issues/87",)),
                ("pr prs pull", ("https://github.com/quill-studio/website/pull/214",)),
                (
                    "commit commits",
                    ("https://github.com/quill-studio/website/commit/4f2a9c1b81d07e09ce5fa7d3c2b6e8f0a1d4c7b9",),
                ),
                ("gist gists", ("https://gist.github.com/marta-keller/7d3c2b6e8f0a1d4c7b94f2a9c1b81d07",)),
                (_PEOPLE, ("https://github.com/marta-keller",)),
                (
                    "repository repositories repo repos project git",
                    (
                        "https://github.com/norda-energy/price-list",
                        "https://github.com/quill-studio/website",
                    ),
                ),
            ),
        ),
    )
    for name in names.split()
}
"""Word of a tool's own texts, or two that are joined by ``_`` → words of kinds of pages, with addresses of each.

A kind comes before those that its texts may name beside it; the last is that of tools which name none.
"""
KINDS = frozenset(word for pages in SITES.values() for words, _ in pages for word in words.split()) - {"uri"}
"""Words of kinds of pages."""
DOCUMENTED = (
    "https://example.com/docs/getting-started", "https://example.org/docs/authentication",
    "https://example.net/docs/webhooks",
)  # fmt: skip
"""Pages of documentation."""
HOMES = ("https://www.example.com", "https://www.example.org", "https://www.example.net")
"""First pages of sites."""
