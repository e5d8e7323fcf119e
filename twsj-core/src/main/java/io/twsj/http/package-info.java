/**
 * Just enough HTTP/1.1 for an opening handshake (RFC 9110, RFC 9112).
 *
 * <p>In: heads of requests and responses, their strict and bounded {@link io.twsj.http.HeadParser}, and a plain
 * {@link io.twsj.http.HttpResponse} for whoever asks without an upgrade. Out: bodies of requests, chunked coding,
 * connections that live on after an answer; what the fields of a handshake have to say is judged in
 * {@code io.twsj.handshake}. Read {@code io.twsj.handshake} next.
 */
@NullMarked
package io.twsj.http;

import org.jspecify.annotations.NullMarked;
