package io.sampo.samples.orderpipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param produce orders to write instead of working on some; 0 = none
 * @param journal file that gets a line for each order when it is done; null = none
 */
record Options(
        String bootstrap,
        String topic,
        String group,
        int produce,
        int customers,
        int handlerMs,
        int parallelism,
        boolean inOrder,
        boolean untilEnd,
        @Nullable String journal,
        boolean help) {
    static final String USAGE = """
            Works on orders: those of one customer in their order, many customers at a time. May be killed at any time.

            usage: java -jar sampo-order-pipeline-0.1.0.jar [options]
              --bootstrap HOST:PORT[,...]  brokers to ask first (default 127.0.0.1:25520)
              --topic TOPIC                the orders, keyed by customer (default orders)
              --group GROUP                who works on them (default pipeline)
              --produce N                  write N orders, and end
              --customers N                among so many customers (default 100)
              --handler-ms N               how long an order takes (default 10)
              --parallelism N              orders at a time, of different customers (default 100)
              --in-order                   one order at a time instead, as a plain stream does
              --until-end                  stop where the topic ends now; otherwise go on until SIGTERM
              --journal FILE               append "partition offset customer number" of each order that is done
              --help                       this text
            """;

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException one line that says what would be right
     */
    static Options parse(String... arguments) {
        Deque<String> left = new ArrayDeque<>(List.of(arguments));
        String bootstrap = "127.0.0.1:25520";
        String topic = "orders";
        String group = "pipeline";
        int produce = 0;
        int customers = 100;
        int handlerMs = 10;
        int parallelism = 100;
        boolean inOrder = false;
        boolean untilEnd = false;
        String journal = null;
        boolean help = false;
        while (!left.isEmpty()) {
            String option = left.remove();
            switch (option) {
                case "--bootstrap", "--bootstrap-server" -> bootstrap = valueOf(option, left);
                case "--topic" -> topic = valueOf(option, left);
                case "--group" -> group = valueOf(option, left);
                case "--produce" -> produce = number(option, valueOf(option, left));
                case "--customers" -> customers = number(option, valueOf(option, left));
                case "--handler-ms" -> handlerMs = number(option, valueOf(option, left));
                case "--parallelism" -> parallelism = number(option, valueOf(option, left));
                case "--in-order" -> inOrder = true;
                case "--until-end" -> untilEnd = true;
                case "--journal" -> journal = valueOf(option, left);
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException("unknown option '" + option + "'; see --help");
            }
        }
        return new Options(
                bootstrap, topic, group, produce, customers, handlerMs, parallelism, inOrder, untilEnd, journal, help);
    }

    private static String valueOf(String option, Deque<String> left) {
        String value = left.poll();
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value; see --help");
        }
        return value;
    }

    private static int number(String option, String text) {
        try {
            int value = Integer.parseUnsignedInt(text);
            if (value < 1) {
                throw new NumberFormatException(text);
            }
            return value;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " '" + text + "' is not a whole number above 0", e);
        }
    }
}
