package io.sampo.transport;

/**
 * Says whether what one broker sends may reach another: the seam at which a test cuts a network. A cut link is silent: what is
 * sent vanishes, an attempt to connect runs into its timeout, a connection that ends on the far side is not seen to end.
 *
 * <p>Asked from several threads, for every frame; must be quick and must not block.
 */
@FunctionalInterface
public interface LinkFilter {
    /** Everything passes: the filter of production. */
    LinkFilter ALL = (fromBroker, toBroker) -> true;

    /** True if what {@code fromBroker} sends reaches {@code toBroker}. */
    boolean passes(int fromBroker, int toBroker);

    /** True if a connection between the two could be made or be seen to end: both directions pass. */
    default boolean passesBothWays(int oneBroker, int otherBroker) {
        return passes(oneBroker, otherBroker) && passes(otherBroker, oneBroker);
    }
}
