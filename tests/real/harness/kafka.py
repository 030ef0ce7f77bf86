"""Topics and raw records, by a client that shares no code with casepulse's."""

import socket
import struct
import time
from dataclasses import dataclass
from typing import Any, Iterable, Sequence

from confluent_kafka import (
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic

TIMEOUT_S = 30.0
QUIET = {"log_level": 3}  # errors only: a broker that has just started makes clients chatter

# (partition, offset, key, value)
Stored = tuple[int, int, bytes | None, bytes | None]


@dataclass(frozen=True)
class Record:
    """One record as it goes to Kafka; whatever is None is left to the producer."""

    value: bytes | None
    key: bytes | None = None
    partition: int | None = None
    timestamp_ms: int | None = None
    headers: Sequence[tuple[str, bytes]] = ()


def create_topic(
    bootstrap_servers: str, topic: str, partitions: int = 12, config: dict[str, str] | None = None
) -> None:
    """Create a topic as `feed --create-topic` would, `config` on top; wait until it is known."""
    wanted = {"message.timestamp.type": "LogAppendTime", "retention.ms": "-1", **(config or {})}
    admin = AdminClient({"bootstrap.servers": bootstrap_servers, **QUIET})
    admin.create_topics([NewTopic(topic, partitions, 1, config=wanted)])[topic].result(TIMEOUT_S)
    deadline = time.monotonic() + TIMEOUT_S
    while not _is_complete(admin, topic, partitions):
        if time.monotonic() > deadline:
            raise AssertionError(f"topic {topic} did not become known within {TIMEOUT_S:g} s")
        time.sleep(0.02)


def _is_complete(admin: AdminClient, topic: str, partitions: int) -> bool:
    known = admin.list_topics(topic, timeout=TIMEOUT_S).topics[topic]
    return (
        known.error is None
        and len(known.partitions) == partitions
        and all(partition.leader >= 0 for partition in known.partitions.values())
    )


def produce(bootstrap_servers: str, topic: str, records: Iterable[Record]) -> int:
    """Send all records, wait until the broker has them, return how many."""
    failures: list[str] = []
    settings = {"bootstrap.servers": bootstrap_servers, "enable.idempotence": True, "linger.ms": 5}
    producer = Producer({**settings, **QUIET})
    count = 0
    for record in records:
        _send(producer, topic, record, failures)
        count += 1
    left = producer.flush(TIMEOUT_S)
    if left or failures:
        raise AssertionError(f"{left} records not sent, {len(failures)} refused: {failures[:3]}")
    return count


def _send(producer: Producer, topic: str, record: Record, failures: list[str]) -> None:
    def on_delivery(error: object, _message: object) -> None:
        if error is not None:
            failures.append(str(error))

    options: dict[str, Any] = {"headers": list(record.headers)} if record.headers else {}
    if record.partition is not None:
        options["partition"] = record.partition
    if record.timestamp_ms is not None:
        options["timestamp"] = record.timestamp_ms
    while True:
        try:
            producer.produce(topic, record.value, record.key, on_delivery=on_delivery, **options)
            producer.poll(0)
            return
        except BufferError:
            producer.poll(0.1)


def watermarks(bootstrap_servers: str, topic: str) -> dict[int, tuple[int, int]]:
    """Partition → (first offset, offset of the next record)."""
    consumer = Consumer({"bootstrap.servers": bootstrap_servers, "group.id": "harness", **QUIET})
    try:
        partitions = consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic].partitions
        return {p: _partition_watermarks(consumer, topic, p) for p in partitions}
    finally:
        consumer.close()


def _partition_watermarks(consumer: Consumer, topic: str, partition: int) -> tuple[int, int]:
    """Ask until the leader of a topic that was made just now knows that it leads."""
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        try:
            place = TopicPartition(topic, partition)
            marks: tuple[int, int] = consumer.get_watermark_offsets(place, timeout=TIMEOUT_S)
            return marks
        except KafkaException as error:
            is_passing = error.args[0].code() == KafkaError.NOT_LEADER_FOR_PARTITION
            if not is_passing or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def end_offsets(bootstrap_servers: str, topic: str) -> dict[int, int]:
    """Partition → offset of the next record."""
    return {p: high for p, (_low, high) in watermarks(bootstrap_servers, topic).items()}


def topic_config(bootstrap_servers: str, topic: str) -> dict[str, str]:
    """The settings of a topic, defaults too."""
    admin = AdminClient({"bootstrap.servers": bootstrap_servers, **QUIET})
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    entries = admin.describe_configs([resource])[resource].result(TIMEOUT_S)
    return {name: entry.value for name, entry in entries.items()}


def read_all(bootstrap_servers: str, topic: str) -> list[Stored]:
    """Every record of the topic, up to its present end."""
    return [
        (message.partition(), message.offset(), message.key(), message.value())
        for message in read_messages(bootstrap_servers, topic)
    ]


def read_messages(bootstrap_servers: str, topic: str) -> list[Message]:
    """The same with all that the client knows of each."""
    marks = watermarks(bootstrap_servers, topic)
    left = sum(high - low for low, high in marks.values())
    settings = {"bootstrap.servers": bootstrap_servers, "group.id": "harness"}
    consumer = Consumer({**settings, "enable.auto.commit": False, **QUIET})
    consumer.assign([TopicPartition(topic, p, low) for p, (low, _high) in marks.items()])
    found: list[Message] = []
    deadline = time.monotonic() + TIMEOUT_S
    try:
        while len(found) < left and time.monotonic() < deadline:
            for message in consumer.consume(1000, timeout=0.2):
                if message.error():
                    raise KafkaException(message.error())
                found.append(message)
    finally:
        consumer.close()
    if len(found) < left:
        raise AssertionError(f"read {len(found)} of {left} records of {topic}")
    return found


def delete_records(bootstrap_servers: str, topic: str, partition: int, before: int) -> None:
    """Move the low watermark: DeleteRecords of version 1, which the client here lacks."""
    name = topic.encode()
    numbers = (21, 1, 1, 4, b"test", 1, len(name), name, 1, partition, before, 30_000)
    body = struct.pack(f">hhih4sih{len(name)}siiqi", *numbers)
    host, port = bootstrap_servers.split(":")
    with socket.create_connection((host, int(port)), TIMEOUT_S) as connection:
        connection.sendall(struct.pack(">i", len(body)) + body)
        answer = connection.makefile("rb")
        (size,) = struct.unpack(">i", answer.read(4))
        low, error = struct.unpack(">qh", answer.read(size)[-10:])
    if (low, error) != (before, 0):
        raise AssertionError(f"{topic} [{partition}] begins at {low}, not {before}: error {error}")
