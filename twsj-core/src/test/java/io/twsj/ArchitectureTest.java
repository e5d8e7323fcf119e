package io.twsj;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.twsj.close.CloseCode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The house and its levels, as ARCHITECTURE.md describes it. */
@AnalyzeClasses(packages = "io.twsj", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Imports go down only; packages of the same level do not know each other. A new package gets its line here. */
    private static final Map<String, Integer> LEVELS = Map.ofEntries(
            Map.entry("io.twsj.close", 0),
            Map.entry("io.twsj.concurrent", 0),
            Map.entry("io.twsj.frame", 1),
            Map.entry("io.twsj.http", 1),
            Map.entry("io.twsj.message", 2),
            Map.entry("io.twsj.extension", 2),
            Map.entry("io.twsj.extension.deflate", 3),
            Map.entry("io.twsj.handshake", 3),
            Map.entry("io.twsj.handshake.auth", 4),
            Map.entry("io.twsj.protocol", 4),
            Map.entry("io.twsj.transport", 5),
            Map.entry("io.twsj.dial", 6),
            Map.entry("io.twsj.mux", 6),
            Map.entry("io.twsj", 7),
            Map.entry("io.twsj.blocking", 8),
            Map.entry("io.twsj.cli", 8));

    @ArchTest
    static final ArchRule importsGoDownTheLevels = classes().should(importDownwardsOnly());

    @ArchTest
    static final ArchRule nothingButTheJdkIsNeeded = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl..",
                    "javax.security.auth.x500..",
                    "io.twsj..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTheTransportKnowsChannels = noClasses()
            .that()
            .resideOutsideOfPackages("io.twsj.transport", "io.twsj.blocking")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.channels..");

    /** They come from the caller and go to the transport. */
    @ArchTest
    static final ArchRule blockingSocketsKnowConnectedChannelsOnly = noClasses()
            .that()
            .resideInAPackage("io.twsj.blocking")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("java.nio.channels..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.type(SocketChannel.class))));

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints =
            noClasses().that().resideOutsideOfPackage("io.twsj.cli").should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule whatIsExportedShowsNothingHidden = classes()
            .that(new DescribedPredicate<>("users can see") {
                @Override
                public boolean test(JavaClass type) {
                    return isVisibleToUsers(type);
                }
            })
            .should(showNoHiddenType());

    /** Clocks are set, by people and by NTP; a time out must not notice. */
    @ArchTest
    static void theClockOnTheWallIsForCredentialsOnly(JavaClasses classes) {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.twsj.Admission")
                .and()
                .doNotHaveFullyQualifiedName("io.twsj.transport.ConnectionTimers")
                .and()
                .resideOutsideOfPackage("io.twsj.handshake.auth")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, InstantSource.class, Date.class)
                .check(classes);
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) throws ClassNotFoundException {
        for (String name : packages(classes)) {
            assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                    .as("@NullMarked in the package-info of " + name)
                    .isTrue();
        }
    }

    @ArchTest
    static void everyPackageHasALevel(JavaClasses classes) {
        assertThat(packages(classes)).isEqualTo(new TreeSet<>(LEVELS.keySet()));
    }

    /** The rules would all hold if nothing were found. */
    @ArchTest
    static void theClassesAreFound(JavaClasses classes) {
        assertThat(classes.size()).isGreaterThan(80);
        assertThat(exported()).contains("io.twsj", "io.twsj.close").doesNotContain("io.twsj.transport", "io.twsj.cli");
        assertThat(isVisibleToUsers(classes.get(CloseCode.class))).isTrue();
    }

    private static Set<String> packages(JavaClasses classes) {
        return classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // Levels

    private static ArchCondition<JavaClass> importDownwardsOnly() {
        return new ArchCondition<>("import down the levels only") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (!isDownwards(origin.getPackageName(), target.getPackageName())) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isDownwards(String from, String to) {
        return from.equals(to) || !isOurs(to) || level(to) < level(from);
    }

    private static boolean isOurs(String name) {
        return name.equals("io.twsj") || name.startsWith("io.twsj.");
    }

    private static int level(String name) {
        Integer level = LEVELS.get(name);
        if (level == null) {
            throw new AssertionError("package " + name + " has no level yet");
        }
        return level;
    }

    // What users see

    private static final Set<String> EXPORTED = exported();

    private static Set<String> exported() {
        try {
            Path classes = Path.of(CloseCode.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (InputStream module = Files.newInputStream(classes.resolve("module-info.class"))) {
                return ModuleDescriptor.read(module).exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet());
            }
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException("cannot read the module descriptor", unreadable);
        }
    }

    private static boolean isVisibleToUsers(JavaClass type) {
        boolean isPublic = isPublicOrProtected(type.getModifiers());
        boolean isOuterVisible =
                type.getEnclosingClass().map(ArchitectureTest::isVisibleToUsers).orElse(true);
        return EXPORTED.contains(type.getPackageName()) && isPublic && isOuterVisible;
    }

    private static boolean isPublicOrProtected(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static ArchCondition<JavaClass> showNoHiddenType() {
        return new ArchCondition<>("show no type that users cannot see") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<JavaType> above = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
                report(type.getName(), above, events);
                for (JavaMember member : type.getMembers()) {
                    if (isPublicOrProtected(member.getModifiers())) {
                        report(member.getFullName(), shown(member), events);
                    }
                }
            }

            private void report(String where, Stream<JavaType> types, ConditionEvents events) {
                Set<JavaClass> hidden = types.flatMap(shown -> shown.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(shown -> isOurs(shown.getPackageName()) && !isVisibleToUsers(shown))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                for (JavaClass type : hidden) {
                    events.add(SimpleConditionEvent.violated(type, where + " shows " + type.getName()));
                }
            }
        };
    }

    private static Stream<JavaType> shown(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        Stream<JavaType> thrown = unit.getThrowsClause().stream().map(clause -> clause.getRawType());
        return Stream.of(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream(), thrown)
                .flatMap(types -> types);
    }
}
