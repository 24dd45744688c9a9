package io.sampo.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A door for clients of the Kafka protocol: where it is bound, or what clients are told to dial. A client that came in by one
 * door is told the addresses of the same door of every broker, by its name.
 *
 * @param name upper case, as in Kafka's {@code listeners}
 * @param host name or address; an IPv6 address without brackets
 * @param port 0 = any free one, where it is bound
 */
public record KafkaListener(String name, String host, int port) {
    /** The name that a listener has which nobody named. */
    public static final String PLAINTEXT = "PLAINTEXT";

    private static final Pattern SYNTAX =
            Pattern.compile("([A-Za-z][A-Za-z0-9_]*)://(\\[([0-9a-fA-F:.%]+)]|[^:/\\s]*)(?::(\\d+))?");
    private static final Set<String> ENCRYPTED = Set.of("SSL", "SASL_PLAINTEXT", "SASL_SSL");

    /**
     * Reads Kafka's syntax: {@code NAME://host:port}, several with commas between them.
     *
     * @param key what it is the value of, for the message
     * @param defaultHost for {@code NAME://:port}
     * @param defaultPort for {@code NAME://host}
     * @throws IllegalArgumentException one line that names the key, the value and what would be right
     */
    public static List<KafkaListener> parse(String key, String value, String defaultHost, int defaultPort) {
        List<KafkaListener> listeners = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String text : value.split(",", -1)) {
            if (text.isBlank()) {
                continue;
            }
            Matcher parts = SYNTAX.matcher(text.strip());
            if (!parts.matches() || port(parts.group(4), defaultPort) > 65_535) {
                throw new IllegalArgumentException(key + " = " + value
                        + ": expected NAME://host:port, several with commas, found '" + text.strip() + "'");
            }
            String name = parts.group(1).toUpperCase(Locale.ROOT);
            if (ENCRYPTED.contains(name)) {
                throw new IllegalArgumentException(key + " = " + value + ": " + name + " is not served yet; expected "
                        + PLAINTEXT + " or a name of your own");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException(
                        key + " = " + value + ": " + name + " is there twice; expected one of each");
            }
            String host = parts.group(3) != null ? parts.group(3) : parts.group(2);
            listeners.add(
                    new KafkaListener(name, host.isEmpty() ? defaultHost : host, port(parts.group(4), defaultPort)));
        }
        return List.copyOf(listeners);
    }

    private static int port(@Nullable String digits, int otherwise) {
        if (digits == null) {
            return otherwise;
        }
        return digits.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    /** The same on another port. */
    public KafkaListener atPort(int other) {
        return new KafkaListener(name, host, other);
    }

    /** {@code host:port}. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Kafka's syntax. */
    @Override
    public String toString() {
        return name + "://" + address();
    }
}
