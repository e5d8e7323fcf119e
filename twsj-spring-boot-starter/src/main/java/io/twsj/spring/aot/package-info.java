/**
 * What a build that processes the application ahead of time has to know: which methods are called and which types become
 * JSON, in a native image too.
 */
@NullMarked
package io.twsj.spring.aot;

import org.jspecify.annotations.NullMarked;
