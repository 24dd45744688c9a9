package io.sampo.groups;

/**
 * What the shell knows of a request beside its content.
 *
 * @param requestId how the shell calls it; an {@link Decision.Answer} names it, now or in a later decision. Unique while unanswered
 * @param now when it is decided
 * @param clientId how the client calls itself; may be empty
 * @param clientHost where it is, for people
 * @param freshId an id that nobody had before (Kafka's form of a UUID); taken where the member has none yet
 * @param batchBytesMax largest batch that the log takes, bytes; a decision is one batch
 */
public record RequestContext(
        long requestId, Now now, String clientId, String clientHost, String freshId, int batchBytesMax) {
    /** In front of a log that takes everything. */
    public RequestContext(long requestId, Now now, String clientId, String clientHost, String freshId) {
        this(requestId, now, clientId, clientHost, freshId, Integer.MAX_VALUE);
    }
}
