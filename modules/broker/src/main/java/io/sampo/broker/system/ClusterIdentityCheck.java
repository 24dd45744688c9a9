package io.sampo.broker.system;

import com.typesafe.config.Config;
import java.util.List;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The join check of Artery (ARCHITECTURE §3.0): a node is let into the Pekko cluster only where its metadata log is that of
 * the cluster. Both sides ask, the one that joins and the one that is asked; who joined wrongly would exist beside a broker of
 * the same role, and be downed in its place. The identity is the id of the Raft group: it is known before there is an
 * actor system, on the very first start too, and never changes.
 *
 * <p>A node without an identity passes: it is no broker of its own but an application's, which decides itself whom its
 * cluster takes in.
 */
public final class ClusterIdentityCheck extends JoinConfigCompatChecker {
    /** Set by {@link ActorSystems}, never by a user. */
    static final String KEY = "sampo.cluster.identity";

    @Override
    public Seq<String> requiredKeys() {
        return seq(KEY);
    }

    /** Called by Pekko, on either side. */
    @Override
    public ConfigValidation check(Config theirs, Config ours) {
        if (!theirs.hasPath(KEY) || !ours.hasPath(KEY) || theirs.getString(KEY).equals(ours.getString(KEY))) {
            return Valid$.MODULE$;
        }
        return new Invalid(seq("another Sampo cluster: its metadata log is " + theirs.getString(KEY) + ", ours is "
                + ours.getString(KEY)));
    }

    private static Seq<String> seq(String only) {
        return CollectionConverters.asScala(List.of(only)).toSeq();
    }
}
