package io.twsj.spring.test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Closes what a test method leaves open, so that one test's connections are not there in the next one. */
final class ConnectionsOfTests implements TestExecutionListener {

    ConnectionsOfTests() {}

    @Override
    public void afterTestMethod(TestContext test) {
        if (test.hasApplicationContext()
                && test.getApplicationContext() instanceof ConfigurableApplicationContext context
                && context.isActive()) {
            closeConnections(context);
        }
    }

    /** Lazy beans are left alone: what nobody has asked for has opened nothing. */
    private static void closeConnections(ConfigurableApplicationContext context) {
        for (String name : context.getBeanNamesForType(TesterClient.class, false, false)) {
            if (context.getBeanFactory().getSingleton(name) instanceof TesterClient client) {
                client.closeConnections();
            }
        }
    }
}
