package io.sampo.broker.system;

import com.typesafe.config.Config;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What Artery needs to speak TLS, tried before anything is started: Pekko itself builds its context with the first
 * connection, and a single broker without a key would serve nobody and call itself ready. Reads the keys that Pekko's
 * {@code ConfigSSLEngineProvider} reads; another provider is its owner's affair.
 */
public final class ArteryTls {
    private static final String ARTERY = "pekko.remote.artery";
    private static final String SECTION = ARTERY + ".ssl.config-ssl-engine";
    private static final String PROVIDER = "org.apache.pekko.remote.artery.tcp.ConfigSSLEngineProvider";

    private final Config keys;

    private ArteryTls(Config keys) {
        this.keys = keys;
    }

    /**
     * Builds the context that {@code whole} describes, where it asks for {@code tls-tcp}.
     *
     * @throws SampoException {@link ErrorCode#INVALID_CONFIG}, one line: key, value, what would be right; a password is never shown
     */
    public static void check(Config whole) {
        Config artery = whole.getConfig(ARTERY);
        if (artery.getString("transport").equals("tls-tcp")
                && artery.getString("ssl.ssl-engine-provider").equals(PROVIDER)) {
            new ArteryTls(whole.getConfig(SECTION)).build();
        }
    }

    private void build() {
        KeyStore key = load("key-store");
        KeyStore trust = load("trust-store");
        try {
            if (!hasPrivateKey(key)) {
                throw refuse("key-store", "a store with a private key");
            }
            if (trust.size() == 0) {
                throw refuse("trust-store", "a store with at least one certificate");
            }
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(key, keys.getString("key-password").toCharArray());
            TrustManagerFactory trustManagers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trust);
            checkAlgorithms(context(keyManagers, trustManagers));
        } catch (UnrecoverableKeyException e) {
            throw refuse("key-password", "the password of the key in " + keys.getString("key-store"));
        } catch (GeneralSecurityException e) {
            throw new SampoException(
                    ErrorCode.INVALID_CONFIG, SECTION + " describes no TLS context: " + e.getMessage(), e);
        }
    }

    private static boolean hasPrivateKey(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    private SSLContext context(KeyManagerFactory keyManagers, TrustManagerFactory trustManagers)
            throws GeneralSecurityException {
        SSLContext context;
        try {
            context = SSLContext.getInstance(keys.getString("protocol"));
        } catch (NoSuchAlgorithmException e) {
            throw refuse("protocol", "a protocol of this JVM, for example TLSv1.3");
        }
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    private void checkAlgorithms(SSLContext context) {
        Set<String> unknown = new HashSet<>(keys.getStringList("enabled-algorithms"));
        Arrays.asList(context.getSupportedSSLParameters().getCipherSuites()).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw refuse("enabled-algorithms", "cipher suites of this JVM, and " + unknown + " are not");
        }
    }

    private KeyStore load(String key) {
        Path file = Path.of(keys.getString(key));
        if (!Files.isRegularFile(file)) {
            throw refuse(key, "a key store file; make one with keytool as cluster-config/production.conf shows");
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(in, keys.getString(key + "-password").toCharArray());
            return store;
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw refuse(key + "-password", "the password of " + file);
            }
            throw refuse(key, "a PKCS12 key store that can be read (" + e.getMessage() + ")");
        } catch (GeneralSecurityException e) {
            throw refuse(key, "a PKCS12 key store that can be read (" + e.getMessage() + ")");
        }
    }

    private SampoException refuse(String key, String expected) {
        String value = key.endsWith("password")
                ? "(hidden)"
                : String.valueOf(keys.getValue(key).unwrapped());
        return new SampoException(
                ErrorCode.INVALID_CONFIG, SECTION + "." + key + " = " + value + ": expected " + expected);
    }
}
