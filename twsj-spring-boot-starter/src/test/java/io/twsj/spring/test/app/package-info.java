/** An application, and tests of it as its developers would write them. */
package io.twsj.spring.test.app;
