package io.sampo.messages.wire;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;

/** Never looks a class up by a name from the wire: not even to refuse it (SECURITY §5.4). */
final class RegisteredOnly extends DefaultClassResolver {
    @Override
    protected Registration readName(Input input) {
        throw new KryoException("classes are named by id only");
    }
}
