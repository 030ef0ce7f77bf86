"""Values edited by hand in every kind of state key: found at the next claim or load, and said."""

import re
from functools import partial
from typing import Callable, Iterator, Mapping

from exact import ExactTestCase
from harness import Program, run_tests
from load import TROUBLED

DATA_ERROR = 5
# Fields that every claim writes anew: no state.
WRITTEN_ANEW = ("token",)
# Field of which the removal heals itself: the program's own table of counters, written again.
HEALED = ("columns",)
# What the message names where it is not the key that was damaged: the field says what another key
# has to look like, or how all of the state is to be read.
NAMED_FOR = {
    "format": "is foreign: format",
    "fingerprint": "is foreign: settings that count",
    "checkpoint removed": "log entry 1 is not there",
    "ids": "ids:3:",
    "units": "units:3",
}

Damage = tuple[str, str, Callable[[], object]]  # key, what was done to it, doing it


def flipped(value: bytes) -> bytes:
    """The same with another byte in its middle."""
    middle = len(value) // 2
    return value[:middle] + bytes([value[middle] ^ 1]) + value[middle + 1 :]


class Damaged(ExactTestCase):
    """One state, damaged in one way after the other; after each it is put back."""

    def count_some(self) -> str:
        """A state with all kinds of keys in it; returns its digest.

        The entry that the checkpoint reaches to is no state any more, so some follow it.
        """
        for count, entries in ((20_000, "5"), (500, "1000")):
            with self.load(TROUBLED, 5_000, count=count) as load:
                program = self.count(is_to_end=False, entries=entries)
                load.wait()
                self.wait_until_all_published(program)
                self.assertEqual(program.stop(), 0, program.log_tail())
        return self.inspect_digest()

    def count(
        self,
        is_to_end: bool = True,
        own: Mapping[str, object] | None = None,
        entries: str = "1000",
    ) -> Program:
        """A run, by default until it ends by itself; `entries` of the log make a checkpoint due."""
        environment = {"CASEPULSE_CHECKPOINT_ENTRIES": entries}
        program = self.start_counting(own, environment, is_static=True)
        if is_to_end:
            program.wait_for_end()
        return program

    # --- ways to damage

    def set_byte(self, name: str) -> None:
        """Another byte in the middle of a string."""
        key = self.state_key(name)
        ttl = self.redis.command("PTTL", key)
        self.assertEqual(ttl, -1, f"{name} expires")
        self.redis.command("SET", key, flipped(self.redis.command("GET", key)))

    def cut_byte(self, name: str) -> None:
        """A string without its last byte."""
        key = self.state_key(name)
        self.redis.command("SET", key, self.redis.command("GET", key)[:-1])

    def remove(self, name: str) -> None:
        """No such key any more."""
        self.redis.command("DEL", self.state_key(name))

    def set_field(self, name: str, field: bytes) -> None:
        """Another byte in the middle of a field."""
        key = self.state_key(name)
        self.redis.command("HSET", key, field, flipped(self.redis.command("HGET", key, field)))

    def set_entry(self, place: int) -> None:
        """Another byte in the batch of one entry: all have to be written again around it."""
        key = self.state_key("log")
        entries = self.redis.command("XRANGE", key, "-", "+")
        self.redis.command("DEL", key)
        for number, (entry_id, words) in enumerate(entries):
            if number == place % len(entries):
                words = [*words[:3], flipped(words[3])]
            self.redis.command("XADD", key, entry_id, *words)

    def damages(self) -> Iterator[Damage]:
        """Each kind of key, each kind of field of it."""
        sample = self.fields("sys") + self.fields("head:3")
        for name, field in sample:
            yield name, f"field {field.decode()} edited", partial(self.set_field, name, field)
        for name, field in sample:
            if field.decode().split(":")[0] not in HEALED:
                what = f"field {field.decode()} removed"
                yield name, what, partial(self.redis.command, "HDEL", self.state_key(name), field)
        for pattern in ("ids:3:*", "units:3", "checkpoint:*"):
            name = self.state_keys(pattern)[0]
            yield name, "edited", partial(self.set_byte, name)
            yield name, "cut", partial(self.cut_byte, name)
            yield name, "removed", partial(self.remove, name)
        yield "log", "batch of the last entry edited", partial(self.set_entry, -1)
        for name in ("log", "sys", "head:3"):
            yield name, "removed", partial(self.remove, name)

    def fields(self, name: str) -> list[tuple[str, bytes]]:
        """The fields of a hash, one of each kind."""
        kinds: dict[bytes, bytes] = {}
        for field in sorted(self.redis.command("HKEYS", self.state_key(name))):
            if field.decode() not in WRITTEN_ANEW:
                kinds.setdefault(field.split(b":")[0], field)
        return [(name, field) for field in kinds.values()]

    # --- the tests

    @staticmethod
    def named(name: str, what: str) -> list[str]:
        """What the message may name: the key, or what the damaged field stands for."""
        field = what.removeprefix("field ")
        more = [NAMED_FOR.get(field), NAMED_FOR.get(re.split("[: ]", field)[0])]
        key = "checkpoint" if name.startswith("checkpoint:") else name
        return [key, *filter(None, more)]

    def misses(self, name: str, what: str, times: int) -> list[str]:
        """What is wrong with the answer to a damage; nothing, if it is said each time."""
        for start in range(times):
            program = self.count()
            code, log = program.process.returncode, program.log()
            if code != DATA_ERROR:
                return [f"{name} {what}: start {start + 1} ended with {code}: {log[-300:]}"]
            if not any(words in log.splitlines()[-1] for words in self.named(name, what)):
                return [f"{name} {what}: not named in {log.splitlines()[-1]}"]
        return []

    def test_each_is_found_and_named_and_stays_found(self) -> None:
        digest = self.count_some()
        backup = {
            key: self.redis.command("DUMP", self.state_key(key))
            for key in self.state_keys()
            if key != "lease" and not key.startswith("owner")
        }
        missed: list[str] = []
        done: set[str] = set()
        for name, what, damage in list(self.damages()):
            damage()
            times = 1 if name in done else 2
            done.add(name)
            try:
                missed += self.misses(name, what, times)
            except AssertionError as error:
                missed.append(f"{name} {what}: did not end: {str(error)[:300]}")
            for key in self.state_keys():
                self.redis.command("DEL", self.state_key(key))
            for key, value in backup.items():
                self.redis.command("RESTORE", self.state_key(key), "0", value)
        self.assertEqual(missed, [], "\n".join(missed))
        program = self.count(is_to_end=False)
        self.wait_until_all_published(program)
        self.assertEqual(program.stop(), 0, program.log_tail())
        self.assertEqual(self.inspect_digest(), digest)

    def test_other_settings_that_count_are_refused(self) -> None:
        self.count_some()
        program = self.count(own={"count.history_days": 3000})
        self.assertEqual(program.process.returncode, DATA_ERROR, program.log_tail())
        self.assertRegex(program.log(), r"(?s)history_days=4018.*history_days=3000")
        program = self.count(is_to_end=False)
        self.wait_until_all_published(program)
        self.assertEqual(program.stop(), 0, program.log_tail())


if __name__ == "__main__":
    run_tests()
