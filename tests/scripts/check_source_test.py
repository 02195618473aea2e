"""check_source.py finds a planted offence of each kind, and nothing in a tree without any."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import check_source  # noqa: E402

HEADER = "// A header.\n#pragma once\n"


class CheckSource(unittest.TestCase):
    def problems(self, files):
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            for path, text in files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            return check_source.problems_in(root)[1]

    def assert_found(self, text, files):
        found = self.problems(files)
        self.assertTrue(any(text in problem for problem in found), found)

    def test_nothing_is_wrong_with_what_keeps_the_rules(self):
        self.assertEqual(self.problems({
            "engine/error.h": HEADER, "engine/jobs/job.h": HEADER,
            "engine/jobs/job.cc": '#include "engine/error.h"\n'}), [])

    def test_an_include_against_the_table(self):
        self.assert_found("engine/ may not include storage/", {
            "engine/error.h": HEADER + '#include "storage/store.h"\n', "storage/store.h": HEADER})

    def test_an_include_of_operations_by_the_service(self):
        self.assert_found("server/service/ may not include server/operations/", {
            "server/service/service.cc": '#include "server/operations/operations.h"\n',
            "server/operations/operations.h": HEADER})

    def test_an_include_that_is_not_written_from_the_root(self):
        self.assert_found("write it from the root", {
            "engine/a.cc": '#include "b.h"\n', "engine/b.h": HEADER})

    def test_a_circle_of_two_folders(self):
        self.assert_found("a circle of folders", {
            "server/http/api.h": HEADER + '#include "server/tools/tools.h"\n',
            "server/tools/tools.h": HEADER + '#include "server/http/router.h"\n',
            "server/http/router.h": HEADER})

    def test_a_circle_of_three_folders(self):
        self.assert_found("engine/a -> engine/b -> engine/c -> engine/a", {
            "engine/a/x.h": HEADER + '#include "engine/b/x.h"\n',
            "engine/b/x.h": HEADER + '#include "engine/c/x.h"\n',
            "engine/c/x.h": HEADER + '#include "engine/a/y.h"\n',
            "engine/a/y.h": HEADER})

    def test_a_folder_of_more_than_25_sources(self):
        self.assert_found("engine/jobs: has 26 sources", {
            f"engine/jobs/rule{number}.h": HEADER for number in range(26)})
        self.assertEqual(self.problems({
            f"engine/jobs/rule{number}.h": HEADER for number in range(25)}), [])

    def test_a_name_that_says_nothing(self):
        self.assert_found("helper says nothing", {"engine/string_helper.h": HEADER})

    def test_a_file_that_is_too_long(self):
        self.assert_found("has over 400 lines", {"engine/a.cc": "\n" * 401})

    def test_a_header_without_its_first_comment_or_pragma(self):
        self.assert_found("does not start with a comment", {"engine/a.h": "#pragma once\n"})
        self.assert_found("has no #pragma once", {"engine/a.h": "// A.\n"})

    def test_who_reads_a_clock(self):
        self.assert_found("reads the clock", {"server/http/api.cc": "auto at = clock_.Now();\n"})
        self.assert_found("reads the system's clock", {
            "engine/jobs/job.cc": "auto at = std::chrono::system_clock::now();\n"})

    def test_what_is_left_to_do(self):
        mark = "TO" + "DO"
        self.assert_found(f"has a {mark}", {"engine/a.cc": f"// {mark}: later\n"})

    def test_beast_elsewhere(self):
        self.assert_found("includes Beast", {"net/relay.cc": "#include <boost/beast/core.hpp>\n"})


if __name__ == "__main__":
    unittest.main()
