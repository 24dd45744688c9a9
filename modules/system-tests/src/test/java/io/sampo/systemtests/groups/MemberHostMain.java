package io.sampo.systemtests.groups;

import io.sampo.testkit.process.ParentWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process with members of the group {@code GROUP} that reads {@code TOPIC}. A command on each line of standard input:
 * {@code join NAME native|kafka BOOTSTRAP}, {@code leave NAME}, {@code vanish NAME}
 * (a native one); {@link Happening}s on standard output.
 */
final class MemberHostMain {
    private static final Map<String, CompletableFuture<GroupMember>> MEMBERS = new ConcurrentHashMap<>();

    private MemberHostMain() {}

    public static void main(String[] arguments) throws IOException {
        ParentWatch.endWithParent();
        System.out.println("READY");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            CompletableFuture<GroupMember> member =
                    MEMBERS.computeIfAbsent(words[1], name -> new CompletableFuture<>());
            // One member that takes its time holds no other up.
            Thread thread = new Thread(() -> carryOut(words, member, arguments[0], arguments[1]), line);
            thread.setDaemon(true);
            thread.start();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void carryOut(String[] words, CompletableFuture<GroupMember> member, String group, String topic) {
        Witness witness = new Witness(words[1], System.out);
        try {
            switch (words[0]) {
                case "join" ->
                    member.complete(
                            words[2].equals("kafka")
                                    ? KafkaMember.join(witness, words[3], group, topic)
                                    : NativeMember.join(witness, words[3], group, topic));
                // It may still be on its way in.
                case "leave" -> member.join().leave();
                case "vanish" -> ((NativeMember) member.join()).vanish();
                default -> throw new IllegalArgumentException("'" + words[0] + "' is no command");
            }
        } catch (RuntimeException e) {
            witness.failed(e);
        }
    }
}
