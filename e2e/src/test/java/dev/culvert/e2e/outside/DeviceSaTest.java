package dev.culvert.e2e.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.e2e.outside.DeviceSa.Child;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceSaTest {

  @Test
  void listOfTwo_isReadWithItsChildren() {
    assertThat(
            DeviceSa.parse(
                """
                hq: #1, ESTABLISHED, IKEv2, 0a1b2c3d4e5f6071_i* 8192a3b4c5d6e7f8_r
                  local  'hq' @ 100.64.0.100[4500]
                  remote '100.64.0.101' @ 100.64.0.101[20017]
                  AES_GCM_16-256/PRF_HMAC_SHA2_384/CURVE_25519
                  established 3s ago, rekeying in 13012s
                  hq-1: #1, reqid 1, INSTALLED, TUNNEL-in-UDP, ESP:AES_GCM_16-256
                    installed 3s ago, rekeying in 3312s, expires in 3957s
                    in  c2d3e4f5,    168 bytes,     2 packets,     1s ago
                    out 0badcafe,     84 bytes,     1 packets,     1s ago
                    local  192.168.1.0/24
                    remote 192.168.2.0/24
                branch: #2, CONNECTING, IKEv1, 1111111111111111_i* 0000000000000000_r
                  local  '%any' @ 100.64.0.100[500]
                  remote '%any' @ 100.64.0.102[500]
                  active:  QUICK_MODE
                """))
        .containsExactly(
            new DeviceSa(
                "hq",
                "ESTABLISHED",
                2,
                "0a1b2c3d4e5f6071-8192a3b4c5d6e7f8",
                "100.64.0.101",
                20017,
                List.of(new Child("hq-1", "INSTALLED", "c2d3e4f5", "0badcafe", 168, 84))),
            new DeviceSa(
                "branch",
                "CONNECTING",
                1,
                "1111111111111111-0000000000000000",
                "100.64.0.102",
                500,
                List.of()));
  }

  @Test
  void nothing_isNoSa() {
    assertThat(DeviceSa.parse("")).isEmpty();
  }
}
