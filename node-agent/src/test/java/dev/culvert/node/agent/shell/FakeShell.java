package dev.culvert.node.agent.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Notes what is run and answers as told. */
public final class FakeShell implements Shell {
  private final Map<String, Ended> answers = new HashMap<>();
  private final List<String> ran = new ArrayList<>();

  /** Commands that begin with the given words end so. */
  public void answer(String command, int status, String output) {
    answers.put(command, new Ended(status, output));
  }

  /** The commands that were run, each with its input behind it, and forgets them. */
  public synchronized List<String> ran() {
    var all = List.copyOf(ran);
    ran.clear();
    return all;
  }

  @Override
  public synchronized Ended run(String input, String... command) throws IOException {
    var line = String.join(" ", command);
    ran.add((line + "\n" + input).strip());
    return answers.entrySet().stream()
        .filter(answer -> line.startsWith(answer.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(new Ended(0, ""));
  }
}
