"""What becomes of a profile: stacks by thread, and boxes as wide as their share."""

import re
import unittest

from benchmark.flame import stacks_of
from benchmark.flame_graph import draw

PROFILE = """\
casepulse    7
\t    55d0a1 cp_publisher_tick.part.0 (/usr/bin/casepulse)
\t    55d0a2 main (/usr/bin/casepulse)
\t    7f0001 __libc_start_main@@GLIBC_2.34 (/lib/libc.so.6)

casepulse    8
\tffffffff81 do_syscall_64 ([kernel.kallsyms])
\tffffffff82 entry_SYSCALL_64_after_hwframe ([kernel.kallsyms])
\t    7f0002 [unknown] (/lib/librdkafka.so.1)
\t    7f0003 [unknown] (/lib/librdkafka.so.1)
\t    55d0a3 cp_shard_live (/usr/bin/casepulse)
\t    7f0004 start_thread (/lib/libc.so.6)

rdk:broker1    9
\t    7f0005 recvmsg (/lib/libc.so.6)

casepulse    8
"""


class Flame(unittest.TestCase):
    """Both steps."""

    def test_stacks_begin_with_their_thread_and_name_what_can_be_named(self) -> None:
        self.assertEqual(
            list(stacks_of(PROFILE, process=7)),
            [
                ["publisher", "main", "cp_publisher_tick"],
                ["shard", "cp_shard_live", "[librdkafka.so.1]", "[kernel]"],
                ["threads of librdkafka", "recvmsg"],
            ],
        )

    def test_a_box_is_as_wide_as_its_share_and_stands_on_its_caller(self) -> None:
        graph = draw([["a", "b<1>"], ["a"], ["c"], ["c"]], "title & more")
        found = re.findall(r"<title>(.*?): (.*?) of.*?\n<rect x=\"(.*?)\" y=\"(.*?)\" width", graph)
        boxes = {name: (share, float(left), float(top)) for name, share, left, top in found}
        shares = {name: box[0] for name, box in boxes.items()}
        half, quarter = "50.0%", "25.0%"
        self.assertEqual(shares, {"all": "100.0%", "a": half, "b&lt;1&gt;": quarter, "c": half})
        self.assertEqual(boxes["a"][1], boxes["all"][1])
        self.assertEqual(boxes["b&lt;1&gt;"][1], boxes["a"][1])
        self.assertGreater(boxes["c"][1], boxes["a"][1])
        self.assertLess(boxes["b&lt;1&gt;"][2], boxes["a"][2], "higher up is smaller")
        self.assertIn("title &amp; more", graph)


if __name__ == "__main__":
    unittest.main()
