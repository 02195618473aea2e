// Any text as a job document: checked, taken apart, filled in.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/documents/document.h"
#include "engine/documents/placeholder.h"
#include "engine/error.h"

namespace {

void Require(bool claim) {
  if (!claim) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using engine::Placeholder;
  const std::string document(reinterpret_cast<const char*>(data), size);
  engine::ParseS3Url(document);
  engine::Decoded({.key = document});
  try {
    std::size_t end = 0;
    for (const Placeholder& placeholder : engine::PlaceholdersIn(document)) {
      Require(placeholder.begin >= end);
      end = placeholder.begin + placeholder.text.size();
      Require(document.substr(placeholder.begin, placeholder.text.size()) == placeholder.text);
      const std::string key = engine::FillUploadKey(placeholder.location.key, "t", "j", "1");
      Require(placeholder.kind != Placeholder::Kind::kPresignedPut ||
              key.find("${") == std::string::npos);
    }
    Require(engine::Substitute(document, [](const Placeholder&) { return std::nullopt; }) ==
            document);
    engine::CheckDocument(document, /*has_role=*/true);
    // What was accepted is still JSON when a device gets it.
    const std::string filled = engine::Substitute(document, [](const Placeholder& placeholder) {
      return std::optional<std::string>(placeholder.IsPresigned() ? "http://host/b/k?a=b&c=%20"
                                                                  : placeholder.text);
    });
    Require(nlohmann::json::accept(filled));
    engine::CheckDocument(document, /*has_role=*/false);
  } catch (const engine::Error& refusal) {
    Require(nlohmann::json::accept(
        nlohmann::json(refusal.what())
            .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
  }
  return 0;
}
