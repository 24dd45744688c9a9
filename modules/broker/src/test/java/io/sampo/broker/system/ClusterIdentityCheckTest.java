package io.sampo.broker.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.Valid$;
import org.junit.jupiter.api.Test;

class ClusterIdentityCheckTest {
    private final ClusterIdentityCheck check = new ClusterIdentityCheck();

    @Test
    void aNodeOfTheSameMetadataLogIsLetIn() {
        assertThat(check.check(of("one"), of("one"))).isEqualTo((ConfigValidation) Valid$.MODULE$);
    }

    @Test
    void aNodeOfAnotherMetadataLogIsRefused() {
        assertThat(check.check(of("two"), of("one"))).isInstanceOfSatisfying(Invalid.class, refusal -> assertThat(
                        refusal.errorMessages().head())
                .contains("two")
                .contains("one"));
    }

    @Test
    void aNodeThatIsNoBrokerOfItsOwnPasses() {
        assertThat(check.check(ConfigFactory.empty(), of("one"))).isEqualTo((ConfigValidation) Valid$.MODULE$);
        assertThat(check.check(of("one"), ConfigFactory.empty())).isEqualTo((ConfigValidation) Valid$.MODULE$);
    }

    private static Config of(String identity) {
        return ConfigFactory.parseMap(Map.of(ClusterIdentityCheck.KEY, identity));
    }
}
