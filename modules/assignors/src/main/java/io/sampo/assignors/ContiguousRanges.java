package io.sampo.assignors;

import java.util.List;
import java.util.function.ObjIntConsumer;

/** Numbers 0 to n-1 in as many pieces as there are members, the first ones longer by one where it does not come out even. */
final class ContiguousRanges {
    private ContiguousRanges() {}

    static void divide(int count, List<String> members, ObjIntConsumer<String> give) {
        if (members.isEmpty()) {
            return;
        }
        int quota = count / members.size();
        int longer = count % members.size();
        int next = 0;
        for (int i = 0; i < members.size(); i++) {
            int end = next + quota + (i < longer ? 1 : 0);
            for (; next < end; next++) {
                give.accept(members.get(i), next);
            }
        }
    }
}
