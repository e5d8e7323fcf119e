/**
 * The chat: rooms that exist while somebody is in them, and a small JSON protocol, which the README lists.
 *
 * <p>In: requests, answers and events ({@link io.twsj.sample.chat.ChatEvent}), the rules for names and texts, the state of
 * a room. Out: how it looks ({@code io.twsj.sample.page}). Read {@link io.twsj.sample.chat.ChatEndpoint} first, then
 * {@link io.twsj.sample.chat.Chat}.
 */
@NullMarked
package io.twsj.sample.chat;

import org.jspecify.annotations.NullMarked;
