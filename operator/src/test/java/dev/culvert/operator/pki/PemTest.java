package dev.culvert.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PemTest {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----\n";
  private static final String KEY_END = "\n-----END PRIVATE KEY-----\n";

  @Test
  void writtenKey_readsBackEqual() throws Exception {
    KeyPair pair = Signing.newKeyPair();
    assertThat(Pem.privateKey(Pem.write(pair.getPrivate())).getEncoded())
        .isEqualTo(pair.getPrivate().getEncoded());
  }

  @Test
  void textAroundTheBlocks_isSkipped() throws Exception {
    String pem = Pem.write(Signing.newKeyPair().getPrivate());
    assertThat(Pem.privateKey("key of the authority\r\n" + pem.replace("\n", "\r\n"))).isNotNull();
  }

  @Test
  void twoKeys_areRefused() {
    String pem = Pem.write(Signing.newKeyPair().getPrivate());
    assertThatThrownBy(() -> Pem.privateKey(pem + pem))
        .isInstanceOf(UnreadablePemException.class)
        .hasMessage("expected one private key, found 2");
  }

  @Property
  void anyText_isRefusedWithoutShowingIt(@ForAll String text) {
    assertThatThrownBy(() -> Pem.privateKey(KEY_BEGIN + text + KEY_END))
        .isInstanceOf(UnreadablePemException.class)
        .hasNoCause();
    assertThatThrownBy(() -> Pem.certificates(text)).isInstanceOf(UnreadablePemException.class);
  }
}
