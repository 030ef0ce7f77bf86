#!/usr/bin/env python3
"""Plants one fault of each kind into a copy of the house and sees it reported, and nothing else."""
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import check  # noqa: E402
import rules  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
COPIED = ["base", "aggregator", "include"]
LONG_FUNCTION = "static void cp_planted(void)\n{\n" + "    ;\n" * 58 + "}\n"

# (file, its text, line, a part of what must be reported); a file that exists is added to, and its
# line counts from its old end.
FAULTS = [
    # Rooms
    ("aggregator/planted.c", '#include "casepulse/base/clock.h"\n', 1,
     "room aggregator includes casepulse/base/clock.h"),
    ("aggregator/planted.c", '#include "casepulse/base/log.h"\n', 1, "casepulse/base/log.h"),
    ("aggregator/planted.c", '\n#include "casepulse/base/ini.h"\n', 2, "casepulse/base/ini.h"),
    ("aggregator/planted.c", '#include "casepulse/proto/decode.h"\n', 1, "proto/decode.h"),
    ("base/planted.c", '#include "casepulse/proto/event.h"\n', 1, "room base includes"),
    ("proto/planted.c", '#include "casepulse/aggregator/figures.h"\n', 1, "room proto includes"),
    ("consumer/planted.c", '#include "casepulse/aggregator/fold.h"\n', 1, "room consumer includes"),
    ("consumer/planted.c", '#include "casepulse/store/redis.h"\n', 1, "casepulse/store/redis.h"),
    ("feeder/planted.c", '#include "casepulse/aggregator/number.h"\n', 1, "room feeder includes"),
    ("store/planted.c", '#include "casepulse/proto/encode.h"\n', 1, "room store includes"),
    ("include/casepulse/proto/planted.h",
     '/* Threads: any. */\n#include "casepulse/aggregator/figures.h"\n', 2, "room proto includes"),
    ("include/casepulse/base/hash.h", '#include "casepulse/base/nowhere.h"\n', 1,
     "nowhere.h is no public header"),
    ("include/casepulse/base/hash.h", '#include "zone.h"\n', 1, "includes the private zone.h"),
    ("store/planted.c", '#include "judge.h"\n', 1, "private header of another room"),
    ("include/casepulse/cellar/planted.h", "/* Threads: any. */\n", 1, "room cellar"),
    # Doors
    ("aggregator/planted.c", "#include <hiredis/hiredis.h>\n", 1, "foreign header hiredis/"),
    ("store/planted.c", "#include <librdkafka/rdkafka.h>\n", 1, "foreign header librdkafka/"),
    ("feeder/planted.c", '#include "casepulse/v1/case_event.pb-c.h"\n', 1, ".pb-c.h"),
    ("aggregator/planted.c", "#include <stdatomic.h>\n", 1, "foreign header stdatomic.h"),
    ("base/planted.c", "#include <pthread.h>\n", 1, "foreign header pthread.h"),
    ("store/planted.c", "#include <csv.h>\n", 1, "foreign header csv.h"),
    ("feeder/planted.c", "#include <ini.h>\n", 1, "foreign header ini.h"),
    ("store/planted.c", "#include <jansson.h>\n", 1, "foreign header jansson.h"),
    ("app/planted.c", "#include <ncurses.h>\n", 1, "foreign header ncurses.h"),
    ("app/planted.c", "#include <openssl/sha.h>\n", 1, "foreign header openssl/"),
    ("app/planted.c", "#include <curl/curl.h>\n", 1, "curl/curl.h, which has no door"),
    # Calls
    ("store/planted.c", "void cp_p(void)\n{\n    (void)getenv(\"HOME\");\n}\n", 3,
     "getenv reaches for the environment"),
    ("store/planted.c", "void cp_p(void)\n{\n    clock_gettime(0, 0);\n}\n", 3, "a clock"),
    ("store/planted.c", "void cp_p(void)\n{\n    gettimeofday(0, 0);\n}\n", 3, "a clock"),
    ("store/planted.c", "long cp_p(void)\n{\n    return time (0);\n}\n", 3, "a clock"),
    ("store/planted.c", "void cp_p(void)\n{\n    exit(1);\n}\n", 3, "the end of the program"),
    ("store/planted.c", "void cp_p(void)\n{\n    _exit(1);\n}\n", 3, "the end of the program"),
    ("app/planted.c", "void cp_p(void)\n{\n    abort();\n}\n", 3, "the end of the program"),
    # State
    ("base/planted.c", "static int cp_count;\n", 1, "cp_count is state"),
    ("base/planted.c", "int cp_counts[3] = {1, 2, 3};\n", 1, "cp_counts is state"),
    ("base/planted.c", "static const char *cp_text = \"x\";\n", 1, "cp_text is state"),
    ("base/planted.c", "static struct cp_x {\n    int y;\n} cp_z;\n", 1, "cp_z is state"),
    ("base/planted.c", "static void (*cp_hook)(int);\n", 1, "cp_hook is state"),
    ("base/planted.c", "void cp_p(void)\n{\n    static int calls;\n    calls++;\n}\n", 3,
     "calls is state"),
    ("base/log.c", "static int cp_other;\n", 1, "cp_other is state"),
    # Words and names
    ("base/planted.c", "void cp_p(volatile int *x);\n", 1, "volatile"),
    ("base/planted.c", "struct planted {\n    int x;\n};\n", 1, "struct planted"),
    ("base/planted.c", "typedef struct cp_x cp_y;\n", 1, "typedef of cp_y"),
    ("base/planted.c", "typedef int cp_y_t;\n", 1, "typedef of cp_y_t"),
    ("base/planted.c", "static int planted(int x)\n{\n    return x;\n}\n", 1, "function planted"),
    ("include/casepulse/base/planted.h", "/* Says nothing. */\n", 1, "a word on threads"),
    # Limits
    ("base/planted.c", "/* " + "ø" * 95 + " */\n", 1, "101 columns"),
    ("aggregator/planted.def", "X(" + "y" * 98 + ")\n", 1, "101 columns"),
    ("base/planted.c", "\n" + LONG_FUNCTION, 2, "a function of 61 lines"),
    ("tests/unit/base/planted.c", LONG_FUNCTION, 1, "a function of 61 lines"),
    ("base/planted.c", "\n" * 501, 501, "501 lines"),
    ("tests/unit/base/planted.c", "\n" * 801, 801, "801 lines"),
]

# What must not be reported.
FINE = [
    ("base/planted.c", "/* exit(1); volatile int x; */\n// abort();\n"
                       "static const char cp_x[] = \"getenv(\";\n"),
    ("base/planted.c", "static const char *const cp_names[] = {\"a\", \"b\"};\n"),
    ("base/planted.c", "static const struct cp_row {\n    int x;\n} cp_rows[] = {{1}};\n"),
    ("base/planted.c", "#include <signal.h>\nvoid cp_p(volatile sig_atomic_t *flag);\n"),
    ("base/planted.c", "void cp_each(void (*handle)(int), int count);\n"
                       "typedef int (*cp_handler)(void *context);\n"),
    ("base/planted.c", "struct cp_x;\nenum cp_e { CP_A, CP_B };\nextern const int cp_e1;\n"),
    ("base/planted.c", "int cp_p(struct cp_x *x)\n{\n    return x->time(1) + x->exit;\n}\n"),
    ("base/planted.c", "/* " + "ø" * 94 + " */\n"),
    ("base/planted.c", LONG_FUNCTION.replace("    ;\n", "", 1)),
    ("tests/unit/base/planted.c", "\n" * 800),
    ("tests/unit/base/planted.c", "#include <pthread.h>\nstatic int state;\n"),
    ("store/planted.c", '#include "casepulse/aggregator/picture.h"\n'),
    ("app/planted.c", '#include "casepulse/aggregator/picture.h"\n'),
]


class PlantedFaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.copy = Path(cls.folder.name)
        for name in COPIED:
            shutil.copytree(ROOT / name, cls.copy / name)
        cls.before = set(check.check(cls.copy))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def planted(self, path, text):
        """What is reported with the text at the end of the file, and was not before; the lines
        that the file had before."""
        file = self.copy / path
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(old + text, encoding="utf-8")
        found = set(check.check(self.copy)) - self.before
        if old:
            file.write_text(old, encoding="utf-8")
        else:
            file.unlink()
        return found, old.count("\n")

    def test_each_fault_is_reported_alone_with_its_line(self):
        for path, text, line, what in FAULTS:
            with self.subTest(path=path, text=text[:60]):
                found, offset = self.planted(path, text)
                self.assertEqual(len({(v.line, v.what) for v in found}), 1, found)
                violation = found.pop()
                self.assertEqual((violation.path, violation.line), (path, line + offset))
                self.assertIn(what, violation.what)
                self.assertTrue(violation.allowed)

    def test_what_is_allowed_is_not_reported(self):
        for path, text in FINE:
            with self.subTest(path=path, text=text[:60]):
                self.assertEqual(self.planted(path, text)[0], set())

    def test_a_forbidden_header_is_seen_through_an_allowed_one(self):
        header = self.copy / "include/casepulse/base/planted.h"
        header.write_text('/* Threads: any. */\n#include "casepulse/base/clock.h"\n')
        found, _ = self.planted("aggregator/planted.c", '#include "casepulse/base/planted.h"\n')
        header.unlink()
        self.assertEqual([(v.path, v.what) for v in found],
                         [("aggregator/planted.c",
                           "room aggregator includes casepulse/base/clock.h (by base/planted.h)")])

    def test_the_tables_keep_to_few_files_and_rooms(self):
        for files in (["a/1.c", "a/2.c", "a/3.c", "a/4.c", "a/5.c"], ["a/1.c", "b/1.c", "c/1.c"]):
            rules.DOORS["planted.h"] = files
            try:
                found = [v.what for v in check.check_tables()]
            finally:
                del rules.DOORS["planted.h"]
            self.assertEqual(len(found), 1)
            self.assertIn("planted.h", found[0])


if __name__ == "__main__":
    unittest.main()
