/**
 * Culvert's certificate authority: makes it, keeps it, issues the certificates of gateways and of
 * the operator, and says when one must be issued again. Pure but for {@link
 * dev.culvert.operator.pki.CertificateAuthorityStore}; called by reconcilers and by the link.
 */
@NullMarked
package dev.culvert.operator.pki;

import org.jspecify.annotations.NullMarked;
