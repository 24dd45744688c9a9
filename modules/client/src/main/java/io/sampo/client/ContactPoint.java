package io.sampo.client;

import java.util.Arrays;
import java.util.List;

/** Where a broker may be asked first: {@code host:port} or {@code system@host:port}. */
public record ContactPoint(String system, String host, int port) {
    /** Name of a broker's actor system unless it runs on somebody else's. */
    public static final String DEFAULT_SYSTEM = "sampo";

    /**
     * Reads one or more, separated by commas.
     *
     * @throws IllegalArgumentException with the text and the expected form
     */
    public static List<ContactPoint> parseAll(String text) {
        List<ContactPoint> points = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(point -> !point.isEmpty())
                .map(ContactPoint::parse)
                .toList();
        if (points.isEmpty()) {
            throw malformed(text);
        }
        return points;
    }

    private static ContactPoint parse(String text) {
        int at = text.indexOf('@');
        int colon = text.lastIndexOf(':');
        if (at == 0 || colon <= at + 1) {
            throw malformed(text);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port < 1 || port > 65_535) {
                throw malformed(text);
            }
            return new ContactPoint(
                    at < 0 ? DEFAULT_SYSTEM : text.substring(0, at), text.substring(at + 1, colon), port);
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "bootstrap '" + text + "' is not host:port[,host:port...], for example 127.0.0.1:25520");
    }

    /** As a person would type it. */
    @Override
    public String toString() {
        return (system.equals(DEFAULT_SYSTEM) ? "" : system + "@") + host + ":" + port;
    }
}
