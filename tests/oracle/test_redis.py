"""Ten random logs through Kafka and `run` into Redis: every figure there is what the oracle says.

CASEPULSE_TEST_SEED: the first log's seed, as in test_looks.py; a log's organisation file, subject
groups and limits are settings of the run, and it is seen from one of its instants.
"""

import datetime
import os
import random
from typing import AbstractSet, Mapping

from harness import RealTestCase, Record, run_tests
from harness.redis import _hash_of
from oracle import Oracle, compare
from oracle.compare import expected_keys
from oracle.figure_log import SCENES, FigureLog, Look
from oracle.kafka_log import KafkaLog
from oracle.picture import Picture

LOGS = 10
SEED = int(os.environ.get("CASEPULSE_TEST_SEED", random.SystemRandom().randrange(1 << 31)))
HASHES = ("fig", "win", "by", "days", "offsets", "books", "refused", "source")
SETS = ("sources", "index", "units")
PARTITIONS = 4
# Arrivals are the log's own, and some lie ahead of today.
ANY_TIME = {
    "message.timestamp.type": "CreateTime",
    "message.timestamp.after.max.ms": str(2**63 - 1),
}
SHOWN = 12

Found = dict[str, Mapping[str, str] | AbstractSet[str]]


class Logs(RealTestCase):
    """Each test is one log."""

    def look(self, number: int) -> None:
        """Produce, count, read, compare."""
        log = FigureLog(SEED + number)
        look = log.looks[number % len(log.looks)]
        print(f"CASEPULSE_TEST_SEED={log.seed} ({log.scene.name})", flush=True)
        self.create_topic(PARTITIONS, ANY_TIME)
        self.produce(
            Record(record.value, record.key, record.partition, record.arrival_ms)
            for record in log.records
        )
        self.count_all(self.settings_of(log, look))
        found = self.read()
        with KafkaLog(self.stack.bootstrap_servers, self.name, log.settings) as topic:
            differences = self.differences(topic.read_to(), log, look, found)
        shown = "\n".join(differences[:SHOWN])
        self.assertEqual(differences, [], f"{len(differences)} differences\n{shown}")
        print(f"{sum(map(len, found.values()))} fields of {len(found)} keys")

    def settings_of(self, log: FigureLog, look: Look) -> dict[str, object]:
        """The run's own settings."""
        at = datetime.datetime.fromtimestamp(look.as_of_ms / 1000, datetime.timezone.utc)
        settings: dict[str, object] = {
            "source.accept_create_time": "true",
            "picture.as_of": at.isoformat(timespec="milliseconds"),
            "picture.min_denominator": log.settings.min_denominator,
            "picture.publish_days": log.settings.publish_days,
            "count.max_units": log.settings.max_units,
            "count.history_days": log.settings.history_days,
            "count.subject_groups": log.settings.subject_groups,
        }
        if log.organisations[look.organisation]:
            path = self.folder / "organisation.csv"
            path.write_text(log.organisations[look.organisation], encoding="utf-8")
            settings["picture.organisation"] = path
        return settings

    def read(self) -> Found:
        """Everything published, as it stood at one moment."""
        names = [name for name in self.picture.keys() if name.split(":")[0] in HASHES + SETS]
        sets = [name for name in names if name.split(":")[0] in SETS]
        hashes = [name for name in names if name not in sets]
        prefix = self.picture.prefix
        replies = self.redis.together(
            *(("HGETALL", prefix + name) for name in hashes),
            *(("SMEMBERS", prefix + name) for name in sets),
        )
        found: Found = {}
        for name, reply in zip(hashes, replies):
            found[name] = _hash_of(reply)
        for name, reply in zip(sets, replies[len(hashes) :]):
            found[name] = {word.decode() for word in reply}
        return found

    def differences(self, oracle: Oracle, log: FigureLog, look: Look, found: Found) -> list[str]:
        """Keys that are missing, fields that differ."""
        cut, organisation = oracle.cut(), log.organisation(look.organisation)
        picture = Picture(cut, look.as_of_ms, organisation)
        missing = expected_keys(picture) - set(found)
        lines = [f"{key}: expected, not found" for key in sorted(missing)]
        return lines + compare(found, cut, look.as_of_ms, organisation, picture=picture)


def _add_tests() -> None:
    """A test a log, so that each has a topic and a namespace of its own."""
    for number in range(LOGS):

        def test(self: Logs, number: int = number) -> None:
            self.look(number)

        setattr(Logs, f"test_log_{number}_is_as_the_oracle_says", test)


_add_tests()

if __name__ == "__main__":
    run_tests()
