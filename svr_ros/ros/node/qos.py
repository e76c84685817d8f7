"""Quality-of-service profiles by purpose; `qos_overrides` parameters change them per topic."""

from rclpy.qos import QoSDurabilityPolicy, QoSHistoryPolicy, QoSPolicyKind, QoSProfile, QoSReliabilityPolicy
from rclpy.qos_overriding_options import QoSOverridingOptions


def sensor_input() -> QoSProfile:
    """Return the profile of inputs, which matches every camera driver and keeps only the latest message."""
    return QoSProfile(
        history=QoSHistoryPolicy.KEEP_LAST,
        depth=1,
        reliability=QoSReliabilityPolicy.BEST_EFFORT,
        durability=QoSDurabilityPolicy.VOLATILE,
    )


def result_output() -> QoSProfile:
    """Return the profile of results, which matches every subscriber and is reliable, with a queue of five messages."""
    return QoSProfile(
        history=QoSHistoryPolicy.KEEP_LAST,
        depth=5,
        reliability=QoSReliabilityPolicy.RELIABLE,
        durability=QoSDurabilityPolicy.VOLATILE,
    )


def latched_output() -> QoSProfile:
    """Return the profile of latched topics, whose last message late subscribers receive, such as bags and RViz."""
    return QoSProfile(
        history=QoSHistoryPolicy.KEEP_LAST,
        depth=1,
        reliability=QoSReliabilityPolicy.RELIABLE,
        durability=QoSDurabilityPolicy.TRANSIENT_LOCAL,
    )


def overridable() -> QoSOverridingOptions:
    """Return the options that allow parameters such as qos_overrides./image.subscription.reliability."""
    return QoSOverridingOptions(
        [QoSPolicyKind.HISTORY, QoSPolicyKind.DEPTH, QoSPolicyKind.RELIABILITY, QoSPolicyKind.DURABILITY]
    )


def describe(profile: QoSProfile) -> str:
    """Return reliability and durability in words, such as "best effort, volatile"."""
    return ", ".join(policy.name.lower().replace("_", " ") for policy in (profile.reliability, profile.durability))
