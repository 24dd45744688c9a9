package io.sampo.model;

/**
 * One entry of {@code controller.voters}: a broker whose node also carries the role {@code controller}.
 * Written {@code <brokerId>@<host>:<sessionPort>:<raftPort>}.
 */
public record Voter(int brokerId, String host, int sessionPort, int raftPort) {
    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException with the text and the expected form
     */
    public static Voter parse(String text) {
        int at = text.indexOf('@');
        String[] parts = at < 0 ? new String[0] : text.substring(at + 1).split(":", -1);
        if (parts.length != 3) {
            throw malformed(text);
        }
        try {
            return new Voter(
                    Integer.parseInt(text.substring(0, at)),
                    parts[0],
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]));
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("voter '" + text
                + "' is not <brokerId>@<host>:<sessionPort>:<raftPort>, for example 1@127.0.0.1:9970:9870");
    }

    @Override
    public String toString() {
        return brokerId + "@" + host + ":" + sessionPort + ":" + raftPort;
    }
}
