package io.sampo.messages;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.util.Map;

/** Answers of the controller to a broker. */
public sealed interface ControllerReply extends WireMessage {
    /** This node does not run the active controller; {@code leaderBrokerId} is who does as far as it knows, or -1. */
    record NotController(int leaderBrokerId) implements ControllerReply {}

    /** @param brokerEpoch metadata offset of the registration: new at each start, monotone */
    record Registered(String clusterId, long brokerEpoch, long controllerEpoch) implements ControllerReply {}

    /** Refused for good; the message is one line for a person. */
    record RegistrationRefused(ErrorCode error, String message) implements ControllerReply {}

    /**
     * The change takes effect when the image reaches {@code offset}; {@code errors} names the proposals that were refused
     * definitively.
     */
    record PartitionsAltered(long requestId, ErrorCode error, long offset, Map<TopicIdPartition, ErrorCode> errors)
            implements ControllerReply {
        public PartitionsAltered {
            errors = Map.copyOf(errors);
        }
    }

    /** All leaderships that could move have moved, as of {@code offset}. */
    record ShutdownGranted(long offset, int leadershipsLeft) implements ControllerReply {}

    /** Producer ids {@code [first, first + count)} are yours. */
    record ProducerIds(long requestId, ErrorCode error, long first, int count) implements ControllerReply {}

    record AdminDone(long requestId, AdminReply reply) implements ControllerReply {}
}
