package dev.culvert.gateway.agent.charon;

/** Who is told about charon. Calls come from several threads and must not block. */
public interface CharonListener {

  /** A charon answers that holds nothing yet. */
  void charonStarted(Charon charon);

  /** The charon last named is gone, and with it all its SAs. */
  void charonEnded();

  /** charon said something. */
  void charonSaid(CharonEvent event);
}
