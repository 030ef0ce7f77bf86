"""The capacity report as a document: well-formed, self-contained, and quiet in a browser.

The reports are those of runs made by hand (CASEPULSE_SAMPLE_REPORT writes them); files and pictures
stay in CASEPULSE_REPORT_DIR. Where there is no Chromium, what needs it is skipped.
"""

import os
import pathlib
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as tree

import browser

KINDS = ("full", "paced", "empty")
SKIPPED = 77
X = "{http://www.w3.org/1999/xhtml}"
SECTIONS = ["resources", "outages", "hours", "weekdays", "months", "peaks", "rates", "latencies",
            "processors", "memory", "lag", "commands", "run"]


def report(kind: str) -> pathlib.Path:
    """One of the reports, written now."""
    folder = pathlib.Path(os.environ["CASEPULSE_REPORT_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}.html"
    subprocess.run([os.environ["CASEPULSE_SAMPLE_REPORT"], kind, "html", path], check=True)
    return path


def words(element: tree.Element) -> str:
    """All text in an element."""
    return " ".join("".join(element.itertext()).split())


class Document(unittest.TestCase):
    """What stands in the file."""

    def sections(self, kind: str) -> dict[str, tree.Element]:
        """The sections by id, in their order."""
        root = tree.parse(report(kind)).getroot()
        return {section.get("id"): section for section in root.iter(f"{X}section")}

    def test_every_report_is_well_formed_and_has_all_sections(self) -> None:
        for kind in KINDS:
            self.assertEqual(list(self.sections(kind)), SECTIONS)

    def test_ids_are_unique_and_every_link_leads_to_one(self) -> None:
        for kind in KINDS:
            root = tree.parse(report(kind)).getroot()
            ids = [element.get("id") for element in root.iter() if element.get("id")]
            self.assertEqual(len(ids), len(set(ids)))
            links = [link.get("href") for link in root.iter(f"{X}a")]
            self.assertEqual(links, [f"#{name}" for name in SECTIONS])

    def test_every_chart_has_words_and_a_table_below(self) -> None:
        for name, section in self.sections("paced").items():
            if name in ("peaks", "run"):
                continue
            figure = section.find(f"{X}figure")
            self.assertIsNotNone(figure, name)
            chart = figure.find(f"{X}svg")
            labels = chart.get("aria-labelledby").split()
            self.assertEqual([chart.find(f"{X}title").get("id"), chart.find(f"{X}desc").get("id")],
                             labels)
            order = [element.tag for element in section.iter()]
            self.assertLess(order.index(f"{X}figure"), order.index(f"{X}table"), name)

    def test_every_head_of_a_table_says_what_it_heads(self) -> None:
        for kind in KINDS:
            for section in self.sections(kind).values():
                for head in section.iter(f"{X}th"):
                    self.assertIn(head.get("scope"), ("row", "col"))

    def test_the_table_of_hours_adds_up_to_the_headline(self) -> None:
        sections = self.sections("full")
        for name in ("hours", "weekdays", "months"):
            rows = sections[name].findall(f".//{X}tbody/{X}tr")
            counts = [int(words(row.find(f"{X}td")).replace(",", "")) for row in rows]
            self.assertEqual(sum(counts), 1745966)

    def test_a_report_of_nothing_is_words(self) -> None:
        sections = self.sections("empty")
        self.assertIn("No event with a date came.", words(sections["hours"]))
        self.assertIn("nothing to scale", words(sections["resources"]))
        self.assertNotRegex(report("empty").read_text("utf-8"), re.compile("nan|inf[,<\" ]", re.I))


@unittest.skipUnless(browser.program(), "no chromium on this machine")
class Shown(unittest.TestCase):
    """What a browser makes of it."""

    def setUp(self) -> None:
        self.browser = browser.Browser()
        self.addCleanup(self.browser.close)

    def check_quiet(self, path: pathlib.Path) -> None:
        """Nothing was asked for but the file, and nobody complained."""
        others = [url for url in self.browser.requests()
                  if url != path.as_uri() and not url.startswith("data:")]
        self.assertIn(path.as_uri(), self.browser.requests())
        self.assertEqual(others, [])
        self.assertEqual(self.browser.messages(), [])

    def test_light_dark_narrow_and_printed_it_fits_and_is_quiet(self) -> None:
        for kind in KINDS:
            path = report(kind)
            for scheme, width in (("light", 1100), ("dark", 1100), ("light", 400)):
                self.browser.open(path, width, 900, scheme)
                self.check_quiet(path)
                self.assertLessEqual(
                    self.browser.evaluate("document.documentElement.scrollWidth"), width)
                picture = path.with_name(f"{kind}-{scheme}-{width}.png")
                self.browser.screenshot(picture)
                self.assertGreater(picture.stat().st_size, 20000)
            paper = self.browser.evaluate("getComputedStyle(document.body).backgroundColor")
            self.assertEqual(paper, "rgb(246, 247, 249)")
            self.browser.pdf(path.with_suffix(".pdf"))
            self.check_quiet(path)

    def test_the_reader_s_scheme_is_followed(self) -> None:
        path = report("full")
        self.browser.open(path, 1100, 900, "dark")
        self.assertEqual(
            self.browser.evaluate("getComputedStyle(document.body).backgroundColor"),
            "rgb(17, 22, 28)")

    def test_this_test_would_hear_a_page_that_is_not_quiet(self) -> None:
        path = report("full").with_name("loud.html")
        path.write_text("<img src='http://127.0.0.1:9/x.png'><script>console.log(1)</script>")
        self.browser.open(path, 400, 400)
        self.assertIn("http://127.0.0.1:9/x.png", self.browser.requests())
        self.assertTrue(any("console" in message or "log" in message
                            for message in self.browser.messages()))
        path.unlink()


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if result.skipped and len(result.skipped) == result.testsRun else 0)
