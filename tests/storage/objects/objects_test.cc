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
  Objects objects{root, {}};
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
    Objects other(root, {});
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
  Objects durable(root / "kept", {.durable = true});
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
  Objects store(root / "store", {.directories = {{"d", build}}});
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
    Objects store(old, {.durable = true});
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
  Objects store(later, {.durable = true});
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

TEST_F(ObjectsTest, AReaderKeepsNothingButWhatItReads) {
  Put("slow", "text");
  Put("k", "first");
  const auto reading = objects.Read(Find("slow"), 0, 4);
  Put("k", "second");
  EXPECT_EQ(Files(), 2);
}

TEST_F(ObjectsTest, WhatIsReplacedWhileItIsReadHasABoundInBytes) {
  Objects store(root / "bound", {.most_replaced_bytes = 10});
  store.MakeBucket("b", {});
  const Bucket bucket = store.FindBucket("b").value();
  const auto put = [&](const std::string& text) {
    auto content = store.NewContent();
    content->Append(text);
    store.Put(bucket,
              {.key = "k", .size = text.size(), .segments = {{content->file(), text.size()}}});
    content->Keep();
    return store.Find(bucket, "k").value();
  };
  std::vector<std::unique_ptr<OutgoingContent>> readers;
  for (const char* text : {"first", "other", "third", "last"}) {
    readers.push_back(store.Read(put(text), 0, 4));
    EXPECT_TRUE(readers.back()->Next());
  }
  const auto files = [&] {
    return std::distance(fs::directory_iterator(root / "bound/content"),
                         fs::directory_iterator());
  };
  EXPECT_EQ(files(), 3);
  EXPECT_EQ(store.ReadAll(store.Find(bucket, "k").value()), "last");
  readers.clear();
  EXPECT_EQ(files(), 1);
}

// What a directory shows, whatever lies outside of it.
class UsersDirectory : public ObjectsTest {
 protected:
  static fs::path Prepared(const fs::path& root) {
    fs::create_directories(root / "build/sub");
    std::ofstream(root / "build/sub/k") << "text";
    fs::create_directories(root / "secret");
    std::ofstream(root / "secret/k") << "secret";
    return root / "build";
  }

  std::string Text(const std::string& key) {
    const Bucket bucket = store.FindBucket("d").value();
    const auto found = store.Find(bucket, key);
    return found ? store.ReadAll(*found) : "";
  }

  Objects store{root / "store", {.directories = {{"d", Prepared(root)}}}};
};

TEST_F(UsersDirectory, IsNotLeftByALink) {
  EXPECT_EQ(Text("sub/k"), "text");
  const Object seen = store.Find(store.FindBucket("d").value(), "sub/k").value();
  fs::rename(root / "build/sub", root / "build/was");
  fs::create_directory_symlink("../secret", root / "build/sub");
  fs::create_symlink("../secret/k", root / "build/link");
  fs::create_symlink("was/k", root / "build/within");
  EXPECT_EQ(Text("sub/k"), "");
  EXPECT_EQ(Text("link"), "");
  EXPECT_EQ(Text("within"), "text");
  EXPECT_THROW(store.ReadAll(seen), std::runtime_error);
  EXPECT_THAT(store.List(store.FindBucket("d").value(), {}).objects.size(), 2);
}

TEST_F(UsersDirectory, IsTheOneThatHasTheNameButNoLink) {
  fs::rename(root / "build", root / "was");
  fs::create_directory_symlink(root / "secret", root / "build");
  EXPECT_EQ(Text("k"), "");
  EXPECT_EQ(Text("sub/k"), "text");
  fs::remove(root / "build");
  fs::create_directories(root / "build");
  std::ofstream(root / "build/k") << "anew";
  EXPECT_EQ(Text("k"), "anew");
}

TEST_F(UsersDirectory, ListsWhatBeginsWithThePrefix) {
  std::ofstream(root / "build/su") << "";
  std::ofstream(root / "build/a") << "";
  const Bucket bucket = store.FindBucket("d").value();
  const auto keys = [&](const std::string& prefix) {
    std::vector<std::string> found;
    for (const Object& object : store.List(bucket, {.prefix = prefix}).objects) {
      found.push_back(object.key);
    }
    return found;
  };
  EXPECT_THAT(keys("su"), ElementsAre("su", "sub/k"));
  EXPECT_THAT(keys("sub/"), ElementsAre("sub/k"));
  EXPECT_THAT(keys("sub/k"), ElementsAre("sub/k"));
  EXPECT_THAT(keys("subb"), IsEmpty());
}

// Begins anew and makes a bucket; `last` comes when that is written.
void BeginAnewWith(Objects& objects, const std::string& bucket,
                   const std::function<void()>& last) {
  objects.Together([&] {
    objects.BeginAnew();
    objects.MakeBucket(bucket, {});
    objects.Written();
    last();
  });
}

TEST_F(ObjectsTest, WhatBeginsAnewAndFailsAtLastIsAsItWas) {
  Put("k", "text");
  EXPECT_THROW(BeginAnewWith(objects, "new", [] { throw std::runtime_error("at last"); }),
               std::runtime_error);
  EXPECT_FALSE(objects.FindBucket("new"));
  EXPECT_EQ(objects.ReadAll(Find("k")), "text");
  BeginAnewWith(objects, "new", [] {});
  EXPECT_TRUE(objects.FindBucket("new"));
  EXPECT_FALSE(objects.FindBucket("b"));
  EXPECT_EQ(Files(), 0);
}

TEST_F(ObjectsTest, ARunThatWasKilledIsFollowedByTheGenerationThatWasKept) {
  const Objects::Settings first{.durable = true};
  Objects(root / "d", first).MakeBucket("old", {});
  for (const int kept : {0, 1}) {
    const fs::path copy = root / std::to_string(kept);
    Objects store(root / "d", first);
    BeginAnewWith(store, "new",
                  [&] { fs::copy(root / "d", copy, fs::copy_options::recursive); });
    Objects next(copy, {.durable = true, .generation = kept});
    EXPECT_EQ(next.FindBucket("old").has_value(), kept == 0);
    EXPECT_EQ(next.FindBucket("new").has_value(), kept == 1);
    if (kept == 0) Objects(root / "d", first).MakeBucket("old", {});
  }
}

TEST_F(ObjectsTest, WhatIsKeptIsForThisUserAlone) {
  Objects store(root / "private", {.durable = true});
  store.MakeBucket("b", {});
  const auto others = fs::perms::group_all | fs::perms::others_all;
  EXPECT_EQ(fs::status(root / "private").permissions() & others, fs::perms::none);
  for (const auto& entry : fs::recursive_directory_iterator(root / "private")) {
    EXPECT_EQ(entry.status().permissions() & others, fs::perms::none) << entry.path();
  }
}

}  // namespace
}  // namespace storage
