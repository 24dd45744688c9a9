package io.sampo.client.actor;

import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView;

/** What the {@link HubActor} tells the parts of its client. */
public sealed interface HubEvent extends ProducerActor.Command, ConsumerActor.Command, AdminActor.Command {
    /** A newer view. */
    record ViewArrived(ClusterView view) implements HubEvent {}

    /** A broker's answer; its correlation id says to what. */
    record Answered(ClientMessage.Answer answer) implements HubEvent {}

    /** No answer will come: the session ended, or the broker took too long. It may or may not have taken effect. */
    record Lost(long correlationId, int brokerId, String why) implements HubEvent {}
}
