package io.twsj.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The sample application; see the README for its endpoints. */
@SpringBootApplication(proxyBeanMethods = false)
public class SampleApplication {

    /** Starts the application; options such as {@code --twsj.server.port=8080} override its configuration. */
    public static void main(String[] args) {
        SpringApplication.run(SampleApplication.class, args);
    }
}
