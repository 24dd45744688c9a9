package io.sampo.broker.control;

import io.sampo.messages.AdminRequest;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ControllerMessage;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.ActorRef;

/** What sessions and the assembly ask of {@link BrokerActor}. */
public final class BrokerRequests {
    /** A producer id of the block that the controller gave; answered by {@link ClientMessage.ProducerIdGiven}. */
    public record GiveProducerId(long correlationId, ActorRef<ClientMessage> replyTo)
            implements BrokerMessage.Internal {}

    /** Passed on to the controller, wherever it is; answered by {@link ClientMessage.AdminDone}. */
    public record PassOn(long correlationId, AdminRequest request, ActorRef<ClientMessage> replyTo)
            implements BrokerMessage.Internal {}

    /** Another node leads the metadata log, or its address has become known; null = nobody as far as is known. */
    public record ControllerMoved(ControllerAddress address) implements BrokerMessage.Internal {}

    /** Hand leadership over, then flush and stop every replica; {@code done} runs when all have stopped. */
    public record Leave(Runnable done) implements BrokerMessage.Internal {}

    /**
     * Where the active controller is reached: the controller node's well-known actor, by the Artery address of that node.
     *
     * @param brokerId the broker whose node leads the metadata log
     */
    public record ControllerAddress(int brokerId, String actorSystem, String host, int arteryPort) {
        /** Name of the system actor of every controller node. */
        public static final String ACTOR_NAME = "sampo-controller";

        /** Tells the controller; lost if there is none at that address (every caller asks again by timer). */
        void tell(ActorSystem system, ControllerMessage message) {
            ActorSelection selection = system.actorSelection(
                    "pekko://" + actorSystem + "@" + host + ":" + arteryPort + "/system/" + ACTOR_NAME);
            selection.tell(message, org.apache.pekko.actor.ActorRef.noSender());
        }
    }

    private BrokerRequests() {}
}
