package io.sampo.broker.control;

import io.sampo.messages.AdminReply.VoterView;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The voters of the metadata log, as the node that leads it may change them: one at a time. Called by the controller's
 * singleton; never blocks. A stage fails with a {@link io.sampo.model.SampoException} whose message is one line.
 */
public interface VoterGroup {
    /** Voters first, in order of broker id, then who waits to be one. */
    List<VoterView> list();

    /** Makes the broker a voter; done when it has copied the log. */
    CompletionStage<Void> add(int brokerId);

    /** Ends that; done when the others have agreed on it. */
    CompletionStage<Void> remove(int brokerId);
}
