package dev.culvert.gateway.agent;

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
          .importPackages("dev.culvert.gateway.agent");

  /** What decides; everything else in their packages acts. */
  private static final String DECIDING =
      ".*\\.(TunnelPlanner|Loading|TunnelChange|TunnelMemory|Initiating|Decision|Action.*"
          + "|TunnelReport|TunnelHistory|Reasons|UnmatchedPeers|RefusedProposals|Tally|SaMarks|Duplicates|Endpoints|PeerNames|Nameservers|LookupTimes|Transit|Ruleset|PacketPolicy|Passage|Prefix"
          + "|Revisions|DocumentCheck|TunnelCheck|Messages|SaReader|EventReader|RestartDelay)";

  @Test
  void decisions_knowNoInputOrOutput() {
    noClasses()
        .that()
        .haveNameMatching(DECIDING)
        .and()
        .doNotHaveSimpleName("ActionRunner")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io", "java.nio..", "java.net..", "java.lang.ProcessBuilder")
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
  void packages_dependOnOneAnotherInOneDirection() {
    slices().matching("dev.culvert.gateway.agent.(*)..").should().beFreeOfCycles().check(AGENT);
  }
}
