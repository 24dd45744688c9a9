package io.sampo.assignors;

import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;

/** Members in a circle: one partition after the other goes to the next one that wants it, over all topics. */
final class Circle {
    private final List<String> members;
    private int turn;

    Circle(List<String> members) {
        this.members = members;
    }

    /** Numbers 0 to n-1 of a topic, if anybody wants them. */
    void divide(int count, Predicate<String> wants, ObjIntConsumer<String> give) {
        if (members.stream().noneMatch(wants)) {
            return;
        }
        for (int partition = 0; partition < count; partition++) {
            while (!wants.test(members.get(turn))) {
                turn = (turn + 1) % members.size();
            }
            give.accept(members.get(turn), partition);
            turn = (turn + 1) % members.size();
        }
    }
}
