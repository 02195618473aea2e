/* A device that updates itself over MQTT as an AWS IoT OTA update tells it to: it downloads the new
 * image block by block, restarts with it, tests itself, and goes back to the old one if that fails.
 *
 *     cc -Wall -o device device.c -lmosquitto      (Debian: libmosquitto-dev)
 *     ./device 127.0.0.1 1883 lamp DIRECTORY
 *
 * An image is a file whose first line is "version N". DIRECTORY/running is the one that runs;
 * one with the word "broken" in it fails its self-test. */
#include <mosquitto.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 4096, MOST_BLOCKS = 1024, SECONDS_FOR_A_BLOCK = 2, MOST_REPEATS = 32 };

static struct mosquitto *broker;
static char thing[129], directory[1024];

/* What has come last. */
static char job_message[40000]; /* of $next/get/accepted */
static bool has_job_message, has_block, is_refused;
static unsigned char block[BLOCK];
static size_t block_number, block_length;

static void fail(const char *what) {
  fprintf(stderr, "device: %s\n", what);
  exit(1);
}

/* Reads the head of a value in CBOR: its number, or its length. */
static size_t cbor_number(const unsigned char **at) {
  size_t number = *(*at)++ & 31;
  if (number < 24) return number;
  int bytes = number == 24 ? 1 : number == 25 ? 2 : 4;
  for (number = 0; bytes > 0; --bytes) number = number << 8 | *(*at)++;
  return number;
}

/* A block: a map of indefinite length with c (our token), f (file), l (length), i (number) and
 * p (what is in it), which comes last. */
static void take_block(const unsigned char *at, size_t size) {
  const unsigned char *end = at + size;
  for (++at; at < end && *at != 0xff;) {
    ++at; /* 0x61: a text of one letter */
    char name = (char)*at++;
    bool is_string = *at >> 5 == 2 || *at >> 5 == 3;
    size_t number = cbor_number(&at);
    if (name == 'i') block_number = number;
    if (name == 'p' && number <= BLOCK && at + number <= end) {
      memcpy(block, at, number);
      block_length = number;
      has_block = true;
    }
    if (is_string) at += number;
  }
}

static void on_message(struct mosquitto *self, void *data, const struct mosquitto_message *message) {
  (void)self, (void)data;
  const char *topic = message->topic;
  if (strstr(topic, "/data/cbor")) take_block(message->payload, (size_t)message->payloadlen);
  if (strstr(topic, "/rejected/cbor")) is_refused = true;
  if (strstr(topic, "/$next/get/accepted") && (size_t)message->payloadlen < sizeof job_message) {
    memcpy(job_message, message->payload, (size_t)message->payloadlen);
    job_message[message->payloadlen] = '\0';
    has_job_message = true;
  }
}

static bool wait_for(const bool *what, int seconds) {
  for (int tenths = 0; !*what && tenths < 10 * seconds; ++tenths) {
    if (mosquitto_loop(broker, 100, 1) != MOSQ_ERR_SUCCESS) fail("the connection is lost");
  }
  return *what;
}

static void publish(const char *topic, const void *payload, size_t size, int qos) {
  char whole[400];
  snprintf(whole, sizeof whole, "$aws/things/%s/%s", thing, topic);
  if (mosquitto_publish(broker, NULL, whole, (int)size, payload, qos, false) != MOSQ_ERR_SUCCESS) {
    fail("a message could not be sent");
  }
}

/* The text behind "member": in the last job message, without quotes; false if there is none. */
static bool find(const char *member, char *value, size_t size) {
  char wanted[80];
  snprintf(wanted, sizeof wanted, "\"%s\":", member);
  const char *at = strstr(job_message, wanted);
  if (!at) return false;
  at += strlen(wanted);
  if (*at == '"') ++at;
  size_t length = strcspn(at, "\",}]");
  if (length >= size) fail("a member of the job is too long");
  memcpy(value, at, length);
  value[length] = '\0';
  return true;
}

/* Tells of the job, and stays until the broker has it. */
static void report(const char *job, const char *status, const char *details) {
  char topic[200], payload[400];
  snprintf(topic, sizeof topic, "jobs/%s/update", job);
  snprintf(payload, sizeof payload, "{\"status\":\"%s\",\"statusDetails\":{%s}}", status, details);
  publish(topic, payload, strlen(payload), 1);
  while (mosquitto_want_write(broker)) mosquitto_loop(broker, 100, 1);
  mosquitto_loop(broker, 100, 1);
  printf("%s %s\n", status, details);
  fflush(stdout);
}

static const char *path_of(const char *name) {
  static char paths[4][1100];
  static int next;
  char *path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", directory, name);
  return path;
}

static int version_of(const char *image) {
  int version = 0;
  FILE *file = fopen(path_of(image), "rb");
  if (!file || fscanf(file, "version %d", &version) != 1) fail("the image has no version");
  fclose(file);
  return version;
}

static bool works(const char *image) {
  char line[256];
  bool good = true;
  FILE *file = fopen(path_of(image), "rb");
  while (file && fgets(line, sizeof line, file)) good = good && !strstr(line, "broken");
  if (file) fclose(file);
  return good;
}

/* {"c": "rdy", "f": file, "l": 4096, "o": number, "n": 1} */
static void ask_for_block(const char *stream, unsigned file, size_t number) {
  unsigned char request[] = {0xa5, 0x61, 'c', 0x63, 'r',  'd', 'y', 0x61, 'f', 0x18, 0,
                             0x61, 'l',  0x19, 0x10, 0x00, 0x61, 'o', 0x19, 0,   0,   0x61,
                             'n',  0x01};
  char topic[200];
  request[10] = (unsigned char)file;
  request[19] = (unsigned char)(number >> 8);
  request[20] = (unsigned char)number;
  snprintf(topic, sizeof topic, "streams/%s/get/cbor", stream);
  publish(topic, request, sizeof request, 0);
}

static void subscribe(const char *stream) {
  char topic[400];
  snprintf(topic, sizeof topic, "$aws/things/%s/streams/%s/+/cbor", thing, stream);
  if (mosquitto_subscribe(broker, NULL, topic, 0) != MOSQ_ERR_SUCCESS) fail("no subscription");
}

/* Writes the new image; false where the stream refuses it, or nothing comes. */
static bool download(const char *job, const char *stream, unsigned file, size_t size) {
  size_t blocks = (size + BLOCK - 1) / BLOCK;
  FILE *image = fopen(path_of("next"), "wb");
  if (!image || blocks == 0 || blocks > MOST_BLOCKS) fail("there is no room for the image");
  subscribe(stream);
  for (size_t number = 0, repeats = 0; number < blocks;) {
    has_block = false;
    ask_for_block(stream, file, number);
    bool came = wait_for(&has_block, SECONDS_FOR_A_BLOCK) && block_number == number;
    if (is_refused || (!came && ++repeats == MOST_REPEATS)) break;
    if (!came) continue;
    fwrite(block, 1, block_length, image);
    if (number++ % 64 == 0 || number == blocks) {
      char details[64];
      snprintf(details, sizeof details, "\"receive\":\"%zu/%zu\"", number, blocks);
      report(job, "IN_PROGRESS", details);
    }
    repeats = 0;
  }
  bool whole = (size_t)ftell(image) == size;
  return fclose(image) == 0 && whole;
}

static void restart(char **arguments) {
  mosquitto_disconnect(broker);
  execv(arguments[0], arguments);
  fail("cannot start again");
}

/* The job has an image for us that is not there yet. */
static void update(const char *job, char **arguments) {
  char stream[65], file[8], size[24], details[100];
  if (!find("streamname", stream, sizeof stream) || !find("fileid", file, sizeof file) ||
      !find("filesize", size, sizeof size)) {
    return report(job, "FAILED", "\"reason\":\"0x0000000c: 0x00000004\"");
  }
  if (!download(job, stream, (unsigned)atoi(file), (size_t)atol(size))) {
    return report(job, "FAILED", "\"reason\":\"aborted: 0x00000000\"");
  }
  snprintf(details, sizeof details, "\"self_test\":\"ready\",\"updatedBy\":\"0x%08x\"",
           version_of("running"));
  report(job, "IN_PROGRESS", details);
  rename(path_of("running"), path_of("before"));
  rename(path_of("next"), path_of("running"));
  restart(arguments);
}

/* We run what the job has brought: is it newer than what brought it, and does it work? */
static void self_test(const char *job, unsigned before, char **arguments) {
  char details[120];
  unsigned now = (unsigned)version_of("running");
  bool newer = now > before;
  snprintf(details, sizeof details, "\"self_test\":\"active\",\"updatedBy\":\"0x%08x\"", before);
  report(job, "IN_PROGRESS", details);
  if (newer && works("running")) {
    snprintf(details, sizeof details, "\"reason\":\"accepted  v%u\",\"updatedBy\":\"  v%u\"", now, before);
    return report(job, "SUCCEEDED", details);
  }
  rename(path_of("before"), path_of("running"));
  report(job, "FAILED", now < before ? "\"reason\":\"rejected: 0x0000000f\""
                        : !newer     ? "\"reason\":\"rejected: 0x00000010\""
                                     : "\"reason\":\"aborted: 0x00000000\"");
  restart(arguments);
}

int main(int count, char **arguments) {
  char job[73], before[16];
  if (count != 5) fail("usage: device HOST PORT THING DIRECTORY");
  snprintf(thing, sizeof thing, "%s", arguments[3]);
  snprintf(directory, sizeof directory, "%s", arguments[4]);
  mosquitto_lib_init();
  broker = mosquitto_new(thing, true, NULL);
  mosquitto_message_callback_set(broker, on_message);
  if (mosquitto_connect(broker, arguments[1], atoi(arguments[2]), 60) != MOSQ_ERR_SUCCESS) {
    fail("there is no broker");
  }
  printf("version %d runs\n", version_of("running"));
  fflush(stdout);
  publish("jobs/$next/get", "{}", 2, 1);
  if (!wait_for(&has_job_message, 10)) fail("nothing answers");
  if (!find("jobId", job, sizeof job)) return 0; /* nothing is to be done */
  if (find("updatedBy", before, sizeof before) && strstr(job_message, "\"self_test\":")) {
    self_test(job, (unsigned)strtoul(before, NULL, 16), arguments);
  } else {
    update(job, arguments);
  }
  mosquitto_disconnect(broker);
  mosquitto_destroy(broker);
  return 0;
}
