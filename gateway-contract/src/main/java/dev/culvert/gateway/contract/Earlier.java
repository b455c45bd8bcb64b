package dev.culvert.gateway.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;

/**
 * What earlier documents mean where they lack a field: they are stored, and read by later operators
 * and agents.
 */
final class Earlier {
  private Earlier() {}

  /** All tunnels were IKEv2. */
  static final class IkeVersion extends StdScalarDeserializer<Integer> {
    private static final long serialVersionUID = 1;

    IkeVersion() {
      super(Integer.class);
    }

    @Override
    public Integer deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return _parseIntPrimitive(parser, context);
    }

    @Override
    public Integer getAbsentValue(DeserializationContext context) {
      return 2;
    }
  }

  /** Every peer was answered. */
  static final class Yes extends Flag {
    private static final long serialVersionUID = 1;

    Yes() {
      super(true);
    }
  }

  /** No tunnel used INITIAL_CONTACT. */
  static final class No extends Flag {
    private static final long serialVersionUID = 1;

    No() {
      super(false);
    }
  }

  private abstract static class Flag extends StdScalarDeserializer<Boolean> {
    private static final long serialVersionUID = 1;

    private final boolean absent;

    Flag(boolean absent) {
      super(Boolean.class);
      this.absent = absent;
    }

    @Override
    public Boolean deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return _parseBooleanPrimitive(parser, context);
    }

    @Override
    public Boolean getAbsentValue(DeserializationContext context) {
      return absent;
    }
  }
}
