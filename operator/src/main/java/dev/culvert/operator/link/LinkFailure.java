package dev.culvert.operator.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Puts what went wrong with a link into a clause for a person. */
final class LinkFailure {
  private LinkFailure() {}

  static String clause(GatewayEndpoint endpoint, Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(20)
        .map(cause -> known(endpoint, cause))
        .filter(clause -> !clause.isEmpty())
        // The innermost cause knows best.
        .reduce((outer, inner) -> inner)
        .orElseGet(() -> failure.getClass().getSimpleName());
  }

  /** Whether an established connection broke, rather than that none came up or none answered. */
  static boolean isBrokenConnection(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(20)
        .noneMatch(cause ->
            cause instanceof SSLException
                || cause instanceof ConnectException
                || cause instanceof HttpTimeoutException
                || cause instanceof UnusableAnswerException);
  }

  private static String known(GatewayEndpoint endpoint, Throwable cause) {
    return switch (cause) {
      case WrongGatewayException e -> message(e);
      case CertificateExpiredException _ -> "its certificate has expired";
      case CertificateNotYetValidException _ -> "its certificate is not valid yet";
      case CertificateException _ ->
          "its certificate is none that this installation gives a gateway";
      case HttpConnectTimeoutException _ -> "no connection to " + endpoint.address() + " in time";
      case HttpTimeoutException e -> message(e);
      case UnusableAnswerException e -> message(e);
      case ConnectException _ -> "no connection to " + endpoint.address();
      case EOFException _ -> "the gateway ended the connection";
      case SSLException e -> "TLS failed: " + message(e);
      case IOException e when e.getMessage() != null && e.getCause() == null -> message(e);
      default -> "";
    };
  }

  private static String message(Throwable cause) {
    return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
  }
}
