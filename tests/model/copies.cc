// A walk beside services that have loaded the state in which it was.
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "tests/model/subject.h"
#include "tests/model/walk.h"

namespace model {

namespace {

namespace fs = std::filesystem;

// Rows are many: they are compared after so many steps.
constexpr std::size_t kRowsEvery = 10;

// A directory for the objects of several subjects, gone with this object.
class ObjectsOfAll {
 public:
  ObjectsOfAll()
      : root_(fs::temp_directory_path() / ("jobs-copies-" + std::to_string(getpid()))) {}

  ~ObjectsOfAll() { fs::remove_all(root_); }

  ObjectsOfAll(const ObjectsOfAll&) = delete;
  ObjectsOfAll& operator=(const ObjectsOfAll&) = delete;

  fs::path Next() { return root_ / std::to_string(++count_); }

 private:
  const fs::path root_;
  int count_ = 0;
};

// An upload in parts, which stays open during the walk.
void BeginUpload(Subject& subject) {
  storage::Objects& objects = subject.objects();
  const auto at = engine::FromMilliseconds(kWalksBegin);
  objects.MakeBucket("files", at);
  objects.Begin({.id = "upload", .bucket = "files", .key = "firmware.bin", .created_at = at});
  for (const int number : {1, 2}) {
    const auto part = objects.NewContent();
    part->Append("part " + std::to_string(number) + "; ");
    part->Keep();
    objects.PutPart("upload", {.number = number,
                               .etag = "\"" + std::to_string(number) + "\"",
                               .modified_at = at,
                               .content = {part->file(), part->size()}});
  }
}

std::string CompletedUpload(Subject& subject) {
  storage::Objects& objects = subject.objects();
  const auto bucket = objects.FindBucket("files");
  const auto upload = objects.FindUpload("upload");
  if (!bucket || !upload) return "no upload";
  objects.Complete(*bucket, *upload, objects.Parts("upload"), {.etag = "\"1-2\""});
  return objects.ReadAll(objects.Find(*bucket, "firmware.bin").value());
}

// Job documents and times are alike; ids that are drawn anew do not show.
json Took(Subject& subject, const Step& step) {
  if (step.operation != "Advance") return subject.Apply(step.operation, step.input);
  const engine::Duration by{step.input["milliseconds"].get<std::int64_t>()};
  subject.Advance(by, step.input["manner"]);
  return json::object();
}

// Of what a step does to both.
std::string Difference(Subject& original, Subject& copy, const Step& step, bool with_rows) {
  json of_original = {{"answer", Took(original, step)}};
  json of_copy = {{"answer", Took(copy, step)}};
  // AWS's ids of things and groups that are made in the step itself.
  for (json* answer : {&of_original["answer"], &of_copy["answer"]}) {
    for (const char* id : {"thingId", "thingGroupId"}) answer->erase(id);
  }
  of_original["messages"] = original.TakeMessages();
  of_copy["messages"] = copy.TakeMessages();
  if (with_rows) {
    of_original["rows"] = original.Rows();
    of_copy["rows"] = copy.Rows();
  }
  if (of_original == of_copy) return {};
  return json::diff(of_original, of_copy).dump();
}

}  // namespace

std::string RunBesideCopies(const Walk& walk, int every) {
  ObjectsOfAll directories;
  Subject original(":memory:", directories.Next());
  BeginUpload(original);
  std::unique_ptr<Subject> copy;
  for (std::size_t i = 0; i < walk.size(); ++i) {
    if (i % static_cast<std::size_t>(every) == 0) {
      // An hour that is not its own, so that it has to take over the other's.
      copy = std::make_unique<Subject>(":memory:", directories.Next());
      copy->Advance(std::chrono::hours{1}, "jump");
      copy->Load(original.Save());
      copy->TakeMessages();
      original.TakeMessages();
    }
    const std::string differs = Difference(original, *copy, walk[i], i % kRowsEvery == 0);
    if (!differs.empty()) {
      return "after step " + std::to_string(i) + ", " + walk[i].operation + " " +
             walk[i].input.dump() + ": " + differs;
    }
  }
  const std::string of_original = CompletedUpload(original);
  const std::string of_copy = CompletedUpload(*copy);
  if (of_original == "part 1; part 2; " && of_copy == of_original) return {};
  return "the uploads: " + of_original + " and " + of_copy;
}

}  // namespace model
