// What clients may do, by the policies of their certificates, or of the keys that they sign
// with.
#pragma once

#include <cstdint>
#include <ctime>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/access/iam_policy.h"
#include "engine/access/policy_evaluation.h"

struct mosquitto;

// A client proves with its password who it is: the emulator, which ends TLS, puts in a text
// that only it can write. The user name is the session's number, under which later changes
// come. All that throws is a refusal: the caller is Mosquitto, in C.
class Permissions {
 public:
  // Clients without a proof may do everything, or may not connect.
  Permissions(bool unintroduced_may_connect, std::string emulator_id)
      : unintroduced_may_connect_(unintroduced_may_connect),
        emulator_id_(std::move(emulator_id)) {}

  // Whether it may connect.
  bool Admit(const mosquitto* client, const char* user_name, const char* password) noexcept;
  void Left(const mosquitto* client) noexcept;
  // The emulator says that a session's policies, or what they stand for, are others now.
  void Change(std::string_view text) noexcept;

  bool MaySubscribe(const mosquitto* client, const char* filter) noexcept;
  bool MayPublish(const mosquitto* client, const char* topic, bool retain) noexcept;
  bool MayReceive(const mosquitto* client, const char* topic) noexcept;
  // The client by its id, for what the emulator sends it.
  bool MayReceive(std::string_view client_id, const char* topic) noexcept;

 private:
  // What a client's policies say, until they change.
  struct Session {
    std::string client_id;
    const mosquitto* connection = nullptr;  // nothing: it has left, but for its session
    std::time_t left_at = 0;
    bool is_persistent = false;
    std::size_t bytes = 0;  // of what it was read from
    std::string principal;  // of the certificate, for who reads of refusals
    std::string arn;        // up to the resource: "arn:aws:iot:...:"
    std::optional<engine::IamPolicy> iam_policy;  // or else:
    std::vector<engine::EffectivePolicy> policies;
    engine::PolicyVariables variables;
    std::unordered_map<std::string, bool> decisions;  // by action and resource
  };

  enum class Say { kAlways, kOnce };

  static Session Read(std::string_view text);
  static std::optional<nlohmann::json> Refusal(const Session& session,
                                               const engine::PolicyRequest& request);
  bool AdmitUnintroduced(const char* client_id);
  // Of a client that is away.
  void ForgetSessionOf(std::string_view client_id);
  void ForgetExpired();
  void KeepDecision(Session& session, std::string key, bool allows);
  Session* Of(const mosquitto* client);
  bool Allows(Session& session, const char* action, const char* kind, std::string_view name,
              Say say);
  void ForgetLeft();

  const bool unintroduced_may_connect_;
  const std::string emulator_id_;
  std::map<std::string, Session, std::less<>> sessions_;               // by number
  std::map<std::string, std::string, std::less<>> session_of_client_;  // by client id
  // Changes of sessions whose CONNECT is still to come.
  std::map<std::string, std::string, std::less<>> early_;
  std::size_t early_bytes_ = 0;
  std::size_t decision_bytes_ = 0;  // of all sessions, since all were last forgotten
  std::vector<std::string> left_;   // their last wills may still be checked
};
