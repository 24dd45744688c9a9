package io.sampo.client;

/** Which leaders {@link Admin#electLeaders} elects. */
public enum ElectionType {
    /** The first replica of each partition, where it is in sync and alive. Loses nothing. */
    PREFERRED,
    /**
     * Any replica that is alive, where a partition has no leader and nobody who may lead. Records that were acknowledged may
     * be lost; the metadata log says so for ever.
     */
    UNCLEAN
}
