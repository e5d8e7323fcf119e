/** The code of the guide in {@code README.md}, as an application with its tests; {@code ReadmeTest} compares the two. */
package io.twsj.spring.guide;
