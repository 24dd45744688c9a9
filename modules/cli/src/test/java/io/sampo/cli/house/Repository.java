package io.sampo.cli.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checkout that this build runs in: its tracked files, and what the root pom lists. */
final class Repository {
    private static final Set<String> NEVER_TRACKED = Set.of("target", ".git", ".idea", "sampo-data");
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private final Path root;
    private final List<Path> files;

    private Repository(Path root, List<Path> files) {
        this.root = root;
        this.files = files;
    }

    /** The checkout above the working directory, or the one that Surefire names in {@code sampo.root}. */
    static Repository here() {
        String named = System.getProperty("sampo.root");
        Path root = Path.of(named != null ? named : "").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
            if (root == null) {
                throw new IllegalStateException(
                        "no checkout above " + Path.of("").toAbsolutePath());
            }
        }
        List<Path> tracked = Files.exists(root.resolve(".git")) ? trackedByGit(root) : everythingBelow(root);
        return new Repository(root, tracked);
    }

    Path root() {
        return root;
    }

    /** Tracked files, relative to the root, in order of name. */
    List<Path> files() {
        return files;
    }

    /** Tracked files whose name ends with {@code suffix}. */
    List<Path> files(String suffix) {
        return files.stream().filter(file -> file.toString().endsWith(suffix)).toList();
    }

    List<Path> mainSources() {
        return files(".java").stream()
                .filter(file -> file.toString().contains("src/main/java"))
                .toList();
    }

    List<Path> testSources() {
        return files(".java").stream()
                .filter(file -> file.toString().contains("src/test/java"))
                .toList();
    }

    String text(Path file) {
        try {
            return Files.readString(root.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Modules of the root pom in its order, for example {@code modules/model}; what is commented out does not count. */
    List<String> modules() {
        Matcher matcher =
                MODULE.matcher(COMMENT.matcher(text(Path.of("pom.xml"))).replaceAll(""));
        List<String> modules = new ArrayList<>();
        while (matcher.find()) {
            modules.add(matcher.group(1));
        }
        return modules;
    }

    private static List<Path> trackedByGit(Path root) {
        try {
            Process git = new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard")
                    .directory(root.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String listed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (git.waitFor() != 0) {
                return everythingBelow(root);
            }
            return listed.lines()
                    .map(Path::of)
                    .filter(file -> Files.isRegularFile(root.resolve(file)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // No git on this machine: a source archive is checked as well, by walking it.
            return everythingBelow(root);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while git listed the files", e);
        }
    }

    private static List<Path> everythingBelow(Path root) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean skip = !directory.equals(root)
                            && NEVER_TRACKED.contains(directory.getFileName().toString());
                    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.add(root.relativize(file));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted().toList();
    }
}
