"""A small Redis client (RESP2), and the published picture of one namespace read through it."""

import socket
from typing import Any
from urllib.parse import urlsplit

Reply = Any  # bytes, int, None or a list of these

TIMEOUT_S = 10.0


class RedisError(Exception):
    """An error reply."""


def _hash_of(reply: list[bytes]) -> dict[str, str]:
    words = [word.decode() for word in reply]
    return dict(zip(words[::2], words[1::2]))


class Redis:
    """One connection. Keys and values come back as str, as all that casepulse publishes is text."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._socket = socket.create_connection((address.hostname, address.port or 6379), TIMEOUT_S)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> "Redis":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._file.close()
        self._socket.close()

    def command(self, *words: str | int | bytes) -> Reply:
        """Send one command and return its reply; an error reply raises RedisError."""
        encoded = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        request = b"*%d\r\n" % len(encoded)
        request += b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded)
        self._socket.sendall(request)
        return self.read_reply()

    def read_reply(self) -> Reply:
        """Read one reply; a subscriber calls it for each message."""
        line = self._file.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest
        if kind == b"-":
            raise RedisError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return self._read_bulk(int(rest))
        if kind == b"*":
            return None if rest == b"-1" else [self.read_reply() for _ in range(int(rest))]
        raise ConnectionError(f"not RESP2: {line!r}")

    def _read_bulk(self, length: int) -> bytes | None:
        return None if length < 0 else self._file.read(length + 2)[:-2]

    def together(self, *commands: tuple[str | int, ...]) -> list[Reply]:
        """Several commands as one MULTI; their replies."""
        self.command("MULTI")
        for words in commands:
            self.command(*words)
        replies: list[Reply] = self.command("EXEC")
        return replies

    def get(self, key: str) -> str | None:
        """GET."""
        value = self.command("GET", key)
        return None if value is None else value.decode()

    def hash(self, key: str) -> dict[str, str]:
        """HGETALL; a missing key is an empty hash."""
        return _hash_of(self.command("HGETALL", key))

    def members(self, key: str) -> set[str]:
        """SMEMBERS."""
        return {word.decode() for word in self.command("SMEMBERS", key)}

    def keys(self, pattern: str) -> list[str]:
        """All keys that match, sorted."""
        return sorted(word.decode() for word in self.command("KEYS", pattern))


class Picture:
    """What casepulse has published in one namespace: docs/REDIS.md."""

    def __init__(self, redis: Redis, namespace: str) -> None:
        self.redis = redis
        self.prefix = f"casepulse:v1:{{{namespace}}}:"

    def hash(self, name: str) -> dict[str, str]:
        """Any hash of the namespace by the rest of its key."""
        return self.redis.hash(self.prefix + name)

    def hashes(self, *names: str) -> list[dict[str, str]]:
        """Several hashes of the namespace as they stood at one moment."""
        replies = self.redis.together(*(("HGETALL", self.prefix + name) for name in names))
        return [_hash_of(reply) for reply in replies]

    def keys(self, pattern: str = "*") -> list[str]:
        """The keys of the namespace that match, without their common prefix."""
        found = self.redis.keys(self.prefix + pattern)
        return [key.removeprefix(self.prefix) for key in found]

    def figures(self, row: str, window: str) -> dict[str, str]:
        """`fig:<row>:<window>`."""
        return self.hash(f"fig:{row}:{window}")

    def days(self, code: str, headline: str, year: int) -> dict[str, int]:
        """`days:<code>:<headline>:<year>`: date → value."""
        return {
            day: int(value) for day, value in self.hash(f"days:{code}:{headline}:{year}").items()
        }

    def figures_alone(self) -> dict[str, dict[str, str]]:
        """Every hash of figures, without the number of the tick that wrote it: not how the log was
        read, only what it says."""
        keys = [key for key in self.keys() if key.startswith(("fig:", "win:", "by:", "days:"))]
        hashes = {key: self.hash(key) for key in keys}
        for fields in hashes.values():
            fields.pop("seq", None)
        return hashes

    def meta(self) -> dict[str, str]:
        """`meta`."""
        return self.hash("meta")

    def books(self) -> dict[str, int]:
        """`books`: `<p>.<field>` and `all.<field>`."""
        return {field: int(value) for field, value in self.hash("books").items()}

    def refused(self) -> dict[str, int]:
        """`refused`: `<verdict>.<reason>` → count."""
        return {reason: int(value) for reason, value in self.hash("refused").items()}

    def offsets(self) -> dict[int, int]:
        """`offsets` without its `seq`: partition → next offset."""
        return {int(p): int(offset) for p, offset in self.hash("offsets").items() if p != "seq"}

    def has_heartbeat(self) -> bool:
        """Whether a writer has been there within the last seconds."""
        return self.redis.get(self.prefix + "heartbeat") is not None

    def has_reached(self, ends: dict[int, int], since_ms: int = 0) -> bool:
        """Whether a picture of after `since_ms` holds every record below `ends` and has no lag."""
        meta, offsets = self.hashes("meta", "offsets")
        if meta.get("lag_records") != "0" or int(meta.get("published_at_ms", 0)) < since_ms:
            return False
        return all(int(offsets.get(str(p), 0)) >= end for p, end in ends.items())
