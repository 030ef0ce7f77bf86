"""COMMIT by itself: one event after the other, as fast as Redis answers."""

import secrets
import zlib

from harness import Redis

from .bench import Namespace

HEAD_BYTES = 60  # the blob of a head, a source line, an entry with one event and an id
SOURCE_BYTES = 40
ENTRY_BYTES = 196
ID_BYTES = 21


class SmallCommits:
    """A partition that nobody else holds, in the state of a namespace."""

    def __init__(self, redis: Redis, script: bytes, namespace: Namespace, partition: int) -> None:
        self._redis = redis
        self._script_id: bytes = redis.command("SCRIPT", "LOAD", script)
        prefix = f"casepulse-state:1:{{{namespace.name}}}:"
        self._keys = [prefix + name for name in ("sys", "log", f"head:{partition}", "ids:x:0:0")]
        self._token = secrets.token_hex(16)
        self._ids = b""
        self._offset = 0
        redis.command("HSET", self._keys[2], "token", self._token)

    def commit(self) -> None:
        """One event; raises if it is refused."""
        ids = self._ids + secrets.token_bytes(ID_BYTES)
        head: list[str | int | bytes] = [
            self._token,
            self._offset or "",
            self._offset + 1,
            *(3, "head", secrets.token_bytes(HEAD_BYTES)),
            *("source:bench", secrets.token_bytes(SOURCE_BYTES)),
            *("ids:0:0", f"{len(ids)} {zlib.crc32(ids):08x}"),
            0,
        ]
        nonce, entry = secrets.token_hex(16), secrets.token_bytes(ENTRY_BYTES)
        append = (len(self._ids), ids[-ID_BYTES:])
        words = (*self._keys, nonce, entry, 1, 1, *head, *append)
        reply = self._redis.command("EVALSHA", self._script_id, len(self._keys), *words)
        if reply[0] != b"OK":
            raise RuntimeError(f"a commit was refused: {reply}")
        self._ids, self._offset = ids, self._offset + 1
