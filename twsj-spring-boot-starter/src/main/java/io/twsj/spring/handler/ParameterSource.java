package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

/**
 * Fills parameters of handlers' methods with what another library knows of a connection. Beans of this type are asked in
 * their order when the application starts. Thread-safe.
 */
@FunctionalInterface
public interface ParameterSource {

    /**
     * Tells how a parameter is filled.
     *
     * @return asked at each call of the method; null if this source has nothing for the parameter
     * @throws InvalidHandlerException if the parameter is meant for this source and cannot work
     */
    @Nullable
    Function<WebSocketConnection, @Nullable Object> find(MethodParameter parameter);
}
