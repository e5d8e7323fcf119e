package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.ClientAuth;
import io.twsj.TlsOptions;
import io.twsj.WebSocketServer;
import io.twsj.spring.TestCertificate;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.server.TwsjServerCustomizer;
import io.twsj.spring.server.TwsjServerStartedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** When the server speaks TLS, and what is said if its bundle cannot be used. */
@ExtendWith(OutputCaptureExtension.class)
class TwsjTlsAutoConfigurationTest {

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String on(String text) {
            return text;
        }
    }

    private static final String PEM = "spring.ssl.bundle.pem.web.";
    private static final String JKS = "spring.ssl.bundle.jks.web.";

    @TempDir
    static Path files;

    private static TestCertificate localhost;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TwsjTlsAutoConfiguration.class,
                    TwsjServerAutoConfiguration.class,
                    TwsjHandlerAutoConfiguration.class,
                    TwsjExecutorAutoConfiguration.class,
                    SslAutoConfiguration.class))
            .withBean(Echo.class)
            .withPropertyValues("twsj.server.port=0", "twsj.server.address=127.0.0.1");

    private final ApplicationContextRunner tls = runner.withPropertyValues("twsj.server.ssl.bundle=web");

    private final ApplicationContextRunner pem =
            tls.withPropertyValues(PEM + "keystore.certificate=" + localhost.certificate(), privateKey());

    private final ApplicationContextRunner jks =
            tls.withPropertyValues(JKS + "keystore.location=" + localhost.store(), password("changeit"));

    @BeforeAll
    static void makeACertificate() throws Exception {
        localhost = TestCertificate.make(files, "localhost");
    }

    private static String privateKey() {
        return PEM + "keystore.private-key=" + localhost.privateKey();
    }

    private static String password(String password) {
        return JKS + "keystore.password=" + password;
    }

    private static FailureAnalysis failure(ApplicationContextRunner runner) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        runner.run(context -> analysis[0] = FailureAnalyses.of(context.getStartupFailure()));
        return analysis[0];
    }

    @Test
    void aBundleIsEnoughToSpeakTls(CapturedOutput output) {
        jks.run(context -> assertThat(output.getAll())
                .contains("listening on wss://127.0.0.1:"
                        + context.getEnvironment().getProperty("local.twsj.server.port") + "/"));
    }

    @Test
    void aBundleCanBeOfPemFiles(CapturedOutput output) {
        pem.run(context -> assertThat(output.getAll()).contains("listening on wss://"));
    }

    @Test
    void enabledFalseSwitchesTlsOffWhateverElseIsSet(CapturedOutput output) {
        tls.withPropertyValues("twsj.server.ssl.enabled=false", "twsj.server.ssl.client-auth=need")
                .run(context -> assertThat(output.getAll()).contains("listening on ws://"));
    }

    @Test
    void anEmptyNameIsNoBundle(CapturedOutput output) {
        runner.withPropertyValues("twsj.server.ssl.bundle=")
                .run(context -> assertThat(output.getAll()).contains("listening on ws://"));
    }

    @Test
    void withoutABundleNobodyIsAskedForBundles() {
        runner.withPropertyValues("twsj.server.ssl.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(ServerTls.class));
        jks.withPropertyValues("twsj.server.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ServerTls.class));
    }

    @Test
    void theLineOfTheStartKnowsTlsThatACustomizerAdded(CapturedOutput output) throws Exception {
        TlsOptions options = TlsOptions.builder()
                .keyStore(localhost.store(), TestCertificate.PASSWORD)
                .build();
        runner.withBean(TwsjServerCustomizer.class, () -> server -> server.tls(options))
                .run(context -> assertThat(output.getAll()).contains("listening on wss://"));
    }

    @Test
    void aStoppedContextStartsAgainWithTls() {
        jks.run(context -> {
            WebSocketServer[] second = new WebSocketServer[1];
            context.getSourceApplicationContext().stop();
            context.getSourceApplicationContext().addApplicationListener(event -> {
                if (event instanceof TwsjServerStartedEvent started) {
                    second[0] = started.getServer();
                }
            });
            context.getSourceApplicationContext().start();
            assertThat(second[0].usesTls()).isTrue();
        });
    }

    @Test
    void aNameWithoutABundleIsExplainedWithTheNamesThereAre() {
        FailureAnalysis analysis = failure(jks.withPropertyValues("twsj.server.ssl.bundle=wbe"));
        assertThat(analysis.getDescription())
                .contains("Invalid value 'wbe' for configuration property 'twsj.server.ssl.bundle'")
                .contains("known are [web]");
    }

    @Test
    void aKeyStoreThatIsMissingIsExplained() {
        FailureAnalysis analysis = failure(jks.withPropertyValues(JKS + "keystore.location=no.p12"));
        assertThat(analysis.getDescription())
                .isEqualTo("The server cannot use the SSL bundle 'web' (twsj.server.ssl.bundle):"
                        + " Unable to create key store: Could not load store from 'no.p12': FileNotFoundException.");
        assertThat(analysis.getAction()).isEqualTo("Correct spring.ssl.bundle.jks.web.keystore.location.");
    }

    @Test
    void aWrongPasswordOfAKeyStoreIsExplainedAndNotShown() {
        FailureAnalysis analysis = failure(jks.withPropertyValues(password("pssst")));
        assertThat(analysis.getDescription()).contains("password was incorrect").doesNotContain("pssst");
        assertThat(analysis.getAction()).isEqualTo("Correct spring.ssl.bundle.jks.web.keystore.password.");
    }

    @Test
    void aPasswordThatIsMissingIsExplained() {
        assertThat(failure(jks.withPropertyValues(password(""))).getAction())
                .contains("spring.ssl.bundle.jks.web.keystore.password");
        assertThat(failure(tls.withPropertyValues(JKS + "keystore.location=" + localhost.store()))
                        .getAction())
                .contains("spring.ssl.bundle.jks.web.keystore.password");
    }

    @Test
    void aKeyThatCannotBeHadFromItsStoreIsExplained() {
        FailureAnalysis password = failure(jks.withPropertyValues(JKS + "key.password=wrong"));
        assertThat(password.getDescription()).contains("Get Key failed");
        assertThat(password.getAction()).contains("spring.ssl.bundle.jks.web.key.password");

        FailureAnalysis alias = failure(jks.withPropertyValues(JKS + "key.alias=nobody"));
        assertThat(alias.getDescription()).contains("does not contain alias 'nobody'");
        assertThat(alias.getAction()).isEqualTo("Correct spring.ssl.bundle.jks.web.key.alias.");
    }

    @Test
    void aPemFileThatIsMissingIsExplained() {
        FailureAnalysis analysis = failure(pem.withPropertyValues(PEM + "keystore.certificate=no.crt"));
        assertThat(analysis.getDescription()).endsWith("from file 'no.crt': FileNotFoundException.");
        assertThat(analysis.getAction())
                .isEqualTo("Correct spring.ssl.bundle.pem.web.keystore.certificate"
                        + " or spring.ssl.bundle.pem.web.keystore.private-key.");
    }

    @Test
    void anEncryptedKeyWithoutItsPasswordIsExplained() throws Exception {
        Path encrypted = Files.writeString(
                files.resolve("encrypted.key"),
                Files.readString(localhost.privateKey()).replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        FailureAnalysis analysis = failure(pem.withPropertyValues(PEM + "keystore.private-key=" + encrypted));
        assertThat(analysis.getDescription()).contains("Password is required");
        assertThat(analysis.getAction()).isEqualTo("Correct spring.ssl.bundle.pem.web.keystore.private-key-password.");
    }

    @Test
    void aBundleWithoutAPrivateKeyIsExplained() {
        FailureAnalysis certificate = failure(pem.withPropertyValues(PEM + "keystore.private-key="));
        assertThat(certificate.getDescription()).contains("it has no private key");
        assertThat(certificate.getAction()).isEqualTo("Set spring.ssl.bundle.pem.web.keystore.private-key.");

        FailureAnalysis trust = failure(tls.withPropertyValues(
                JKS + "truststore.location=" + localhost.store(), JKS + "truststore.password=changeit"));
        assertThat(trust.getDescription()).contains("it has no private key");
        assertThat(trust.getAction()).contains("spring.ssl.bundle.jks.web.keystore.location");
    }

    @ParameterizedTest
    @ValueSource(strings = {"want", "need"})
    void clientsAreAskedForCertificatesOnlyIfItIsSaidWhichToTrust(String clientAuth) {
        FailureAnalysis analysis = failure(pem.withPropertyValues("twsj.server.ssl.client-auth=" + clientAuth));
        assertThat(analysis.getDescription()).contains("twsj.server.ssl.client-auth is " + clientAuth);
        assertThat(analysis.getAction()).isEqualTo("Set spring.ssl.bundle.pem.web.truststore.certificate.");
    }

    @Test
    void aTrustStoreThatCannotBeReadIsExplained() {
        assertThat(failure(jks.withPropertyValues(JKS + "truststore.location=no.p12"))
                        .getAction())
                .isEqualTo("Correct spring.ssl.bundle.jks.web.truststore.location.");
        assertThat(failure(pem.withPropertyValues(PEM + "truststore.certificate=no.crt"))
                        .getAction())
                .contains("spring.ssl.bundle.pem.web.truststore.certificate");
    }

    @Test
    void oldProtocolsAndUnknownCiphersAreExplained() {
        FailureAnalysis protocol = failure(jks.withPropertyValues(JKS + "options.enabled-protocols=TLSv1.1"));
        assertThat(protocol.getDescription()).contains("allowed are TLSv1.3 and TLSv1.2");
        assertThat(protocol.getAction()).isEqualTo("Correct spring.ssl.bundle.jks.web.options.enabled-protocols.");

        FailureAnalysis cipher = failure(jks.withPropertyValues(JKS + "options.ciphers=ROT13"));
        assertThat(cipher.getDescription()).contains("ROT13");
        assertThat(cipher.getAction()).isEqualTo("Correct spring.ssl.bundle.jks.web.options.ciphers.");
    }

    @Test
    void aBundleThatBootCannotMakeIsExplained() {
        FailureAnalysis analysis =
                failure(pem.withPropertyValues(PEM + "reload-on-update=true", PEM + "keystore.certificate=no.crt"));
        assertThat(analysis.getDescription())
                .contains("Unable to register SSL bundle 'web'")
                .contains("no.crt' is neither a file nor a directory");
        assertThat(analysis.getAction()).contains("spring.ssl.bundle");
    }

    @Test
    void aBundleThatABeanMakesMayConsistOfManagersOnly(CapturedOutput output) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                KeyStore.getInstance(localhost.store().toFile(), TestCertificate.PASSWORD.toCharArray()),
                TestCertificate.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        made(SslBundle.of(null, null, null, null, SslManagerBundle.of(keys, trust)))
                .withPropertyValues("twsj.server.ssl.client-auth=need")
                .run(context -> assertThat(output.getAll()).contains("listening on wss://"));
    }

    @Test
    void aBundleThatABeanMakesWithoutAKeyIsExplained() {
        FailureAnalysis analysis = failure(made(SslBundle.of(SslStoreBundle.of(null, null, null))));
        assertThat(analysis.getDescription()).contains("'web'").contains("it has no private key");
        assertThat(analysis.getAction()).startsWith("Set the bundle's keystore");
    }

    /** The server's life cycle is locked while it starts, and again while an update reaches it. */
    @Test
    void aServerMayBeStartedWhileAnUpdateIsOnItsWay() throws Exception {
        SslBundle bundle = SslBundle.of(SslStoreBundle.of(
                KeyStore.getInstance(localhost.store().toFile(), TestCertificate.PASSWORD.toCharArray()),
                TestCertificate.PASSWORD,
                null));
        DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("web", bundle);
        ListenerTls tls =
                new ListenerTls("twsj.server.", new SslProperties(true, "web", ClientAuth.NONE, Map.of()), bundles);
        tls.options();
        CompletableFuture<TlsOptions> ofTheStart = new CompletableFuture<>();
        tls.onUpdate(options -> CompletableFuture.supplyAsync(tls::options)
                .orTimeout(10, TimeUnit.SECONDS)
                .thenAccept(ofTheStart::complete)
                .join());

        bundles.updateBundle("web", bundle);

        assertThat(ofTheStart).isCompleted();
    }

    private ApplicationContextRunner made(SslBundle bundle) {
        return tls.withBean(DefaultSslBundleRegistry.class, () -> new DefaultSslBundleRegistry("web", bundle));
    }
}
