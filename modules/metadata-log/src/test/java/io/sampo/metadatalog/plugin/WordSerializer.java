package io.sampo.metadatalog.plugin;

import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Writes {@link Word}s; the empty word cannot be written. */
public final class WordSerializer extends SerializerWithStringManifest {
    @Override
    public int identifier() {
        return 990_001;
    }

    @Override
    public String manifest(Object value) {
        return "W1";
    }

    @Override
    public byte[] toBinary(Object value) {
        String text = ((Word) value).text();
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the empty word");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        if (!manifest.equals("W1")) {
            throw new NotSerializableException(manifest);
        }
        return new Word(new String(bytes, StandardCharsets.UTF_8));
    }
}
