package io.sampo.console.text;

import java.io.IOException;

/** Whoever read our output has what they wanted and has gone, as in {@code sampo consume … | head}. */
public final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException(IOException cause) {
        super("nobody reads standard output any more", cause);
    }
}
