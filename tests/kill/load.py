"""A producer in a process of its own: a random log of case events at a fixed rate, until stopped.

    with Load(bootstrap_servers, topic, seed, mix) as load: ...
    load.stop().rate

The records of one pool are made beforehand and sent again and again under new ids, later each time:
what is a duplicate or a retraction in the pool stays one. The same seed gives the same records.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any, Iterator

from confluent_kafka import Producer
from oracle.contract import pb
from oracle.generate_random import Mix, RandomLog

POOL = 40_000
STEP_MS = 1000  # mean time between two arrivals
LEAP_MS = 4 * 86_400_000  # between two rounds of the pool: ids grow too old within one test
ID_TAIL = 4
STOP_TIMEOUT_S = 30

# Nothing but events, each once and on time.
PLAIN = Mix(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
# The same with everything that goes wrong: 5 % duplicates, exact and altered; 5 % retractions, some
# before their original; 20 % out of order by up to a year; 1 % malformed; 1 % dated ahead.
TROUBLED = Mix(
    duplicate=0.04,
    altered=0.01,
    retraction=0.035,
    early_retraction=0.01,
    contradiction=0.005,
    faulty=0.01,
    ahead=0.01,
    late=0.2,
    leap=0.0,
)


@dataclass(frozen=True)
class Report:
    """What a stopped load has sent."""

    count: int
    seconds: float
    refused: int

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.count / self.seconds


class Load:
    """The producing process, seen from the test."""

    def __init__(
        self, bootstrap_servers: str, topic: str, seed: int, mix: Mix, rate: int, count: int = 0
    ) -> None:
        words = [
            bootstrap_servers,
            topic,
            str(seed),
            json.dumps(asdict(mix)),
            str(rate),
            str(count),
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-BWignore", __file__, *words], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self._out = self._process.stdout
        if self._out.readline().strip() != "sending":
            raise AssertionError("the producing process did not start")

    def __enter__(self) -> "Load":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait()
        self._out.close()

    def wait(self) -> Report:
        """Until it has sent its count."""
        report = Report(**json.loads(self._out.readline()))
        if report.refused:
            raise AssertionError(f"the broker refused {report.refused} records")
        return report

    def stop(self) -> Report:
        """Send no more; what was sent has arrived."""
        self._process.send_signal(signal.SIGTERM)
        return self.wait()


def _ids_of(value: bytes | None) -> tuple[bytes, ...]:
    """The ids in a record that can be read, framed or not."""
    for begin in (0, 6, 7):
        if value is None or (begin > 0) != (value[:1] == b"\x00"):
            continue
        try:
            event = pb.CaseEvent.FromString(value[begin:])
        except Exception:  # pylint: disable=broad-exception-caught
            continue
        if len(event.event_id) == 16:
            return tuple({event.event_id, event.retracted_event_id} - {b""})
    return ()


def _renewed(value: bytes | None, ids: tuple[bytes, ...], round_number: int) -> bytes | None:
    for event_id in ids:
        assert value is not None
        tail = int.from_bytes(event_id[-ID_TAIL:], "big") ^ round_number
        value = value.replace(event_id, event_id[:-ID_TAIL] + tail.to_bytes(ID_TAIL, "big"))
    return value


def wires(seed: int, mix: Mix) -> Iterator[tuple[int, bytes | None, bytes | None]]:
    """(arrival, key, value) without end."""
    made = list(RandomLog(seed, step_ms=STEP_MS, mix=mix).wires(POOL))
    pool = [(arrival, key, value, _ids_of(value)) for arrival, key, value in made]
    later = max(arrival for arrival, *_rest in pool) - pool[0][0] + LEAP_MS
    round_number = 0
    while True:
        for arrival, key, value, ids in pool:
            yield arrival + round_number * later, key, _renewed(value, ids, round_number)
        round_number += 1


class _Sender:
    """The producing process from the inside."""

    def __init__(self, bootstrap_servers: str, topic: str) -> None:
        self._topic = topic
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap_servers,
                "enable.idempotence": True,
                "linger.ms": 10,
                "queue.buffering.max.messages": 1_000_000,
                "log_level": 3,
            }
        )
        self.is_stopping = False
        self.refused = 0
        signal.signal(signal.SIGTERM, self._on_signal)

    def _on_signal(self, *_signal: Any) -> None:
        self.is_stopping = True

    def _on_delivery(self, error: object, _message: object) -> None:
        self.refused += error is not None

    def send(
        self, log: Iterator[tuple[int, bytes | None, bytes | None]], rate: int, most: int
    ) -> Report:
        """Send at a rate until stopped, or `most` records if that is not 0."""
        begun, count = time.monotonic(), 0
        while not self.is_stopping and (most == 0 or count < most):
            due = int((time.monotonic() - begun) * rate) - count
            due = due if most == 0 else min(due, most - count)
            for _ in range(due):
                arrival, key, value = next(log)
                self._producer.produce(
                    self._topic, value, key, timestamp=arrival, on_delivery=self._on_delivery
                )
            count += max(due, 0)
            self._producer.poll(0)
            time.sleep(0.005)
        seconds = time.monotonic() - begun
        left = self._producer.flush(STOP_TIMEOUT_S)
        return Report(count, seconds, self.refused + left)


def main() -> None:
    """The producing process."""
    parser = argparse.ArgumentParser()
    for name in ("servers", "topic", "seed", "mix", "rate", "count"):
        parser.add_argument(name)
    options = parser.parse_args()
    log = wires(int(options.seed), Mix(**json.loads(options.mix)))
    first = next(log)
    sender = _Sender(options.servers, options.topic)
    print("sending", flush=True)

    def all_of_it() -> Iterator[tuple[int, bytes | None, bytes | None]]:
        yield first
        yield from log

    report = sender.send(all_of_it(), int(options.rate), int(options.count))
    print(json.dumps(asdict(report)), flush=True)


if __name__ == "__main__":
    if os.getppid() != 1:
        main()
