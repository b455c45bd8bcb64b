package dev.culvert.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractTest {
  private static final String KEY = "nobody-may-see-this-key";

  private static final GatewayConfig CONFIG =
      new GatewayConfig(
          Contract.VERSION,
          "gw-0123456789",
          "epoch",
          7,
          "10.1.255.228",
          null,
          List.of("10.1.0.0/16"),
          List.of(
              new TunnelConfig(
                  "uid",
                  "team/v1-v2",
                  3,
                  "a.link.culvert.internal",
                  "b.link.culvert.internal",
                  2,
                  null,
                  List.of("10.43.0.9"),
                  500,
                  List.of(new KeyConfig("k1", SharedKey.of(KEY))),
                  List.of("aes256gcm16-prfsha384-x25519"),
                  List.of("aes256gcm16-x25519"),
                  5,
                  14_400,
                  3_600,
                  Initiation.AT_ONCE,
                  true,
                  false,
                  List.of(
                      new ChildConfig("net", List.of("10.1.0.0/16"), List.of("10.2.0.0/16"))))));

  @Test
  void writtenConfig_readsBackEqual() throws Exception {
    assertThat(Contract.read(Contract.write(CONFIG), GatewayConfig.class)).isEqualTo(CONFIG);
  }

  @Test
  void writtenState_readsBackEqual() throws Exception {
    var state =
        new GatewayState(
            Contract.VERSION,
            "gw-0123456789",
            null,
            0,
            12,
            "userspace",
            new GatewayState.Charon(true, "6.0.1", Instant.parse("2026-01-02T03:04:05.678Z"), 0),
            List.of(),
            List.of(new GatewayState.Problem(null, "Reason", "A sentence.")));
    assertThat(Contract.read(Contract.write(state), GatewayState.class)).isEqualTo(state);
  }

  @Test
  void fieldsOfANewerContract_areIgnored() throws Exception {
    String newer = Contract.write(CONFIG).replaceFirst("\\{", "{\"newerField\":{\"x\":1},");
    assertThat(Contract.read(newer, GatewayConfig.class)).isEqualTo(CONFIG);
  }

  @Test
  void documentOfAnEarlierOperator_meansWhatItMeantThen() throws Exception {
    String earlier =
        Contract.write(CONFIG)
            .replaceFirst("\"ikeVersion\":2,", "")
            .replaceFirst("\"answersPeer\":true,", "")
            .replaceFirst("\"initialContact\":false,", "");
    assertThat(earlier).doesNotContain("ikeVersion", "answersPeer", "initialContact");

    assertThat(Contract.read(earlier, GatewayConfig.class)).isEqualTo(CONFIG);
  }

  @Test
  void absentLists_areEmpty() throws Exception {
    var config =
        Contract.read(
            "{\"contractVersion\":1,\"gateway\":\"gw\",\"revision\":1,\"insideAddress\":\"10.0.0.4\"}",
            GatewayConfig.class);
    assertThat(config.tunnels()).isEmpty();
    assertThat(config.addressSpace()).isEmpty();
  }

  @Test
  void malformedDocument_isRefusedWithoutItsText() {
    String broken =
        Contract.write(CONFIG).replace("\"revision\":7", "\"revision\":\"" + KEY + "\"");
    assertThatThrownBy(() -> Contract.read(broken, GatewayConfig.class))
        .isInstanceOf(MalformedDocumentException.class)
        .hasMessageContaining("revision")
        .hasMessageNotContaining(KEY)
        .hasNoCause();
  }

  @Test
  void sharedKey_isInNoString() {
    assertThat(CONFIG.toString()).contains("hidden").doesNotContain(KEY);
  }

  @Test
  void wish_isTheSameUnderAnotherCounter() {
    assertThat(CONFIG.at("other", 99).wishesTheSameAs(CONFIG)).isTrue();
    assertThat(
            new GatewayConfig(
                    1, CONFIG.gateway(), "epoch", 7, "10.1.255.229", null, List.of(), List.of())
                .wishesTheSameAs(CONFIG))
        .isFalse();
  }
}
