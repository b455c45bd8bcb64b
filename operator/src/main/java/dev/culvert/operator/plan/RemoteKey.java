package dev.culvert.operator.plan;

/** What is at a connection's other end. */
sealed interface RemoteKey permits NetworkKey, SiteKey {}
