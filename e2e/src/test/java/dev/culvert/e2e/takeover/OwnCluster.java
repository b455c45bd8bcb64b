package dev.culvert.e2e.takeover;

import dev.culvert.e2e.cluster.TestCluster;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a cluster of its own, on which no version of the product has ever been; leaves
 * its logs in {@code target/e2e-logs/TEST} when the test fails.
 */
final class OwnCluster implements BeforeEachCallback, AfterEachCallback {
  private @Nullable TestCluster cluster;

  TestCluster cluster() {
    if (cluster == null) {
      throw new IllegalStateException("only a test has a cluster");
    }
    return cluster;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    cluster = TestCluster.ofItsOwn();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    try (TestCluster closed = cluster()) {
      if (context.getExecutionException().isPresent()) {
        String test =
            context.getRequiredTestClass().getSimpleName()
                + "."
                + context.getRequiredTestMethod().getName();
        closed.collectLogs(Path.of("target", "e2e-logs", test).toAbsolutePath());
      }
    }
  }
}
