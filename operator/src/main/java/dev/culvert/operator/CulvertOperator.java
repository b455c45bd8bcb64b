package dev.culvert.operator;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayPhase;
import dev.culvert.operator.admission.PodAdmission;
import dev.culvert.operator.apply.FinalizerRelease;
import dev.culvert.operator.apply.GatewayProvisioner;
import dev.culvert.operator.apply.GatewayRollouts;
import dev.culvert.operator.apply.LinkKeys;
import dev.culvert.operator.apply.RolloutGate;
import dev.culvert.operator.apply.ServerSideApply;
import dev.culvert.operator.apply.Sweep;
import dev.culvert.operator.apply.WebhookTrust;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.FreshNetworks;
import dev.culvert.operator.catalog.GatewayCatalog;
import dev.culvert.operator.catalog.LiveNetworks;
import dev.culvert.operator.catalog.NetworkInputs;
import dev.culvert.operator.catalog.NodeAddresses;
import dev.culvert.operator.catalog.Triggers;
import dev.culvert.operator.gatewayconnection.GatewayConnectionReconciler;
import dev.culvert.operator.link.GatewayLinks;
import dev.culvert.operator.link.LinkCredentials;
import dev.culvert.operator.link.LinkSettings;
import dev.culvert.operator.localnetworksite.LocalNetworkSiteReconciler;
import dev.culvert.operator.metrics.OperatorMetrics;
import dev.culvert.operator.observe.GatewayObserver;
import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.pki.CertificateAuthorityStore;
import dev.culvert.operator.pki.RenewedCertificate;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.report.Announcer;
import dev.culvert.operator.report.StatusReporter;
import dev.culvert.operator.virtualnetwork.UnheldNetworkReconciler;
import dev.culvert.operator.virtualnetwork.VirtualNetworkReconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator, wired. */
final class CulvertOperator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CulvertOperator.class);
  private static final String LEASE = "culvert-operator";
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Duration OTHERS_LISTED = Duration.ofSeconds(5);

  /** Less than an API server waits for the webhook. */
  private static final Duration LONGEST_QUESTION = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final Catalog catalog;
  private final Triggers triggers = new Triggers();
  private final GatewayLinks links;
  private final Operator operator;
  private final boolean electsLeader;
  private final StatusReporter status;
  private final Optional<PodNetworking> pods;
  private final RolloutGate rollouts;
  private final Sweep sweep;
  private final Optional<FinalizerRelease> finalizers;
  private final Optional<PodWebhook> webhook;
  private final ScheduledExecutorService clockwork;
  private final ScheduledExecutorService watchdog;
  private final HeldLease lease;
  private volatile boolean leading;
  private volatile boolean ending;

  CulvertOperator(
      OperatorSettings settings, KubernetesClient client, OperatorMetrics metrics, Clock clock) {
    this.client = client;
    electsLeader = settings.electsLeader();
    lease = new HeldLease(client, settings.namespace(), LEASE, settings.podName());
    catalog =
        new Catalog(
            client,
            settings.watchNamespaces(),
            settings.namespace(),
            settings.gateways().namespace(),
            this::changed);
    CertificateAuthority authority =
        new CertificateAuthorityStore(client, settings.namespace(), clock).loadOrCreate();
    links =
        new GatewayLinks(
            LinkCredentials.of(
                authority, new RenewedCertificate(authority::operatorCertificate, clock)),
            LinkSettings.standard(),
            clock,
            this::heard,
            metrics.links());
    var apply = new ServerSideApply(client);
    var observer = new GatewayObserver(catalog, links, clock);
    var keys = new LinkKeys(client, settings.namespace(), catalog);
    rollouts =
        new RolloutGate(
            new GatewayRollouts(catalog.gateways(), observer),
            settings.gateways().maxUnavailable(),
            this::turnHasCome,
            clock);
    var provisioner =
        new GatewayProvisioner(
            client, apply, catalog, authority, settings.gateways(), rollouts, clock);
    var inputs = new NetworkInputs(catalog, new NodeAddresses(client, clock), settings.allowed());
    var announcer = new Announcer(client, settings.podName(), clock);
    status = new StatusReporter(apply, announcer, clock);
    pods =
        settings
            .nodeAgents()
            .map(nodes ->
                new PodNetworking(
                    client,
                    settings.watchNamespaces(),
                    nodes,
                    catalog,
                    triggers,
                    apply,
                    announcer,
                    clock));
    sweep = new Sweep(catalog, provisioner, keys, new LiveNetworks(client));
    finalizers =
        settings.holdsNetworks()
            ? Optional.empty()
            : Optional.of(
                new FinalizerRelease(client, catalog, VirtualNetworkReconciler.FINALIZER));
    webhook = settings.webhook().map(w -> webhook(w, settings.namespace(), authority, clock));
    metrics.countGateways(GatewayPhase.class, catalog::gatewayPhases);
    metrics.countConnections(ConnectionState.class, catalog::connectionStates);
    metrics.countRollouts(RolloutGate.Part.class, rollouts::count);
    operator = new Operator(configuration -> configure(configuration, settings, metrics));
    var networks =
        new VirtualNetworkReconciler(
            inputs,
            triggers,
            keys,
            provisioner,
            rollouts,
            links,
            observer,
            pods.map(PodNetworking::members),
            status,
            clock);
    operator.register(
        settings.holdsNetworks() ? networks : new UnheldNetworkReconciler(networks),
        controller -> configure(controller, settings));
    operator.register(
        new GatewayConnectionReconciler(catalog, inputs, triggers, observer, status, clock),
        controller -> configure(controller, settings));
    operator.register(
        new LocalNetworkSiteReconciler(catalog, triggers, status, clock),
        controller -> configure(controller, settings));
    clockwork = timer("sweep");
    watchdog = timer("watchdog");
  }

  private PodWebhook webhook(
      WebhookSettings settings, String namespace, CertificateAuthority authority, Clock clock) {
    return new PodWebhook(
        new RenewedCertificate(
            () -> authority.webhookCertificate(settings.service(), namespace), clock),
        new PodAdmission(
            catalog::network,
            new FreshNetworks(client, LONGEST_QUESTION)::get,
            (network, podsNamespace) ->
                network.getMetadata().getNamespace().equals(podsNamespace)
                    || pods.stream().anyMatch(p -> p.admits(network, podsNamespace)),
            settings.waiting()),
        new WebhookTrust(client, settings.configuration(), authority::bundlePem));
  }

  private static ScheduledExecutorService timer(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }

  /** Starts watching; acts as soon as this replica leads. */
  void start() throws InterruptedException {
    catalog.start();
    if (pods.isPresent()) {
      pods.get().start();
    }
    webhook.ifPresent(PodWebhook::start);
    operator.start();
    LOG.info("started");
    if (electsLeader) {
      WatchCanary canary = lease.canary();
      watchdog.scheduleWithFixedDelay(
          () -> endIfDeaf(canary), 0, LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      lead();
    }
  }

  /** Only new connections help, of the framework's watches too: a start changes no tunnel. */
  private void endIfDeaf(WatchCanary canary) {
    if (canary.isDeaf()) {
      endBecause("watches show nothing any more although the API server answers");
    }
  }

  /** Whether the operator's picture of the cluster is kept up to date, leading or not. */
  boolean isWatching() {
    return catalog.isWatching() && pods.stream().allMatch(PodNetworking::isWatching);
  }

  private void lead() {
    LOG.info("leading");
    leading = true;
    pods.ifPresent(p -> p.lead(clockwork));
    clockwork.scheduleWithFixedDelay(
        this::sweep, 0, SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Who has lost the leadership may still be at work on something, and must not be. */
  private void leadershipEnded() {
    endBecause("the leadership is lost");
  }

  private void endBecause(String why) {
    if (!ending) {
      LOG.error("{}: this process ends, to begin anew", why);
      System.exit(1);
    }
  }

  private void configure(
      ConfigurationServiceOverrider configuration,
      OperatorSettings settings,
      OperatorMetrics metrics) {
    configuration
        .withKubernetesClient(client)
        .withMetrics(metrics.reconciles())
        .withCloseClientOnStop(false)
        .withExecutorService(Executors.newVirtualThreadPerTaskExecutor())
        .withReconciliationTerminationTimeout(STOP_LIMIT)
        .withStopOnInformerErrorDuringStartup(false);
    if (!settings.watchNamespaces().isEmpty()) {
      // One of them may be gone; the catalog has waited for the others already.
      configuration.withCacheSyncTimeout(OTHERS_LISTED);
    }
    if (settings.electsLeader()) {
      configuration.withLeaderElectionConfiguration(
          LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
              .withLeaseNamespace(settings.namespace())
              .withIdentity(settings.podName())
              // Done by us, since the framework would end the process while it is ending already.
              .withExitOnStopLeading(false)
              .withLeaderCallbacks(
                  new LeaderCallbacks(this::lead, this::leadershipEnded, leader -> {}))
              .build());
    }
  }

  private static void configure(
      ControllerConfigurationOverrider<?> controller, OperatorSettings settings) {
    controller
        .withFieldManager(ServerSideApply.FIELD_MANAGER)
        .withRetry(
            new GenericRetry()
                .setInitialInterval(200)
                .setIntervalMultiplier(2)
                .setMaxInterval(15_000)
                .setMaxAttempts(Integer.MAX_VALUE));
    if (settings.watchNamespaces().isEmpty()) {
      controller.watchingAllNamespaces();
    } else {
      controller.settingNamespaces(settings.watchNamespaces());
    }
  }

  private void changed(NetworkKey network) {
    triggers.changed(network, catalog);
    pods.ifPresent(p -> p.members().changed(network));
    if (leading && catalog.network(network).isEmpty()) {
      clockwork.execute(this::sweep);
    }
  }

  private void heard(String gateway) {
    catalog
        .gateways()
        .deployment(gateway)
        .flatMap(GatewayCatalog::network)
        .ifPresent(network -> triggers.heard(network, catalog));
  }

  private void turnHasCome(String gateway) {
    catalog
        .gateways()
        .deployment(gateway)
        .flatMap(GatewayCatalog::network)
        .ifPresent(triggers::members);
  }

  private void sweep() {
    sweep(() -> pods.ifPresent(p -> p.members().sweep()));
    sweep(sweep::run);
    sweep(rollouts::settle);
    sweep(() -> status.forgetAllBut(catalog.uids()));
    sweep(() -> finalizers.ifPresent(FinalizerRelease::run));
  }

  private static void sweep(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException e) {
      LOG.warn("a part of the sweep failed and will be tried again", e);
    }
  }

  /**
   * Stops within the time a pod has. Runs beside, not in, the thread that may hold the leadership:
   * losing it exits the process, and waiting for that here would never end.
   */
  @Override
  public void close() {
    ending = true;
    Thread stopping =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              leading = false;
              watchdog.shutdownNow();
              clockwork.shutdownNow();
              pods.ifPresent(p -> p.members().close());
              operator.stop();
              if (electsLeader) {
                lease.release();
              }
              links.close();
              pods.ifPresent(PodNetworking::close);
              webhook.ifPresent(PodWebhook::close);
              catalog.close();
              client.close();
            });
    try {
      if (!stopping.join(STOP_LIMIT)) {
        LOG.warn("not everything stopped in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
