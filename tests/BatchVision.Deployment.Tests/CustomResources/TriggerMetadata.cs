using System.Globalization;

namespace BatchVision.Deployment.Tests.CustomResources;

/// <summary>
/// What a trigger may say. To the cluster it is a map of any strings, so a wrong name is found only when KEDA does not scale:
/// keda.sh, "RabbitMQ Queue" and "Prometheus", 2.20.
/// </summary>
internal static class TriggerMetadata
{
    private static readonly Dictionary<string, (string[] Required, string[] Optional, string[] Secret)> Known = new()
    {
        ["rabbitmq"] = (
            ["protocol", "mode", "queueName", "value"],
            ["activationValue", "vhostName", "excludeUnacknowledged", "timeout", "unsafeSsl", "useRegex", "pageSize", "operation"],
            ["host"]),
        ["prometheus"] = (
            ["serverAddress", "query", "threshold"],
            ["activationThreshold", "ignoreNullValues", "namespace", "customHeaders", "queryParameters", "timeout", "unsafeSsl", "authModes"],
            []),
    };

    private static readonly string[] Numbers = ["value", "activationValue", "threshold", "activationThreshold", "timeout", "pageSize"];
    private static readonly string[] Truths = ["excludeUnacknowledged", "unsafeSsl", "useRegex", "ignoreNullValues"];

    /// <summary>One line a fault.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="authentication">What its authentication gives, or null where it names none.</param>
    public static IEnumerable<string> Faults(ScaledObject.Trigger trigger, TriggerAuthentication? authentication)
    {
        if (!Known.TryGetValue(trigger.Type, out var known))
        {
            return [$"no trigger of type {trigger.Type} is known"];
        }

        var secrets = authentication?.Spec.SecretTargetRef.Select(secret => secret.Parameter) ?? [];
        return
        [
            .. known.Required.Except(trigger.Metadata.Keys).Select(name => $"{trigger.Type}: {name} is missing"),
            .. trigger.Metadata.Keys.Except(known.Required).Except(known.Optional).Select(name => $"{trigger.Type}: {name} does not exist"),
            .. known.Secret.Except(secrets).Select(name => $"{trigger.Type}: {name} comes from no secret"),
            .. Wrong(Numbers, value => double.TryParse(value, CultureInfo.InvariantCulture, out _), "number"),
            .. Wrong(Truths, value => value is "true" or "false", "truth"),
            .. Wrong(["protocol"], value => value is "http" or "amqp" or "auto", "protocol"),
            .. Wrong(["mode"], value => value is "QueueLength" or "MessageRate", "mode"),
        ];

        IEnumerable<string> Wrong(string[] names, Func<string, bool> fits, string what) =>
            trigger.Metadata.Where(entry => names.Contains(entry.Key) && !fits(entry.Value)).Select(entry => $"{trigger.Type}: {entry.Key} '{entry.Value}' is no {what}");
    }
}
