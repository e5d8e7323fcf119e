package io.twsj.extension;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Found by its entry under {@code META-INF/services}; agrees to nothing. */
public final class InstalledExtension implements Extension {

    @Override
    public String name() {
        return "x-installed";
    }

    @Override
    public @Nullable ExtensionSession accept(ExtensionParameters offer) {
        return null;
    }

    @Override
    public List<ExtensionParameters> offers() {
        return List.of(ExtensionParameters.of("x-installed"));
    }

    @Override
    public @Nullable ExtensionSession confirm(ExtensionParameters response) {
        return null;
    }
}
