package io.twsj.extension;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Extensions that come with the class path. */
class InstalledExtensionsTest {

    @Test
    void areFound() {
        assertThat(Extension.installed()).singleElement().isInstanceOf(InstalledExtension.class);
    }
}
