import static org.junit.jupiter.api.Assertions.assertEquals;

import iotjobs.IotJobs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A lamp's firmware under test; here it is three requests of the data plane. Debian:
 * default-jdk-headless, junit5, libjackson2-databind-java.
 */
class LampTest {
  @RegisterExtension static final IotJobs jobs = new IotJobs();

  private static void createJob(String id) {
    String lamp = jobs.device("lamp").get("thingArn").asText();
    jobs.call("PUT", "/jobs/" + id, Map.of("targets", List.of(lamp), "document", "{\"blink\":3}"));
  }

  private static void update(String id, String status) {
    jobs.call("POST", "/things/lamp/jobs/" + id, Map.of("status", status));
  }

  @Test
  void aLampDoesItsJob() {
    createJob("blink");

    var started = jobs.call("PUT", "/things/lamp/jobs/$next", null);
    assertEquals("blink", started.at("/execution/jobId").asText());
    update("blink", "SUCCEEDED");

    assertEquals("COMPLETED", jobs.call("GET", "/jobs/blink", null).at("/job/status").asText());
  }

  @Test
  void thatFailsOnPurpose() {
    createJob("blink");
    update("blink", "SUCCEEDED");
    update("blink", "FAILED"); // it has ended already
  }
}
