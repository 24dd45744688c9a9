package io.sampo.client;

/** Where a consumer goes when it has no position or its position lies outside of the log. */
public enum AutoOffsetReset {
    EARLIEST,
    LATEST,
    /** Nowhere: {@code receive} fails with {@code OFFSET_OUT_OF_RANGE}. */
    NONE;

    /**
     * Reads {@code earliest}, {@code latest} or {@code none}.
     *
     * @throws IllegalArgumentException for anything else, with what would be right
     */
    public static AutoOffsetReset parse(String text) {
        return switch (text) {
            case "earliest" -> EARLIEST;
            case "latest" -> LATEST;
            case "none" -> NONE;
            default -> throw new IllegalArgumentException("'" + text + "' is not one of earliest, latest, none");
        };
    }
}
