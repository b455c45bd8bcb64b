package dev.culvert.operator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "dev.culvert.operator";

  private static final JavaClasses OPERATOR =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

  @Test
  void planning_knowsNoInputOrOutput() {
    planning()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.io..", "java.net..", "java.nio..", "javax.net..")
                .and(not(resideInAPackage("java.nio.charset"))))
        .check(OPERATOR);
  }

  @Test
  void planning_startsNothingAndLogsNothing() {
    planning()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent..", "java.util.logging..", "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, System.class, Runtime.class, ProcessBuilder.class)
        .check(OPERATOR);
  }

  @Test
  void planning_isGivenTimeAndChance() {
    planning()
        .should()
        .callMethodWhere(target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .dependOnClassesThat(
            assignableTo(InstantSource.class).or(assignableTo(RandomGenerator.class)))
        .check(OPERATOR);
  }

  /**
   * A custom resource is data, though its base class comes with the client. What stores an
   * informer's objects is named by a default of the framework's annotation.
   */
  @Test
  void kubernetesClient_isUsedAtTheEdges() {
    outside("apply", "catalog", "report", "uninstall", "pki")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.fabric8.kubernetes.client..")
                .and(not(belongToAnyOf(CustomResource.class, ItemStore.class))))
        .check(OPERATOR);
  }

  @Test
  void operatorFramework_isUsedWhereItCallsUs() {
    outside("catalog", "virtualnetwork", "gatewayconnection", "localnetworksite", "metrics")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.javaoperatorsdk..")
        .check(OPERATOR);
  }

  @Test
  void tls_isSpokenByLinkAndWebhookWithCulvertsOwnCertificates() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".link..", ROOT + ".webhook..", ROOT + ".pki..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.net.ssl..", "java.security.cert..", "org.bouncycastle..")
        .check(OPERATOR);
  }

  @Test
  void packages_dependOnOneAnotherInOneDirection() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OPERATOR);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(OPERATOR);
  }

  @Test
  void packages_areConceptsNotLayers() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..impl..", "..common..", "..helper..", "..misc..")
        .check(OPERATOR);
  }

  private static GivenClassesConjunction planning() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".plan..",
            ROOT + ".membership..",
            ROOT + ".status..",
            ROOT + ".gateway..",
            ROOT + ".admission..");
  }

  /** Classes in other packages than the given ones and the root. */
  private static GivenClassesConjunction outside(String... packages) {
    GivenClassesConjunction classes = noClasses().that().resideOutsideOfPackage(ROOT);
    for (String name : packages) {
      classes = classes.and().resideOutsideOfPackage(ROOT + "." + name + "..");
    }
    return classes;
  }
}
