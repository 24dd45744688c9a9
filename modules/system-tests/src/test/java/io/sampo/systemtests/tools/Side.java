package io.sampo.systemtests.tools;

import io.sampo.systemtests.kafka.KafkaTool;
import io.sampo.systemtests.kafka.KafkaTool.Outcome;
import io.sampo.systemtests.kafka.KafkaToolHost;
import io.sampo.testkit.Await;
import io.sampo.testkit.process.ChildProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the two clusters that the tools are called against, and where its tools run. */
record Side(String name, String bootstrap, Path directory, KafkaToolHost tools) {
    private static final Duration WITHIN = Duration.ofSeconds(90);

    /** Makes the call, again and again where it waits for something. */
    Outcome make(Call call) {
        Call other = call.beside();
        ChildProcess beside = other == null ? null : start(other);
        try {
            long deadlineNs = System.nanoTime() + WITHIN.toNanos();
            Outcome outcome = once(call);
            while (!call.isDone(outcome.stdout()) && System.nanoTime() < deadlineNs) {
                outcome = once(call);
            }
            return outcome;
        } finally {
            close(beside);
        }
    }

    private Outcome once(Call call) {
        String mainClass = Tools.mainClass(call.tool());
        List<String> arguments = call.arguments(bootstrap, file(call));
        return call.isAlone()
                ? KafkaTool.runWithInput(call.input(), KafkaTool.command(mainClass, arguments))
                : tools.run(call.input(), mainClass, arguments);
    }

    private String file(Call call) {
        try {
            return Files.writeString(directory.resolve("file-of-a-call"), call.file())
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + directory, e);
        }
    }

    private ChildProcess start(Call call) {
        ChildProcess child = ChildProcess.start(
                name + " " + call.tool(),
                KafkaTool.command(Tools.mainClass(call.tool()), call.arguments(bootstrap, file(call)))
                        .toArguments(),
                directory,
                new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        Await.until(WITHIN, () -> "what " + call + " prints; " + child.lastLines(), () -> !child.stdout()
                .isEmpty());
        return child;
    }

    private static void close(@Nullable ChildProcess child) {
        if (child != null) {
            child.close();
        }
    }
}
