#include "engine/documents/managed_template.h"

#include <gmock/gmock.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;

using testing::ElementsAre;

TEST(ManagedTemplate, AreTheEightOfAws) {
  std::vector<std::string> names;
  for (const ManagedTemplate& managed : ManagedTemplates()) names.push_back(managed.name);
  EXPECT_THAT(
      names, ElementsAre("AWS-Download-File", "AWS-Install-Application", "AWS-Reboot",
                         "AWS-Remove-Application", "AWS-Restart-Application", "AWS-Run-Command",
                         "AWS-Start-Application", "AWS-Stop-Application"));
}

TEST(ManagedTemplate, DocumentHasAStepForTheDevicesHandler) {
  const ManagedTemplate& managed = *FindManagedTemplate("AWS-Download-File");
  const json filled = json::parse(FillDocument(
      managed, managed.document,
      {{"downloadUrl", "https://example.com/a"}, {"filePath", "/tmp/a"}, {"runAsUser", "me"}}));
  EXPECT_EQ(filled, json({{"version", "1.0"},
                          {"steps",
                           {{{"action",
                              {{"name", "Download-File"},
                               {"type", "runHandler"},
                               {"input",
                                {{"handler", "download-file.sh"},
                                 {"args", {"https://example.com/a", "/tmp/a"}},
                                 {"path", ""}}},
                               {"runAsUser", "me"}}}}}}}));
}

TEST(ManagedTemplate, ValuesAreTakenAsTheyAre) {
  const ManagedTemplate& managed = *FindManagedTemplate("AWS-Run-Command");
  const std::string value = "say,\"\\ ${aws:iot:parameter:runAsUser}\",ü";
  const json filled =
      json::parse(FillDocument(managed, managed.document, {{"command", value}}));
  EXPECT_EQ(filled["steps"][0]["action"]["input"]["command"], value);
}

TEST(ManagedTemplate, PlaceholdersOfOthersStay) {
  const ManagedTemplate& managed = *FindManagedTemplate("AWS-Reboot");
  for (const std::string document : {"{\"a\":\"${aws:iot:parameter:other}\"}",
                                     "{\"a\":\"${aws:iot:parameter:runAsUser\"}"}) {
    EXPECT_EQ(FillDocument(managed, document, json::object()), document);
  }
}

TEST(ManagedTemplate, LengthIsCountedInCharacters) {
  const ManagedTemplate& managed = *FindManagedTemplate("AWS-Reboot");
  std::string user;
  for (int i = 0; i < 256; ++i) user += "ü";
  const auto fill = [&] { FillDocument(managed, managed.document, {{"runAsUser", user}}); };
  EXPECT_EQ(RefusalName(fill), "accepted");
  user += "u";
  EXPECT_EQ(RefusalName(fill), "InvalidRequest");
}

TEST(ManagedTemplate, DocumentsKeepTheirLimit) {
  const ManagedTemplate& managed = *FindManagedTemplate("AWS-Run-Command");
  const auto fill = [&](std::size_t length) {
    return RefusalName([&] {
      FillDocument(managed, managed.document, {{"command", std::string(length, 'c')}});
    });
  };
  EXPECT_EQ(fill(30720), "accepted");
  EXPECT_EQ(fill(32768), "InvalidRequest");
}

}  // namespace
}  // namespace engine
