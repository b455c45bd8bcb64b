package dev.culvert.operator.localnetworksite;

import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.Triggers;
import dev.culvert.operator.report.StatusReporter;
import dev.culvert.operator.status.SiteStatusPlanner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.util.List;

/** Plan, report: one site. What its connections make of it, their own statuses say. */
@ControllerConfiguration(name = "localnetworksite")
public final class LocalNetworkSiteReconciler implements Reconciler<LocalNetworkSite> {
  private final Catalog catalog;
  private final Triggers triggers;
  private final StatusReporter status;
  private final Clock clock;

  /** Reconciles with the given hands. */
  public LocalNetworkSiteReconciler(
      Catalog catalog, Triggers triggers, StatusReporter status, Clock clock) {
    this.catalog = catalog;
    this.triggers = triggers;
    this.status = status;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, LocalNetworkSite>> prepareEventSources(
      EventSourceContext<LocalNetworkSite> context) {
    return List.of(triggers.sites());
  }

  @Override
  public UpdateControl<LocalNetworkSite> reconcile(
      LocalNetworkSite site, Context<LocalNetworkSite> context) {
    if (!site.isMarkedForDeletion()) {
      status.refresh(site);
      int connections = (int) catalog.connectionsTo(site).count();
      status.report(site, SiteStatusPlanner.plan(site, connections, clock.instant()));
    }
    return UpdateControl.noUpdate();
  }

  @Override
  public ErrorStatusUpdateControl<LocalNetworkSite> updateErrorStatus(
      LocalNetworkSite site, Context<LocalNetworkSite> context, Exception failure) {
    // What was said stays: a fault of ours or of the API server says nothing about the site.
    return ErrorStatusUpdateControl.noStatusUpdate();
  }
}
