package dev.culvert.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionSpec;
import dev.culvert.crds.v1alpha1.LocalRef;
import dev.culvert.crds.v1alpha1.NetworkRef;
import dev.culvert.crds.v1alpha1.Remote;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TriggersTest {
  private static final NetworkKey ASKER = new NetworkKey("shop", "vnet1");
  private static final NetworkKey OWNER = new NetworkKey("billing", "vnet2");

  @Test
  void wishOfOneSideAlone_givesTheOtherNothingToDo() {
    var wish = connection(ASKER, OWNER);

    assertThat(Triggers.touched(ASKER, Stream.of(wish))).containsExactly(ASKER);
    assertThat(Triggers.touched(OWNER, Stream.of(wish))).containsExactly(OWNER, ASKER);
  }

  @Test
  void wishesOfBothSides_tellEachOfTheOthersChanges() {
    var both = List.of(connection(ASKER, OWNER), connection(OWNER, ASKER));

    assertThat(Triggers.touched(ASKER, both.stream())).containsExactly(ASKER, OWNER);
    assertThat(Triggers.touched(OWNER, both.stream())).containsExactly(OWNER, ASKER);
  }

  private static GatewayConnection connection(NetworkKey from, NetworkKey to) {
    var connection = new GatewayConnection();
    connection.setMetadata(
        new ObjectMetaBuilder().withNamespace(from.namespace()).withName("c").build());
    connection.setSpec(
        new GatewayConnectionSpec(
            new LocalRef(from.name()),
            new Remote(new NetworkRef(to.name(), to.namespace()), List.of()),
            DesiredState.CONNECTED));
    return connection;
  }
}
