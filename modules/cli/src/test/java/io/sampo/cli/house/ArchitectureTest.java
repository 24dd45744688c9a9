package io.sampo.cli.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatches;
import io.sampo.records.RecordCursor;
import io.sampo.records.RecordReader;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which room may know of which (HOUSE 4.2 and 4.7.2). There is no list of exceptions. */
class ArchitectureTest {
    private static final JavaClasses SAMPO = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sampo");

    /** Own packages that the classes of one room may import; a room is a module, or the shells of one. */
    private record Room(String name, DescribedPredicate<JavaClass> classes, String... mayImport) {
        static Room module(String name, String... mayImport) {
            return new Room(name, resideInAPackage("io.sampo." + name + ".."), mayImport);
        }

        /** A module whose core and shells ({@code .actor}) have different walls. */
        static Stream<Room> coreAndShells(String name, List<String> core, List<String> shells) {
            DescribedPredicate<JavaClass> inShells = resideInAPackage("io.sampo." + name + ".actor..");
            DescribedPredicate<JavaClass> inModule = resideInAPackage("io.sampo." + name + "..");
            return Stream.of(
                    new Room(name, inModule.and(not(inShells)), core.toArray(String[]::new)),
                    new Room(name, inShells, shells.toArray(String[]::new)));
        }
    }

    private static final List<Room> ROOMS = Stream.of(
                    Stream.of(
                            Room.module("model"),
                            Room.module("records", "model"),
                            Room.module("compaction", "model", "records"),
                            Room.module("logfiles", "model", "records"),
                            Room.module("storage", "model", "records", "compaction", "logfiles"),
                            Room.module("inspection", "model", "records", "logfiles", "storage"),
                            Room.module("messages", "model", "records"),
                            Room.module("transport", "model", "records", "replication"),
                            Room.module("metadatalog"),
                            Room.module("assignors", "model"),
                            Room.module("groups", "model", "assignors"),
                            Room.module("coordinator", "model", "records", "messages", "assignors", "groups"),
                            Room.module("protocol", "model", "records"),
                            Room.module("apis", "model", "records", "protocol", "messages", "groups"),
                            Room.module("groupapis", "model", "protocol", "messages", "groups", "apis"),
                            Room.module(
                                    "gateway",
                                    "model",
                                    "records",
                                    "protocol",
                                    "messages",
                                    "groups",
                                    "apis",
                                    "groupapis"),
                            Room.module("serialization"),
                            Room.module("client", "model", "records", "messages", "serialization"),
                            Room.module("streams", "model", "client"),
                            Room.module("console", "model", "messages", "client"),
                            Room.module(
                                    "kafkacommands",
                                    "model",
                                    "records",
                                    "messages",
                                    "groups",
                                    "protocol",
                                    "client",
                                    "console"),
                            Room.module(
                                    "broker",
                                    "model",
                                    "records",
                                    "logfiles",
                                    "storage",
                                    "messages",
                                    "replication",
                                    "transport",
                                    "metadatalog",
                                    "controller",
                                    "groups",
                                    "coordinator")),
                    Room.coreAndShells(
                            "replication",
                            List.of("model", "records"),
                            List.of("model", "records", "messages", "logfiles", "storage")),
                    Room.coreAndShells("controller", List.of("model"), List.of("model", "messages")))
            .flatMap(rooms -> rooms)
            .toList();

    private static final DescribedPredicate<JavaClass> CORES = resideInAPackage("io.sampo.replication..")
            .and(not(resideInAPackage("io.sampo.replication.actor..")))
            .or(resideInAPackage("io.sampo.compaction.."))
            .or(resideInAPackage("io.sampo.gateway.connection.."))
            .or(resideInAPackage("io.sampo.apis.fetch.."))
            .or(resideInAPackage("io.sampo.controller..").and(not(resideInAPackage("io.sampo.controller.actor.."))))
            .or(resideInAPackage("io.sampo.assignors.."))
            .or(resideInAPackage("io.sampo.groups.."))
            .or(resideInAPackage("io.sampo.streams.progress.."))
            .or(describe(
                    "BrokerSessions", type -> type.getName().startsWith("io.sampo.transport.session.BrokerSessions")))
            .as("cores");

    private static final DescribedPredicate<JavaClass> ACTORS =
            describe("actors", type -> type.getSimpleName().endsWith("Actor") && type.isTopLevelClass());

    @TestFactory
    Stream<DynamicTest> everyRoomImportsOnlyWhatTheMapAllows() {
        return ROOMS.stream()
                .map(room -> DynamicTest.dynamicTest(room.classes().getDescription(), () -> {
                    String[] allowed = Stream.concat(Stream.of(room.name()), Arrays.stream(room.mayImport()))
                            .map(name -> "io.sampo." + name + "..")
                            .toArray(String[]::new);
                    noClasses()
                            .that(room.classes())
                            .should()
                            .dependOnClassesThat(resideInAPackage("io.sampo..").and(not(resideInAnyPackage(allowed))))
                            .because("dependencies point down (modules/README.md, module table)")
                            .allowEmptyShould(true)
                            .check(SAMPO);
                }));
    }

    @Test
    void everyModuleIsSeenFromHere() {
        List<String> unseen = Repository.here().modules().stream()
                .filter(module -> module.startsWith("modules/"))
                .map(module -> module.substring("modules/".length()).replace("-", ""))
                .filter(name -> !Set.of(
                                "testkit",
                                "systemtests",
                                "benchmarks",
                                "ceilings",
                                "wireload",
                                "simulation",
                                "protocolgenerator",
                                "chaos")
                        .contains(name))
                .filter(name -> SAMPO.stream()
                        .noneMatch(type -> (type.getPackageName() + ".").startsWith("io.sampo." + name + ".")))
                .toList();
        assertThat(unseen).as("modules that no rule of this class looks at").isEmpty();
    }

    @Test
    void coresKnowNoActorsNoDiskNoClockNoThreadsNoLogger() {
        noClasses()
                .that(CORES)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.apache.pekko..",
                        "io.aeron..",
                        "io.netty..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.util.concurrent..",
                        "org.slf4j..",
                        "java.util.logging.."))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .because("a core decides by values alone, so that a unit test and the simulator can run it")
                .allowEmptyShould(true)
                .check(SAMPO);
    }

    @Test
    void coresAreToldTheTime() {
        noClasses()
                .that(CORES)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .because("time is an argument: timeouts become table tests")
                .allowEmptyShould(true)
                .check(SAMPO);
    }

    @Test
    void pekkoStaysInTheShells() {
        noClasses()
                .that(resideInAnyPackage(
                                "io.sampo.model..",
                                "io.sampo.records..",
                                "io.sampo.logfiles..",
                                "io.sampo.storage..",
                                "io.sampo.transport..")
                        .or(CORES))
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.pekko.."))
                .because("actors deliver, they are not what is delivered")
                .check(SAMPO);
    }

    @Test
    void protocolHasNeverSeenASocket() {
        noClasses()
                .that(resideInAPackage("io.sampo.protocol.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "io.netty..",
                        "org.apache.pekko..",
                        "org.apache.kafka.."))
                .because("bytes to values and back is a function: it is fuzzed by calling it (sans I/O)")
                .check(SAMPO);
    }

    @Test
    void aeronStaysInTransport() {
        noClasses()
                .that(not(resideInAPackage("io.sampo.transport..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.aeron..", "org.agrona.."))
                .because("one module knows the wire between brokers")
                .check(SAMPO);
    }

    @Test
    void ratisStaysInTheMetadataLog() {
        noClasses()
                .that(not(resideInAPackage("io.sampo.metadatalog..")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.ratis.."))
                .because("one module knows Raft; to everybody else it is Pekko Persistence")
                .check(SAMPO);
    }

    @Test
    void nobodyImportsTheCommandLine() {
        noClasses()
                .that(not(resideInAPackage("io.sampo.cli..")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.sampo.cli.."))
                .because("a broker that is embedded brings no command line along")
                .check(SAMPO);
    }

    @Test
    void onlyTheCommandLineEndsTheJvm() {
        noClasses()
                .that(not(resideInAPackage("io.sampo.cli..")))
                .should()
                .callMethod(System.class, "exit", int.class)
                .because("a broker on somebody's actor system must not end their process")
                .check(SAMPO);
    }

    @Test
    void actorsAreFinalAndCreatedByAFactory() {
        classes()
                .that(ACTORS)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .because("an actor is a thin shell, nobody inherits from it")
                .allowEmptyShould(true)
                .check(SAMPO);
        List<String> withoutCreate = SAMPO.stream()
                .filter(ACTORS)
                .filter(type -> type.getMethods().stream()
                        .noneMatch(method -> method.getName().equals("create")
                                && method.getModifiers().contains(JavaModifier.STATIC)))
                .map(JavaClass::getName)
                .toList();
        assertThat(withoutCreate).as("actors without a static create").isEmpty();
    }

    @Test
    void modulesAreFreeOfCycles() {
        slices().matching("io.sampo.(*)..")
                .should()
                .beFreeOfCycles()
                .because("data flows one way")
                .check(SAMPO);
    }

    @Test
    void locksStayInStorageAndTransport() {
        DescribedPredicate<JavaClass> elsewhere = not(resideInAnyPackage(
                "io.sampo.logfiles..", "io.sampo.storage..", "io.sampo.transport..", "io.sampo.metadatalog.."));
        String why = "state belongs to one actor or one loop; a lock says that it does not";
        noMethods()
                .that()
                .areDeclaredInClassesThat(elsewhere)
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .because(why)
                .check(SAMPO);
        noClasses()
                .that(elsewhere)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent.locks.."))
                .because(why)
                .check(SAMPO);
    }

    @Test
    void noFieldIsPublicAndMutable() {
        fields().that()
                .arePublic()
                .should()
                .beFinal()
                .because("whoever may write a field owns it")
                .check(SAMPO);
    }

    @Test
    void replicaKeepsNoViewOfWhatItWasHanded() {
        noFields()
                .that()
                .areDeclaredInClassesThat(resideInAnyPackage("io.sampo.replication..", "io.sampo.storage.."))
                .should()
                .haveRawType(
                        belongToAnyOf(RecordBatch.class, RecordBatches.class, RecordCursor.class, RecordReader.class))
                .because(
                        "a view keeps the whole request of the last batch, one for each replica, and nobody counts them")
                .check(SAMPO);
    }

    @Test
    void produceCallKeepsNoBatches() {
        noFields()
                .that()
                .areDeclaredInClassesThat(resideInAPackage("io.sampo.apis.records..")
                        .and(describe("wait for answers", type -> type.isAssignableTo("io.sampo.apis.Waiter"))))
                .should()
                .haveRawType("io.sampo.protocol.message.ProduceRequest")
                .orShould()
                .haveRawType(ByteBuffer.class)
                .because("it waits on after the connection that counts the request has ended")
                .check(SAMPO);
    }

    @Test
    void mainMethodsLiveInTheCommandLine() {
        methods()
                .that()
                .haveName("main")
                .and()
                .areStatic()
                .should()
                .beDeclaredInClassesThat()
                .resideInAPackage("io.sampo.cli..")
                .because("there is one way into the process")
                .allowEmptyShould(true)
                .check(SAMPO);
    }
}
