package io.sampo.broker.control;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.DowningProvider;
import scala.Option;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/**
 * Downing by the controller alone (ARCHITECTURE §3.3): whoever has the Raft quorum decides who is dead: with proof of
 * death, otherwise after {@link #DOWN_AFTER}. A node never downs itself and a minority never downs anybody. The decision is
 * {@link DeadMembers}, {@link Downing} carries it out; this class only takes the place of Pekko's resolver.
 */
public final class ControllerDowningProvider extends DowningProvider {
    /** A member that is fenced and unreachable for this long is downed without proof. */
    static final java.time.Duration DOWN_AFTER = java.time.Duration.ofSeconds(60);

    /** Called by Pekko. */
    public ControllerDowningProvider(ActorSystem system) {
        system.log().debug("Members are downed by the active controller only");
    }

    /** No waiting after a removal: safety is in the metadata log, not in time. */
    @Override
    public FiniteDuration downRemovalMargin() {
        return Duration.Zero();
    }

    @Override
    public Option<Props> downingActorProps() {
        return Option.empty();
    }
}
