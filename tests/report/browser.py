"""A headless Chromium, driven over its DevTools pipe: what a page asks for, says and looks like."""

import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

ANSWER_SECONDS = 60


def program() -> "str | None":
    """Where Chromium is, if it is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """One browser with one page; `events` are those of the page since it was opened."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="casepulse-browser-")
        from_us, self.out = os.pipe()
        self.back, to_us = os.pipe()
        self.process = subprocess.Popen(
            [program(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
             f"--user-data-dir={self.folder.name}", "--remote-debugging-pipe", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(3, 4), preexec_fn=lambda: self._place(from_us, to_us))
        os.close(from_us)
        os.close(to_us)
        self.received = b""
        self.number = 0
        self.session = ""
        self.events: list[dict] = []

    @staticmethod
    def _place(from_us: int, to_us: int) -> None:
        """The pipe's ends where Chromium looks for them: 3 to read, 4 to write."""
        high = [os.dup(from_us), os.dup(to_us)]
        while min(high) < 5:
            high = [os.dup(fd) for fd in high]
        os.dup2(high[0], 3)
        os.dup2(high[1], 4)

    def close(self) -> None:
        """End it."""
        try:
            self.ask("Browser.close", is_of_page=False)
            self.process.wait(ANSWER_SECONDS)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            os.close(self.out)
            os.close(self.back)
            self.folder.cleanup()

    def _receive(self, timeout_s: float) -> "dict | None":
        end = time.monotonic() + timeout_s
        while b"\0" not in self.received:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.back], [], [], left)[0]:
                return None
            data = os.read(self.back, 1 << 20)
            if not data:
                raise RuntimeError("chromium ended by itself")
            self.received += data
        message, self.received = self.received.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method: str, is_of_page: bool = True, **arguments: object) -> dict:
        """One command and its answer; events that come meanwhile are kept."""
        self.number += 1
        command = {"id": self.number, "method": method, "params": arguments}
        if is_of_page:
            command["sessionId"] = self.session
        os.write(self.out, json.dumps(command).encode() + b"\0")
        while True:
            message = self._receive(ANSWER_SECONDS)
            if message is None:
                raise RuntimeError(f"chromium does not answer {method}")
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def open(self, path: pathlib.Path, width: int, height: int, scheme: str = "light") -> None:
        """Show a file in a page of its own and wait until it has nothing more to do."""
        target = self.ask("Target.createTarget", is_of_page=False, url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", is_of_page=False, targetId=target,
                                flatten=True)["sessionId"]
        self.events.clear()
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=False)
        self.ask("Page.navigate", url=path.as_uri())
        self._wait_for("Page.loadEventFired")
        while (event := self._receive(1.0)) is not None:  # what comes after the load
            self.events.append(event)

    def _wait_for(self, method: str) -> None:
        end = time.monotonic() + ANSWER_SECONDS
        while all(event["method"] != method for event in self.events):
            event = self._receive(end - time.monotonic())
            if event is None:
                raise RuntimeError(f"chromium does not say {method}")
            self.events.append(event)

    def requests(self) -> list[str]:
        """All that the page asked for."""
        return [event["params"]["request"]["url"] for event in self.events
                if event["method"] == "Network.requestWillBeSent"]

    def messages(self) -> list[str]:
        """All that the page, or the browser about it, said on the console."""
        said = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [json.dumps(event["params"]) for event in self.events if event["method"] in said]

    def evaluate(self, expression: str) -> object:
        """A value out of the page."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    def screenshot(self, path: pathlib.Path) -> None:
        """The whole page as PNG."""
        picture = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(picture["data"]))

    def pdf(self, path: pathlib.Path) -> None:
        """The page as it is printed on A4."""
        paper = self.ask("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)
        path.write_bytes(base64.b64decode(paper["data"]))
