package io.sampo.apis.cluster;

import io.sampo.apis.AdminRound;
import io.sampo.apis.Call;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A wish to change the configuration of one resource. Only topics have one that changes while brokers run.
 *
 * @param validateOnly judge it, change nothing
 */
record ConfigAlteration(Call call, byte resourceType, String resourceName, boolean validateOnly) {
    private static final TopicId NOBODY = new TopicId(new UUID(0, 0));

    /**
     * Asks for it within {@code round}.
     *
     * @param changes puts down what is wanted
     * @param refusal hears of an error, and one line for a person
     */
    void run(AdminRound round, Consumer<TopicConfigChange> changes, BiConsumer<ErrorCode, String> refusal) {
        if (resourceType == ResourceType.BROKER && isNothing(changes)) {
            return;
        }
        if (resourceType != ResourceType.TOPIC) {
            refusal.accept(
                    ErrorCode.INVALID_REQUEST,
                    resourceType == ResourceType.BROKER
                            ? "A broker is configured by its file, read when it starts: change it there"
                            : "Resources of type " + resourceType + " have no configuration here: expected 2 (topic)");
            return;
        }
        TopicView topic = call.backend().image().topic(resourceName);
        if (topic == null) {
            refusal.accept(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "Topic '" + resourceName + "' does not exist; list the topics to see which do");
            return;
        }
        TopicConfigChange change = new TopicConfigChange(topic);
        try {
            changes.accept(change);
        } catch (SampoException e) {
            refusal.accept(e.error(), e.getMessage());
            return;
        }
        round.ask(
                new AdminRequest.AlterTopicConfig(resourceName, change.set(), change.remove(), validateOnly), reply -> {
                    if (reply.error() != ErrorCode.NONE) {
                        refusal.accept(reply.error(), reply.message());
                    }
                });
    }

    /** Nothing of a broker's is set while it runs, so to remove it is done already: tools do that after a reassignment. */
    private static boolean isNothing(Consumer<TopicConfigChange> changes) {
        TopicConfigChange change = new TopicConfigChange(new TopicView("", NOBODY, Map.of(), List.of()));
        try {
            changes.accept(change);
        } catch (SampoException e) {
            return false;
        }
        return change.set().isEmpty();
    }
}
