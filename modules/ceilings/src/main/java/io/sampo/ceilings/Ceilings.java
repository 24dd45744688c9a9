package io.sampo.ceilings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that measures every {@link Ceiling} and prints a line for each: its key, and {@link Spent}. Run by {@code
 * ops/bin/versus} in a JVM of its own before its rows.
 */
public final class Ceilings {
    private static final long MIB = 1 << 20;
    private static final int MIB_DEFAULT = 1024;
    private static final int MIB_MOST = 16 * 1024;
    /** Of the work, before it is measured: the JIT is done by then. */
    private static final int WARM_UP = 4;

    private Ceilings() {}

    /** {@code DIRECTORY [MIB]}: where files go meanwhile, and how much is moved. Ends 2 on wrong usage, 1 on a failure. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length < 1 || arguments.length > 2 || !Files.isDirectory(Path.of(arguments[0]))) {
            System.err.println("usage: Ceilings DIRECTORY [MIB]; DIRECTORY has to be there");
            System.exit(2);
        }
        try {
            long bytes = mib(arguments.length == 2 ? arguments[1] : Integer.toString(MIB_DEFAULT)) * MIB;
            for (Ceiling ceiling : Ceiling.values()) {
                System.out.println(ceiling.key() + " " + measure(ceiling, Path.of(arguments[0]), ceiling.share(bytes)));
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (IOException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static Spent measure(Ceiling ceiling, Path directory, long bytes) throws IOException, InterruptedException {
        ceiling.run(directory, bytes / WARM_UP);
        return ceiling.run(directory, bytes);
    }

    private static int mib(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < WARM_UP || Integer.parseInt(text) > MIB_MOST) {
            throw new IllegalArgumentException("MIB '" + text + "' is no number from " + WARM_UP + " to " + MIB_MOST);
        }
        return Integer.parseInt(text);
    }
}
