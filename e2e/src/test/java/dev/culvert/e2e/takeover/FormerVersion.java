package dev.culvert.e2e.takeover;

import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import java.nio.file.Path;
import java.util.Map;

/**
 * The version that the recording is of, built from the git history: its chart and its images.
 *
 * @param folder where scripts/former-version keeps them
 */
record FormerVersion(Path folder) {
  /** The tag of its images. */
  static final String TAG = "former";

  /** The tag of this checkout's images. */
  static final String PRESENT_TAG = "dev";

  /** Lets a cluster use its images; they are built when nobody has yet. */
  static FormerVersion on(TestCluster cluster) {
    FormerVersion version = new FormerVersion(Path.of(Repository.script("former-version")));
    cluster.node().load(version.folder.resolve("images.tar"));
    return version;
  }

  Path chart() {
    return folder.resolve("chart");
  }

  /** Values of either version's chart that pin the images. */
  static Map<String, Object> images(String operator, String gateway, String nodeAgent) {
    return Map.of(
        "operator.image.tag", operator,
        "gateway.image.tag", gateway,
        "nodeAgent.image.tag", nodeAgent);
  }
}
