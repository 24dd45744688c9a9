package io.sampo.systemtests.tools;

import java.util.stream.Stream;

/** What is shown of every tool. Topics of one scene are no other's. */
final class Scenes {
    private Scenes() {}

    /** Those that do with {@code brokers} brokers. */
    static Stream<Scene> all(int brokers) {
        return Stream.of(
                        Stream.of(
                                AdminScenes.topics(brokers),
                                AdminScenes.configs(),
                                AdminScenes.apiVersions(),
                                AdminScenes.logDirectories(brokers)),
                        RecordScenes.all(),
                        Stream.of(GroupScenes.groups()),
                        MoveScenes.all())
                .flatMap(scenes -> scenes)
                .filter(scene -> scene.brokers() <= brokers);
    }
}
