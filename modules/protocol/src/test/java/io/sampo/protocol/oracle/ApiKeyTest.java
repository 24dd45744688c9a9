package io.sampo.protocol.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.message.ApiKey;
import java.util.Arrays;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
    @Test
    void theTableIsThatOfKafka() {
        for (ApiKeys theirs : ApiKeys.values()) {
            ApiKey ours = ApiKey.of(theirs.id);
            if (!theirs.hasValidVersion()) {
                assertThat(ours).as(theirs.name).isNull();
                continue;
            }
            assertThat(ours).as(theirs.name).isNotNull();
            assertThat(ours.name()).isEqualTo(theirs.name());
            assertThat(ours.id()).isEqualTo(theirs.id);
            assertThat(ours.title()).isEqualTo(theirs.name);
            assertThat(ours.firstVersion()).isEqualTo(theirs.messageType.lowestSupportedVersion());
            assertThat(ours.lastVersion()).isEqualTo(theirs.messageType.highestSupportedVersion(true));
            assertThat(ours.lastStableVersion()).isEqualTo(theirs.messageType.highestSupportedVersion(false));
            for (int version = ours.firstVersion(); version <= ours.lastVersion(); version++) {
                assertThat(ours.requestHeaderVersion(version)).isEqualTo(theirs.requestHeaderVersion((short) version));
                assertThat(ours.responseHeaderVersion(version))
                        .isEqualTo(theirs.responseHeaderVersion((short) version));
            }
        }
        assertThat(ApiKey.values()).hasSize((int)
                Arrays.stream(ApiKeys.values()).filter(ApiKeys::hasValidVersion).count());
    }

    @Test
    void aNumberThatMeansNothingIsNoKey() {
        for (int id : new int[] {-1, 4, 7, Short.MIN_VALUE, Short.MAX_VALUE, ApiKey.values().length + 10_000}) {
            assertThat(ApiKey.of(id)).as("%s", id).isNull();
        }
    }
}
