package io.sampo.kafkacommands.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/** Bytes to what is printed, by the names of Kafka's deserializers. Pure. */
enum Deserializer {
    STRING(-1, Deserializer::bytes),
    BYTE_ARRAY(-1, Deserializer::bytes),
    BYTE_BUFFER(-1, Deserializer::bytes),
    BYTES(-1, Deserializer::bytes),
    SHORT(2, number -> text(Short.toString(number.getShort()))),
    INTEGER(4, number -> text(Integer.toString(number.getInt()))),
    LONG(8, number -> text(Long.toString(number.getLong()))),
    FLOAT(4, number -> text(Float.toString(number.getFloat()))),
    DOUBLE(8, number -> text(Double.toString(number.getDouble()))),
    BOOLEAN(1, number -> text(Boolean.toString(number.get() != 0))),
    UUID(
            -1,
            id -> text(java.util
                    .UUID
                    .fromString(new String(bytes(id), StandardCharsets.UTF_8))
                    .toString()));

    private static final String PACKAGE = "org.apache.kafka.common.serialization.";

    private final int size;
    private final Function<ByteBuffer, byte[]> read;

    Deserializer(int size, Function<ByteBuffer, byte[]> read) {
        this.size = size;
        this.read = read;
    }

    /**
     * By the name of Kafka's class, with or without its package.
     *
     * @throws IllegalArgumentException in one line, with the names there are
     */
    static Deserializer named(String option, String className) {
        String simple = className.startsWith(PACKAGE) ? className.substring(PACKAGE.length()) : className;
        return Arrays.stream(values())
                .filter(one -> one.title().equals(simple))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(option + " " + className + " is not one of "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(Deserializer::title).toList()) + " of "
                        + PACKAGE.substring(0, PACKAGE.length() - 1)));
    }

    private String title() {
        StringBuilder title = new StringBuilder();
        for (String word : name().split("_")) {
            title.append(
                    word.equals("UUID")
                            ? word
                            : word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return title + "Deserializer";
    }

    /**
     * The text, in UTF-8 where it is made here.
     *
     * @throws IllegalArgumentException where the bytes are none of that type
     */
    byte[] text(ByteBuffer value) {
        if (size >= 0 && value.remaining() != size) {
            throw new IllegalArgumentException("Size of data received by " + title() + " is not " + size);
        }
        return read.apply(value.duplicate());
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.get(copy);
        return copy;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
