package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** The promises in SECURITY.md: each row names settings and tests that exist. */
class SecurityPolicyTest {

    private static final Pattern TEST = Pattern.compile("`([\\w.]*?\\w+Test)(?:\\.(\\w+))?`");
    private static final Pattern SETTING = Pattern.compile("`(\\w+)\\.(\\w+)`");

    /** Where classes with settings are. */
    private static final List<String> PACKAGES =
            List.of("io.twsj", "io.twsj.http", "io.twsj.handshake.auth", "io.twsj.extension.deflate");

    /** A row of a table of promises: promise, setting, default, tests. */
    private record Promise(String settings, String tests) {}

    private static List<Promise> promises() throws IOException {
        String policy = Files.readString(Path.of("..", "SECURITY.md"));
        return policy.lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split("\\|"))
                .filter(cells -> cells.length == 5 && !cells[4].equals(" tests "))
                .map(cells -> new Promise(cells[2], cells[4]))
                .toList();
    }

    @Test
    void everyPromiseNamesTestsThatExist() throws IOException {
        assertThat(promises()).hasSizeGreaterThan(40);
        for (Promise promise : promises()) {
            List<MatchResult> tests = TEST.matcher(promise.tests()).results().toList();
            assertThat(tests).as("tests in %s", promise).isNotEmpty();
            for (MatchResult test : tests) {
                requireTest(test.group(1), test.group(2));
            }
        }
    }

    private static void requireTest(String className, String method) {
        Class<?> test = classOf("io.twsj." + className);
        assertThat(test).as(className).isNotNull();
        boolean found = Arrays.stream(test.getDeclaredMethods())
                .filter(each -> method == null || each.getName().equals(method))
                .anyMatch(SecurityPolicyTest::isTest);
        assertThat(found).as("%s has the test %s", className, method).isTrue();
    }

    private static boolean isTest(Method method) {
        return AnnotationSupport.isAnnotated(method, Testable.class);
    }

    @Test
    void everySettingExists() throws IOException {
        for (Promise promise : promises()) {
            SETTING.matcher(promise.settings()).results().forEach(each -> requireSetting(each.group(1), each.group(2)));
        }
    }

    private static void requireSetting(String className, String name) {
        Class<?> options = PACKAGES.stream()
                .map(each -> classOf(each + "." + className))
                .filter(each -> each != null)
                .findFirst()
                .orElseGet(() -> fail("no class " + className));
        Class<?> builder = classOf(options.getName() + "$Builder");
        Stream<String> names = Stream.concat(
                Arrays.stream(options.getFields()).map(field -> field.getName()),
                builder == null
                        ? Stream.empty()
                        : Arrays.stream(builder.getMethods()).map(Method::getName));
        assertThat(names).as(className).contains(name);
    }

    private static Class<?> classOf(String name) {
        try {
            return Class.forName(name, false, SecurityPolicyTest.class.getClassLoader());
        } catch (ClassNotFoundException none) {
            return null;
        }
    }
}
