package io.sampo.systemtests.groups;

import io.sampo.testkit.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The handle of a {@link MemberHostMain} process. */
final class MemberHost implements AutoCloseable {
    private final Process process;
    private final PrintStream commands;
    private final Thread reader;
    private final Thread killer;

    /**
     * Starts it.
     *
     * @param errors gets what it says besides
     * @param seen gets each {@link Happening}, on a thread of this handle
     */
    MemberHost(String group, String topic, Path errors, Consumer<Happening> seen) {
        try {
            this.process = new ProcessBuilder(JavaCommand.of(MemberHostMain.class.getName(), group, topic)
                            .toArguments())
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a process for members", e);
        }
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.reader = new Thread(() -> read(seen), "sampo-members-" + process.pid());
        this.killer = new Thread(process::destroyForcibly, "sampo-killer-of-members");
        Runtime.getRuntime().addShutdownHook(killer);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Consumer<Happening> seen) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Happening.isOne(line)) {
                    seen.accept(Happening.parse(line));
                } else if (line.startsWith("!")) {
                    System.out.println(line);
                }
            }
        } catch (IOException e) {
            // It was killed in the middle of a line.
            assert !process.isAlive();
        }
    }

    void join(String member, boolean kafka, String bootstrap) {
        commands.println("join " + member + (kafka ? " kafka " : " native ") + bootstrap);
    }

    void leave(String member) {
        commands.println("leave " + member);
    }

    void vanish(String member) {
        commands.println("vanish " + member);
    }

    /** SIGKILL, and all that it had said has been heard. */
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
            reader.join();
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
