package io.sampo.systemtests.seeds;

import io.sampo.kafkacommands.KafkaCommands;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The process of one of our commands, as the distribution starts it, from the class path of a test. */
final class KafkaCommand {
    private KafkaCommand() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] words) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = KafkaCommands.run(words, out, err);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }
}
