package io.sampo.streams.progress;

/** Why a source hands out nothing more, and how long it lives then, at most. A later one may follow an earlier one. */
public enum Ending {
    /** As {@link #DRAIN}, and all that it has handed out is to be worked on: it has read all that it was to read. */
    READ,
    /** Until it is shut down: somebody drains the stream. */
    STOP,
    /** As long as somebody commits or works on what will be; without any, for the drain timeout, from the last commit on. */
    DRAIN,
    /** For the drain timeout. */
    CLOSE
}
