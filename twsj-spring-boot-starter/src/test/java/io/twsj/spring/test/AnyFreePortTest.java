package io.twsj.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.NestedTestConfiguration;
import org.springframework.test.context.NestedTestConfiguration.EnclosingConfiguration;
import org.springframework.test.context.TestPropertySource;

/** Which port the server of a test takes: any free one, unless the test says so itself. */
@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
class AnyFreePortTest {

    /** Nothing to serve: the property is what counts here. */
    @Configuration
    static class Application {}

    @Nested
    @SpringBootTest(classes = Application.class)
    class ByDefault {
        @Test
        void anyFreePortIsTaken(@Value("${twsj.server.port}") int port) {
            assertThat(port).isZero();
        }
    }

    @Nested
    @SpringBootTest(classes = Application.class, properties = "twsj.server.port=1234")
    class WithAPropertyOfTheTest {
        @Test
        void itIsTaken(@Value("${twsj.server.port}") int port) {
            assertThat(port).isEqualTo(1234);
        }
    }

    @Nested
    @SpringBootTest(classes = Application.class)
    @TestPropertySource(properties = "twsj.server.port=1234")
    class WithAPropertySourceOfTheTest {
        @Test
        void itIsTaken(@Value("${twsj.server.port}") int port) {
            assertThat(port).isEqualTo(1234);
        }
    }

    @Nested
    @ActiveProfiles("listeners")
    @SpringBootTest(classes = Application.class)
    class WithFurtherListeners {
        @Test
        void eachPortOfTheApplicationsFilesIsAnyFreeOneAndOthersStayNone(@Autowired Environment environment) {
            assertThat(environment.getProperty("twsj.listeners.a.port")).isEqualTo("0");
            assertThat(environment.getProperty("twsj.listeners.b.port")).isNull();
            assertThat(environment.getProperty("twsj.server.port")).isEqualTo("-1");
        }
    }

    @Nested
    @SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.DEFINED_PORT)
    class WithDefinedPorts {
        @Test
        void theApplicationsPortIsTaken(@Value("${twsj.server.port:not said}") String port) {
            assertThat(port).isEqualTo("not said");
        }
    }
}
