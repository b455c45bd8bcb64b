package dev.culvert.operator;

import dev.culvert.operator.admission.WaitContainer;

/**
 * What the chart tells of the webhook.
 *
 * @param service the Service by which API servers ask it, in the operator's namespace
 * @param configuration name of the MutatingWebhookConfiguration that tells them to
 * @param waiting the init container it adds where a pod asks for it
 */
public record WebhookSettings(String service, String configuration, WaitContainer waiting) {}
