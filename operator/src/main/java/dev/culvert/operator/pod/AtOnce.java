package dev.culvert.operator.pod;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Does requests to the API server side by side, but not more than one connection takes. */
final class AtOnce {
  private static final int MOST = 48;

  private final Semaphore places = new Semaphore(MOST);

  /** Does all, and answers whether each of them answered true. */
  boolean all(List<Callable<Boolean>> requests) {
    if (requests.isEmpty()) {
      return true;
    }
    boolean all = true;
    @Nullable RuntimeException failure = null;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> answer :
          threads.invokeAll(requests.stream().map(this::inItsPlace).toList())) {
        try {
          all &= answer.get();
        } catch (ExecutionException e) {
          if (failure == null) {
            failure = new IllegalStateException("a request failed", e.getCause());
          } else {
            failure.addSuppressed(e.getCause());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    if (failure != null) {
      throw failure;
    }
    return all;
  }

  private Callable<Boolean> inItsPlace(Callable<Boolean> request) {
    return () -> {
      places.acquire();
      try {
        return request.call();
      } finally {
        places.release();
      }
    };
  }
}
