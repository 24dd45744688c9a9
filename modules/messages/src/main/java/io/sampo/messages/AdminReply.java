package io.sampo.messages;

import io.sampo.model.ErrorCode;

/**
 * What became of an {@link AdminRequest}.
 *
 * @param error {@link ErrorCode#NONE} if it is decided and durable
 * @param message one line for a person where it failed or there is something to tell, else empty
 * @param offset metadata offset at which the change is visible; -1 where it failed
 */
public record AdminReply(ErrorCode error, String message, long offset) implements WireMessage {}
