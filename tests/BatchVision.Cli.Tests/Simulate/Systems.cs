using BatchVision.Cli.Simulate;
using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Cli.Tests.Simulate;

/// <summary>Simulated systems to change one thing of.</summary>
internal static class Systems
{
    /// <summary>An image takes ten milliseconds, and nothing else takes any time.</summary>
    public static Measured Bare { get; } = new()
    {
        Source = "test",
        WorkerCpuMs = 10,
        DecodeCpuMs = 2,
        IngestCpuMs = 0,
        ResultsCpuMs = 0,
        BrokerCpuMs = 0,
        DatabaseCpuMs = 0,
        StoreCpuMs = 0,
        FetchMs = 0,
        IntakeMs = 0,
        WriteMs = 0,
        WriterRows = 1e12,
        Variation = 0,
        StartSeconds = 0,
    };

    /// <summary>Servers behind one line: single images, no window, no batches.</summary>
    public static SimulationSettings Line(int servers, double load, double variation) => new()
    {
        Measured = Bare with { Variation = variation },
        Cores = 1,
        Workers = servers,
        Prefetch = 1,
        Window = int.MaxValue,
        Poll = 0,
        Hop = 0,
        WriteBatch = 1,
        Live = LiveLoad.Constant(servers * load * 100),
        Duration = 10_000 / servers,
    };

    /// <summary>The services with their own settings, at costs like those that are measured, without noise.</summary>
    public static SimulationSettings Services { get; } = new()
    {
        Measured = Bare with
        {
            WorkerCpuMs = 12,
            DecodeCpuMs = 2.4,
            IngestCpuMs = 0.6,
            ResultsCpuMs = 0.5,
            BrokerCpuMs = 0.5,
            DatabaseCpuMs = 0.9,
            StoreCpuMs = 1.3,
            FetchMs = 3,
            IntakeMs = 30,
            WriteMs = 5,
            WriterRows = 21_900,
            StartSeconds = 5,
        },
    };
}
