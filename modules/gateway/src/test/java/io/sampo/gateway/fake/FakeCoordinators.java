package io.sampo.gateway.fake;

import io.sampo.groups.Coordinators;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse;
import io.sampo.model.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Groups that put down what they are asked; the test answers for them. */
public final class FakeCoordinators implements Coordinators {
    private static final long PATIENCE_S = 20;

    private final Map<String, Located> located = new ConcurrentHashMap<>();
    private final BlockingQueue<Asked<?>> asked = new LinkedBlockingQueue<>();
    private volatile Listed listed = new Listed(ErrorCode.NONE, List.of());

    /** One question, and who waits for its answer. */
    public record Asked<T extends GroupRequest>(
            String groupId, T request, Caller caller, Consumer<GroupResponse> answer) {
        /** Answers it. */
        public void answer(GroupResponse response) {
            answer.accept(response);
        }
    }

    /** That group is coordinated there; all others by broker 1. */
    public void coordinates(int brokerId, String groupId) {
        located.put(groupId, new Located(ErrorCode.NONE, brokerId));
    }

    /** Nobody coordinates that group. */
    public void coordinatesNobody(String groupId) {
        located.put(groupId, new Located(ErrorCode.COORDINATOR_NOT_AVAILABLE, -1));
    }

    /** What is answered to whoever wants a list. */
    public void lists(Listed groups) {
        listed = groups;
    }

    /** What a group was asked next. */
    @SuppressWarnings("unchecked")
    public <T extends GroupRequest> Asked<T> asked(Class<T> type) {
        try {
            Asked<?> next = asked.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (next == null || !type.isInstance(next.request())) {
                throw new AssertionError("asked was " + next + ", expected a " + type.getSimpleName());
            }
            return (Asked<T>) next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many questions nobody has looked at. */
    public int askedMore() {
        return asked.size();
    }

    @Override
    public Located coordinatorOf(String groupId) {
        return located.getOrDefault(groupId, new Located(ErrorCode.NONE, 1));
    }

    @Override
    public void ask(String groupId, GroupRequest request, Caller caller, Consumer<GroupResponse> answer) {
        asked.add(new Asked<>(groupId, request, caller, answer));
    }

    @Override
    public void list(Consumer<Listed> answer) {
        answer.accept(listed);
    }
}
