package io.sampo.simulation.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.simulation.weather.Profile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** T03: a seed is a run, wherever it is run. */
class ReplayTest {
    @Test
    void theSameSeedIsTheSameRunInTwoJvms() throws Exception {
        // given
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        // when
        int status = Replay.run(1, 3, new PrintStream(said, true, StandardCharsets.UTF_8));

        // then
        assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(3 * Profile.values().length + " seeds run three times");
    }
}
