#include "storage/salvage.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "storage/store.h"
#include "tests/temporary_directory.h"

namespace storage {
namespace {

namespace fs = std::filesystem;

constexpr int kThings = 5000;

class SalvageTest : public testing::Test {
 protected:
  SalvageTest() {
    Store store(path);
    store.Atomically([&] {
      for (int i = 0; i < kThings; ++i) {
        SQLite::Statement& insert = store.Prepared(
            "INSERT INTO thing (thing_name, thing_id, attributes, version) VALUES (?, 'id', "
            "'{}', 1)");
        insert.bind(1, "thing-" + std::to_string(100'000 + i));
        insert.exec();
      }
      store.Prepared("INSERT INTO setting VALUES ('kept', '1')").exec();
    });
  }

  // As a disk does that loses blocks.
  void Spoil(std::streamoff at, std::streamoff length) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << std::string(static_cast<std::size_t>(length), '\xff');
  }

  std::int64_t Things() {
    SQLite::Database database(path);
    return database.execAndGet("SELECT count(*) FROM thing").getInt64();
  }

  const TemporaryDirectory directory;
  const std::string path = (directory.path() / "jobs.db").string();
};

TEST_F(SalvageTest, LeavesAloneWhatIsWhole) {
  EXPECT_TRUE(Salvage(path).was_whole);
  EXPECT_FALSE(fs::exists(path + ".damaged"));
}

TEST_F(SalvageTest, SavesTheRowsBeforeAndBehindTheDamage) {
  std::ifstream file(path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  const std::size_t middle = whole.find("thing-" + std::to_string(100'000 + kThings / 2));
  Spoil(static_cast<std::streamoff>(middle / 4096 * 4096), 4096);
  const Salvaged salvaged = Salvage(path);
  EXPECT_THAT(salvaged.damaged, testing::Contains("thing"));
  EXPECT_GT(Things(), kThings - 200);
  EXPECT_LT(Things(), kThings);
  EXPECT_TRUE(fs::exists(path + ".damaged"));
  Store again(path);
  EXPECT_EQ(again.Prepared("SELECT value FROM setting WHERE name = 'kept'").executeStep(),
            true);
}

TEST_F(SalvageTest, SaysSoWhereNothingCanBeRead) {
  Spoil(0, 4096);
  EXPECT_THROW(Salvage(path), std::runtime_error);
  EXPECT_TRUE(fs::exists(path));
  EXPECT_FALSE(fs::exists(path + ".salvaged"));
}

}  // namespace
}  // namespace storage
