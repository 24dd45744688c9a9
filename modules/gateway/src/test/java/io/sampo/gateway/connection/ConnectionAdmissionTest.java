package io.sampo.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ConnectionAdmissionTest {
    private final ConnectionAdmission<String> admission = new ConnectionAdmission<>(3, 2);

    @Test
    void oneAddressCannotTakeEverything() {
        assertThat(admission.admits("a")).isTrue();
        assertThat(admission.admits("a")).isTrue();
        assertThat(admission.admits("a")).isFalse();
        assertThat(admission.admits("b")).isTrue();
    }

    @Test
    void thereAreNeverMoreThanInAll() {
        admission.admits("a");
        admission.admits("b");
        admission.admits("c");
        assertThat(admission.admits("d")).isFalse();
        assertThat(admission.count()).isEqualTo(3);
        admission.closed("b");
        assertThat(admission.admits("d")).isTrue();
    }

    @Test
    void whatIsClosedMakesRoomAndIsForgotten() {
        admission.admits("a");
        admission.admits("a");
        admission.closed("a");
        assertThat(admission.admits("a")).isTrue();
        admission.closed("a");
        admission.closed("a");
        assertThatIllegalStateException().isThrownBy(() -> admission.closed("a"));
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionAdmission<String>(0, 1));
    }
}
