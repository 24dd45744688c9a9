package io.sampo.protocolgenerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageSpecTest {
    private static final String SPEC = """
            { "type": "request", "apiKey": 9, "name": "LakeRequest", "validVersions": "1-4", "flexibleVersions": "3+",
              "fields": [
                { "name": "Shores", "type": "[]Shore", "versions": "2+", "fields": [
                  { "name": "Name", "type": "string", "versions": "0+" },
                  { "name": "Length", "type": "FIELDTYPE", "versions": "4+", "KEY": "0-1" }]}]}
            """;

    private static String spec(String type, String key) {
        return SPEC.replace("FIELDTYPE", type).replace("KEY", key);
    }

    @Test
    void aStructOccursInTheVersionsOfItsFieldOnly() {
        MessageSpec message = MessageSpec.parse(spec("int32", "about"));
        assertThat(message.struct("Shore").versions()).isEqualTo(new VersionRange(2, 4));
    }

    @Test
    void theSmallestElementIsThatOfTheThriftiestVersion() {
        MessageSpec message = MessageSpec.parse(spec("int32", "about"));
        // Version 2 has two bytes of length; version 3 one, and one for the number of tags.
        assertThat(new SmallestSize(message).of(message.struct("Shore"))).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "int128; about; LakeRequest: field Length: unknown type 'int128'",
                "[]bool; about; LakeRequest: field Length: no code for arrays of 'bool'",
                "Depth; about; LakeRequest: struct Depth is not declared",
                "int32; compressed; LakeRequest: field Length: unknown key 'compressed'",
                "int32; flexibleVersions; LakeRequest: field Length: flexibleVersions of a field may only be none, not 0-1"
            })
    void whatTheGeneratorDoesNotKnowEndsTheBuild(String type, String key, String message) {
        assertThatExceptionOfType(SpecException.class)
                .isThrownBy(() -> MessageSpec.parse(spec(type, key)))
                .withMessage(message);
    }
}
