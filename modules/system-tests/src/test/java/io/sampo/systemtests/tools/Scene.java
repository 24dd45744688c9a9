package io.sampo.systemtests.tools;

import java.util.List;

/**
 * What is shown of one tool: calls of it and of others that prepare and check.
 *
 * @param brokers how many it takes at least
 */
record Scene(String tool, int brokers, List<Call> calls) {
    static Scene of(String tool, Call... calls) {
        return new Scene(tool, 1, List.of(calls));
    }

    /** With three brokers. */
    static Scene ofThree(String tool, Call... calls) {
        return new Scene(tool, 3, List.of(calls));
    }

    @Override
    public String toString() {
        return tool;
    }
}
