package dev.culvert.gateway.agent.runtime;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Log lines of the agent and of the JDK go to standard output, among charon's: time, logger, level,
 * text. A logging framework would cost more memory than the rest of the agent's own classes.
 */
public final class OneLineLogs extends System.LoggerFinder {

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new OneLine(name);
  }

  private record OneLine(String name) implements System.Logger {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.getSeverity() >= Level.INFO.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String text,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        write(level, text + (thrown == null ? "" : System.lineSeparator() + trace(thrown)));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      if (isLoggable(level)) {
        boolean plain = format == null || parameters == null || parameters.length == 0;
        write(level, plain ? String.valueOf(format) : MessageFormat.format(format, parameters));
      }
    }

    private void write(Level level, String text) {
      System.out.println(
          Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + name + " " + level + ": " + text);
    }

    private static String trace(Throwable thrown) {
      var text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
  }
}
