#include "storage/ota/ota_updates.h"

#include "storage/binding.h"
#include "storage/paging.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kSelectUpdate[] =
    "SELECT ota_update_id, input, status, error_code, error_message, job_id, stream_id,"
    " made_stream, created_at, updated_at, sequence FROM ota_update ";
constexpr int kSequence = 10;

engine::OtaUpdate UpdateFrom(SQLite::Statement& row) {
  return {.id = Text(row, 0),
          .input = nlohmann::json::parse(Text(row, 1)),
          .status = engine::OtaStatusFrom(Text(row, 2)).value(),
          .error_code = Text(row, 3),
          .error_message = Text(row, 4),
          .job_id = Text(row, 5),
          .stream_id = Text(row, 6),
          .made_stream = row.getColumn(7).getInt() != 0,
          .created_at = At(row, 8),
          .updated_at = At(row, 9)};
}

}  // namespace

std::optional<engine::OtaUpdate> OtaUpdates::Find(const std::string& id) {
  SQLite::Statement& row =
      store_.Prepared(std::string(kSelectUpdate) + "WHERE ota_update_id = ?");
  if (!Bind(row, id).executeStep()) return std::nullopt;
  engine::OtaUpdate update = UpdateFrom(row);
  row.reset();
  return update;
}

void OtaUpdates::Insert(const engine::OtaUpdate& update) {
  const std::string input = update.input.dump();
  const std::string status(Name(update.status));
  Bind(store_.Prepared("INSERT INTO ota_update (ota_update_id, input, status, error_code,"
                       " error_message, job_id, stream_id, made_stream, created_at, updated_at)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
       update.id, input, status, update.error_code, update.error_message, update.job_id,
       update.stream_id, update.made_stream, update.created_at, update.updated_at)
      .exec();
}

void OtaUpdates::Delete(const std::string& id) {
  Bind(store_.Prepared("DELETE FROM ota_update WHERE ota_update_id = ?"), id).exec();
}

bool OtaUpdates::AnyOfStream(const std::string& stream_id) {
  SQLite::Statement& row =
      store_.Prepared("SELECT 1 FROM ota_update WHERE stream_id = ? LIMIT 1");
  const bool found = Bind(row, stream_id).executeStep();
  row.reset();
  return found;
}

Page<engine::OtaUpdate> OtaUpdates::List(const std::optional<engine::OtaStatus>& status,
                                         const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(std::string(kSelectUpdate) + "WHERE " +
                                            (status ? "status = ? AND " : "") +
                                            ByAge("sequence", Order::kNewestFirst));
  const std::int64_t start = StartOf(Order::kNewestFirst, page);
  const std::string name(status ? Name(*status) : "");
  if (status) {
    Bind(rows, name, start, page.limit + 1);
  } else {
    Bind(rows, start, page.limit + 1);
  }
  return TakeByAge<engine::OtaUpdate>(rows, kSequence, page.limit, UpdateFrom);
}

}  // namespace storage
