#include "server/service/state.h"

#include <sqlite3.h>

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "server/calls/operation.h"
#include "storage/binding.h"
#include "storage/copied_rows.h"
#include "storage/objects/objects.h"
#include "storage/registry/connectivity.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/schema.h"
#include "storage/store.h"

namespace server {

namespace {

constexpr char kNoState[] = "This is no state of iot-jobs-local, or it is damaged";

// The constructor's, where SQLite or the store finds what is wrong.
template <typename Read>
auto Understood(const Read& read) {
  try {
    return read();
  } catch (const SQLite::Exception& failure) {
    if (failure.getErrorCode() == SQLITE_FULL) throw;
    engine::RefuseRequest(std::string(kNoState) + ": " + failure.what() + ".");
  } catch (const nlohmann::json::exception& failure) {
    engine::RefuseRequest(std::string(kNoState) + ": " + failure.what() + ".");
  } catch (const storage::UnfitDatabase& unfit) {
    engine::RefuseRequest(std::string(kNoState) + ": " + unfit.problem + ".");
  } catch (const storage::UnfitState& problem) {
    engine::RefuseRequest(problem.what());
  }
}

SQLite::Database Opened(const std::string& bytes) {
  return Understood([&] {
    SQLite::Database database = storage::FromBytes(bytes);
    database.execAndGet("SELECT at FROM state");
    if (storage::IsOfLaterProgram(database, storage::kServiceSchema)) {
      engine::RefuseRequest(
          "The state is of a later version of iot-jobs-local than this one, which cannot read "
          "it: " +
          database.execAndGet("SELECT program FROM state").getString() + ".");
    }
    storage::BringUpToDate(database, "The state", storage::kServiceSchema);
    return database;
  });
}

// Nobody is connected who was so when the state was saved, and is not so here.
void EndConnections(Context& c, SQLite::Database& state) {
  storage::Connectivity connectivity(c.store);
  SQLite::Statement rows(state, "SELECT client_id, connected FROM connectivity");
  while (rows.executeStep()) {
    const std::string client = storage::Text(rows, 0);
    if (rows.getColumn(1).getInt() != 0 && !connectivity.Find(client)) {
      connectivity.Set(client, {false, c.now, "SERVER_ERROR"});
    }
  }
  for (const std::string& client : connectivity.ConnectedClients()) {
    storage::DynamicGroups(c.store).Touch(client);
  }
}

}  // namespace

std::string WriteState(Context& c, const engine::Clock::Setting& clock,
                       std::uint64_t most_object_bytes) {
  const std::uint64_t content = c.objects.ContentBytes();
  if (content > most_object_bytes) {
    engine::RefuseRequest("The objects of the store have " + std::to_string(content) +
                          " bytes, and maxObjectBytes lets a state have " +
                          std::to_string(most_object_bytes) + " of them.");
  }
  SQLite::Database state = c.store.Copy();
  SQLite::Transaction transaction(state);
  state.exec(
      "CREATE TABLE state (at INTEGER NOT NULL, scale REAL NOT NULL, account_id TEXT NOT NULL,"
      " program TEXT NOT NULL)");
  SQLite::Statement facts(state, "INSERT INTO state VALUES (?, ?, ?, ?)");
  storage::Bind(facts, c.now);
  facts.bind(2, clock.scale);
  facts.bind(3, c.settings.account_id);
  facts.bind(4, c.settings.program);
  facts.exec();
  c.objects.Save(state);
  transaction.commit();
  return storage::Bytes(state);
}

State::State(const std::string& bytes, const std::string& account_id)
    : database_(Opened(bytes)) {
  SQLite::Statement facts(database_, "SELECT at, scale, account_id FROM state");
  facts.executeStep();
  at_ = storage::At(facts, 0);
  scale_ = facts.getColumn(1).getDouble();
  if (storage::Text(facts, 2) != account_id) {
    engine::RefuseRequest("The state is of account " + storage::Text(facts, 2) +
                          ", and this emulator's is " + account_id +
                          ": start it with --account-id.");
  }
}

void State::Put(Context& c) {
  Understood([&] {
    c.store.Replace(database_);
    c.objects.BeginAnew();
    c.objects.Load(database_);
    EndConnections(c, database_);
  });
}

}  // namespace server
