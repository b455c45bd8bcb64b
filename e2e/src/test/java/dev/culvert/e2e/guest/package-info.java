/** Proves the libreswan machine against strongSwan as it is; no part of the product takes part. */
package dev.culvert.e2e.guest;
