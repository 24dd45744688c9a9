package io.sampo.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.apis.Waiter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RepliesTest {
    private final Replies<String> replies = new Replies<>();
    private final List<String> heard = new ArrayList<>();
    private final Waiter<String> waiter = new Waiter<>() {
        @Override
        public void answered(int tag, String reply) {
            heard.add(tag + "=" + reply);
        }

        @Override
        public void unanswered(int tag) {
            heard.add(tag + " in vain");
        }
    };

    @Test
    void anAnswerReachesWhoWaitsForItOnce() {
        long number = replies.expect(waiter, 7, 100);
        assertThat(replies.answered(number, "a")).isTrue();
        assertThat(replies.answered(number, "b")).isFalse();
        assertThat(heard).containsExactly("7=a");
    }

    @Test
    void anAnswerThatComesTooLateReachesNobodyElse() {
        // given
        long old = replies.expect(waiter, 1, 100);
        replies.expire(100);
        long young = replies.expect(waiter, 2, 300);
        // when
        assertThat(replies.answered(old, "late")).isFalse();
        // then
        assertThat(replies.answered(young, "in time")).isTrue();
        assertThat(heard).containsExactly("1 in vain", "2=in time");
    }

    @Test
    void whatIsForgottenIsNeitherAnsweredNorExpires() {
        long number = replies.expect(waiter, 1, 100);
        replies.forget(number);
        assertThat(replies.answered(number, "a")).isFalse();
        replies.expire(1_000);
        replies.giveUpAll();
        assertThat(heard).isEmpty();
        assertThat(replies.awaited()).isZero();
    }

    @Test
    void numbersAreNeverMixedUpAmongManyThatComeAndGo() {
        Random random = new Random(5);
        Map<Long, Integer> open = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            if (random.nextBoolean() && open.size() < 500) {
                assertThat(open.put(replies.expect(waiter, step, Long.MAX_VALUE), step))
                        .isNull();
            } else if (!open.isEmpty()) {
                long number = open.keySet().iterator().next();
                heard.clear();
                assertThat(replies.answered(number, "x")).isTrue();
                assertThat(heard).containsExactly(open.remove(number) + "=x");
            }
        }
        assertThat(replies.awaited()).isEqualTo(open.size());
    }
}
