package io.sampo.apis;

import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import java.util.function.Consumer;

/**
 * Several questions to the controller for one call. When all of them are answered, and the image here has what was decided,
 * {@code whenDone} runs: whoever has created a topic finds it at this broker.
 */
public final class AdminRound {
    private static final long IMAGE_WAIT_MS = 5_000;

    private final Call call;
    private final Runnable whenDone;
    private long offset;
    /** The one is for who still asks. */
    private int outstanding = 1;

    public AdminRound(Call call, Runnable whenDone) {
        this.call = call;
        this.whenDone = whenDone;
    }

    /** Asks; the answer comes later. */
    public void ask(AdminRequest request, Consumer<AdminReply> answer) {
        outstanding++;
        call.backend().administer(request, reply -> {
            offset = Math.max(offset, reply.offset());
            answer.accept(reply);
            done();
        });
    }

    /** Nothing more is asked. */
    public void end() {
        done();
    }

    private void done() {
        if (--outstanding == 0) {
            call.backend().whenImageReaches(offset, IMAGE_WAIT_MS, whenDone);
        }
    }
}
