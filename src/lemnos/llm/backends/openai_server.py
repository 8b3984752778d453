"""Implements ``Backend`` for any OpenAI-compatible chat server: vLLM, SGLang, llama.cpp, Ollama or a hosted one.

Uses one connection pool and no SDK: an attempt costs about 0.2 ms of CPU, a fifteenth of what the ``openai`` client
costs (``benchmarks/llm_client.py``). Requests structured output by JSON Schema; if the server rejects that, by a JSON
object, then by the prompt alone. Which form a server accepts is found out once per run.
"""

import email.utils
import json
import re
import time
from collections.abc import Callable
from typing import Any, NoReturn

import msgspec

from lemnos.errors import ServerError
from lemnos.llm.api_key import check_url, read_key, redacted
from lemnos.llm.backends.base import AttemptError, Pace, RefusedError, Reply, Usage
from lemnos.llm.request import Finish, Request
from lemnos.llm.settings import LlmSettings, SchemaForm

_AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529))
_OVERLOAD = frozenset((429, 503, 529))
_REFUSED = frozenset((400, 413, 422))
_REMEDIES = {
    401: "set the key: see llm.server.key_env and llm.server.key_file",
    402: "check the account's billing, or use another server",
    403: "use a key that has this permission: see llm.server.key_env",
    404: "check llm.server.url and llm.model",
    405: "check llm.server.url: it must be the base URL, without /chat/completions",
}
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_SCHEMA_WORDS = re.compile(r"response_format|json_schema|json_object|structured|guided|grammar", re.IGNORECASE)
_OTHER_FIELD = re.compile(r"temperature|top_p|max_tokens|max_completion_tokens|context length", re.IGNORECASE)
_LONGEST_REASON = 300
_START = 4
"""Requests in flight to begin with, if the server does not say how many it works on at once."""
_PROPS_SECONDS = 5.0
"""Seconds in which a server must say how many slots it has."""


class _Details(msgspec.Struct):
    cached_tokens: int | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Details | None = None
    prompt_cache_hit_tokens: int | None = None


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Props(msgspec.Struct):
    total_slots: int = 0


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class Completion(msgspec.Struct):
    """The fields of a chat completion that are used."""

    choices: list[_Choice]
    usage: _Usage | None = None


def body_of(request: Request, settings: LlmSettings, form: SchemaForm) -> dict[str, Any]:
    """Return the JSON body of the HTTP request that sends ``request``."""
    body: dict[str, Any] = {
        "model": settings.model,
        "messages": request.messages,
        "max_tokens": request.max_tokens,
        "temperature": settings.temperature,
        "top_p": settings.top_p,
    }
    if request.schema and form in ("auto", "json_schema"):
        schema = {"name": "answer", "strict": True, "schema": msgspec.Raw(request.schema.encode())}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif request.schema and form == "json_object":
        body["response_format"] = {"type": "json_object"}
    body |= settings.extra
    return {key: value for key, value in body.items() if value is not None}


def read_completion(data: bytes) -> Reply:
    """Return the reply in the JSON text of a chat completion.

    Raises:
        AttemptError: ``data`` is not a chat completion, or it has no choices.
    """
    try:
        completion = msgspec.json.decode(data, type=Completion)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise AttemptError("wrong json", f"the answer is not a chat completion ({error})") from None
    if not completion.choices:
        raise AttemptError("no choice", "the answer has no choices")
    choice, used = completion.choices[0], completion.usage or _Usage()
    cached = used.prompt_tokens_details.cached_tokens if used.prompt_tokens_details else used.prompt_cache_hit_tokens
    usage = Usage(used.prompt_tokens or 0, used.completion_tokens or 0, cached or 0)
    text = _THINKING.sub("", choice.message.content or "").strip()
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return Reply("", "refused", usage, choice.message.refusal or "the server's content filter")
    finish: Finish = "length" if choice.finish_reason == "length" else "stop"
    return Reply(text, finish, usage)


class _SchemaRefusedError(Exception):
    """The server rejects the form in which structured output was requested."""


class HttpBackend:
    """Asks an OpenAI-compatible server over HTTP. Implements ``Backend``."""

    def __init__(
        self,
        settings: LlmSettings,
        say: Callable[[str], None],
        *,
        key: str | None = None,
        fields: Callable[[Request], dict[str, Any]] = lambda _: {},
    ) -> None:
        """Check the settings; the connection is made with the first request.

        Args:
            settings: The model and the server.
            say: Called with a sentence for the user when the server rejects a form of structured output.
            key: API key of a server that this process has started; None to check the URL and read the settings' key.
            fields: Fields that replace those in the body of a request.

        Raises:
            SettingsError: The URL or the key cannot be used.
        """
        if key is None:
            check_url(settings.server.url)
            key = read_key(settings.server)
        self.parallel = settings.server.concurrency
        self._settings, self._say = settings, say
        self._key, self._fields = key, fields
        self._where = settings.server.url.rstrip("/")
        self._form: SchemaForm = "json_schema" if settings.server.schema == "auto" else settings.server.schema
        self._auto = settings.server.schema == "auto"
        self._encoder = msgspec.json.Encoder()
        self._session: Any = None
        self._answered = False
        self._failures: dict[str, int] = {}
        self._refused = 0

    def _open(self) -> Any:
        import aiohttp

        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
            timeout=aiohttp.ClientTimeout(total=self._settings.server.timeout, sock_connect=10),
            headers=headers,
            auto_decompress=True,
        )

    async def pace(self) -> Pace:
        """Return as many requests as the server has slots, if it says so, as llama.cpp does; see ``Backend.pace``."""
        return Pace(min(await self._slots() or _START, self.parallel), self._settings.server.timeout)

    async def _slots(self) -> int:
        """Return the number of slots in llama.cpp's ``/props``; 0 if the server does not say."""
        import aiohttp

        root = self._where.removesuffix("/v1")
        limit = aiohttp.ClientTimeout(total=_PROPS_SECONDS)
        self._session = self._session or self._open()
        try:
            async with self._session.get(f"{root}/props", timeout=limit, allow_redirects=False) as response:
                content = await response.read() if response.status == 200 else b"{}"
            return max(0, msgspec.json.decode(content, type=_Props).total_slots)
        except (aiohttp.ClientError, OSError, TimeoutError, msgspec.DecodeError, UnicodeDecodeError):
            return 0

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        self._session = self._session or self._open()
        while True:
            form, key = self._form, request.key
            failures = self._failures.get(key, 0)
            try:
                reply = await self._attempt(request, form, f"{key}-{form}-{failures}")
            except _SchemaRefusedError as error:
                self._step_down(form, str(error))
            except AttemptError:
                self._failures[key] = failures + 1
                raise
            else:
                self._failures.pop(key, None)
                return reply

    async def _attempt(self, request: Request, form: SchemaForm, idempotency: str) -> Reply:
        import aiohttp

        # A server that honours the key repeats the answer at no cost if a kill lost it on the way.
        headers = {"Idempotency-Key": idempotency}
        data = self._encoder.encode(body_of(request, self._settings, form) | self._fields(request))
        try:
            async with self._session.post(
                f"{self._where}/chat/completions", data=data, headers=headers, allow_redirects=False
            ) as response:
                content = await response.read()
                status, after = response.status, response.headers.get("Retry-After", "")
        except aiohttp.ConnectionTimeoutError:
            raise AttemptError("no connection", "cannot connect (no reply)") from None
        except TimeoutError:
            raise AttemptError("timeout", f"no answer within {self._settings.server.timeout:g} s", late=True) from None
        except aiohttp.ClientPayloadError:
            raise AttemptError("cut off", "the answer was cut off") from None
        except (aiohttp.ClientConnectorError, ConnectionRefusedError) as error:
            raise AttemptError("no connection", f"cannot connect ({_message(error)})") from None
        except aiohttp.InvalidURL:
            raise ServerError("is not a valid URL", where=self._where, remedy="check llm.server.url") from None
        except (aiohttp.ClientError, OSError) as error:
            raise AttemptError("connection lost", f"the connection was lost ({_message(error)})") from None
        if status == 200:
            reply = read_completion(content)
            self._answered = True
            return reply
        self._raise_for_status(request, form, status, after, content)

    def _raise_for_status(
        self, request: Request, form: SchemaForm, status: int, after: str, content: bytes
    ) -> NoReturn:
        """Raise the exception that corresponds to an HTTP status."""
        reason = _reason(content, self._key)
        if status in _AGAIN:
            if status == 429 and "insufficient_quota" in content.decode("utf-8", "replace"):
                raise ServerError(
                    f"the account's quota is exhausted ({reason})", where=self._where, remedy=_REMEDIES[402]
                )
            seconds = _seconds(after)
            raise AttemptError(
                str(status),
                f"HTTP {status}: {reason}",
                overload=status in _OVERLOAD or seconds is not None,
                after=seconds,
            )
        if status in _REFUSED:
            if request.schema and self._auto and form != "none" and self._blames_schema(status, reason):
                raise _SchemaRefusedError(reason)
            self._refused += 1
            if not self._answered and self._refused >= 5:
                raise ServerError(
                    f"every request was rejected (HTTP {status}: {reason})",
                    where=self._where,
                    remedy="check llm.model, and llm.extra for fields that this server requires or rejects",
                )
            # Before the first answer, the cause may be the server's configuration rather than the request.
            raise RefusedError(f"HTTP {status}: {reason}", lasting=self._answered)
        remedy = _REMEDIES.get(status, "check llm.server.url")
        raise ServerError(f"HTTP {status}: {reason}", where=self._where, remedy=remedy)

    def _blames_schema(self, status: int, reason: str) -> bool:
        """Return whether a rejection may be due to the form in which structured output was requested."""
        if _SCHEMA_WORDS.search(reason):
            return True
        return not self._answered and status in (400, 422) and not _OTHER_FIELD.search(reason)

    def _step_down(self, form: SchemaForm, reason: str) -> None:
        if self._form == form:  # only the first of the requests in flight changes the form
            self._form = "json_object" if form == "json_schema" else "none"
            action = {"json_object": "requesting a JSON object", "none": "asking for JSON in the prompt only"}[
                self._form
            ]
            self._say(f"{self._where} does not support {form} ({reason}); {action} from now on")

    async def close(self) -> str:
        """See ``Backend.close``."""
        if self._session is not None:
            await self._session.close()
        return ""


def _message(error: Exception) -> str:
    """Return the message of an error without the class names and objects that aiohttp adds."""
    inner = getattr(error, "os_error", None)
    return str(getattr(inner, "strerror", None) or error or type(error).__name__)[:_LONGEST_REASON]


def _seconds(after: str) -> float | None:
    """Return the seconds in ``Retry-After``, a number or a date (RFC 9110, section 10.2.3); None if it has neither."""
    try:
        return max(0.0, float(after))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(after).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _reason(content: bytes, key: str) -> str:
    """Return the server's description of an error as one short line without the key."""
    text = content.decode("utf-8", "replace")
    try:
        body = json.loads(text)
        error = body.get("error", body) if isinstance(body, dict) else body
        if isinstance(error, dict):
            error = error.get("message") or error.get("detail") or error
        text = error if isinstance(error, str) else json.dumps(error)
    except ValueError:
        text = re.sub(r"<[^>]*>", " ", text)
    # Redacted before it is shortened, or a part of the key might remain.
    return " ".join(redacted(text, key).split())[:_LONGEST_REASON] or "no reason given"
