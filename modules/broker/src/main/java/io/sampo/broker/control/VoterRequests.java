package io.sampo.broker.control;

import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest.AlterVoters;
import io.sampo.messages.AdminRequest.ListVoters;
import io.sampo.messages.ControllerMessage.Admin;
import io.sampo.messages.ControllerReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.SampoException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What administrators ask of the voters of the metadata log. Answered from any thread: nothing is kept here. */
final class VoterRequests {
    private final @Nullable VoterGroup group;

    VoterRequests(@Nullable VoterGroup group) {
        this.group = group;
    }

    boolean isMeant(Admin message) {
        return group != null && (message.request() instanceof ListVoters || message.request() instanceof AlterVoters);
    }

    void answer(Admin message) {
        if (group == null) {
            return;
        }
        if (message.request() instanceof AlterVoters alter) {
            CompletionStage<Void> done = alter.add() ? group.add(alter.brokerId()) : group.remove(alter.brokerId());
            done.whenComplete((nothing, failure) -> reply(
                    message, failure == null ? new AdminReply(ErrorCode.NONE, "", Offsets.UNKNOWN) : refusal(failure)));
        } else {
            reply(message, new AdminReply(ErrorCode.NONE, "", Offsets.UNKNOWN, List.copyOf(group.list())));
        }
    }

    private static AdminReply refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof SampoException known
                ? new AdminReply(known.error(), String.valueOf(known.getMessage()), Offsets.UNKNOWN)
                : new AdminReply(
                        ErrorCode.UNKNOWN_SERVER_ERROR,
                        "The voters were not changed, or nobody has said so yet: " + cause.getMessage(),
                        Offsets.UNKNOWN);
    }

    private static void reply(Admin message, AdminReply reply) {
        message.replyTo().tell(new ControllerReply.AdminDone(message.requestId(), reply));
    }
}
