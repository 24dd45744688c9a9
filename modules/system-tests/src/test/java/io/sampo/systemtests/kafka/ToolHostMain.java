package io.sampo.systemtests.kafka;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serial;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * The process of a {@link KafkaToolHost}: runs the main classes that it is told on its standard input, one after the other, each
 * with streams of its own, and ends with its input. Where a tool would end its JVM, that ends the call, and what it has put down
 * to be done at the end of the JVM is done then: all of Kafka's tools go through {@link Exit} for both.
 */
final class ToolHostMain {
    private final DataInputStream requests;
    private final DataOutputStream answers;
    private final List<Runnable> hooks = new ArrayList<>();
    private @Nullable Integer exitCode;

    private ToolHostMain(InputStream requests, OutputStream answers) {
        this.requests = new DataInputStream(requests);
        this.answers = new DataOutputStream(answers);
    }

    /** Unwinds a tool that wants its JVM to end. */
    private static final class Ended extends Error {
        @Serial
        private static final long serialVersionUID = 1;

        Ended() {
            super("ended", null, false, false);
        }
    }

    public static void main(String[] arguments) throws IOException {
        ToolHostMain host = new ToolHostMain(System.in, System.out);
        Exit.setExitProcedure(host::end);
        Exit.setHaltProcedure(host::end);
        Exit.setShutdownHookAdder((name, hook) -> host.hooks.add(hook));
        host.serve();
    }

    /** The first word counts: tools catch whatever is thrown and end with an error then. Nobody hears what they say of it. */
    private void end(int code, @Nullable String message) {
        if (exitCode == null) {
            exitCode = code;
            if (message != null) {
                System.err.println(message);
            }
            System.setOut(nowhere());
            System.setErr(nowhere());
        }
        throw new Ended();
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    private void serve() throws IOException {
        while (true) {
            String mainClass;
            try {
                mainClass = requests.readUTF();
            } catch (EOFException e) {
                return;
            }
            String[] words = new String[requests.readInt()];
            for (int i = 0; i < words.length; i++) {
                words[i] = new String(text(), StandardCharsets.UTF_8);
            }
            System.setIn(new ByteArrayInputStream(text()));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            answers.writeInt(call(mainClass, words, out, err));
            answer(out);
            answer(err);
            answers.flush();
        }
    }

    private int call(String mainClass, String[] words, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        exitCode = null;
        hooks.clear();
        listen(out, err);
        int returned = run(mainClass, words);
        Integer ended = exitCode;
        listen(out, err);
        List.copyOf(hooks).forEach(Runnable::run);
        return ended == null ? returned : ended;
    }

    private static void listen(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** As a JVM would end: with 1 and the stack of an exception that nobody has caught. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    private static int run(String mainClass, String[] words) {
        try {
            Class.forName(mainClass).getMethod("main", String[].class).invoke(null, (Object) words);
            return 0;
        } catch (InvocationTargetException e) {
            e.getCause().printStackTrace();
        } catch (ReflectiveOperationException e) {
            e.printStackTrace();
        }
        return 1;
    }

    private byte[] text() throws IOException {
        return requests.readNBytes(requests.readInt());
    }

    private void answer(ByteArrayOutputStream text) throws IOException {
        answers.writeInt(text.size());
        text.writeTo(answers);
    }
}
