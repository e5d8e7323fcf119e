package io.twsj.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests handlers by themselves: of the application's components only these, their advice, and what belongs to the server
 * (authenticators, interceptors, extensions, customizers, Jackson's components) become beans. What handlers need besides is
 * given with {@code @MockitoBean} or {@code @Import}.
 *
 * <pre>{@code
 * @WebSocketHandlerTest(Rooms.class)
 * class RoomsTest {
 *
 *     @MockitoBean
 *     History history;
 *
 *     @Test
 *     void aMessageIsSaid(@Autowired WebSocketTester tester) {
 *         tester.connect("/rooms/lobby").send(new Say("hello")).expect(new Said("lobby", "hello"));
 *     }
 * }
 * }</pre>
 *
 * <p>Server and {@link WebSocketTester} talk in memory ({@link io.twsj.MemoryTransport}): no port is opened, all else, from
 * the opening handshake to the closing one, is real.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(WebSocketHandlerTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(WebSocketHandlerTypeExcludeFilter.class)
@ImportAutoConfiguration
public @interface WebSocketHandlerTest {

    /** Short for {@link #handlers}. */
    @AliasFor("handlers")
    Class<?>[] value() default {};

    /** The handlers to test; all of the application's if there is none. */
    @AliasFor("value")
    Class<?>[] handlers() default {};

    /** Properties as {@code key=value}, added to the environment before the test runs. */
    String[] properties() default {};

    /** Whether what is said above becomes beans; if not, only {@link #includeFilters} count. */
    boolean useDefaultFilters() default true;

    /** Components to take besides. */
    Filter[] includeFilters() default {};

    /** Components to leave out. */
    Filter[] excludeFilters() default {};

    /** Auto-configurations to leave out. */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
