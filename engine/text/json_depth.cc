#include "engine/text/json_depth.h"

#include <nlohmann/json.hpp>

namespace engine {

namespace {

using nlohmann::json;

// Stops the reader before it recurses further.
class DepthGuard final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }

  bool boolean(bool) override { return true; }

  bool number_integer(number_integer_t) override { return true; }

  bool number_unsigned(number_unsigned_t) override { return true; }

  bool number_float(number_float_t, const string_t&) override { return true; }

  bool string(string_t&) override { return true; }

  bool binary(binary_t&) override { return true; }

  bool key(string_t&) override { return true; }

  bool start_object(std::size_t) override { return ++depth_ <= kDeepestJson; }

  bool end_object() override { return Close(); }

  bool start_array(std::size_t) override { return ++depth_ <= kDeepestJson; }

  bool end_array() override { return Close(); }

  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool Close() {
    --depth_;
    return true;
  }

  int depth_ = 0;
};

}  // namespace

bool NestsTooDeeply(std::string_view json_text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json_text.size(); ++i) {
    const char c = json_text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepestJson) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

bool CborNestsTooDeeply(std::string_view bytes) {
  DepthGuard guard;
  return !json::sax_parse(bytes, &guard, json::input_format_t::cbor);
}

}  // namespace engine
