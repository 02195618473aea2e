// Billing groups in the store.
#pragma once

#include <optional>
#include <string>

#include "engine/registry/billing_group.h"
#include "storage/page.h"

namespace storage {

class Store;

class BillingGroups {
 public:
  explicit BillingGroups(Store& store) : store_(store) {}

  std::optional<engine::BillingGroup> Find(const std::string& name);
  void Insert(const engine::BillingGroup& group);
  void Update(const engine::BillingGroup& group);
  // Its things leave it.
  void Delete(const std::string& name);
  Page<std::string> List(const std::string& name_prefix, const PageRequest& page);

 private:
  Store& store_;
};

}  // namespace storage
