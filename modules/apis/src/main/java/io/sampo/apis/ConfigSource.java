package io.sampo.apis;

/** Where the value of a configuration comes from, with Kafka's numbers. */
public enum ConfigSource {
    /** Set for this topic. */
    TOPIC(1),
    /** Set in the configuration of the broker. */
    BROKER(4),
    /** Nobody has said anything. */
    DEFAULT(5);

    private final byte code;

    ConfigSource(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }
}
