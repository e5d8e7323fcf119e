/**
 * The chat's page, served on the port of the WebSockets.
 *
 * <p>In: files of the class path as answers to plain GET requests. The files are in {@code src/main/resources/page}:
 * plain HTML, CSS and JavaScript without a build step.
 */
@NullMarked
package io.twsj.sample.page;

import org.jspecify.annotations.NullMarked;
