"""Lets symbols suit what a tool quotes: an index, a fund, a pair of currencies, a coin, shares of a market.

Each rule takes what is given for an argument, and returns the value that suits, None, or ``UNDECIDED``.
"""

from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.task.functions.subject import CRYPTO, UNDECIDED, Given, Rule
from lemnos.steps.tools.task.functions.vocabulary import BY_LAST_WORD

_SYMBOLS = frozenset("symbol ticker".split())
_QUOTED: Mapping[str, tuple[str, ...]] = {
    word: symbols
    for words, symbols in (
        ("index indices", ("^GSPC", "^DJI", "^IXIC")),
        ("etf fund", ("SPY", "QQQ", "VTI")),
        ("forex fx", ("EURUSD", "GBPUSD", "USDJPY")),
        ("commodity commoditie future bond treasury", ()),
    )
    for word in words.split()
}
"""What a tool quotes → symbols of such things; none where each market writes them in its own way."""
_PAIRED = frozenset("binance bybit okx kucoin bitget mexc klines kline orderbook".split())
"""Words of tools that quote pairs of coins."""
_MARKETS: Mapping[str, tuple[str, ...]] = {
    word: symbols
    for words, symbols in (
        ("nse bse groww zerodha kite upstox india indian", ("INFY", "RELIANCE", "TCS")),
        ("tokyo jpx", ("7203.T", "6758.T")),
        ("korea kospi kosdaq krx", ("005930", "000660")),
        ("hkex hongkong", ("0700.HK", "0005.HK")),
        ("akshare tushare ashare", ("600519", "000001")),
    )
    for word in words.split()
}
"""Word of a tool's own texts → shares of its market."""
_ORDERED = (("order", "currency"), ("coin", "currency"))


def _symbol(given: Given) -> Any:
    if given.last not in _SYMBOLS or given.is_stated or not isinstance(given.value, str):
        return UNDECIDED
    said = [singular(word) for word in (*given.words, *given.description[:60].lower().replace(",", " ").split())]
    for word in (*given.nouns, *said):
        if word in _QUOTED:
            return given.pick(_QUOTED[word]) if _QUOTED[word] else None
    if given.speaks_of(CRYPTO):
        return given.pick(("BTCUSDT", "ETHUSDT") if given.speaks_of(_PAIRED) else BY_LAST_WORD["coin"])
    market = next((word for word in given.ordered if word in _MARKETS), "")
    return given.pick(_MARKETS[market]) if market else UNDECIDED


def _ordered_coin(given: Given) -> Any:
    """The coin that is bought at an exchange, which some call the currency of an order."""
    coined = given.words in _ORDERED and given.speaks_of(CRYPTO) and not given.is_stated
    return given.pick(BY_LAST_WORD["coin"]) if coined else UNDECIDED


TRADED: tuple[Rule, ...] = (_symbol, _ordered_coin)
"""Rules for what is traded."""
