namespace BatchVision.TestServers.Hosting;

internal static class RabbitMqSettings
{
    /// <summary>
    /// An advanced.config by which the management API's counts are a second old at most, for tests wait on them; five seconds are the default.
    /// Queues report every 200 ms; the API takes samples at the shortest interval that it retains, which is whole seconds.
    /// </summary>
    public const string FreshCounts = """
        [{rabbit, [{quorum_tick_interval, 200}, {collect_statistics_interval, 200}]},
         {rabbitmq_management, [{sample_retention_policies, [{global, [{60, 1}]}, {basic, [{60, 1}]}, {detailed, [{10, 1}]}]}]}].

        """;
}
