package io.sampo.apis.topics;

import io.sampo.apis.Backend;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.TopicIdPartition;
import java.util.Collection;

/**
 * Topics that were created a moment ago: the image has them, but their replicas on this broker still open their logs. Whoever
 * asked for them would be sent away with his first record, and with acks=0 would lose it.
 */
final class FreshTopics {
    private static final long LOOK_AGAIN_MS = 5;

    private FreshTopics() {}

    /** Runs {@code action} when what this broker leads of them is served, at the latest after so many looks. */
    static void whenServed(Backend backend, Collection<String> names, int looksLeft, Runnable action) {
        if (looksLeft == 0 || names.stream().allMatch(name -> isServed(backend, name))) {
            action.run();
        } else {
            backend.later(LOOK_AGAIN_MS, () -> whenServed(backend, names, looksLeft - 1, action));
        }
    }

    private static boolean isServed(Backend backend, String name) {
        TopicView topic = backend.image().topic(name);
        int here = backend.broker().brokerId();
        for (int number = 0; topic != null && number < topic.partitions().size(); number++) {
            boolean leads = topic.partitions().get(number).leader() == here;
            if (leads && backend.replica(new TopicIdPartition(topic.topicId(), number)) == null) {
                return false;
            }
        }
        return true;
    }
}
