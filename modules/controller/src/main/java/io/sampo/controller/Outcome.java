package io.sampo.controller;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;

/** How a request ended: {@link #DONE}, or an error and one line for a person that says what would be right. */
public record Outcome(ErrorCode error, String message) {
    /** Decided as asked. */
    public static final Outcome DONE = new Outcome(ErrorCode.NONE, "");

    public boolean isDone() {
        return error == ErrorCode.NONE;
    }

    /** Not decided as asked, for that reason. */
    public static Outcome refused(SampoException refusal) {
        return new Outcome(refusal.error(), refusal.getMessage());
    }
}
