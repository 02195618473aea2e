// The store of everything: a database and the transactions on it. What it holds is asked and
// changed through the views in the folders beside this file, one for each subject, as cheap to
// make as a reference: storage::Things(store).Find(name).
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <any>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>

namespace storage {

struct Changes;

// One SQLite database and its only connection. Not safe for use by several threads. Holds no
// rule and never throws engine::Error; SQLite's failures are SQLite::Exception.
class Store {
 public:
  // ":memory:" for a store that forgets. Throws std::runtime_error for a file that a newer
  // program wrote.
  explicit Store(const std::string& path);
  ~Store();

  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Runs `work` in one transaction: committed when it returns, undone when it throws.
  void Atomically(const std::function<void()>& work);

  // What the running transaction has changed; its lists may be drained.
  Changes& Touched() { return *changes_; }

  // Grows with each transaction: whoever keeps an answer keeps this beside it.
  std::uint64_t transactions() const { return transactions_; }

  // Grows when certificates come or go, or who owns or claims one does: rare beside the rest.
  std::uint64_t certificate_changes() const { return certificate_changes_; }

  void CertificatesChanged() { ++certificate_changes_; }

  void EraseAll();

  // Which database of the object store goes with this one: what is kept here decides for both
  // whether a change of all that there is was made. To be set in a transaction.
  int ObjectsGeneration();
  void SetObjectsGeneration(int generation);

  // Whether there is nothing but what outlives a reset.
  bool IsEmpty();

  // A database with a copy of all rows but the authority's.
  SQLite::Database Copy();
  // Takes the rows of such a copy in place of all that there are, in a transaction. The clients
  // that are connected stay so.
  void Replace(SQLite::Database& copy);

  // A statement, prepared once per text, reset and cleared of bindings.
  SQLite::Statement& Prepared(const std::string& sql);

  // What a view remembers of its rows, one of each type; forgotten when a transaction fails.
  template <typename Value>
  std::optional<Value>& Remembered() {
    std::any& slot = remembered_[typeid(Value)];
    if (!slot.has_value()) slot.emplace<std::optional<Value>>();
    return *std::any_cast<std::optional<Value>>(&slot);
  }

 private:
  SQLite::Database database_;
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements_;
  std::unique_ptr<Changes> changes_;
  std::uint64_t transactions_ = 0;
  std::uint64_t certificate_changes_ = 0;
  std::unordered_map<std::type_index, std::any> remembered_;
};

}  // namespace storage
