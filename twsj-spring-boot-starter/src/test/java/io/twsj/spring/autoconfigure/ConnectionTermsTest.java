package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.ConnectionOptions;
import io.twsj.Overflow;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What is set for one handler, on top of what is set for all. */
class ConnectionTermsTest {

    private static ConnectionOptions options(Map<String, String> ofHandler, ConnectionOptions ofAll) {
        TwsjHandlerProperties properties = new Binder(new MapConfigurationPropertySource(ofHandler))
                .bindOrCreate("twsj", TwsjHandlerProperties.class);
        return ConnectionTerms.ofHandler("chat", properties.handlers().get("chat"))
                .checked()
                .on(ofAll);
    }

    @Test
    void aHandlerHasAnOverflowPolicyAndABoundOnMessagesOfItsOwn() {
        ConnectionOptions ofAll =
                ConnectionOptions.builder().maxOutboundBytes(5000).build();
        ConnectionOptions options = options(
                Map.of(
                        "twsj.handlers.chat.outbound.overflow", "drop-oldest",
                        "twsj.handlers.chat.outbound.max-queued-messages", "7"),
                ofAll);
        assertThat(options.overflow()).isEqualTo(Overflow.DROP_OLDEST);
        assertThat(options.maxOutboundMessages()).isEqualTo(7);
        assertThat(options.maxOutboundBytes()).isEqualTo(5000);
    }
}
