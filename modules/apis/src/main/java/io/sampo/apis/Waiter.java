package io.sampo.apis;

/** Somebody who has told parts of the broker something and waits for their answers. Confined to its event loop. */
public interface Waiter<R> {
    /** The answer to what was told under {@code tag}. */
    void answered(int tag, R reply);

    /** No answer to that has come in time, and none will be passed on any more. */
    void unanswered(int tag);
}
