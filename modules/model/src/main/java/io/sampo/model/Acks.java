package io.sampo.model;

/** What a producer waits for; the numbers are Kafka's. */
public enum Acks {
    /** No reply is waited for. */
    NONE(0),
    /** Reply when the leader has appended: lost if the leader dies before its followers have it. */
    LEADER(1),
    /** Reply when every member of the maximal ISR has it and the ISR holds at least {@code min.insync.replicas}. */
    ALL(-1);

    private final int code;

    Acks(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /**
     * Reads {@code 0}, {@code 1}, {@code -1} or {@code all}.
     *
     * @throws IllegalArgumentException for anything else, with what would be right
     */
    public static Acks parse(String text) {
        return switch (text) {
            case "0" -> NONE;
            case "1" -> LEADER;
            case "-1", "all" -> ALL;
            default -> throw new IllegalArgumentException("acks '" + text + "' is not one of all, 1, 0");
        };
    }
}
