package io.twsj.spring.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Refuses values that cannot work, by the full name of their property, so that Boot's failure analysis shows name, value,
 * origin and our reason. A value that is not set (null) can always work.
 */
final class PropertyValues {

    /** Those of {@code twsj.server}. */
    static final PropertyValues OF_SERVER = new PropertyValues("twsj.server.");

    private final String prefix;

    /** Values of properties below a prefix, which ends with a dot. */
    PropertyValues(String prefix) {
        this.prefix = prefix;
    }

    void inRange(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw invalid(name, value, "It must be between " + lowest + " and " + highest + ".");
        }
    }

    void positive(String name, @Nullable Integer value) {
        if (value != null && value <= 0) {
            throw invalid(name, value, "It must be positive.");
        }
    }

    void positive(String name, @Nullable Duration value) {
        if (value != null && (value.isZero() || value.isNegative())) {
            throw invalid(name, value, "It must be positive.");
        }
    }

    /** Sizes are held as {@code int} in the core, as array sizes are. */
    void positive(String name, @Nullable DataSize value) {
        if (value != null && (value.toBytes() <= 0 || value.toBytes() > Integer.MAX_VALUE)) {
            throw invalid(name, value, "It must be positive and less than 2GB.");
        }
    }

    void notNegative(String name, @Nullable Integer value) {
        if (value != null && value < 0) {
            throw invalid(name, value, "It must not be negative.");
        }
    }

    void notNegative(String name, @Nullable Duration value) {
        if (value != null && value.isNegative()) {
            throw invalid(name, value, "It must not be negative.");
        }
    }

    /** As for {@link #positive(String, DataSize)}. */
    void notNegative(String name, @Nullable DataSize value) {
        if (value != null && (value.isNegative() || value.toBytes() > Integer.MAX_VALUE)) {
            throw invalid(name, value, "It must not be negative, and less than 2GB.");
        }
    }

    /** What to throw for a value that cannot work. */
    InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException(prefix + name, value, reason);
    }
}
