package io.sampo.broker.control;

import io.sampo.messages.ControllerMessage;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.ActorSystem;

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
        selection.tell(message, ActorRef.noSender());
    }
}
