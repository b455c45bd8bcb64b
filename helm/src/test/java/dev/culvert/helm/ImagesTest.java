package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImagesTest {
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @Test
  void digest_winsOverTheTag() {
    Manifests manifests =
        Chart.render(
            """
            operator: {image: {tag: v1, digest: "%1$s"}}
            gateway: {image: {tag: v1, digest: "%1$s"}}
            """
                .formatted(DIGEST));

    assertThat(image(manifests.operator())).isEqualTo("culvert/operator@" + DIGEST);
    assertThat(image(manifests.uninstallCheck())).isEqualTo("culvert/operator@" + DIGEST);
    assertThat(gatewayImage(manifests)).isEqualTo("culvert/gateway@" + DIGEST);
  }

  @Test
  void registry_standsBeforeBothImages() {
    Manifests manifests = Chart.render("images: {registry: registry.example.com:5000/team/}");

    assertThat(image(manifests.operator()))
        .isEqualTo("registry.example.com:5000/team/culvert/operator:dev");
    assertThat(gatewayImage(manifests))
        .isEqualTo("registry.example.com:5000/team/culvert/gateway:dev");
  }

  @Test
  void newOperatorImage_leavesTheGatewayImageAsItIs() {
    Manifests manifests = Chart.render("operator: {image: {tag: v2}}");

    assertThat(image(manifests.operator())).isEqualTo("culvert/operator:v2");
    assertThat(gatewayImage(manifests)).isEqualTo(gatewayImage(Chart.render("")));
  }

  @Test
  void newGatewayImage_leavesTheOperatorImageAsItIs() {
    Manifests manifests = Chart.render("gateway: {image: {tag: v2}}");

    assertThat(gatewayImage(manifests)).isEqualTo("culvert/gateway:v2");
    assertThat(image(manifests.operator())).isEqualTo(image(Chart.render("").operator()));
  }

  private static String image(Manifest manifest) {
    return manifest.container().path("image").asText();
  }

  private static String gatewayImage(Manifests manifests) {
    return manifests.operator().environment("CULVERT_GATEWAY_IMAGE");
  }
}
