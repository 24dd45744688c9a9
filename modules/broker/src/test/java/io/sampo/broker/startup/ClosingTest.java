package io.sampo.broker.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private final List<String> closed = new ArrayList<>();
    private final Closing closing = new Closing();

    @Test
    void theLastOneIsClosedFirst() {
        // given
        closing.add("files", () -> closed.add("files"));
        closing.add("system", () -> closed.add("system"));

        // when
        closing.closeAll();
        closing.closeAll();

        // then
        assertThat(closed).containsExactly("system", "files");
    }

    @Test
    void aReplacementTakesThePlaceOfThePartAndNotItsTurn() {
        // given
        closing.add("files", () -> closed.add("files"));
        closing.add("system", () -> closed.add("system"));

        // when
        boolean replaced = closing.replace("system", () -> closed.add("next system"));
        closing.closeAll();

        // then
        assertThat(replaced).isTrue();
        assertThat(closed).containsExactly("next system", "files");
    }

    @Test
    void aReplacementOfWhatIsBeingClosedStaysWithItsOwner() {
        // given
        List<Boolean> replaced = new ArrayList<>();
        closing.add("files", () -> closed.add("files"));
        closing.add("system", () -> replaced.add(closing.replace("system", () -> closed.add("next system"))));

        // when
        closing.closeAll();

        // then
        assertThat(replaced).containsExactly(false);
        assertThat(closed).containsExactly("files");
        assertThat(closing.hasBegun()).isTrue();
    }

    @Test
    void aFailureDoesNotKeepTheOthersOpen() {
        // given
        closing.add("files", () -> closed.add("files"));
        closing.add("system", () -> {
            throw new IllegalStateException("planted");
        });

        // when
        closing.closeAll();

        // then
        assertThat(closed).containsExactly("files");
    }

    @Test
    void whatComesAfterTheEndIsClosedAtOnceAndItsOwnerToldToStop() {
        // given
        closing.closeAll();

        // when, then
        assertThatThrownBy(() -> closing.add("late", () -> closed.add("late")))
                .isInstanceOf(CancellationException.class);
        assertThat(closed).containsExactly("late");
    }
}
