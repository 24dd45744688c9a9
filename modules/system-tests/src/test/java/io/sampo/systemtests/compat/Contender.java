package io.sampo.systemtests.compat;

import java.util.Locale;

/**
 * Whose brokers the laws of this package are looked for at: {@code -Dsampo.compat.contender=kafka} is Apache Kafka 4.3.1 in
 * processes of its own, and nothing said is Sampo. {@code ops/bin/show wire-3} looks at both and prints them side by side.
 */
enum Contender {
    SAMPO,
    KAFKA;

    static Contender chosen() {
        return valueOf(System.getProperty("sampo.compat.contender", "sampo").toUpperCase(Locale.ROOT));
    }
}
