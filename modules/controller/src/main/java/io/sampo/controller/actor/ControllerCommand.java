package io.sampo.controller.actor;

import io.sampo.messages.ClusterView;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.FeedMessage;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** What the controller hears from its own node: from the session links, from the assembly, from itself. */
public sealed interface ControllerCommand extends ControllerMessage.Internal {
    /**
     * The session link of a broker has ended or gone silent: fence it. How often silence alone may fence is decided where
     * the sessions are watched ({@code BrokerSessions}); here it is done.
     *
     * @param proof its death is proven (refused dial-back, or another broker epoch answered); false = a timeout
     * @param why one line for the log
     */
    record BrokerSilent(int brokerId, long brokerEpoch, boolean proof, String why) implements ControllerCommand {}

    /**
     * A sign of life on the session link: unfences a broker whose image has caught up.
     *
     * @param appliedOffset where its image stands, or -1 as long as it must not be let in. What it has acknowledged of the feed
     *     does not count: its clients may not reach it yet
     */
    record BrokerHeartbeat(int brokerId, long brokerEpoch, long appliedOffset) implements ControllerCommand {}

    /** Asks for the cluster as the controller sees it; {@code topics} empty = all of them. */
    record ViewRequest(Set<String> topics, ActorRef<ClusterView> replyTo) implements ControllerCommand {
        public ViewRequest {
            topics = Set.copyOf(topics);
        }
    }

    /** Sent by the actor's own timer; tests may send it as well. */
    enum Tick implements ControllerCommand {
        TICK
    }

    /** Recovery is over: become the controller by appending its election. */
    enum Activate implements ControllerCommand {
        ACTIVATE
    }

    /** Append the next entry of a decision that takes several. */
    enum Continue implements ControllerCommand {
        CONTINUE
    }

    /** A subscriber of the feed has stopped. */
    record SubscriberGone(int brokerId, ActorRef<FeedMessage> subscriber) implements ControllerCommand {}
}
