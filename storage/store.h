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
#include <set>
#include <string>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/instant.h"

namespace storage {

struct Changes;

struct DueWork {
  engine::Instant at;
  bool is_execution = false;  // a deadline; else work of a job
  std::int64_t sequence = 0;  // of the execution or the job
};

// What policies allow depends on policies, and on what they and certificates are attached to.
struct AccessChanges {
  bool all = false;
  std::set<std::string> of;  // things, by name, and certificates, by id
};

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

  void EraseAll();

  // The earliest timed work; at the same instant deadlines come first, then jobs, by age.
  std::optional<DueWork> NextDue();
  // In the same order, `most` at most.
  std::vector<DueWork> DueWorks(int most);

  // Whether certificates were changed or deleted since this was last asked: connections that
  // stand on them must be looked at again.
  bool TakeCertificatesChanged() { return std::exchange(certificates_changed_, false); }

  // Whose permissions may have changed since this was last asked.
  AccessChanges TakeAccessChanges() { return std::exchange(access_changes_, {}); }

  // For the views.

  // A statement, prepared once per text, reset and cleared of bindings.
  SQLite::Statement& Prepared(const std::string& sql);

  // What a view remembers of its rows, one of each type; forgotten when a transaction fails.
  template <typename Value>
  std::optional<Value>& Remembered() {
    std::any& slot = remembered_[typeid(Value)];
    if (!slot.has_value()) slot.emplace<std::optional<Value>>();
    return *std::any_cast<std::optional<Value>>(&slot);
  }

  void TouchCertificates() { certificates_changed_ = true; }

  AccessChanges& TouchedAccess() { return access_changes_; }

 private:
  SQLite::Database database_;
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements_;
  std::unique_ptr<Changes> changes_;
  std::unordered_map<std::type_index, std::any> remembered_;
  bool certificates_changed_ = false;
  AccessChanges access_changes_;
  // NextDue's answer until the next change; asked before every request.
  std::optional<std::optional<DueWork>> next_due_;
};

}  // namespace storage
