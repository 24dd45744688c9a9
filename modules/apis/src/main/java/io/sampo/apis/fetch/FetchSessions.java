package io.sampo.apis.fetch;

import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.FetchRequest;
import io.sampo.protocol.message.FetchRequest.FetchPartition;
import io.sampo.protocol.message.FetchRequest.FetchTopic;
import io.sampo.protocol.message.FetchRequest.ForgottenTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The fetch session of one connection (KIP-227): the client names its partitions once and afterwards only what changes, and is
 * answered only what has changed. In Kafka sessions are the broker's and have a cache of 1,000 slots with rules of eviction;
 * here a connection has one, because a client holds one for each broker and loses it with the connection at the worst: it then
 * names its partitions again. So nobody's session is evicted, and what they take is bounded by the connections.
 */
public final class FetchSessions {
    /** Request of a client that wants no session. */
    private static final int FINAL_EPOCH = -1;

    private static final int NO_SESSION = 0;
    private static final int FIRST_ID = 1;

    private Map<FetchTarget.Key, FetchTarget> targets = new LinkedHashMap<>();
    private int id = NO_SESSION;
    private int lastId = FIRST_ID - 1;
    private int nextEpoch;

    /**
     * What one request asks for.
     *
     * @param error not NONE: the request is answered with it alone
     * @param sessionId for the answer; 0 = none
     * @param incremental answer only what is news
     * @param targets in the order in which they are served
     */
    public record Plan(ErrorCode error, int sessionId, boolean incremental, List<FetchTarget> targets) {
        static Plan refused(ErrorCode error) {
            return new Plan(error, NO_SESSION, false, List.of());
        }
    }

    /** Reads the request into the session, or beside it. Names or ids, whatever the version has. */
    public Plan plan(FetchRequest request, boolean byId) {
        if (request.sessionEpoch() <= 0) {
            return full(request, byId);
        }
        if (request.sessionId() == NO_SESSION || request.sessionId() != id) {
            return Plan.refused(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (request.sessionEpoch() != nextEpoch) {
            return Plan.refused(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
        }
        nextEpoch = next(nextEpoch);
        forget(request.forgottenTopicsData(), byId);
        read(request, byId, targets);
        return new Plan(ErrorCode.NONE, id, true, List.copyOf(targets.values()));
    }

    private Plan full(FetchRequest request, boolean byId) {
        if (request.sessionId() == id) {
            // Its client ends it, or begins anew.
            id = NO_SESSION;
            targets = new LinkedHashMap<>();
        }
        Map<FetchTarget.Key, FetchTarget> wanted = new LinkedHashMap<>();
        read(request, byId, wanted);
        if (request.sessionEpoch() == FINAL_EPOCH) {
            return new Plan(ErrorCode.NONE, NO_SESSION, false, List.copyOf(wanted.values()));
        }
        lastId = lastId == Integer.MAX_VALUE ? FIRST_ID : lastId + 1;
        id = lastId;
        nextEpoch = 1;
        targets = wanted;
        return new Plan(ErrorCode.NONE, id, false, List.copyOf(wanted.values()));
    }

    private static int next(int epoch) {
        return epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
    }

    private void forget(List<ForgottenTopic> topics, boolean byId) {
        for (ForgottenTopic topic : topics) {
            for (int partition : topic.partitions()) {
                targets.remove(key(topic.topic(), topic.topicId(), partition, byId));
            }
        }
    }

    private static void read(FetchRequest request, boolean byId, Map<FetchTarget.Key, FetchTarget> into) {
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition wanted : topic.partitions()) {
                FetchTarget.Key key = key(topic.topic(), topic.topicId(), wanted.partition(), byId);
                FetchTarget known = into.get(key);
                if (known == null) {
                    into.put(key, new FetchTarget(key, wanted));
                } else {
                    known.wants(wanted);
                }
            }
        }
    }

    private static FetchTarget.Key key(String topic, UUID topicId, int partition, boolean byId) {
        return new FetchTarget.Key(byId ? "" : topic, topicId, partition);
    }

    /** These were served in an answer: the others have precedence next time. */
    public void served(int sessionId, List<FetchTarget> served) {
        if (sessionId == NO_SESSION || sessionId != id) {
            return;
        }
        for (FetchTarget target : new ArrayList<>(served)) {
            if (targets.remove(target.key(), target)) {
                targets.put(target.key(), target);
            }
        }
    }
}
