package io.twsj.spring.autoconfigure;

import java.time.Duration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/** What a property may be; Boot's failure analysis shows name, value, reason and where the value comes from. */
final class PropertyRules {

    private PropertyRules() {}

    static void inRange(String property, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw invalid(property, value, "It must be between " + lowest + " and " + highest + ".");
        }
    }

    static void positive(String property, int value) {
        if (value <= 0) {
            throw invalid(property, value, "It must be positive.");
        }
    }

    static void positive(String property, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw invalid(property, value, "It must be positive.");
        }
    }

    static void notNegative(String property, Duration value) {
        if (value.isNegative()) {
            throw invalid(property, value, "It must not be negative.");
        }
    }

    /** Sizes are held as {@code int} in the core, as array sizes are. */
    static void positive(String property, DataSize value) {
        if (value.toBytes() <= 0 || value.toBytes() > Integer.MAX_VALUE) {
            throw invalid(property, value, "It must be positive and less than 2GB.");
        }
    }

    static void pathPrefix(String property, String value) {
        if (!value.isEmpty() && (!value.startsWith("/") || value.endsWith("/"))) {
            throw invalid(property, value, "It must start with a slash and not end with one, as in \"/ws\".");
        }
    }

    static InvalidConfigurationPropertyValueException invalid(String property, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException(property, value, reason);
    }
}
