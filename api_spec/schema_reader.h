// Reads JSON Schema nodes of one OpenAPI document, following its references.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api_spec/spec.h"

namespace api_spec {

// All functions throw std::runtime_error naming the place of a mistake.
class SchemaReader {
 public:
  // `name` begins the places that mistakes are reported at; schemas go to `schemas`.
  SchemaReader(std::string name, const nlohmann::ordered_json& document,
               std::vector<std::unique_ptr<Schema>>& schemas);

  // Those that x-input-of may name.
  void KnowOperations(const std::vector<Operation>& operations) { operations_ = &operations; }

  const Schema* Read(const nlohmann::ordered_json& node, const std::string& where);

  // The node itself, or the one that its $ref names; `where` becomes that one's place.
  const nlohmann::ordered_json& Resolve(const nlohmann::ordered_json& node,
                                        std::string& where) const;
  // A member that must be there.
  const nlohmann::ordered_json& At(const nlohmann::ordered_json& node, std::string_view member,
                                   const std::string& where) const;
  // Refuses a node that has another word.
  void OnlyWords(const nlohmann::ordered_json& node,
                 std::initializer_list<std::string_view> words, const std::string& where) const;
  [[noreturn]] void Fail(const std::string& where, const std::string& what) const;

 private:
  const Schema* ReadInPlace(const nlohmann::ordered_json& node, const std::string& where);
  Schema* ReadFresh(const nlohmann::ordered_json& node, const std::string& where);
  void AddInput(Schema& schema, const std::string& where) const;
  void CheckTogether(const Schema& schema, const std::string& where) const;
  void ReadWord(Schema& schema, const std::string& word, const nlohmann::ordered_json& value,
                const std::string& where);
  void ReadType(Schema& schema, const nlohmann::ordered_json& value, const std::string& where);
  std::shared_ptr<const Pattern> Shared(const std::string& text);

  const std::string name_;
  const nlohmann::ordered_json& document_;
  std::vector<std::unique_ptr<Schema>>& schemas_;
  const std::vector<Operation>* operations_ = nullptr;
  std::map<std::string, const Schema*> by_reference_;
  std::map<std::string, const Schema*> by_text_;
  std::map<std::string, std::shared_ptr<const Pattern>> patterns_;
};

}  // namespace api_spec
