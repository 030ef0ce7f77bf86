"""The harness itself against real servers, without casepulse: what it writes it reads again."""

import unittest

from harness import RealTestCase, Record, Redis, RedisError, private_stack, read_all, run_tests
from harness.kafka import create_topic, end_offsets, produce


class SharedStack(RealTestCase):
    """The servers that all tests share."""

    def test_records_come_back_as_they_were_sent(self) -> None:
        self.create_topic(partitions=3)
        sent = [
            Record(b"one", key=b"a", partition=0),
            Record(b"", key=b"b", partition=1, headers=[("h", b"1")]),
            Record(None, key=b"c", partition=1, timestamp_ms=1),
            Record(b"\x00\xff", partition=2),
        ]
        self.assertEqual(self.produce(sent), 4)
        self.assertEqual(self.end_offsets(), {0: 1, 1: 2, 2: 1})
        expected = [
            (0, 0, b"a", b"one"),
            (1, 0, b"b", b""),
            (1, 1, b"c", None),
            (2, 0, None, b"\x00\xff"),
        ]
        self.assertEqual(sorted(read_all(self.stack.bootstrap_servers, self.name)), expected)

    def test_topic_keeps_its_configuration(self) -> None:
        self.create_topic(partitions=1, config={"message.timestamp.type": "CreateTime"})
        self.produce([Record(b"x", timestamp_ms=1234)])
        self.assertEqual(self.end_offsets(), {0: 1})

    def test_picture_reads_the_hashes_of_its_namespace(self) -> None:
        key = f"casepulse:v1:{{{self.name}}}:"
        self.redis.command("HSET", key + "offsets", "0", 7, "seq", 3)
        self.redis.command("HSET", key + "meta", "lag_records", 0)
        self.assertEqual(self.picture.offsets(), {0: 7})
        self.assertTrue(self.picture.has_reached({0: 7}))
        self.assertFalse(self.picture.has_reached({0: 8}))
        self.assertFalse(self.picture.has_reached({0: 7, 1: 1}))
        self.assertEqual(self.picture.figures("ALL", "year"), {})
        with self.assertRaises(RedisError):
            self.redis.command("HGET", key + "meta")
        self.redis.command("DEL", key + "offsets", key + "meta")


class PrivateStack(unittest.TestCase):
    """Servers that a test may stop and kill."""

    def test_data_survive_stop_and_kill(self) -> None:
        with private_stack() as stack:
            create_topic(stack.bootstrap_servers, "t", 2)
            produce(stack.bootstrap_servers, "t", [Record(b"1", partition=1)])
            with Redis(stack.redis_url) as redis:
                redis.command("SET", "k", "v")
            stack.stop("redis")
            with self.assertRaises(OSError):
                Redis(stack.redis_url)
            stack.start("redis")
            with Redis(stack.redis_url) as redis:
                self.assertEqual(redis.get("k"), "v")
            stack.kill("kafka")
            stack.start("kafka")
            self.assertEqual(end_offsets(stack.bootstrap_servers, "t"), {0: 0, 1: 1})


if __name__ == "__main__":
    run_tests()
