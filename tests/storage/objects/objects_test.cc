#include "storage/objects/objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace storage {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class ObjectsTest : public testing::Test {
 protected:
  ObjectsTest() { objects.MakeBucket("b", {}); }

  ~ObjectsTest() override { fs::remove_all(root); }

  void Put(const std::string& key, const std::string& text) {
    auto content = objects.NewContent();
    content->Append(text);
    objects.Put(
        *objects.FindBucket("b"),
        {.key = key, .size = text.size(), .segments = {{content->file(), text.size()}}});
    content->Keep();
  }

  Object Find(const std::string& key) { return objects.Find({.name = "b"}, key).value(); }

  int Files() const {
    return static_cast<int>(
        std::distance(fs::directory_iterator(root / "content"), fs::directory_iterator()));
  }

  std::vector<std::string> Names(const ObjectQuery& query) {
    std::vector<std::string> names;
    const ObjectList list = objects.List({.name = "b"}, query);
    for (const Object& object : list.objects) names.push_back(object.key);
    names.insert(names.end(), list.prefixes.begin(), list.prefixes.end());
    return names;
  }

  static fs::path MakeDirectory() {
    std::string name = (fs::temp_directory_path() / "objects-XXXXXX").string();
    return mkdtemp(name.data());
  }

  const fs::path root = MakeDirectory();
  Objects objects{root, false, {}};
};

TEST_F(ObjectsTest, ContentThatIsNotKeptVanishes) {
  objects.NewContent()->Append("half");
  EXPECT_EQ(Files(), 0);
  Put("k", "first");
  Put("k", "second");
  EXPECT_EQ(Files(), 1);
  EXPECT_EQ(objects.ReadAll(Find("k")), "second");
}

TEST_F(ObjectsTest, AReaderKeepsWhatItReads) {
  Put("k", "text");
  auto reading = objects.Read(Find("k"), 1, 2);
  objects.Delete(*objects.FindBucket("b"), "k", {});
  EXPECT_FALSE(objects.Find({.name = "b"}, "k"));
  const auto part = reading->Next();
  ASSERT_TRUE(part);
  EXPECT_EQ(part->offset, 1U);
  EXPECT_EQ(part->length, 2U);
  EXPECT_FALSE(reading->Next());
  EXPECT_EQ(Files(), 1);
  reading.reset();
  EXPECT_EQ(Files(), 0);
}

TEST_F(ObjectsTest, AReaderMayOutliveTheStore) {
  std::unique_ptr<OutgoingContent> reading;
  {
    Objects other(root, false, {});
    reading = other.Read({}, 0, 0);
  }
  EXPECT_FALSE(reading->Next());
}

TEST_F(ObjectsTest, ListsGoInTheOrderOfBytes) {
  for (const char* key : {"b", "a/1", "a/2", "a", "\xf0\x9f\x92\xa1/x", "c\x01"}) Put(key, "");
  EXPECT_THAT(Names({}), ElementsAre("a", "a/1", "a/2", "b", "c\x01", "\xf0\x9f\x92\xa1/x"));
  EXPECT_THAT(Names({.delimiter = "/"}),
              ElementsAre("a", "b", "c\x01", "a/", "\xf0\x9f\x92\xa1/"));
  EXPECT_THAT(Names({.prefix = "a/", .delimiter = "/"}), ElementsAre("a/1", "a/2"));
  EXPECT_THAT(Names({.after = "a/1"}), ElementsAre("a/2", "b", "c\x01", "\xf0\x9f\x92\xa1/x"));
  EXPECT_THAT(Names({.delimiter = "/", .after = "a/"}),
              ElementsAre("b", "c\x01", "\xf0\x9f\x92\xa1/"));
  EXPECT_THAT(Names({.limit = 0}), IsEmpty());
  EXPECT_EQ(objects.List({.name = "b"}, {.delimiter = "/", .limit = 1}).next, "a/");
}

TEST_F(ObjectsTest, ContentThatANewRunDoesNotKnowIsRemoved) {
  fs::create_directories(root / "kept/content");
  std::ofstream(root / "kept/content/orphan") << "x";
  Objects durable(root / "kept", true, {});
  EXPECT_FALSE(durable.FindBucket("b"));
  EXPECT_FALSE(fs::exists(root / "kept/content/orphan"));
}

}  // namespace
}  // namespace storage
