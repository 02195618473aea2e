#include "server/tools/state/seed_document.h"

#include <fmt/format.h>
#include <yaml.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <stdexcept>
#include <utility>

#include "engine/text/base64.h"

namespace tools {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMostBytes = std::size_t{64} << 20;  // of the seed and all that it names
constexpr std::size_t kMostNodes = 200'000;
constexpr std::size_t kLongestNumber = 30;
constexpr int kDeepest = 64;

[[noreturn]] void Fail(const std::string& name, std::size_t line, const std::string& problem) {
  throw std::runtime_error(name + ":" + std::to_string(line) + ": " + problem);
}

std::string Content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code failure;
  if (!file || !fs::is_regular_file(path, failure)) {
    throw std::runtime_error("cannot read " + path.string());
  }
  if (fs::file_size(path, failure) > kMostBytes) {
    throw std::runtime_error(path.string() + " is larger than a seed may be, " +
                             std::to_string(kMostBytes) +
                             " bytes: serve the directory of large files by --bucket");
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

// What a scalar without quotes means. Numbers with a zero before them are texts: they are ids.
json Plain(const std::string& text) {
  static const std::regex kWhole("-?(0|[1-9][0-9]{0,17})");
  static const std::regex kNumber("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");
  if (text.size() > kLongestNumber) return text;
  if (text.empty() || text == "~" || text == "null") return nullptr;
  if (text == "true" || text == "false") return text == "true";
  if (std::regex_match(text, kWhole)) return std::stoll(text);
  if (std::regex_match(text, kNumber)) return std::strtod(text.c_str(), nullptr);
  return text;
}

class Reader {
 public:
  Reader(SeedDocument& document, yaml_document_t& yaml) : document_(document), yaml_(yaml) {}

  json Read(int number, const std::string& place, int depth) {
    const yaml_node_t& node = *yaml_document_get_node(&yaml_, number);
    if (depth > kDeepest) Fail(document_.name, LineOf(node), "it is nested too deeply");
    if (++nodes_ > kMostNodes) Fail(document_.name, LineOf(node), "it has too many parts");
    document_.lines.try_emplace(place, LineOf(node));
    if (node.type == YAML_SCALAR_NODE) return Scalar(node);
    return node.type == YAML_SEQUENCE_NODE ? List(node, place, depth)
                                           : Object(node, place, depth);
  }

 private:
  static std::size_t LineOf(const yaml_node_t& node) { return node.start_mark.line + 1; }

  static std::string TextOf(const yaml_node_t& node) {
    return {reinterpret_cast<const char*>(node.data.scalar.value), node.data.scalar.length};
  }

  static json Scalar(const yaml_node_t& node) {
    const std::string text = TextOf(node);
    return node.data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? Plain(text) : json(text);
  }

  json List(const yaml_node_t& node, const std::string& place, int depth) {
    json list = json::array();
    for (const auto* item = node.data.sequence.items.start; item < node.data.sequence.items.top;
         ++item) {
      list.push_back(
          Read(*item, place + "." + std::to_string(list.size() + 1) + ".member", depth + 1));
    }
    return list;
  }

  json Object(const yaml_node_t& node, const std::string& place, int depth) {
    json object = json::object();
    for (const auto* pair = node.data.mapping.pairs.start; pair < node.data.mapping.pairs.top;
         ++pair) {
      const yaml_node_t& key = *yaml_document_get_node(&yaml_, pair->key);
      if (key.type != YAML_SCALAR_NODE)
        Fail(document_.name, LineOf(key), "a name is to be a text");
      const std::string name = TextOf(key);
      if (object.contains(name)) Fail(document_.name, LineOf(key), name + " is here twice");
      const std::string below = place.empty() ? name : fmt::format("{}.{}", place, name);
      document_.lines.try_emplace(below, LineOf(key));
      object[name] = Read(pair->value, below, depth + 1);
    }
    return object;
  }

  SeedDocument& document_;
  yaml_document_t& yaml_;
  std::size_t nodes_ = 0;
};

struct Parser {
  explicit Parser(const std::string& text) {
    yaml_parser_initialize(&yaml);
    yaml_parser_set_input_string(&yaml, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }

  ~Parser() { yaml_parser_delete(&yaml); }

  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // The next document, which may be empty.
  std::unique_ptr<yaml_document_t, void (*)(yaml_document_t*)> Next(const std::string& name) {
    auto next = std::make_unique<yaml_document_t>();
    if (yaml_parser_load(&yaml, next.get()) == 0) {
      Fail(name, yaml.problem_mark.line + 1,
           std::string("it is neither JSON nor YAML: ") + (yaml.problem ? yaml.problem : ""));
    }
    return {next.release(), [](yaml_document_t* document) {
              yaml_document_delete(document);
              delete document;
            }};
  }

  yaml_parser_t yaml{};
};

json Parsed(SeedDocument& document, const std::string& text) {
  Parser parser(text);
  const auto first = parser.Next(document.name);
  if (yaml_document_get_root_node(first.get()) == nullptr) return json::object();
  json seed = Reader(document, *first).Read(1, "", 0);
  const auto second = parser.Next(document.name);
  if (const yaml_node_t* more = yaml_document_get_root_node(second.get())) {
    Fail(document.name, more->start_mark.line + 1, "a seed is one document");
  }
  if (!seed.is_object()) Fail(document.name, 1, "a seed has sections, by name");
  return seed;
}

// In place of their paths.
void TakeFiles(SeedDocument& document, const fs::path& directory) {
  json none = json::array();
  const auto found = document.seed.find("files");
  json& files = found != document.seed.end() && found->is_array() ? *found : none;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    json& file = files[i];
    if (!file.is_object() || !file.contains("path") || !file["path"].is_string()) continue;
    const std::string place = "files." + std::to_string(i + 1) + ".member.path";
    try {
      if (file.contains("text") || file.contains("base64")) {
        throw std::runtime_error("a file has one of path, text and base64");
      }
      const std::string content = Content(directory / file["path"].get<std::string>());
      bytes += content.size();
      if (bytes > kMostBytes) throw std::runtime_error("the files are too large together");
      file["base64"] = engine::Base64(content);
      file.erase("path");
    } catch (const std::runtime_error& problem) {
      throw std::runtime_error(
          WithLines(document, std::string(problem.what()) + ", at '" + place + "'"));
    }
  }
}

// Of the place, or of what it is in; 0 for none.
std::size_t LineOf(const SeedDocument& document, std::string place) {
  for (;;) {
    const auto known = document.lines.find(place);
    if (known != document.lines.end()) return known->second;
    const auto dot = place.rfind('.');
    if (dot == std::string::npos) return 0;
    place.resize(dot);
  }
}

}  // namespace

SeedDocument ReadSeed(const fs::path& file) {
  SeedDocument document{.name = file.string()};
  document.seed = Parsed(document, Content(file));
  TakeFiles(document, file.parent_path());
  return document;
}

std::string WithLines(const SeedDocument& document, const std::string& problem) {
  std::string text;
  std::size_t first = 0;
  std::size_t told = 0;
  for (auto open = problem.find(" '"); open != std::string::npos;
       open = problem.find(" '", told)) {
    const std::size_t close = problem.find('\'', open + 2);
    if (close == std::string::npos) break;
    const std::string_view before = std::string_view(problem).substr(0, open);
    text.append(problem, told, close + 1 - told);
    told = close + 1;
    if (!before.ends_with("at") && !before.ends_with("no")) continue;
    const std::size_t line = LineOf(document, problem.substr(open + 2, close - open - 2));
    if (line == 0) continue;
    if (first == 0) first = line;
    text.append(" (line ").append(std::to_string(line)).append(")");
  }
  text.append(problem, told);
  return document.name + (first == 0 ? "" : ":" + std::to_string(first)) + ": " + text;
}

}  // namespace tools
