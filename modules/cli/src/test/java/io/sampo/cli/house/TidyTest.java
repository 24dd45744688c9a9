package io.sampo.cli.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Style as a test, with a ratchet (HOUSE 4.5 and 4.7.6). */
class TidyTest {
    private static final int MAIN_LINES_MAX = 400;
    private static final int TEST_LINES_MAX = 600;
    private static final int METHOD_LINES_MAX = 70;
    private static final int CONSTRUCTOR_PARAMETERS_MAX = 7;
    private static final int PACKAGE_FILES_MAX = 20;
    private static final int MODULE_FILES_MAX = 60;

    private static final Set<String> BANNED_WORDS =
            Set.of("Manager", "Util", "Utils", "Helper", "Common", "Misc", "Base", "Impl", "Data", "Info");
    private static final Set<String> TOP_LEVEL = Set.of(
            "modules",
            "cluster-config",
            "sample-apps",
            "ops",
            "README.md",
            "pom.xml",
            "LICENSE",
            ".ci",
            ".mvn",
            ".gitignore",
            ".editorconfig");

    private static final Repository REPOSITORY = Repository.here();
    private static final List<SourceFile> MAIN = SourceFile.parse(REPOSITORY.root(), REPOSITORY.mainSources());
    private static final List<SourceFile> TESTS = SourceFile.parse(REPOSITORY.root(), REPOSITORY.testSources());
    private static final Ratchet RATCHET = new Ratchet(resource("tidy-ratchet.txt"));

    @Test
    void filesStaySmall() {
        List<String> complaints = new ArrayList<>();
        complaints.addAll(RATCHET.complaints(lines(MAIN), MAIN_LINES_MAX, "lines"));
        complaints.addAll(RATCHET.complaints(lines(TESTS), TEST_LINES_MAX, "lines"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void methodsStayShort() {
        Map<String, Long> sizes = new TreeMap<>();
        both().forEach(file -> file.methods()
                .forEach(method -> sizes.merge(file.path() + "#" + method.name(), method.lines(), Math::max)));
        assertThat(RATCHET.complaints(sizes, METHOD_LINES_MAX, "lines")).isEmpty();
    }

    @Test
    void constructorsTakeFewParameters() {
        Map<String, Long> sizes = new TreeMap<>();
        MAIN.forEach(file -> file.methods().stream()
                .filter(method -> method.name().equals("<init>") && !method.inRecord())
                .forEach(method ->
                        sizes.merge(file.path() + "#" + method.type() + "()", (long) method.parameters(), Math::max)));
        assertThat(RATCHET.complaints(sizes, CONSTRUCTOR_PARAMETERS_MAX, "constructor parameters"))
                .isEmpty();
    }

    @Test
    void packagesAndModulesStaySmall() {
        Map<String, Long> packages = MAIN.stream()
                .filter(file -> !file.isPackageDescription())
                .collect(Collectors.groupingBy(file -> directory(file).toString(), Collectors.counting()));
        Map<String, Long> modules = MAIN.stream()
                .filter(file -> !file.isPackageDescription())
                .collect(Collectors.groupingBy(file -> file.path().subpath(0, 2).toString(), Collectors.counting()));
        List<String> complaints = new ArrayList<>();
        complaints.addAll(RATCHET.complaints(packages, PACKAGE_FILES_MAX, "files"));
        complaints.addAll(RATCHET.complaints(modules, MODULE_FILES_MAX, "files"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void ratchetListsOnlyWhatIsThere() {
        Set<String> known = new TreeSet<>();
        both().forEach(file -> {
            known.add(file.path().toString());
            known.add(directory(file).toString());
            known.add(file.path().subpath(0, 2).toString());
            file.methods().forEach(method -> {
                known.add(file.path() + "#" + method.name());
                known.add(file.path() + "#" + method.type() + "()");
            });
        });
        assertThat(RATCHET.unknown(known)).isEmpty();
    }

    @Test
    void classNamesSayWhatTheThingIs() {
        List<String> complaints = new ArrayList<>();
        both().forEach(file -> file.types().forEach(type -> {
            for (String word : type.name().split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")) {
                if (BANNED_WORDS.contains(word)) {
                    complaints.add(file.path() + ": " + type.name() + " has the banned word " + word);
                }
            }
        }));
        assertThat(complaints).isEmpty();
    }

    @Test
    void accessorsHaveNoGet() {
        List<String> complaints = new ArrayList<>();
        MAIN.forEach(file -> file.methods().stream()
                .filter(method -> method.name().matches("get[A-Z].*")
                        && method.parameters() == 0
                        && !method.annotations().contains("Override"))
                .forEach(method -> complaints.add(file.path() + ": " + method.name() + "()")));
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyTopLevelTypeSaysWhatItIsFor() {
        List<String> complaints = new ArrayList<>();
        MAIN.forEach(file -> file.types().stream()
                .filter(type -> !type.nested() && !type.documented())
                .forEach(type -> complaints.add(file.path() + ": " + type.name() + " has no Javadoc")));
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyPackageHasItsDescription() {
        Set<Path> described = MAIN.stream()
                .filter(SourceFile::isPackageDescription)
                .map(TidyTest::directory)
                .collect(Collectors.toSet());
        Set<Path> missing = MAIN.stream().map(TidyTest::directory).collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(described);
        assertThat(missing).as("packages without package-info.java").isEmpty();
    }

    @Test
    void everyModuleHasItsReadme() {
        assertThat(REPOSITORY.modules()).allSatisfy(module -> assertThat(
                        REPOSITORY.root().resolve(module).resolve("README.md"))
                .exists());
    }

    @Test
    void mapOfModulesEqualsThePom() {
        Pattern row = Pattern.compile("^\\| \\[`([a-z-]+)`]");
        List<String> mapped = REPOSITORY
                .text(Path.of("modules/README.md"))
                .lines()
                .map(row::matcher)
                .filter(java.util.regex.Matcher::find)
                .map(matcher -> "modules/" + matcher.group(1))
                .toList();
        List<String> built = REPOSITORY.modules().stream()
                .filter(module -> module.startsWith("modules/"))
                .toList();
        assertThat(mapped).as("module table of modules/README.md").isEqualTo(built);
    }

    @Test
    void relativeLinksResolve() {
        Pattern link = Pattern.compile("\\[[^\\]]*]\\(([^)\\s#]+)(#[^)]*)?\\)");
        List<String> complaints = new ArrayList<>();
        for (Path file : REPOSITORY.files(".md")) {
            String text = REPOSITORY.text(file).replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "code");
            link.matcher(text).results().map(match -> match.group(1)).forEach(target -> {
                Path resolved = REPOSITORY.root().resolve(file).resolveSibling(target);
                if (!target.matches("[a-z]+:.*") && !Files.exists(resolved)) {
                    complaints.add(file + " links to " + target + ", which is not there");
                }
            });
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyTodoNamesItsIssue() {
        Pattern nameless = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\(#\\d+\\))");
        List<String> complaints = new ArrayList<>();
        for (Path file : REPOSITORY.files()) {
            if (!file.endsWith("TidyTest.java")
                    && file.toString().matches(".*\\.(java|xml|conf|sh|scala|properties)")) {
                REPOSITORY
                        .text(file)
                        .lines()
                        .filter(nameless.asPredicate())
                        .forEach(line -> complaints.add(file + ": " + line.strip()));
            }
        }
        assertThat(complaints).as("write TODO(#issue)").isEmpty();
    }

    @Test
    void topLevelIsWhatItIs() {
        Set<String> present = REPOSITORY.files().stream()
                .map(file -> file.getName(0).toString())
                .collect(Collectors.toSet());
        assertThat(present).isEqualTo(TOP_LEVEL);
    }

    @Test
    void everyMessageOfAnActorHasItsOwnMethod() {
        List<String> complaints = new ArrayList<>();
        List<SourceFile> actors = MAIN.stream()
                .filter(file -> file.path().toString().endsWith("Actor.java"))
                .toList();
        actors.forEach(file -> file.handled().forEach(handled -> {
            String handler = "on" + handled.message();
            boolean there =
                    file.methods().stream().anyMatch(method -> method.name().equals(handler) && method.isPrivate());
            if (!there) {
                complaints.add(file.path() + ":" + handled.line() + " handles " + handled.message()
                        + " without a private " + handler);
            }
        }));
        assertThat(actors).as("actors found").anySatisfy(file -> assertThat(file.handled())
                .isNotEmpty());
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyTestNameReadsAsALaw() {
        Set<String> tests = Set.of("Test", "Property", "Example", "ParameterizedTest", "RepeatedTest");
        List<String> complaints = new ArrayList<>();
        TESTS.forEach(file -> file.methods().stream()
                .filter(method -> method.annotations().stream().anyMatch(tests::contains))
                .filter(method -> method.name().matches("(test|should)([A-Z].*)?"))
                .forEach(method -> complaints.add(file.path() + ": " + method.name())));
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyModuleHasThePackageOfItsName() {
        List<String> complaints = new ArrayList<>();
        for (Path file : REPOSITORY.mainSources()) {
            if (!file.startsWith("modules")) {
                continue;
            }
            String module = file.getName(1).toString().replace("-", "");
            if (!file.toString().contains("src/main/java/io/sampo/" + module + "/")) {
                complaints.add(file + " is not below io.sampo." + module);
            }
        }
        assertThat(complaints).isEmpty();
    }

    private static List<SourceFile> both() {
        List<SourceFile> all = new ArrayList<>(MAIN);
        all.addAll(TESTS);
        return all;
    }

    private static Map<String, Long> lines(List<SourceFile> files) {
        Map<String, Long> lines = new TreeMap<>();
        files.forEach(file -> lines.put(file.path().toString(), file.lines()));
        return lines;
    }

    private static Path directory(SourceFile file) {
        return Objects.requireNonNull(file.path().getParent());
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(TidyTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
