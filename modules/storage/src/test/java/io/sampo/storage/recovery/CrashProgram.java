package io.sampo.storage.recovery;

/** {@code <crash images> [first seed]}: as many power cuts; ends 0 if every log came back whole. */
final class CrashProgram {
    private static final int REPORT_EVERY = 500;

    private CrashProgram() {}

    @SuppressWarnings("SystemOut") // A program for people.
    public static void main(String[] arguments) {
        int wanted = Integer.parseInt(arguments[0]);
        long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        int images = 0;
        int failed = 0;
        long seed = first;
        for (; images < wanted; seed++) {
            CrashSimulation.Result result = CrashSimulation.run(seed);
            images += result.images();
            if (result.wrong() != null) {
                failed++;
                System.out.println("seed " + seed + ": " + result.wrong());
            }
            if ((seed - first + 1) % REPORT_EVERY == 0) {
                System.out.println("  " + images + " crash images, seeds " + first + " to " + seed);
            }
        }
        System.out.println(images + " crash images, seeds " + first + " to " + (seed - 1) + ", " + failed + " failed");
        System.exit(failed == 0 ? 0 : 1);
    }
}
