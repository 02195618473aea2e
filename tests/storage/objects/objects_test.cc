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

// Each time at another instant, however coarse the file system's clock is.
void Write(const fs::path& file, char content, int second) {
  std::ofstream(file) << std::string(3 << 20, content);
  fs::last_write_time(file, fs::file_time_type(std::chrono::seconds(second)));
}

TEST_F(ObjectsTest, AFileOfTheUsersIsReadInOneVersionOrNotToItsEnd) {
  const fs::path build = root / "build";
  fs::create_directories(build);
  Write(build / "k", 'a', 1);
  Objects store(root / "store", false, {{"d", build}});
  const Bucket bucket = store.FindBucket("d").value();
  const Object object = store.Find(bucket, "k").value();
  const auto begun = store.Read(object, 0, object.size);
  ASSERT_TRUE(begun->Next());
  Write(build / "new", 'b', 2);
  fs::rename(build / "new", build / "k");
  EXPECT_TRUE(begun->Next());  // what was replaced as a whole can be read on
  const auto late = store.Read(object, 0, object.size);
  EXPECT_THROW(late->Next(), std::runtime_error);
  const Object anew = store.Find(bucket, "k").value();
  const auto again = store.Read(anew, 0, anew.size);
  ASSERT_TRUE(again->Next());
  Write(build / "k", 'c', 3);
  EXPECT_THROW(again->Next(), std::runtime_error);
}

// A store as the first version wrote it.
void WriteFirstVersion(const fs::path& root) {
  fs::create_directories(root / "content");
  std::ofstream(root / "content/file") << "text";
  std::ifstream schema(OBJECTS_SCHEMA_1);
  SQLite::Database database((root / "objects.db").string(),
                            SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(std::string(std::istreambuf_iterator<char>(schema), {}));
  database.exec("INSERT INTO bucket VALUES ('b', 0, 0)");
  database.exec(
      "INSERT INTO object VALUES (1, 'b', 'k', 'null', 1, 0, 4, '\"e\"', '{}', 0, "
      "'[[\"file\",4]]')");
  database.exec("INSERT INTO upload VALUES ('u', 'b', 'k', '{}', 0)");
  database.exec("PRAGMA user_version = 1");
}

TEST_F(ObjectsTest, AStoreOfTheFirstVersionIsReadAndWritten) {
  const fs::path old = root / "old";
  WriteFirstVersion(old);
  for (int run = 0; run < 2; ++run) {
    Objects store(old, true, {});
    const Bucket bucket = store.FindBucket("b").value();
    EXPECT_EQ(bucket.location, "");
    const Object object = store.Find(bucket, "k").value();
    EXPECT_EQ(store.ReadAll(object), "text");
    EXPECT_EQ(object.checksum.algorithm, "");
    EXPECT_EQ(store.FindUpload("u")->checksum_algorithm, "");
    store.SetTags("b", object, {{"a", "1"}});
    EXPECT_EQ(store.Find(bucket, "k")->tags, (ObjectTags{{"a", "1"}}));
    store.MakeBucket("new-" + std::to_string(run), {}, "eu-west-1");
  }
}

TEST_F(ObjectsTest, AStoreOfALaterVersionIsLeftAlone) {
  const fs::path later = root / "later";
  fs::create_directories(later);
  SQLite::Database((later / "objects.db").string(),
                   SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("PRAGMA user_version = 3");
  Objects store(later, true, {});
  EXPECT_THROW(store.FindBucket("b"), std::runtime_error);
}

TEST_F(ObjectsTest, ABucketGoesWithTheUploadsInIt) {
  objects.Begin({.id = "u", .bucket = "b", .key = "k"});
  auto part = objects.NewContent();
  part->Append("part");
  objects.PutPart("u", {.number = 1, .etag = "e", .content = {part->file(), 4}});
  part->Keep();
  EXPECT_TRUE(objects.IsEmpty("b"));
  objects.DeleteBucket("b");
  EXPECT_EQ(Files(), 0);
  EXPECT_FALSE(objects.FindUpload("u"));
}

TEST_F(ObjectsTest, WhatAnUploadHasBecomeIsFoundForAsLongAsItIsThere) {
  const Bucket bucket = objects.FindBucket("b").value();
  const Upload upload{.id = "u", .bucket = "b", .key = "k"};
  objects.Begin(upload);
  auto part = objects.NewContent();
  part->Append("part");
  objects.PutPart("u", {.number = 1, .etag = "e", .content = {part->file(), 4}});
  part->Keep();
  EXPECT_FALSE(objects.Completed(bucket, "k", "u"));
  objects.Complete(bucket, upload, objects.Parts("u"), {.etag = "whole"});
  EXPECT_EQ(objects.Completed(bucket, "k", "u")->etag, "whole");
  EXPECT_FALSE(objects.Completed(bucket, "other", "u"));
  EXPECT_FALSE(objects.Completed(bucket, "k", ""));
  Put("k", "another");
  EXPECT_FALSE(objects.Completed(bucket, "k", "u"));
  EXPECT_FALSE(objects.Completed(bucket, "k", ""));
}

TEST_F(ObjectsTest, WhatIsDoneTogetherIsKeptOrUndoneTogether) {
  Put("k", "first");
  const auto change = [&](bool fails) {
    IncomingContent& content = objects.NewContentTogether();
    content.Append("second");
    objects.MakeBucket("c", {});
    objects.Put(*objects.FindBucket("b"),
                {.key = "k", .size = 6, .segments = {{content.file(), 6}}});
    EXPECT_EQ(objects.ReadAll(Find("k")), "second");
    if (fails) throw std::runtime_error("at last");
  };
  EXPECT_THROW(objects.Together([&] { change(true); }), std::runtime_error);
  EXPECT_EQ(objects.ReadAll(Find("k")), "first");
  EXPECT_FALSE(objects.FindBucket("c"));
  EXPECT_EQ(Files(), 1);
  objects.Together([&] { change(false); });
  EXPECT_EQ(objects.ReadAll(Find("k")), "second");
  EXPECT_TRUE(objects.FindBucket("c"));
  EXPECT_EQ(Files(), 1);
}

}  // namespace
}  // namespace storage
