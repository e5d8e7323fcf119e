/**
 * The wiring: {@code twsj.server.*}, and the beans that make a server of the handlers.
 *
 * <p>In: properties and auto-configurations, one concern each, every bean of which gives way to the application's own.
 * Out: everything that works at run time. Read {@code io.twsj.spring.annotation} next.
 */
@NullMarked
package io.twsj.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
