/**
 * A Spring Boot application to try twsj with: an echo, a broadcast, and a chat one can open in a browser.
 *
 * <p>In: the application and the two smallest endpoints. Out: the chat ({@code io.twsj.sample.chat}) and its page
 * ({@code io.twsj.sample.page}). Read {@code io.twsj.sample.chat} next.
 */
@NullMarked
package io.twsj.sample;

import org.jspecify.annotations.NullMarked;
