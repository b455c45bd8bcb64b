package dev.culvert.e2e.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test the shared {@link TestCluster}, or the shared {@link ClusterPair}, as a parameter,
 * and leaves the clusters' logs in {@code target/e2e-logs/TEST} when the test, or the method that
 * prepares it, fails.
 */
public final class ClusterExtension
    implements ParameterResolver,
        AfterTestExecutionCallback,
        LifecycleMethodExecutionExceptionHandler {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestCluster.class || type == ClusterPair.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ClusterPair.class
        ? ClusterPair.shared()
        : TestCluster.shared();
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      collect(context);
    }
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable cause)
      throws Throwable {
    collect(context);
    throw cause;
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable cause)
      throws Throwable {
    collect(context);
    throw cause;
  }

  private static void collect(ExtensionContext context) {
    String test =
        context.getRequiredTestClass().getSimpleName()
            + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
    Path folder = Path.of("target", "e2e-logs", test).toAbsolutePath();
    TestCluster.shared().collectLogs(folder);
    if (usesPair(context)) {
      ClusterPair.shared().west().collectLogs(folder.resolve("west"));
    }
    System.out.println("The cluster's logs of " + test + " are in " + folder);
  }

  /** Tests may share what a method that prepares them all was given. */
  private static boolean usesPair(ExtensionContext context) {
    return Stream.of(context.getRequiredTestClass().getDeclaredMethods())
        .anyMatch(method -> List.of(method.getParameterTypes()).contains(ClusterPair.class));
  }
}
