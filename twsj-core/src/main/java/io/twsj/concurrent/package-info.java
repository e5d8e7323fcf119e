/**
 * What the library's threads share: {@link io.twsj.concurrent.TurnQueue}, and a log that never throws. Knows nothing of
 * WebSockets and imports nothing of the library. Hidden from users. Read {@code io.twsj.protocol} to see it used.
 */
@NullMarked
package io.twsj.concurrent;

import org.jspecify.annotations.NullMarked;
