package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.twsj.spring.autoconfigure.TwsjHandlerProperties.Handler;
import io.twsj.spring.autoconfigure.TwsjListenerProperties.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** The code and the settings that the guide shows: that code compiles, and those settings exist. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> TEXTS = List.of("README.md", "SECURITY.md", "docs/migration.md");

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```(\\w+)\\n(.*?)^ *```$");

    /** Statements and classes at the left margin may stand apart in the sources. */
    private static final Pattern BETWEEN_PARTS = Pattern.compile("\\n\\n(?=\\S)");

    /** To the end of its line, but not after the colon of a URL. */
    private static final Pattern COMMENT = Pattern.compile("(?m)(?<!:)//.*$");

    private static final Map<String, Bindable<?>> PROPERTIES = Map.of(
            "twsj.server", Bindable.of(TwsjServerProperties.class),
            "twsj.listeners", Bindable.mapOf(String.class, Listener.class),
            "twsj.handlers", Bindable.mapOf(String.class, Handler.class),
            "spring.ssl", Bindable.of(SslProperties.class));

    private static List<String> sources;

    @BeforeAll
    static void readSources() throws IOException {
        sources = new ArrayList<>();
        for (String module : List.of("twsj-core", "twsj-spring-boot-starter", "twsj-sample-app")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> sources.add(normalized(read(file))));
            }
        }
    }

    static List<String> java() {
        return blocks("java");
    }

    static List<String> yaml() {
        return blocks("yaml");
    }

    @Test
    void thereAreSnippets() {
        assertThat(java()).hasSizeGreaterThan(15);
        assertThat(yaml()).hasSizeGreaterThan(3);
    }

    @ParameterizedTest
    @MethodSource("java")
    void codeIsFoundInCompiledSources(String block) {
        for (String part : BETWEEN_PARTS.split(block.strip())) {
            String wanted = normalized(part);

            assertThat(sources.stream().anyMatch(source -> source.contains(wanted)))
                    .as("a class under src/test/java or src/main/java with this code:%n%s", part)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void settingsCanBeBound(String block) throws IOException {
        MutablePropertySources yaml = new MutablePropertySources();
        new YamlPropertySourceLoader()
                .load("block", new ByteArrayResource(block.getBytes(StandardCharsets.UTF_8)))
                .forEach(yaml::addLast);
        Binder binder = new Binder(ConfigurationPropertySources.from(yaml));

        names(yaml).forEach(ReadmeTest::assertBelongsToProperties);
        PROPERTIES.forEach(
                (prefix, type) -> binder.bind(prefix, type, new NoUnboundElementsBindHandler(BindHandler.DEFAULT)));
    }

    private static void assertBelongsToProperties(String name) {
        if (PROPERTIES.keySet().stream().noneMatch(prefix -> name.startsWith(prefix + "."))) {
            fail("nothing binds the setting %s; add its class here if it exists", name);
        }
    }

    private static Stream<String> names(MutablePropertySources sources) {
        return sources.stream()
                .map(source -> (EnumerablePropertySource<?>) (PropertySource<?>) source)
                .flatMap(source -> Arrays.stream(source.getPropertyNames()));
    }

    private static List<String> blocks(String language) {
        return TEXTS.stream()
                .flatMap(text -> FENCE.matcher(read(ROOT.resolve(text))).results())
                .filter(fence -> fence.group(1).equals(language))
                .map(ReadmeTest::unindented)
                .toList();
    }

    /** In a list a block is indented as a whole. */
    private static String unindented(MatchResult fence) {
        String block = fence.group(2);
        int margin = block.length() - block.stripLeading().length();
        return block.lines()
                .map(line -> line.isBlank() ? "" : line.substring(margin))
                .collect(Collectors.joining("\n"));
    }

    private static String normalized(String code) {
        return COMMENT.matcher(code).replaceAll("").replaceAll("\\s+", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
