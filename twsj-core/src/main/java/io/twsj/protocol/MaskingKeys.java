package io.twsj.protocol;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Where a client's masking keys come from (RFC 6455 sections 5.3 and 10.3). Thread-safe. */
@FunctionalInterface
public interface MaskingKeys {

    /** For servers, which never mask. */
    MaskingKeys NONE = () -> {
        throw new IllegalStateException("a server does not mask");
    };

    /** The next key; fresh, and not to be foreseen from earlier ones. */
    int next();

    /** Keys of strong entropy, drawn in blocks since drawing four bytes at a time is slow. */
    static MaskingKeys secure() {
        return new MaskingKeys() {
            private final SecureRandom random = new SecureRandom();
            private final ByteBuffer block = ByteBuffer.allocate(1024).limit(0);

            @Override
            public synchronized int next() {
                if (!block.hasRemaining()) {
                    random.nextBytes(block.array());
                    block.clear();
                }
                return block.getInt();
            }
        };
    }
}
