package dev.culvert.e2e.benchmark;

import java.util.List;

/**
 * What repeated runs of one measurement gave.
 *
 * @param values at least one, in the order of the runs
 */
public record Samples(List<Double> values) {

  /** Copies the list. */
  public Samples {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there are no samples");
    }
  }

  /** The value in the middle, or the mean of the two there. */
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The smallest value. */
  public double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** The largest value. */
  public double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
