"""What the tests against a real Kafka and a real Redis stand on.

    stack    the servers: the shared ones of ctest's fixture, or private ones to stop and kill
    kafka    topics, records, offsets
    redis    a small client, and the published picture of one namespace
    program  casepulse as a process: start, log, signal, exit code
    case     RealTestCase: a topic, a namespace and a folder of its own for each test;
             run_tests, real_log
    waiting  wait_until

A test file says `from harness import RealTestCase, Record` and runs under /usr/bin/python3.
"""

from .case import RealTestCase, real_log, run_tests
from .kafka import (
    Record,
    create_topic,
    delete_records,
    end_offsets,
    produce,
    read_all,
    read_messages,
    topic_config,
)
from .program import Program, run_command
from .redis import Picture, Redis, RedisError
from .stack import Stack, private_stack, shared_stack
from .waiting import wait_until

__all__ = [
    "Picture",
    "Program",
    "RealTestCase",
    "Record",
    "Redis",
    "RedisError",
    "Stack",
    "create_topic",
    "delete_records",
    "end_offsets",
    "private_stack",
    "produce",
    "read_all",
    "read_messages",
    "real_log",
    "run_command",
    "run_tests",
    "shared_stack",
    "topic_config",
    "wait_until",
]
