"""docker-compose.yml: what it promises, read from the file, without a container engine."""

import pathlib
import re
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Where a named volume must be mounted to hold an image's data.
DATA_FOLDERS = {"kafka": "/var/lib/kafka/data", "redis": "/data"}
# The settings of a single broker that the defaults would make wait for two others.
SINGLE_BROKER = (
    "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR",
    "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR",
    "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR",
)
SERVICE_KEYS = {
    "build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "init",
    "ports", "read_only", "restart", "security_opt", "stop_grace_period", "volumes",
}  # fmt: skip
HEALTHCHECK_KEYS = {"test", "interval", "timeout", "retries", "start_period", "start_interval"}
CONDITIONS = {"service_healthy", "service_completed_successfully"}


def option_values(command: list[str], option: str) -> list[str]:
    """The words that follow each occurrence of `option`."""
    return [after for word, after in zip(command, command[1:]) if word == option]


class Compose(unittest.TestCase):
    """One contract a test."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.file = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
        cls.services = cls.file["services"]

    def test_has_the_services_and_nothing_misspelt(self) -> None:
        self.assertEqual(set(self.file), {"name", "services", "volumes"})
        self.assertEqual(self.file["name"], "casepulse")
        self.assertEqual(set(self.services), {"kafka", "topic", "redis", "casepulse"})
        for name, service in self.services.items():
            self.assertLessEqual(set(service), SERVICE_KEYS, name)
            self.assertLessEqual(set(service.get("healthcheck", {})), HEALTHCHECK_KEYS, name)

    def test_images_are_pinned(self) -> None:
        for name, service in self.services.items():
            self.assertRegex(service["image"], r"^[a-z/]+:\d+(\.\d+)+$", name)

    def test_broker_is_the_version_of_the_tests(self) -> None:
        pom = (ROOT / "tools" / "kafka-jars.pom.xml").read_text(encoding="utf-8")
        version = re.search(r"<artifactId>kafka_2.13</artifactId>\s*<version>(.*?)<", pom).group(1)
        self.assertEqual(self.services["kafka"]["image"], f"apache/kafka:{version}")
        self.assertEqual(self.services["topic"]["image"], self.services["kafka"]["image"])

    def test_image_of_casepulse_has_the_version_of_the_project(self) -> None:
        text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
        version = re.search(r"project\(casepulse\s+VERSION\s+(\S+)", text).group(1)
        self.assertEqual(self.services["casepulse"]["image"], f"casepulse:{version}")

    def test_volumes_are_declared_and_used(self) -> None:
        used = {}
        for name, service in self.services.items():
            for volume in service.get("volumes", []):
                source, target = volume.split(":")
                used[source] = (name, target)
        self.assertEqual(set(used), set(self.file["volumes"]))
        self.assertEqual(dict(used.values()), DATA_FOLDERS)

    def test_dependencies_exist_and_can_become_true(self) -> None:
        for name, service in self.services.items():
            for target, dependency in service.get("depends_on", {}).items():
                condition = dependency["condition"]
                self.assertIn(condition, CONDITIONS, name)
                has_health = "healthcheck" in self.services[target]
                self.assertEqual(has_health, condition == "service_healthy", f"{name} → {target}")

    def test_what_stays_up_is_watched_and_restarted_and_what_runs_once_is_not(self) -> None:
        for name, service in self.services.items():
            runs_once = name == "topic"
            self.assertEqual(service["restart"], "no" if runs_once else "unless-stopped", name)
            self.assertEqual("healthcheck" in service, not runs_once, name)

    def test_ports_are_on_loopback_only(self) -> None:
        for name, service in self.services.items():
            for port in service.get("ports", []):
                self.assertRegex(port, r"^127\.0\.0\.1:\d+:\d+$", name)

    def test_topic_is_made_as_the_design_says(self) -> None:
        command = self.services["topic"]["command"]
        self.assertIn("--if-not-exists", command)
        self.assertEqual(option_values(command, "--topic"), ["case-events"])
        self.assertEqual(option_values(command, "--partitions"), ["12"])
        self.assertEqual(
            set(option_values(command, "--config")),
            {"message.timestamp.type=LogAppendTime", "retention.ms=-1"},
        )

    def test_broker_is_a_single_node_whose_listeners_fit(self) -> None:
        env = self.services["kafka"]["environment"]
        self.assertEqual(env["KAFKA_PROCESS_ROLES"], "broker,controller")
        self.assertEqual([env[name] for name in SINGLE_BROKER], ["1"] * len(SINGLE_BROKER))
        self.assertEqual(env["KAFKA_AUTO_CREATE_TOPICS_ENABLE"], "false")
        listeners = dict(item.split("://") for item in env["KAFKA_LISTENERS"].split(","))
        protocols = dict(
            item.split(":") for item in env["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(",")
        )
        self.assertEqual(set(listeners), set(protocols))
        for item in env["KAFKA_ADVERTISED_LISTENERS"].split(","):
            listener, address = item.split("://")
            self.assertEqual(address.split(":")[1], listeners[listener].lstrip(":"), item)
        for port in self.services["kafka"]["ports"]:
            self.assertIn(":" + port.split(":")[-1], listeners.values())

    def test_redis_forgets_nothing(self) -> None:
        command = self.services["redis"]["command"]
        self.assertEqual(option_values(command, "--appendonly"), ["yes"])
        self.assertEqual(option_values(command, "--appendfsync"), ["everysec"])
        self.assertEqual(option_values(command, "--maxmemory-policy"), ["noeviction"])

    def test_casepulse_finds_its_servers_and_reports_its_health(self) -> None:
        service = self.services["casepulse"]
        env = service["environment"]
        self.assertEqual(env["CASEPULSE_KAFKA_BOOTSTRAP_SERVERS"], "kafka:9092")
        advertised = self.services["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
        self.assertIn("://kafka:9092", advertised)
        self.assertEqual(env["CASEPULSE_REDIS_URL"], "redis://redis:6379")
        self.assertEqual(service["healthcheck"]["test"], ["CMD", "casepulse", "healthcheck"])

    def test_casepulse_has_no_rights_it_does_not_need(self) -> None:
        service = self.services["casepulse"]
        self.assertTrue(service["read_only"])
        self.assertEqual(service["cap_drop"], ["ALL"])
        self.assertEqual(service["security_opt"], ["no-new-privileges:true"])


if __name__ == "__main__":
    unittest.main()
