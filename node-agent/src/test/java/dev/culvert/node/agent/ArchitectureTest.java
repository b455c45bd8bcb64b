package dev.culvert.node.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses AGENT =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.culvert.node.agent");

  /** What decides; everything else in their packages acts. */
  private static final String DECIDING =
      ".*\\.(plan\\..*|.*Script|.*Guard|PodRoutes|AttachResult|DeviceChanges|DeviceReader"
          + "|VxlanDevice|FilterBypass|CacheEntry|ClaimReader|SegmentReader|Verdict|NamespaceState|WaitingTimes"
          + "|Task)";

  @Test
  void decisions_knowNoInputOrOutput() {
    noClasses()
        .that()
        .haveNameMatching(DECIDING)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io", "java.nio..", "java.net..", "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, ProcessBuilder.class)
        .check(AGENT);
  }

  @Test
  void decisions_areGivenTheTime() {
    noClasses()
        .that()
        .haveNameMatching(DECIDING)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(InstantSource.class)
        .check(AGENT);
  }

  @Test
  void kubernetesClient_isUsedAtTheEdges() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..cluster..", "..report..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8.kubernetes.client..")
        .check(AGENT);
  }

  @Test
  void packages_dependOnOneAnotherInOneDirection() {
    slices().matching("dev.culvert.node.agent.(*)..").should().beFreeOfCycles().check(AGENT);
  }
}
