// A service killed in the midst of its work: everything it acknowledged is there again. The
// test runs itself as the child that is killed.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <tuple>

#include "api_spec/spec.h"
#include "engine/clock.h"
#include "server/operations/operations.h"
#include "server/service/service.h"
#include "storage/jobs/job_executions.h"
#include "storage/objects/objects.h"
#include "storage/store.h"

namespace storage {
namespace {

using nlohmann::json;

constexpr int kThings = 8;
constexpr int kRounds = 5;

std::string Thing(int i) {
  return "thing" + std::to_string(i);
}

// Works as fast as it can until it is killed; a line on stdout for each update that was
// answered.
void Work(const std::string& path, const std::string& round) {
  Store store(path);
  engine::Clock clock;
  storage::Objects objects("/nonexistent", {});
  server::Service service(store, objects, clock, server::FindOperation, {});
  const auto call = [&](api_spec::Plane plane, const char* operation, const json& input) {
    return service.Run(
        {api_spec::Spec::BuiltIn().Find(plane, operation), {"us-east-1", ""}, input});
  };
  json targets = json::array();
  for (int i = 0; i < kThings; ++i) {
    targets.push_back(
        call(api_spec::Plane::kControl, "CreateThing", {{"thingName", Thing(i)}})["thingArn"]);
  }
  const json retries = {
      {"criteriaList", {{{"failureType", "FAILED"}, {"numberOfRetries", 1}}}}};
  for (int n = 0;; ++n) {
    const std::string job = round + "-" + std::to_string(n);
    call(api_spec::Plane::kControl, "CreateJob",
         {{"jobId", job},
          {"targets", targets},
          {"document", "{}"},
          {"jobExecutionsRetryConfig", retries}});
    for (const char* status : {"IN_PROGRESS", "IN_PROGRESS", "FAILED", "SUCCEEDED"}) {
      for (int i = 0; i < kThings; ++i) {
        const json answer = call(api_spec::Plane::kData, "UpdateJobExecution",
                                 {{"thingName", Thing(i)},
                                  {"jobId", job},
                                  {"status", status},
                                  {"includeJobExecutionState", true}});
        const std::string line = job + " " + Thing(i) + (*status == 'S' ? " 2 " : " 1 ") +
                                 answer["executionState"]["versionNumber"].dump() + " " +
                                 status + "\n";
        if (write(STDOUT_FILENO, line.data(), line.size()) < 0) return;
      }
    }
  }
}

// Starts the child and kills it once it has written so many lines; returns all it wrote.
std::string LinesOfAKilledChild(const std::string& path, const std::string& round, int lines) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe(ends.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("/proc/self/exe", "crash_test", "--work", path.c_str(), round.c_str(), nullptr);
    _exit(1);
  }
  close(ends[1]);
  std::string written;
  std::array<char, 4096> buffer{};
  bool killed = false;
  for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    written.append(buffer.data(), static_cast<std::size_t>(count));
    if (!killed && std::count(written.begin(), written.end(), '\n') >= lines) {
      killed = true;
      kill(child, SIGKILL);
    }
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(killed) << "the child ended of itself";
  return written.substr(0, written.rfind('\n') + 1);
}

class Crash : public testing::Test {
 protected:
  ~Crash() override { std::filesystem::remove_all(directory_); }

  std::string Path() const { return (directory_ / "jobs.db").string(); }

  void CheckDatabase() {
    SQLite::Database database(Path(), SQLite::OPEN_READWRITE);
    EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
    EXPECT_FALSE(SQLite::Statement(database, "PRAGMA foreign_key_check").executeStep());
    SQLite::Statement wrong(
        database,
        "SELECT * FROM (SELECT job_id, status, count(*) AS n FROM job_execution GROUP BY 1, 2)"
        " FULL JOIN (SELECT * FROM execution_count WHERE count > 0)"
        " USING (job_id, status) WHERE n IS NOT count");
    EXPECT_FALSE(wrong.executeStep()) << wrong.getColumn(0).getString();
  }

  static void CheckAcknowledged(Store& store, const std::string& lines, int kills) {
    struct Acknowledged {
      std::int64_t version;
      std::string status;
    };

    std::map<std::tuple<std::string, std::string, std::int64_t>, Acknowledged> newest;
    std::istringstream stream(lines);
    std::string job, thing, status;
    for (std::int64_t number = 0, version = 0;
         stream >> job >> thing >> number >> version >> status;) {
      newest[{job, thing, number}] = {version, status};
    }
    EXPECT_FALSE(newest.empty());
    int beyond = 0;
    for (const auto& [key, acknowledged] : newest) {
      const auto kept =
          JobExecutions(store).Find(std::get<0>(key), std::get<1>(key), std::get<2>(key));
      ASSERT_TRUE(kept) << std::get<0>(key) << " on " << std::get<1>(key);
      if (kept->version == acknowledged.version) {
        EXPECT_EQ(Name(kept->status), acknowledged.status);
      } else {
        EXPECT_EQ(kept->version, acknowledged.version + 1);
        beyond += 1;
      }
    }
    EXPECT_LE(beyond, kills) << "each kill leaves at most one committed and not acknowledged";
  }

 private:
  static std::filesystem::path MakeDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "crash-XXXXXX").string();
    return mkdtemp(name.data());
  }

  const std::filesystem::path directory_ = MakeDirectory();
};

TEST_F(Crash, LosesNoAcknowledgedUpdate) {
  std::string lines;
  for (int round = 1; round <= kRounds; ++round) {
    lines += LinesOfAKilledChild(Path(), "round" + std::to_string(round), 300 + 37 * round);
    CheckDatabase();
    Store store(Path());
    CheckAcknowledged(store, lines, round);
  }
}

}  // namespace
}  // namespace storage

int main(int argc, char** argv) {
  if (argc == 4 && std::string(argv[1]) == "--work") {
    storage::Work(argv[2], argv[3]);
    return 0;
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
