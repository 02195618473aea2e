#include "api_spec/value_text.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace api_spec {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongest = 4096;
constexpr int kDeepest = 8;

const Schema& Anything() {
  static const Schema kAnything;
  return kAnything;
}

class Writer {
 public:
  void Write(const Schema& schema, const Json& value, int depth) {
    if (text_.size() > kLongest) return;
    if (depth > kDeepest) {
      text_ += "...";
    } else if (value.is_string()) {
      text_ += value.get_ref<const std::string&>();
    } else if (value.is_array()) {
      WriteArray(schema.items == nullptr ? Anything() : *schema.items, value, depth);
    } else if (value.is_object() && !schema.properties.empty()) {
      WriteShape(schema, value, depth);
    } else if (value.is_object()) {
      WriteMap(schema.additional == nullptr ? Anything() : *schema.additional, value, depth);
    } else if (value.is_number_integer() && schema.type == Schema::Type::kNumber) {
      text_ += Json(value.get<double>()).dump();
    } else {
      text_ += value.dump();
    }
  }

  std::string Take() {
    if (text_.size() > kLongest) text_.replace(kLongest, std::string::npos, "...");
    // A cut character, or bytes that were no UTF-8 to begin with, must not spoil the answer.
    return Json::parse(Json(text_).dump(-1, ' ', false, Json::error_handler_t::replace));
  }

 private:
  void WriteArray(const Schema& items, const Json& value, int depth) {
    text_ += '[';
    for (std::size_t i = 0; i < value.size() && text_.size() <= kLongest; ++i) {
      if (i > 0) text_ += ", ";
      Write(items, value[i], depth + 1);
    }
    text_ += ']';
  }

  void WriteShape(const Schema& schema, const Json& value, int depth) {
    text_ += schema.name + '(';
    bool first = true;
    for (const auto& [name, member] : schema.properties) {
      text_ += (first ? "" : ", ") + name + '=';
      first = false;
      const auto found = value.find(name);
      Write(*member, found == value.end() ? Json() : *found, depth + 1);
    }
    text_ += ')';
  }

  void WriteMap(const Schema& values, const Json& value, int depth) {
    text_ += '{';
    bool first = true;
    for (const auto& [key, entry] : value.items()) {
      if (text_.size() > kLongest) break;
      text_ += (first ? "" : ", ") + key + '=';
      first = false;
      Write(values, entry, depth + 1);
    }
    text_ += '}';
  }

  std::string text_;
};

}  // namespace

std::string ValueText(const Schema& schema, const Json& value) {
  Writer writer;
  writer.Write(schema, value, 0);
  return writer.Take();
}

}  // namespace api_spec
