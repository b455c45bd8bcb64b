package dev.culvert.node.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import org.junit.jupiter.api.Test;

class ConnectionTest {

  /** A client that takes it for something else asks for the same again, for ever. */
  @Test
  void endOfAWatch_isKnownAsWhatItIs() {
    WatchEvent event =
        Connection.serialization()
            .unmarshal(
                """
                {"type": "ERROR", "object": {"kind": "Status", "apiVersion": "v1", "status": "Failure",
                 "reason": "Expired", "code": 410, "message": "too old resource version: 1 (2)"}}
                """,
                WatchEvent.class);

    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
  }
}
