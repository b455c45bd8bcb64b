/**
 * Culvert's certificate authority: makes it, keeps it, issues the certificates of gateways, of the
 * operator and of its webhook, and says when one must be issued again. Pure but for {@link
 * dev.culvert.operator.pki.CertificateAuthorityStore}; called by reconcilers, the link and the
 * webhook.
 */
@NullMarked
package dev.culvert.operator.pki;

import org.jspecify.annotations.NullMarked;
