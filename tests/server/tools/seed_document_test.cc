// The files of seeds: what their texts mean, and where in them a problem is.
#include "server/tools/state/seed_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/temporary_directory.h"

namespace tools {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class SeedFile : public testing::Test {
 protected:
  SeedDocument Read(const std::string& text) {
    std::ofstream(directory_.File("seed.yaml")) << text;
    return ReadSeed(directory_.File("seed.yaml"));
  }

  // What is said of a file that is refused, less its directory.
  std::string Refusal(const std::string& text) {
    try {
      Read(text);
    } catch (const std::runtime_error& problem) {
      const std::string what = problem.what();
      return what.substr(what.find("seed.yaml") == std::string::npos ? 0
                                                                     : what.find("seed.yaml"));
    }
    return "read";
  }

  TemporaryDirectory directory_;
};

TEST_F(SeedFile, IsYamlOrJson) {
  const json seed = {{"things", {{{"thingName", "lamp"}}}}};
  EXPECT_EQ(Read("things:\n  - thingName: lamp\n").seed, seed);
  EXPECT_EQ(Read("{\"things\": [\n\t{\"thingName\": \"lamp\"}\n]}").seed, seed);
  EXPECT_EQ(Read("").seed, json::object());
}

TEST_F(SeedFile, TakesForNumbersAndFlagsOnlyWhatStandsWithoutQuotes) {
  EXPECT_EQ(Read("a: [7, -1, 0.5, true, false, ~, 007, '7', \"true\", yes, 1.2.3, 2026-01-01]")
                .seed["a"],
            json({7, -1, 0.5, true, false, nullptr, "007", "7", "true", "yes", "1.2.3",
                  "2026-01-01"}));
}

TEST_F(SeedFile, SaysInWhichLineItIsNotToBeRead) {
  EXPECT_THAT(Refusal("things:\n  - thingName: [\n"), StartsWith("seed.yaml:3: it is neither"));
  EXPECT_EQ(Refusal("things: []\njobs: []\nthings: []\n"), "seed.yaml:3: things is here twice");
  EXPECT_EQ(Refusal("- a\n"), "seed.yaml:1: a seed has sections, by name");
  EXPECT_EQ(Refusal("a: 1\n---\nb: 2\n"), "seed.yaml:3: a seed is one document");
  EXPECT_THAT(Refusal("a: " + std::string(100, '[') + std::string(100, ']')),
              EndsWith("nested too deeply"));
}

TEST_F(SeedFile, HasNoMoreThanAFewPartsHoweverTheyAreNamed) {
  std::string text = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    std::string list = before;
    for (int times = 1; times < 10; ++times) list += "," + before;
    const std::string name = "a" + std::to_string(i);
    text += name + ": &" + name + " [" + list + "]\n";
  }
  EXPECT_THAT(Refusal(text), EndsWith("too many parts"));
}

TEST_F(SeedFile, HasTheContentOfTheFilesBesideIt) {
  std::ofstream(directory_.File("fw.bin")) << "abc";
  EXPECT_EQ(Read("files:\n  - {bucket: b, key: k, path: fw.bin}\n").seed["files"][0],
            json({{"bucket", "b"}, {"key", "k"}, {"base64", "YWJj"}}));
  const std::string missing = Refusal("files:\n  - bucket: b\n    path: none.bin\n");
  EXPECT_THAT(missing, StartsWith("seed.yaml:3: cannot read "));
  EXPECT_THAT(missing, EndsWith("none.bin, at 'files.1.member.path' (line 3)"));
  EXPECT_THAT(Refusal("files:\n  - {path: fw.bin, text: abc}\n"), HasSubstr("one of path"));
}

TEST_F(SeedFile, FindsTheLinesOfTheProblemsThatAreFound) {
  SeedDocument document = Read("things:\n  - thingName: lamp\n    colour: red\n  - {}\n");
  document.name = "seed.yaml";
  EXPECT_EQ(WithLines(document, "There is no 'things.1.member.colour' in a seed."),
            "seed.yaml:3: There is no 'things.1.member.colour' (line 3) in a seed.");
  EXPECT_EQ(
      WithLines(document, "Value null at 'things.2.member.thingName' failed; 'x' at 'y'"),
      "seed.yaml:4: Value null at 'things.2.member.thingName' (line 4) failed; 'x' at 'y'");
  EXPECT_EQ(WithLines(document, "The disk is full."), "seed.yaml: The disk is full.");
}

TEST_F(SeedFile, ThatIsNotThereIsNamed) {
  EXPECT_THROW(ReadSeed(directory_.File("none")), std::runtime_error);
  EXPECT_THROW(ReadSeed(directory_.path()), std::runtime_error);
}

}  // namespace
}  // namespace tools
