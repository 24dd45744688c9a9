package io.sampo.controller;

import io.sampo.model.BrokerEndpoints;

/**
 * One broker as the metadata log knows it.
 *
 * @param epoch broker epoch: the offset of this registration, new at each start and monotone (R11)
 * @param fenced neither leads nor joins an ISR; true from registration until it has caught up with the feed
 * @param shuttingDown has announced its end: loses its leaderships and joins no ISR
 * @param fencedAt offset of the record that fenced it, or of the registration; its image must pass it before unfencing
 */
public record RegisteredBroker(
        int id, long epoch, BrokerDescription description, boolean fenced, boolean shuttingDown, long fencedAt) {
    /** May lead partitions and be an ISR member. */
    public boolean isEligible() {
        return !fenced && !shuttingDown;
    }

    /**
     * True where this registration has taken the place of that with {@code brokerEpoch}: whoever runs under that one has to
     * register anew, or stays fenced for ever. Registrations may overtake each other on the way, so this one may be of a
     * process that is dead, or a copy of what the same process had asked for: where both share a log directory it is one of
     * these, for the living process holds the lock of the directory (R20).
     */
    public boolean displaces(long brokerEpoch) {
        return epoch > brokerEpoch;
    }

    public BrokerEndpoints endpoints() {
        return description.endpoints();
    }

    public String actorSystem() {
        return description.actorSystem();
    }

    RegisteredBroker fencedAt(long offset) {
        return new RegisteredBroker(id, epoch, description, true, shuttingDown, offset);
    }

    RegisteredBroker unfenced() {
        return new RegisteredBroker(id, epoch, description, false, shuttingDown, fencedAt);
    }

    RegisteredBroker stopping() {
        return new RegisteredBroker(id, epoch, description, fenced, true, fencedAt);
    }
}
