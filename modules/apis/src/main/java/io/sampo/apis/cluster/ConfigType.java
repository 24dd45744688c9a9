package io.sampo.apis.cluster;

/** What kind of value a configuration has, with Kafka's numbers; told from a value of it. */
final class ConfigType {
    static final byte BOOLEAN = 1;
    static final byte STRING = 2;
    static final byte LONG = 5;
    static final byte DOUBLE = 6;
    static final byte LIST = 7;
    static final byte PASSWORD = 9;

    private ConfigType() {}

    static byte of(String value) {
        if (value.equals("true") || value.equals("false")) {
            return BOOLEAN;
        }
        if (value.matches("-?\\d+")) {
            return LONG;
        }
        return value.matches("-?\\d+\\.\\d+([eE]\\d+)?") ? DOUBLE : STRING;
    }
}
