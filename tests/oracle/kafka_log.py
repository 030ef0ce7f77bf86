"""The oracle's door to Kafka: raw records with their timestamps, up to given offsets.

Stands on the harness of the tests against real servers, which must be on the path (tests/real).
"""

import time
from typing import Iterator, Mapping

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition
from harness.kafka import TIMEOUT_S, watermarks

from .cutting import Oracle
from .settings import Record, Settings

BATCH = 10_000


class KafkaLog:
    """One topic, read once from its beginning into an oracle, as far as is asked for."""

    def __init__(self, bootstrap_servers: str, topic: str, settings: Settings) -> None:
        self._servers, self._topic = bootstrap_servers, topic
        starts = {p: low for p, (low, _high) in watermarks(bootstrap_servers, topic).items()}
        self.oracle = Oracle(settings, starts)
        self._read = dict(starts)  # partition → offset after the last record read
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap_servers,
                "group.id": "oracle",
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "isolation.level": "read_committed",
            }
        )
        self._consumer.assign([TopicPartition(topic, p, low) for p, low in starts.items()])

    def __enter__(self) -> "KafkaLog":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the consumer."""
        self._consumer.close()

    def read_to(self, offsets: Mapping[int, int] | None = None) -> Oracle:
        """Feed the oracle at least to these offsets (default: the present end); return it.

        The end of a partition counts as reached where only gaps are left before it.
        """
        if offsets is None:
            offsets = {p: high for p, (_low, high) in self._watermarks().items()}
        deadline = time.monotonic() + TIMEOUT_S
        while not all(self._read[p] >= offset for p, offset in offsets.items()):
            if time.monotonic() > deadline:
                raise AssertionError(f"{self._topic}: read to {self._read}, not to {offsets}")
            messages = self._consumer.consume(BATCH, timeout=0.2)
            self.oracle.feed(self._records(messages))
            deadline = time.monotonic() + TIMEOUT_S if messages else deadline
        return self.oracle

    def _watermarks(self) -> dict[int, tuple[int, int]]:
        found: dict[int, tuple[int, int]] = watermarks(self._servers, self._topic)
        return found

    def _records(self, messages: list[Message]) -> Iterator[Record]:
        for message in messages:
            error = message.error()
            if error is None:
                self._read[message.partition()] = message.offset() + 1
                yield record_of(message)
            elif error.name() == "_PARTITION_EOF":
                self._read[message.partition()] = message.offset()
            else:
                raise KafkaException(error)


def record_of(message: Message) -> Record:
    """A consumed message as the oracle takes it; without a timestamp its arrival is -1."""
    _kind, arrival_ms = message.timestamp()
    return Record(message.partition(), message.offset(), arrival_ms, message.key(), message.value())
