package io.sampo.groupapis;

import io.sampo.apis.Call;
import io.sampo.groups.Coordinators.Caller;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Questions to several groups for one call. When all of them are answered, {@code whenDone} runs; never, if the client is gone. */
final class GroupRound {
    private final Call call;
    private final Runnable whenDone;
    private final List<Long> numbers = new ArrayList<>();
    /** The one is for who still asks. */
    private int outstanding = 1;

    GroupRound(Call call, Runnable whenDone) {
        this.call = call;
        this.whenDone = whenDone;
        call.whenGone(() -> numbers.forEach(call.backend().groups()::forget));
    }

    /** One question to one group. */
    static <T extends GroupResponse> void ask(
            Call call, String groupId, GroupRequest request, Class<T> type, Consumer<T> answer) {
        GroupRound round = new GroupRound(call, () -> {});
        round.ask(groupId, request, type, answer);
    }

    /** Asks; the answer comes later. */
    <T extends GroupResponse> void ask(String groupId, GroupRequest request, Class<T> type, Consumer<T> answer) {
        outstanding++;
        numbers.add(call.backend().groups().ask(groupId, request, caller(call), response -> {
            answer.accept(type.cast(response));
            done();
        }));
    }

    /** As people get to see who asks: Kafka's form of an address. */
    private static Caller caller(Call call) {
        String clientId = call.clientId();
        return new Caller(
                clientId == null ? "" : clientId, "/" + call.clientAddress().getHostAddress());
    }

    /** Nothing more is asked. */
    void end() {
        done();
    }

    private void done() {
        if (--outstanding == 0) {
            whenDone.run();
        }
    }
}
